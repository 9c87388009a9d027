"""What one more million would buy, and what each rule costs: by solving again, not by the dual.

The dual price of a rule (`Plan.prices`) is worth for one euro, at the margin. Here the problem is
solved again without the rule, or with more money: what is gained is then exact to within the gaps,
and told as an interval. What time did not allow is told as unknown (None), never as nothing.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.demands import demands, without
from ancrage.allocation.engine.model import Plan, Problem, Progress
from ancrage.allocation.engine.solve import solve

MILLION = 100_000_000
"""Cents in a million euros."""
EACH = 5.0
"""Seconds for one rule, at most."""


@dataclass(frozen=True, slots=True)
class Move:
    """A project whose grant differs: cents before and after."""

    project: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change to the rules would bring.

    `worth`: surely gained, at least; `most`: at most, by the proof (both from the objective of
    the first plan). `moves`: the projects whose grants change, the largest changes first.
    """

    worth: float
    most: float
    moves: tuple[Move, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Cost:
    """What a rule costs. `per_euro`: at the margin, None when it has no price; `gain`: what the
    results would be without it, None: not known, mostly for want of time."""

    rule: str
    label: str
    per_euro: float | None
    gain: Gain | None


def one_more(
    problem: Problem,
    plan: Plan,
    *,
    cents: int = MILLION,
    seconds: float = 30.0,
    gap: float = 1e-5,
    progress: Progress | None = None,
) -> Gain | None:
    """What so much more money would buy; None when no plan was found in time."""
    richer = replace(problem.rules, envelope=problem.rules.envelope + cents)
    freer = replace(problem, rules=richer)
    return _gain(problem, plan, freer, seconds=seconds, gap=gap, progress=progress)


def costs(
    problem: Problem,
    plan: Plan,
    *,
    codes: Collection[str] | None = None,
    seconds: float = 60.0,
    gap: float = 1e-5,
    progress: Progress | None = None,
) -> tuple[Cost, ...]:
    """What each of these rules costs (None: all but the envelope and what projects require).

    Those with the highest prices are computed first; the others are unknown once time is out.
    """
    deadline = time.monotonic() + seconds
    words, prices = demands(problem), {price.rule: price.per_euro for price in plan.prices}
    asked = [code for code in words if _is_asked(code, codes)]
    asked.sort(key=lambda code: -abs(prices.get(code, 0.0)))
    found: dict[str, Cost] = {}
    for at, code in enumerate(asked):
        if progress:
            progress(f"sans {words[code]}", at / len(asked))
        left = deadline - time.monotonic()
        gain = None
        if left > 0:
            freer = without(problem, [code])
            gain = _gain(problem, plan, freer, seconds=min(EACH, left), gap=gap)
        found[code] = Cost(code, words[code], prices.get(code), gain)
    return tuple(found[code] for code in asked)


def moves(problem: Problem, before: Plan, after: Plan) -> tuple[Move, ...]:
    """The projects whose grants differ, the largest differences first."""
    grants = zip(problem.projects, before.grants, after.grants, strict=True)
    changed = [Move(one.code, old, new) for one, old, new in grants if old != new]
    return tuple(sorted(changed, key=lambda move: (-abs(move.after - move.before), move.project)))


def _is_asked(code: str, codes: Collection[str] | None) -> bool:
    if codes is not None:
        return code in codes
    return code != "envelope" and not code.startswith("requires.")


def _gain(
    problem: Problem,
    plan: Plan,
    freer: Problem,
    *,
    seconds: float,
    gap: float,
    progress: Progress | None = None,
) -> Gain | None:
    """What the freer problem brings. Where the first plan is one of its plans, never less.

    It mostly is: but a project that a rule refused may bring its territory into what fairness
    counts, so that without the rule nothing can be said (None).
    """
    again = solve(freer, seconds=seconds, gap=gap, progress=progress)
    if not again.grants:
        return None
    if again.objective < plan.objective:
        if faults(freer, plan.grants):
            return None
        again = replace(again, grants=plan.grants, objective=plan.objective)
    most = max(again.bound, again.objective) - plan.objective
    gained = again.objective - plan.objective
    return Gain(gained, most, moves(problem, plan, again), again)
