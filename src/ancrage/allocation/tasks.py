"""What the worker does for the sharing of envelopes: the plan of a scenario."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.allocation.actions.computing import keep_plan, keep_rooms
from ancrage.allocation.compute import compute
from ancrage.allocation.definitions import parameters_at
from ancrage.allocation.engine.checks import ProblemRefusedError
from ancrage.allocation.queries.problems import problem_of
from ancrage.allocation.queries.rooms import with_rooms
from ancrage.allocation.queries.scenarios import lines_of, scenario_named
from ancrage.jobs.apart import run_apart
from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.kernel.problems import InputRefused


def plan_scenario(arguments: Arguments, progress: Progress) -> None:
    """Compute a scenario's plan in a process of its own, with what State aid leaves to its projects
    today, and keep it, an impossibility included. RefusedError."""
    scenario, today = scenario_named(arguments["scenario"]), timezone.localdate()
    if scenario is None or scenario.revision != arguments["revision"]:
        raise RefusedError(_("Ce scénario a changé depuis : demandez le calcul à nouveau."))
    progress(_("aides d’État reçues"), 0.0)
    lines = list(lines_of(scenario))
    with_rooms(lines, on=today)
    keep_rooms(scenario=scenario, lines=lines)
    held = parameters_at(today)
    try:
        problem = problem_of(scenario, lines)
        found = run_apart(compute, problem, held.seconds, held.gap, progress=progress)
    except (InputRefused, ProblemRefusedError) as refusal:
        raise RefusedError(str(refusal)[:480]) from refusal
    if found.plan.status == "unknown":
        raise RefusedError(_("Le temps imparti n’a pas suffi à trouver un plan."))
    keep_plan(
        now=timezone.now(),
        scenario=scenario,
        revision=scenario.revision,
        problem=problem,
        found=found,
    )
