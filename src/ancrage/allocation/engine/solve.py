"""From a problem to a plan with its proof.

1. Check (`checks`), and turn every rule on one project into arrays (`preparing`).
2. The linear relaxation, by sifting (`relaxation`): multipliers, and the bound that they prove
   (`bounds`). Where the worst off come first, their levels become floors (`fairness`).
3. A mixed programme with few projects open, and cents (`rounding`).
4. When what it finds is not close enough to the bound: cuts on short rows (`knapsacks`), which
   lower the bound and show what to open; then all that may still be in a better plan (`search`);
   with very few projects, every choice when those had no whole cents (`patterns`).

Every decision hangs on the input alone; the clock only matters once time is short.
"""

import time
from dataclasses import replace

import numpy as np

from ancrage.allocation.engine.arrays import Model
from ancrage.allocation.engine.checks import require_sound
from ancrage.allocation.engine.fairness import levels, missed, short_of, with_levels
from ancrage.allocation.engine.model import Plan, Price, Problem, Progress
from ancrage.allocation.engine.preparing import prepare
from ancrage.allocation.engine.relaxation import OutOfTimeError, Relaxed, relax
from ancrage.allocation.engine.rounding import without_level
from ancrage.allocation.engine.search import Search
from ancrage.allocation.engine.worth import objective

EURO = 100.0  # cents
SLIGHT = 1e-9  # relative: a price below it is none, a gap below it is closed


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    gap: float = 1e-4,
    progress: Progress | None = None,
) -> Plan:
    """The best plan to within `gap`, or the best found in `seconds`, with its proof.

    ProblemRefusedError (ValueError) when the problem makes no sense. An infeasible problem gives a
    plan without grants; `conflict` is found by `conflict.py`.
    """
    started = time.monotonic()
    tell = progress or _say_nothing
    tell("lecture des règles", 0.0)
    require_sound(problem)
    model = prepare(problem)
    plan = _plan(problem, model, gap, started + seconds, tell)
    tell("fin", 1.0)
    return replace(plan, refused=model.refused, seconds=time.monotonic() - started)


def feasible(problem: Problem, seconds: float = 60.0) -> bool | None:
    """Whether any plan satisfies the rules; None when time ran out before it was known.

    Serving the worst off first makes nothing infeasible: it is left out.
    """
    fairness = replace(problem.rules.fairness, worst_first=False)
    plain = replace(problem, rules=replace(problem.rules, fairness=fairness))
    plan = solve(plain, seconds=seconds, gap=1.0)
    if plan.status == "infeasible":
        return False
    return True if plan.status != "unknown" else None


def _plan(problem: Problem, model: Model, gap: float, deadline: float, tell: Progress) -> Plan:
    if model.impossible:
        return Plan("infeasible")
    bound = float(np.maximum(model.value, 0) @ model.most) + model.constant
    try:
        tell("relaxation", 0.1)
        relaxed = relax(model, deadline)
        if relaxed is None:
            return Plan("infeasible")
        bound = relaxed.proof.bound
        fairness = problem.rules.fairness
        if fairness.worst_first and model.served:
            tell("équité", 0.2)
            search: Search | None = _fair(model, relaxed, fairness.slack, gap, deadline, tell)
        else:
            search = Search(model, relaxed, gap, deadline, tell).run()
        if search is None:
            return Plan("infeasible")
    except OutOfTimeError:
        return Plan("unknown", bound=bound, gap=1.0)
    return _answer(problem, model, search)


def _answer(problem: Problem, model: Model, search: Search) -> Plan:
    if search.impossible:
        return Plan("infeasible")
    prices = _prices(search.model, search.relaxed)
    if search.best is None:
        return Plan("unknown", bound=search.bound, gap=1.0, prices=prices)
    grants = model.given.copy()
    grants[model.at] = search.best
    worth = objective(problem, grants.tolist())
    bound = max(search.bound, worth)
    left = (bound - worth) / max(1.0, abs(bound))
    return Plan(
        status="optimal" if left <= SLIGHT else "feasible",
        grants=tuple(grants.tolist()),
        objective=worth,
        bound=bound,
        gap=left,
        prices=prices,
        proof=search.proof,
    )


def _fair(
    model: Model, relaxed: Relaxed, slack: float, gap: float, deadline: float, tell: Progress
) -> Search | None:
    """The best plan with the best levels of fairness as floors; None when the rules have none.

    When no whole grants meet them, all levels are lowered by what the fairest plan misses.
    """
    reached = levels(model, deadline)
    if reached is None:
        if Search(model, relaxed, gap, deadline, tell).run().impossible:
            return None
        raise OutOfTimeError
    search = _searched(with_levels(model, reached, slack), gap, deadline, tell)
    if search is not None and search.best is not None:
        return search
    short = short_of(model, reached, slack)
    search = _searched(short, gap, deadline, tell)
    if search is None or search.best is None:
        return search
    fairest, fair = search.best, without_level(short, missed(short, search.best))
    search = _searched(fair, gap, deadline, tell)
    if search is None:
        raise OutOfTimeError
    if search.best is None:
        search.best = fairest
    return search


def _searched(model: Model, gap: float, deadline: float, tell: Progress) -> Search | None:
    relaxed = relax(model, deadline)
    return None if relaxed is None else Search(model, relaxed, gap, deadline, tell).run()


def _prices(model: Model, relaxed: Relaxed) -> tuple[Price, ...]:
    """What each rule costs at the margin, for each euro of its floor or ceiling."""
    prices: dict[str, tuple[str, float]] = {}
    multipliers = relaxed.proof.multipliers.row.tolist()
    largest = float(np.abs(model.value).max(initial=0.0))
    for row, multiplier in zip(model.rows, multipliers, strict=True):
        if abs(multiplier) > SLIGHT * largest:
            before = prices.get(row.code, ("", 0.0))[1]
            prices[row.code] = row.label, before + abs(multiplier) * EURO
    return tuple(Price(code, label, each) for code, (label, each) in prices.items())


def _say_nothing(_phrase: str, _share: float) -> None:
    return
