"""What the worker computes: the list without the scores, then with them. It knows no site."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ancrage.selection.engine.conflict import find_conflict
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Progress, Result, Rules, Status


@dataclass(frozen=True, slots=True)
class Solved:
    """Both results; without territories in the second, its conflict says what keeps a list away."""

    before: Result
    after: Result


def solve_both(
    country: Country,
    rules: Rules,
    scored: Rules,
    known: Result | None,
    seconds: float,
    *,
    progress: Progress,
) -> Solved:
    """Solve with the rules as they are (unless `known` has done so), then with the scores."""
    middle = 0.0 if known else 0.45
    before = known or _solved(country, rules, seconds, _part(progress, 0.0, middle))
    after = _solved(country, scored, seconds, _part(progress, middle, 0.95))
    if after.status is Status.INFEASIBLE and after.conflict is None:
        conflict = find_conflict(country=country, rules=scored, progress=_part(progress, 0.95, 1.0))
        after = replace(after, conflict=conflict)
    return Solved(before, after)


def _solved(country: Country, rules: Rules, seconds: float, progress: Progress) -> Result:
    return identify(
        country=country, rules=rules, gap=rules.gap, time_limit=seconds, progress=progress
    )


def _part(progress: Progress, low: float, high: float) -> Callable[[str, float], None]:
    """The progress of one part of the work, as a share of the whole."""
    return lambda step, share: progress(step, low + (high - low) * share)
