"""Changes by hand to a plan, and what they cost at once.

An amount that is set by hand is held: the problem keeps it, and every later plan too, until it is
freed. What it costs is told twice: against the plan as it was, and against the best plan that
keeps what is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.checks import ProblemRefusedError
from ancrage.allocation.engine.model import Plan, Problem, Progress
from ancrage.allocation.engine.solve import solve
from ancrage.allocation.engine.worth import objective


@dataclass(frozen=True, slots=True)
class Amended:
    """A plan changed by hand.

    `problem` holds the amounts set. `grants`: the plan with them, nothing else moved. `worth`:
    what these are worth; `lost`: what that is less than the plan (negative: it is worth more, as
    when the change breaks a rule). `broken`: the rules that these grants break, in French.
    """

    problem: Problem
    grants: tuple[int, ...]
    worth: float
    lost: float
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan that keeps what is held. `cost`: what the changes alone lose beside it, never
    negative; None when there is no such plan, or the changes break a rule: nothing to compare."""

    plan: Plan
    cost: float | None


def amend(problem: Problem, plan: Plan, changes: Mapping[str, int | None]) -> Amended:
    """Set amounts by hand, in cents, by code of project (0: nothing; None: no longer held).

    A project that is freed keeps its amount until a plan is made again. KeyError for a project
    that the problem does not have.
    """
    place = {project.code: at for at, project in enumerate(problem.projects)}
    held, grants = dict(problem.rules.held), list(plan.grants)
    for code, cents in changes.items():
        at = place[code]
        if cents is None:
            held.pop(code, None)
        else:
            held[code] = grants[at] = cents
    changed = replace(problem, rules=replace(problem.rules, held=held))
    worth = objective(changed, grants)
    return Amended(
        problem=changed,
        grants=tuple(grants),
        worth=worth,
        lost=plan.objective - worth,
        broken=tuple(_broken(changed, grants)),
    )


def _broken(problem: Problem, grants: list[int]) -> list[str]:
    """The rules that are broken; those of an amount held that its project may not have, too."""
    try:
        return faults(problem, grants)
    except ProblemRefusedError:
        return faults(replace(problem, rules=replace(problem.rules, held={})), grants)


def best_under(
    amended: Amended,
    *,
    seconds: float = 60.0,
    gap: float = 1e-4,
    progress: Progress | None = None,
) -> Best:
    """The best plan that keeps what is held. ProblemRefusedError when an amount is not allowed."""
    plan = solve(amended.problem, seconds=seconds, gap=gap, progress=progress)
    if amended.broken or not plan.grants:
        return Best(plan, None)
    if amended.worth > plan.objective:  # within the gap: what was done by hand is the better plan
        bound = max(plan.bound, amended.worth)
        left = (bound - amended.worth) / max(1.0, abs(bound))
        plan = replace(plan, grants=amended.grants, objective=amended.worth, bound=bound, gap=left)
    return Best(plan, plan.objective - amended.worth)
