"""Cuts on triples of units: what whole groups satisfy and fractions of groups do not.

Take three units. Two disjoint groups cannot each hold two of them, so of all the groups that
hold at least two of the three, at most one is chosen: Σ x ≤ 1. The linear relaxation breaks
such rows (half of ab, half of bc, half of ac: one and a half), which makes them worth adding.
"""

from dataclasses import dataclass

import numpy as np

from ancrage.selection.engine.figures import FloatArray, IntArray
from ancrage.selection.engine.groups import Pool

VIOLATION = 0.02  # a row broken by less is not worth its place
AT_ONCE = 200  # rows added in one round for each thousand groups looked at, the most broken first

Triple = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """At most one of these groups (rows of the pool, increasing) is chosen."""

    triple: Triple
    columns: IntArray


class Holders:
    """Which groups of the pool hold a unit."""

    def __init__(self, pool: Pool) -> None:
        units = pool.members.ravel()
        order = np.argsort(units, kind="stable")
        self._columns = order // pool.members.shape[1]
        self._start = np.searchsorted(units[order], np.arange(pool.units + 1))

    def of(self, unit: int) -> IntArray:
        """The groups that hold this unit, increasing."""
        columns: IntArray = self._columns[self._start[unit] : self._start[unit + 1]]
        return columns

    def cut(self, triple: Triple) -> Cut:
        """The cut that these three units make over the whole pool."""
        columns, times = np.unique(np.concatenate([self.of(u) for u in triple]), return_counts=True)
        return Cut(triple, columns[times >= 2])


def broken_triples(*, pool: Pool, columns: IntArray, weight: FloatArray) -> list[Triple]:
    """The triples whose row these weights on these groups break most, in a fixed order.

    Only triples with two pairs that share a group can be broken: one pair alone weighs at most
    one. So it is enough to look at each unit with two of its companions.
    """
    units, position = np.unique(pool.members[columns], return_inverse=True)
    position = position.reshape(len(columns), pool.members.shape[1])
    holds = np.zeros((len(units), len(columns)), dtype=np.float64)
    holds[position, np.arange(len(columns))[:, None]] = 1
    holds = holds[units < pool.units]
    units = units[units < pool.units]
    shared = (holds * weight) @ holds.T
    np.fill_diagonal(shared, 0)
    triples = _candidates(shared)
    broken = _weights(triples, holds, weight) - 1
    worth = broken > VIOLATION
    triples, broken = triples[worth], broken[worth]
    most = AT_ONCE * (1 + len(columns) // 1000)
    order = np.lexsort((*triples.T[::-1], -np.round(broken, 6)))[:most]
    return [(int(a), int(b), int(c)) for a, b, c in units[triples[order]]]


def _candidates(shared: FloatArray) -> IntArray:
    """Triples whose pairs weigh more than one together: a row broken or not, not yet known."""
    found = [np.zeros((0, 3), dtype=np.int64)]
    for middle in range(len(shared)):
        mates = np.flatnonzero(shared[middle] > 0)
        first, second = np.triu_indices(len(mates), 1)
        first, second = mates[first], mates[second]
        heavy = shared[middle, first] + shared[middle, second] + shared[first, second]
        keep = heavy > 1 + VIOLATION
        trio = np.column_stack([np.full(keep.sum(), middle), first[keep], second[keep]])
        found.append(np.sort(trio, axis=1))
    return np.unique(np.concatenate(found), axis=0)


def _weights(triples: IntArray, holds: FloatArray, weight: FloatArray) -> FloatArray:
    """For each triple, the weight of the groups that hold two of its units or more."""
    result = np.zeros(len(triples))
    for start in range(0, len(triples), 1024):
        part = triples[start : start + 1024]
        result[start : start + 1024] = (holds[part].sum(axis=1) >= 2) @ weight
    return result
