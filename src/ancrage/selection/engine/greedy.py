"""A first list, quickly: the best group that still fits, again and again.

Nothing is proved here. The list is a start for the exact search, and what remains when the time
limit comes before it.
"""

import numpy as np

from ancrage.selection.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.selection.engine.programme import Programme

CHUNK = 1024  # groups sorted out at once


def greedy(*, programme: Programme, scores: list[FloatArray]) -> IntArray | None:
    """The list that the first of these scores leads to, or the next if it is not allowed."""
    for score in scores:
        chosen = _Builder(programme, np.argsort(-score, kind="stable")).build()
        if programme.allows(chosen):
            return chosen
    return None


class _Builder:
    """Takes groups in a given order, never two that share a unit, never above a maximum."""

    def __init__(self, programme: Programme, order: IntArray) -> None:
        self.programme = programme
        self.order = order
        self.taken = np.zeros(programme.pool.units + 1, dtype=bool)
        self.sums = np.zeros(len(programme.common))
        self.chosen: list[int] = []

    def build(self) -> IntArray:
        """First the included units, then the minima of the regions, then whatever is best."""
        programme, members = self.programme, self.programme.pool.members
        for unit in np.flatnonzero(programme.unit_lower > 0):
            if not self.taken[unit]:
                self._take((members == unit).any(axis=1), 1)
        for row in range(1, len(programme.common)):
            if np.isfinite(programme.common_upper[row]) or self._counts(row):
                missing = programme.common_lower[row] - self.sums[row]
                self._take(programme.common[row] > 0, round(missing))
        self._take(np.ones(len(members), dtype=bool), programme.most - len(self.chosen))
        return np.sort(np.array(self.chosen, dtype=np.int64))

    def _counts(self, row: int) -> bool:
        """Whether this common row counts groups (the coverage row weighs them)."""
        coefficients = self.programme.common[row]
        return bool(np.isin(coefficients, (0.0, 1.0)).all())

    def _take(self, wanted: BoolArray, number: int) -> None:
        """Take the first `number` groups, in order, that are wanted and fit."""
        programme = self.programme
        if number <= 0:
            return
        for start in range(0, len(self.order), CHUNK):
            part = self.order[start : start + CHUNK]
            part = part[wanted[part]]
            for row in part[~self.taken[programme.pool.members[part]].any(axis=1)]:
                number -= self._fits(int(row))
                if number == 0:
                    return

    def _fits(self, row: int) -> bool:
        """Take this group if it fits."""
        members = self.programme.pool.members[row]
        sums = self.sums + self.programme.common[:, row]
        if self.taken[members].any() or (sums > self.programme.common_upper).any():
            return False
        self.taken[members] = True
        self.taken[-1] = False
        self.sums = sums
        self.chosen.append(row)
        return True
