"""What the worker does for the antennas: the plan of a scenario, its trade-off curve."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.antennas.actions.results import keep_curve, keep_plan
from ancrage.antennas.compute import compute_curve, compute_plan
from ancrage.antennas.definitions import parameters_at
from ancrage.antennas.engine.model import NoPlanError
from ancrage.antennas.models import Siting
from ancrage.antennas.queries.places import loaded_ground
from ancrage.antennas.queries.sitings import Seen, find_siting
from ancrage.jobs.apart import run_apart
from ancrage.jobs.registry import Arguments, Progress, RefusedError


def plan_siting(arguments: Arguments, progress: Progress) -> None:
    """Compute a scenario's plan in a process of its own. RefusedError when there is none."""
    seen, seconds = _asked(arguments), parameters_at(timezone.localdate()).seconds
    try:
        plan = run_apart(
            compute_plan, loaded_ground().places, seen.question, seconds, progress=progress
        )
    except NoPlanError as refusal:
        raise RefusedError(str(refusal)[:480]) from refusal
    keep_plan(now=timezone.now(), siting=seen.record, plan=plan)


def curve_siting(arguments: Arguments, progress: Progress) -> None:
    """Compute the curve of a scenario, point by point."""
    seen, held = _asked(arguments), parameters_at(timezone.localdate())
    question = replace(seen.question, count=1)
    curve = run_apart(
        compute_curve,
        loaded_ground().places,
        question,
        held.curve_most,
        held.curve_seconds,
        progress=progress,
    )
    if not curve:
        raise RefusedError(_("Aucun nombre d’antennes ne répond à la question."))
    keep_curve(siting=seen.record, curve=curve)


def _asked(arguments: Arguments) -> Seen:
    found: Siting | None = find_siting(arguments["siting"])
    if found is None:
        raise RefusedError(_("Ce scénario n’existe plus."))
    return Seen(found)
