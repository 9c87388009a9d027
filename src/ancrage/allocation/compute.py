"""What is computed of a scenario, from its problem alone: no site is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ancrage.allocation.engine.amending import amend, best_under
from ancrage.allocation.engine.conflict import Conflict, find_conflict
from ancrage.allocation.engine.marginal import MILLION, Cost, Gain, costs, one_more
from ancrage.allocation.engine.model import Plan, Problem, Progress
from ancrage.allocation.engine.solve import solve
from ancrage.allocation.rules.guards import AMENDED
from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset

PARTS = {"plan": (0.05, 0.5), "more": (0.5, 0.65), "costs": (0.65, 1.0), "conflict": (0.5, 1.0)}
"""Between which shares of the whole each part is."""
MOVES = 50
"""Projects that an answer names, at most: those that change the most."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A plan, and what stands beside it.

    `answers`: `more`, what one more million buys ({"cents", "worth", "most", "served", "moves"});
    `costs`, of each rule ({"rule", "label", "per_euro", "worth", "most"}); `conflict` ({"rules",
    "smallest", "message"}); `held`, the last change by hand ({"project", "cents", "lost", "cost",
    "broken", "says"}). `status`: the plan's, or AMENDED: kept as changed by hand although it breaks
    rules, as no plan keeps both.
    """

    plan: Plan
    answers: Mapping[str, Any] = field(default_factory=dict)
    status: str = ""


def compute(problem: Problem, seconds: float, gap: float, *, progress: Progress) -> Computed:
    """The best plan, then what one more million buys and what each rule costs; which rules
    conflict when there is none. About twice `seconds` at most."""
    plan = solve(problem, seconds=seconds, gap=gap, progress=_part(progress, "plan"))
    if plan.status == "infeasible":
        return _impossible(problem, plan, seconds, _part(progress, "conflict"))
    if not plan.grants:
        return Computed(plan, status=plan.status)
    more = one_more(problem, plan, seconds=seconds / 4, progress=_part(progress, "more"))
    each = costs(problem, plan, seconds=seconds / 2, progress=_part(progress, "costs"))
    answers: dict[str, Any] = {"costs": [_cost(one) for one in each]}
    if more is not None:
        answers["more"] = _more(more)
    return Computed(plan, answers, plan.status)


def compute_held(
    before: tuple[Problem, Plan] | None,
    problem: Problem,
    code: str,
    seconds: float,
    gap: float,
) -> Computed:
    """The plan once an amount is set by hand, or freed, and what that costs beside the plan
    `before`, which answered the problem without it; None: no plan answered."""
    cents = problem.rules.held.get(code)
    if before is None:
        plan = solve(problem, seconds=seconds, gap=gap)
        return Computed(plan, {"held": _held(code, cents, None, None, ())}, plan.status)
    was, plan = before
    amended = amend(was, plan, {code: cents})
    best = best_under(amended, seconds=seconds, gap=gap)
    if best.plan.status == "unknown":
        return Computed(best.plan, status=best.plan.status)
    if best.plan.grants:
        lost = plan.objective - best.plan.objective
        told = _held(code, cents, lost, best.cost, ())
        return Computed(best.plan, {"held": told}, best.plan.status)
    found = _impossible(problem, best.plan, seconds, None)
    told = _held(code, cents, amended.lost, None, amended.broken)
    kept = replace(plan, grants=amended.grants, objective=amended.worth, gap=0.0, prices=())
    return Computed(kept, {**found.answers, "held": told}, AMENDED)


def _impossible(
    problem: Problem, plan: Plan, seconds: float, progress: Progress | None
) -> Computed:
    found = find_conflict(problem, seconds=seconds / 2, progress=progress)
    if found is None:
        return Computed(plan, status=plan.status)
    plan = replace(plan, conflict=found.rules)
    return Computed(plan, {"conflict": _conflict(found)}, plan.status)


def _part(progress: Progress, name: str) -> Progress:
    """Progress within a part of the whole."""
    begins, ends = PARTS[name]
    return lambda step, share: progress(step, begins + share * (ends - begins))


def _more(gain: Gain) -> dict[str, Any]:
    moves = [
        {"project": move.project, "before": move.before, "after": move.after}
        for move in gain.moves[:MOVES]
    ]
    served = sum(1 for move in gain.moves if move.before == 0 < move.after)
    return {
        "cents": MILLION,
        "worth": gain.worth,
        "most": gain.most,
        "served": served,
        "moves": moves,
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "rule": cost.rule,
        "label": cost.label,
        "per_euro": cost.per_euro,
        "worth": cost.gain.worth if cost.gain else None,
        "most": cost.gain.most if cost.gain else None,
    }


def _conflict(found: Conflict) -> dict[str, Any]:
    return {
        "rules": list(found.rules),
        "smallest": found.smallest,
        "message": found.message,
    }


def _held(
    code: str,
    cents: int | None,
    lost: float | None,
    cost: float | None,
    broken: tuple[str, ...],
) -> dict[str, Any]:
    what = "libéré" if cents is None else f"fixé à {euros(cents)}"
    return {
        "project": code,
        "cents": cents,
        "lost": lost,
        "cost": cost,
        "broken": list(broken),
        "says": typeset(f"{code} : {what}. {_effect(lost, broken)}"),
    }


def _effect(lost: float | None, broken: tuple[str, ...]) -> str:
    if broken:
        return f"Aucun plan ne garde ce montant sous toutes les règles : {' '.join(broken)}"
    if lost is None:
        return "Son coût n’est pas connu, faute de plan à jour avant lui."
    word = "perd" if lost >= 0 else "gagne"
    written = f"{abs(lost):.2f}".replace(".", ",")
    return f"Le résultat {word} {written}, les autres montants étant recalculés."
