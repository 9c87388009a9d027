"""A grant set by hand on top of the plan, with what it costs at once."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.allocation.actions.computing import keep_plan
from ancrage.allocation.actions.parts import (
    ScenarioRefusedError,
    check_sound,
    opened,
    record_scenario,
    today,
)
from ancrage.allocation.compute import compute_held
from ancrage.allocation.definitions import parameters_at
from ancrage.allocation.engine.model import Plan, Problem
from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.problems import plan_of, problem_of
from ancrage.allocation.queries.scenarios import is_current, lines_of
from ancrage.catalogue.rules.facts import euros
from ancrage.journal.command import command, unchanged, unjournalled
from ancrage.kernel.rights import Actor

REASON = 300


@unjournalled("« set_held » en laisse la trace ; le plan gardé avec lui est un calcul")
def hold_line(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    code: str,
    cents: int | None,
    reason: str,
    revision: int | None = None,
) -> Scenario:
    """Set the grant of a project by hand, or free it (None); then, when the scenario is small
    enough, compute the plan anew at once and keep it with what the change costs
    (`answers["held"]`): nobody else waits meanwhile. ScenarioRefusedError."""
    plan = plan_of(scenario) if is_current(scenario) else None
    before = (problem_of(scenario), plan) if plan else None
    held = set_held(
        by=by,
        now=now,
        scenario=scenario,
        code=code,
        cents=cents,
        reason=reason,
        revision=revision,
    )
    if held.planned_revision == held.revision:
        return held
    return _answered(held, code, before, now)


@command("allocation.hold")
def set_held(
    *,
    by: Actor,
    now: dt.datetime,
    scenario: Scenario,
    code: str,
    cents: int | None,
    reason: str,
    revision: int | None = None,
) -> Scenario:
    """Set the grant of a project by hand, with a reason, or free it. ScenarioRefusedError."""
    held = opened(scenario, "hold", now=now, revision=revision)
    line = held.lines.select_for_update().filter(code=code).first()
    if line is None:
        raise ScenarioRefusedError(_("Aucun projet de ce scénario ne porte le code %s.") % code)
    if cents is not None and not reason.strip():
        raise ScenarioRefusedError(_("Dites pourquoi vous fixez ce montant."))
    if cents is not None and not 0 <= cents <= line.asked:
        told = _("Ce projet demande %s : on ne lui attribue ni plus, ni moins que rien.")
        raise ScenarioRefusedError(told % euros(line.asked))
    told_reason = reason.strip()[:REASON] if cents is not None else ""
    if (line.held, line.held_reason) == (cents, told_reason):
        held.refresh_from_db(fields=["state", "changed_at"])
        unchanged()
        return held
    was, line.held, line.held_reason = line.held, cents, told_reason
    line.save(update_fields=["held", "held_reason"])
    check_sound(held)
    held.revision += 1
    held.save()
    says = _("Montant fixé à la main") if cents is not None else _("Montant libéré")
    record_scenario(
        held,
        says,
        before={"project": code, "held": was},
        after={"project": code, "held": cents, "revision": held.revision},
        details={"reason": told_reason},
    )
    return held


def _answered(
    held: Scenario, code: str, before: tuple[Problem, Plan] | None, now: dt.datetime
) -> Scenario:
    """The scenario with the plan that answers it now, when it is small enough to wait for."""
    quick, lines = parameters_at(today(now)), list(lines_of(held))
    if len(lines) > quick.quick_lines:
        return held
    problem = problem_of(held, lines)
    found = compute_held(before, problem, code, quick.quick_seconds, quick.quick_gap)
    if found.plan.status == "unknown":
        return held
    return keep_plan(now=now, scenario=held, revision=held.revision, problem=problem, found=found)
