"""What will be committed and paid in the next quarters, with ranges made of past errors.

Commitments: the level of the last year, spread over the seasons as the years before were.
Payments: each quarter's commitments are paid along the curve, by age, of all that were committed
before (the chain ladder of insurers). Both are tried on the past as if it were not known; what
does not beat « as last quarter » and « as the same quarter last year » there is not told.
"""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]
SEASONS = 4


@dataclass(frozen=True)
class History:
    """What was committed and paid, quarter by quarter, from `start` on. Cents.

    `ladder[g, q]`: paid in the quarter q of what was committed in the quarter g.
    """

    start: int
    committed: Amounts
    ladder: Amounts

    @property
    def paid(self) -> Amounts:
        paid: Amounts = self.ladder.sum(axis=0)
        return paid

    @property
    def size(self) -> int:
        return self.committed.size

    def until(self, count: int) -> "History":
        """The first quarters, as they would have been seen then."""
        return History(self.start, self.committed[:count], self.ladder[:count, :count])


@dataclass(frozen=True, slots=True)
class Trial:
    """How far the methods were from what came, at one horizon: mean absolute errors, in cents.

    On the same `errors.size` quarters. `errors`: what came less what was foreseen, in shares of
    what was foreseen: large quarters err by more.
    """

    errors: Amounts
    ours: float
    as_last: float
    as_year: float

    @property
    def tries(self) -> int:
        return self.errors.size

    @property
    def beats(self) -> bool:
        """Whether it was nearer than both plain methods."""
        return self.tries > 0 and self.ours < min(self.as_last, self.as_year)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A quarter to come. `told`: whether the past allows to say it; amounts in cents.

    `low`, `high`: the range, which holds as often as it claims if the errors to come are like
    those of the past; None when there were too few.
    """

    quarter: int
    horizon: int
    value: float
    low: float | None
    high: float | None
    trial: Trial
    told: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """In force from a day, with where the choice comes from. `horizon`: quarters ahead.

    `level`: of the ranges. `least_history`: quarters needed before the first try. `least_tries`:
    tries at a horizon below which nothing is told.
    """

    valid_from: dt.date
    source: str
    reason: str
    level: float
    horizon: int
    least_history: int
    least_tries: int


Method = Callable[[History, int], Amounts]
"""What is foreseen of the next quarters, so many of them."""


def commitments_ahead(history: History, horizon: int) -> Amounts:
    """The mean of the last four quarters, times the index of the season."""
    known = history.committed
    level = known[-SEASONS:].mean()
    years = known[known.size % SEASONS :].reshape(-1, SEASONS)
    total = years.sum()
    index = years.sum(axis=0) * SEASONS / total if total else np.ones(SEASONS)
    return np.array([level * index[step % SEASONS] for step in range(horizon)])


def payments_ahead(history: History, horizon: int) -> Amounts:
    """What is committed, and will be, paid along the curve of the past."""
    curve = payment_curve(history)
    committed = np.concatenate((history.committed, commitments_ahead(history, horizon)))
    found = np.zeros(horizon)
    for step in range(horizon):
        quarter = history.size + step
        ages = min(quarter + 1, curve.size)
        found[step] = committed[quarter - ages + 1 : quarter + 1][::-1] @ curve[:ages]
    return found


def payment_curve(history: History) -> Amounts:
    """The share of a quarter's commitments that is paid at each age, in quarters, from 0.

    Of all quarters that have reached that age: what they were paid then, on what they committed.
    """
    shares = np.zeros(history.size)
    for age in range(history.size):
        base = history.committed[: history.size - age].sum()
        shares[age] = np.trace(history.ladder, offset=age) / base if base else 0.0
    return shares


METHODS: dict[str, tuple[Method, Callable[[History], Amounts]]] = {
    "committed": (commitments_ahead, lambda history: history.committed),
    "paid": (payments_ahead, lambda history: history.paid),
}
"""What can be foreseen: how, and the series that it is about."""


def forecast(history: History, kind: str, *, rules: Rules) -> list[Ahead]:
    """The quarters after the last one, each with how the method did at that horizon in the past.

    Empty when the history is too short for a first try. `kind`: a key of METHODS.
    """
    method, _series = METHODS[kind]
    if history.size < rules.least_history:
        return []
    foreseen = method(history, rules.horizon)
    trials = backtest(history, kind, rules=rules)
    return [
        _ahead(history.start + history.size + step, step + 1, value, trials[step], rules)
        for step, value in enumerate(foreseen.tolist())
    ]


def _ahead(quarter: int, horizon: int, value: float, trial: Trial, rules: Rules) -> Ahead:
    share = half_width(trial.errors, level=rules.level)
    low, high = (None, None) if share is None else _around(value, share)
    told = trial.beats and trial.tries >= rules.least_tries and share is not None
    return Ahead(quarter, horizon, value, low, high, trial, told)


def _around(value: float, share: float) -> tuple[float, float]:
    return max(value * (1 - share), 0.0), value * (1 + share)


def backtest(history: History, kind: str, *, rules: Rules) -> list[Trial]:
    """At each horizon, the errors made from every quarter of the past, seen as it was then."""
    method, series_of = METHODS[kind]
    series = series_of(history)
    tries: list[list[tuple[float, float, float, float]]] = [[] for _ in range(rules.horizon)]
    for count in range(rules.least_history, history.size):
        seen = history.until(count)
        foreseen, known = method(seen, rules.horizon), series_of(seen)
        for step in range(min(rules.horizon, history.size - count)):
            year = known[count + step - SEASONS * (1 + step // SEASONS)]
            tries[step].append((series[count + step], foreseen[step], known[-1], year))
    return [_trial(one) for one in tries]


def _trial(tries: Sequence[tuple[float, float, float, float]]) -> Trial:
    """Of what came, what was foreseen, the last quarter, the same quarter of the last year."""
    if not tries:
        return Trial(np.zeros(0), math.nan, math.nan, math.nan)
    came, ours, last, year = np.array(tries, dtype=float).T
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(came == ours, 0.0, (came - ours) / ours)
    means = [float(np.abs(came - other).mean()) for other in (ours, last, year)]
    return Trial(errors, *means)


def half_width(errors: Amounts, *, level: float) -> float | None:
    """How far on both sides the range reaches: the ⌈(n + 1) level⌉-th smallest past error.

    Split conformal prediction (Vovk, Gammerman and Shafer, 2005): holds at least as often as
    `level` when the error to come is exchangeable with those of the past. None when they are too
    few, or without measure.
    """
    rank = math.ceil(round((errors.size + 1) * level, 9))
    if not 1 <= rank <= errors.size:
        return None
    found = float(np.sort(np.abs(errors))[rank - 1])
    return found if math.isfinite(found) else None
