"""Confidence intervals: of a share, of the difference of two things, of two means.

All are formulas, without random draw: the same figures give the same interval everywhere.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.evidence.rules.quantiles import normal_p, student_p, student_quantile

FARTHEST = 40.0
"""Standard errors beyond which no chance is left that a float can tell from 0."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included; infinite on the side where the data say nothing."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def is_bounded(self) -> bool:
        return math.isfinite(self.low) and math.isfinite(self.high)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval."""

    value: float
    interval: Interval


def wilson(count: int, total: int, *, reach: float) -> Estimate:
    """The share `count` / `total` with Wilson's score interval (1927).

    `reach`: standard errors (1.96 for 95 %). ValueError for no case.
    """
    if not 0 <= count <= total or not total:
        raise ValueError(f"{count} of {total} is no share")
    share, square = count / total, reach**2
    middle = 2 * count + square
    half = reach * math.sqrt(square + 4 * count * (1 - share))
    below = 0.0 if count == 0 else (middle - half) / (2 * (total + square))
    above = 1.0 if count == total else (middle + half) / (2 * (total + square))
    return Estimate(share, Interval(below, above))


def difference(first: Estimate, second: Estimate) -> Estimate:
    """`first` − `second`, two estimates of independent files, from their own intervals.

    Newcombe's hybrid (1998, method 10) for shares; the same square-and-add recovery of variances
    for other estimates (Zou and Donner, 2008). It needs no symmetry of the intervals.
    """
    value = first.value - second.value
    low = math.hypot(first.value - first.interval.low, second.interval.high - second.value)
    high = math.hypot(first.interval.high - first.value, second.value - second.interval.low)
    return Estimate(value, Interval(value - low, value + high))


def chance(estimate_at: Callable[[float], Estimate]) -> float:
    """The p-value that goes with an interval: 1 − the level at which it just reaches 0.

    `estimate_at`: the estimate by its reach, in standard errors; the interval grows with it.
    """
    near, far = 0.0, FARTHEST
    if not estimate_at(far).interval.holds(0):
        return 0.0
    for _ in range(30):
        middle = (near + far) / 2
        if estimate_at(middle).interval.holds(0):
            far = middle
        else:
            near = middle
    return normal_p(far)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `count` values, with their variance (n − 1)."""

    count: int
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class MeanDifference:
    estimate: Estimate
    p: float


def welch(first: Mean, second: Mean, *, level: float) -> MeanDifference | None:
    """`first` − `second` by Welch (1947); None when the values of neither side differ.

    Raises ValueError with fewer than two values on a side: no variance is known.
    """
    if min(first.count, second.count) < 2:
        raise ValueError("a variance needs two values")
    parts = [one.variance / one.count for one in (first, second)]
    error = math.sqrt(sum(parts))
    if error == 0:
        return None
    freedom = sum(parts) ** 2 / sum(
        part**2 / (one.count - 1) for part, one in zip(parts, (first, second), strict=True)
    )
    value = first.mean - second.mean
    half = student_quantile(level, freedom) * error
    estimate = Estimate(value, Interval(value - half, value + half))
    return MeanDifference(estimate, student_p(value / error, freedom))
