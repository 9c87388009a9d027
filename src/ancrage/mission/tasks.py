"""What the worker does for the missions: the effect of the scores on the list."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.jobs.apart import run_apart
from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.mission.effect_compute import solve_both
from ancrage.mission.effect_run import run_effect
from ancrage.mission.models import Effect

SECONDS = 120.0
"""Time given to one solve; what it has proved by then is the answer."""


def compute_effect(arguments: Arguments, progress: Progress) -> None:
    """Have both lists solved in a process of its own. RefusedError as `run_effect`."""
    found = Effect.objects.select_related("mission__base").filter(pk=arguments["effect"])
    effect = found.first()
    if effect is None:
        raise RefusedError(_("Cette demande n’existe plus."))
    run_effect(
        effect=effect,
        now=timezone.now,
        solve=lambda *asked: run_apart(solve_both, *asked, SECONDS, progress=progress),
    )
