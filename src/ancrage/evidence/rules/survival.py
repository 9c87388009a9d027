"""How long a decision takes when some files still wait: Kaplan and Meier's estimate (1958).

A file that still waits says that its delay is longer than its age: leaving it out would make an
operator who decides only what is simple look fast. The curve counts it among those that wait until
its age, then no more.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ancrage.evidence.rules.intervals import Interval

Days = NDArray[np.int64]


@dataclass(frozen=True)
class Waiting:
    """The share of files that still wait after each day on which one was decided.

    `days`: in order, without doubles. `share`: what waits after that day. `error`: Greenwood's
    sum, Σ d / (n (n − d)), infinite once nothing waits. `decided`, `pending`: how many files.
    `longest`: the longest time that any of them is known to have waited.
    """

    days: Days
    share: NDArray[np.float64]
    error: NDArray[np.float64]
    decided: int
    pending: int
    longest: int

    @property
    def median(self) -> float | None:
        """The first day by which half of the files are decided; None when none is known yet."""
        return self._first(self.share)

    def after(self, day: int) -> float | None:
        """The share that still waits after a day; None past what is known of any file."""
        place = int(np.searchsorted(self.days, day, side="right"))
        share = float(self.share[place - 1]) if place else 1.0
        return share if day <= self.longest or not share else None

    @cached_property
    def _scale(self) -> NDArray[np.float64]:
        """The standard error of log(−log(share)); 0 where the share is 1 or 0."""
        inside = (self.share > 0) & (self.share < 1)
        logs = np.log(self.share, where=inside, out=np.full_like(self.share, -1.0))
        return np.where(inside, np.sqrt(np.where(inside, self.error, 0)) / -logs, 0.0)

    def median_interval(self, *, reach: float) -> Interval:
        """Brookmeyer and Crowley's interval (1982) from log(−log) bands: days where half may lie.

        From 0 when the band says nothing below; to infinity when too few are decided to tell.
        """
        low = self._first(self._band(reach))
        high = self._first(self._band(-reach))
        return Interval(0.0 if low is None else low, math.inf if high is None else high)

    def _band(self, reach: float) -> NDArray[np.float64]:
        """The band of the share: the lower one for a `reach` above 0."""
        return self.share ** np.exp(reach * self._scale)

    def _first(self, curve: NDArray[np.float64]) -> float | None:
        # 0.5 is often reached exactly, by products that a float rounds.
        found = np.flatnonzero(curve <= 0.5 + 1e-12)
        return float(self.days[found[0]]) if found.size else None


def waiting(decided: Days, pending: Days) -> Waiting:
    """The curve of files `decided` after so many days, others `pending` since so many days."""
    days, ended = np.unique(decided, return_counts=True)
    total = decided.size + pending.size
    left = np.searchsorted(np.sort(pending), days)  # those who left before that day
    at_risk = total - left - np.concatenate(([0], np.cumsum(ended)[:-1]))
    with np.errstate(divide="ignore"):
        greenwood = np.cumsum(ended / (at_risk * (at_risk - ended)))
    share = np.cumprod(1 - ended / at_risk).astype(np.float64)
    longest = max(decided.max(initial=-1), pending.max(initial=-1))
    return Waiting(days, share, greenwood, decided.size, pending.size, int(longest))
