"""The linear programme that gives good multipliers: its rows are brought in as needed."""

import highspy
import numpy as np

from ancrage.antennas.engine.bounds import Fixing
from ancrage.antennas.engine.model import FloatArray, IntArray
from ancrage.selection.engine.solver import Solver

TOLERANCE = 1e-7
"""A row is brought in when it is broken by more than this share of the largest cost."""


class Relaxation:
    """min Σ w_i θ_i over shares of hosts, solved again and again under changing fixings.

    Costs are scaled to 1 at most, so that the programme is of the same size for jobs and for km.
    Columns: one share for each host, then θ of each place.
    """

    def __init__(
        self, cost: FloatArray, weight: FloatArray, count: int, hosts: IntArray, start: IntArray
    ) -> None:
        self.hosts = hosts
        self.scale = float(max(1, cost[:, hosts].min(axis=1).max(), _typical(cost, start)))
        self.cost = cost[:, hosts] / self.scale
        self.weight = weight / float(weight.mean())
        self.order = np.argsort(self.cost, axis=1, kind="stable")
        self.sorted = np.take_along_axis(self.cost, self.order, axis=1)
        self.level = np.zeros(0)
        self.place = np.zeros(0, dtype=np.int64)
        self._solver = Solver.start(presolve="off")
        self._build(count)
        near = cost[:, start].min(axis=1) / self.scale
        self._add(np.arange(len(cost)), near)

    def solve(self, fixing: Fixing) -> tuple[FloatArray, FloatArray] | None:
        """The share of each host and the multiplier of each place; None when nothing is left."""
        columns = np.arange(len(self.hosts), dtype=np.int32)
        lower = fixing.inside[self.hosts].astype(float)
        upper = 1.0 - fixing.outside[self.hosts].astype(float)
        self._solver.changeColsBounds(len(columns), columns, lower, upper)
        while True:
            self._solver.run()
            status = self._solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise RuntimeError(str(status))
            values = np.array(self._solver.getSolution().col_value)
            shares, held = values[: len(self.hosts)], values[len(self.hosts) :]
            level, deepest = self._deepest(shares)
            broken = np.flatnonzero(deepest > held + TOLERANCE)
            if not len(broken):
                return shares, self._multipliers()
            self._add(broken, level[broken])

    def _deepest(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """For each place, the D whose row asks most of θ, and what it asks.

        Hosts taken by increasing cost until their shares make a whole: D is the cost of the last.
        """
        taken = np.cumsum(shares[self.order], axis=1)
        last = np.minimum((taken < 1 - TOLERANCE).sum(axis=1), taken.shape[1] - 1)
        level = self.sorted[np.arange(len(last)), last]
        nearer = np.maximum(level[:, None] - self.cost, 0)
        return level, level - nearer @ shares

    def _multipliers(self) -> FloatArray:
        dual = np.maximum(np.array(self._solver.getSolution().row_dual)[1:], 0)
        mass = np.bincount(self.place, dual, minlength=len(self.weight))
        total = np.bincount(self.place, dual * self.level, minlength=len(self.weight))
        rest = np.maximum(self.weight - mass, 0)
        mean = (total + rest * self.sorted[:, 0]) / np.maximum(mass + rest, 1e-300)
        return np.asarray(mean * self.scale)

    def _build(self, count: int) -> None:
        hosts, places = len(self.hosts), len(self.weight)
        none = np.zeros(0, dtype=np.int32)
        costs = np.concatenate([np.zeros(hosts), self.weight])
        lower = np.concatenate([np.zeros(hosts), self.sorted[:, 0]])
        upper = np.concatenate([np.ones(hosts), np.full(places, np.inf)])
        start = np.zeros(hosts + places, dtype=np.int32)
        self._solver.addCols(hosts + places, costs, lower, upper, 0, start, none, np.zeros(0))
        every = np.arange(hosts, dtype=np.int32)
        self._solver.addRow(float(count), float(count), hosts, every, np.ones(hosts))

    def _add(self, places: IntArray, level: FloatArray) -> None:
        """Bring in θ_i + Σ_j max(0, D − d_ij) y_j ≥ D for these places and levels."""
        nearer = np.maximum(level[:, None] - self.cost[places], 0)
        row, column = np.nonzero(nearer)
        hosts, number = len(self.hosts), len(places)
        rows = np.concatenate([row, np.arange(number)])
        columns = np.concatenate([column, hosts + places])
        values = np.concatenate([nearer[row, column], np.ones(number)])
        order = np.lexsort((columns, rows))
        start = np.searchsorted(rows[order], np.arange(number)).astype(np.int32)
        self._solver.addRows(
            number,
            level,
            np.full(number, np.inf),
            len(rows),
            start,
            columns[order].astype(np.int32),
            values[order],
        )
        self.place = np.concatenate([self.place, places])
        self.level = np.concatenate([self.level, level])


def _typical(cost: FloatArray, start: IntArray) -> float:
    return float(np.median(cost[:, start].min(axis=1)))
