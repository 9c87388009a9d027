"""How much a solution that must hold a unit can be worth: the relaxation solved again.

The linear programme starts with the groups of the largest reduced costs and takes in others as
its prices ask for them, out of a wider set: all groups of rc ≥ −W, and the best of each unit. For
the groups beyond: reduced costs add up, a solution that holds groups g and h is worth at most
B + rc_g + rc_h. So one that holds unit u and a group beyond is worth at most B − W + (the best rc
of a group with u), or, when the group beyond is the one that holds u, B + (the best rc of those).

The work is bounded in steps of the simplex method, never by the clock: the same input gives the
same bounds. A unit whose turn comes after the last step has none but that of its reduced costs.
"""

import highspy
import numpy as np

from ancrage.selection.engine.cuts import Holders
from ancrage.selection.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.selection.engine.plain import as_lp
from ancrage.selection.engine.programme import Programme
from ancrage.selection.engine.relaxation import Relaxation
from ancrage.selection.engine.solve import as_rows
from ancrage.selection.engine.solver import Solver

FIRST = 2  # groups in the linear programme at first, for each unit
WIDER = 10  # groups that may join it, for each unit
FIRST_WITH = 8  # groups with the unit that join at once
ROUNDS = 20
RUN_STEPS, ALL_STEPS = 1000, 60_000  # simplex steps of one run, and of all the bounds together
TOLERANCE = 1e-7  # of the bound: what HiGHS may miss


class Columns:
    """The groups of the wider set as columns of the linear programme, cuts included."""

    def __init__(self, relaxation: Relaxation, rows: IntArray) -> None:
        programme = relaxation.programme
        place = np.full(len(programme.pool), -1)
        place[rows] = np.arange(len(rows))
        self.model = as_lp(programme.subset(rows), as_rows(relaxation.cuts, place))
        self.cost = np.array(self.model.col_cost_)
        self._start = np.array(self.model.a_matrix_.start_)
        self._index = np.array(self.model.a_matrix_.index_)
        self._value = np.array(self.model.a_matrix_.value_)

    def reduced(self, prices: FloatArray) -> FloatArray:
        """The reduced cost of every column at these prices of the rows."""
        paid = np.add.reduceat(self._value * prices[self._index], self._start[:-1])
        result: FloatArray = self.cost - paid
        return result

    def join(self, solver: Solver, columns: IntArray) -> None:
        """Add these columns to the solver's programme."""
        lengths = self._start[columns + 1] - self._start[columns]
        ends = np.cumsum(lengths)
        entries = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        entries += np.repeat(self._start[columns], lengths)
        solver.addCols(
            len(columns),
            self.cost[columns],
            np.zeros(len(columns)),
            np.full(len(columns), np.inf),
            len(entries),
            (ends - lengths).astype(np.int32),
            self._index[entries],
            self._value[entries],
        )


class ForcedBounds:
    """The relaxation over its best groups, where one unit after another must be held."""

    def __init__(self, relaxation: Relaxation, holders: Holders) -> None:
        programme, best = relaxation.programme, relaxation.best
        reduced = np.minimum(best.reduced, 0.0)
        order = np.lexsort((np.arange(len(reduced)), -reduced))
        wide = _wide(programme, reduced, order, holders)
        wider, beyond = order[wide], order[~wide]
        top, top_beyond = (_top(programme, reduced, part) for part in (order, beyond))
        width = float(reduced[beyond].max(initial=-np.inf))
        self._beyond = best.bound + np.maximum(top + width, top_beyond)
        self._inside = _top(programme, reduced, wider) > -np.inf
        self._rows = wider
        self._members = programme.pool.members[wider]
        self._lower = programme.unit_lower
        self._most = programme.most
        self._tolerance = TOLERANCE * abs(best.bound)
        self._columns = Columns(relaxation, wider)
        self._taken: BoolArray = np.arange(len(wider)) < FIRST * programme.pool.units
        self._solver = _empty(self._columns.model)
        self._columns.join(self._solver, np.flatnonzero(self._taken))
        self._solver.run()
        self._left = ALL_STEPS

    def bound_with(self, unit: int) -> float:
        """The most that a solution which holds the unit can be worth; ∞ if that is not known."""
        beyond = float(self._beyond[unit])
        if not self._inside[unit]:
            return beyond
        if self._left <= 0:
            return np.inf
        self._take(self._holding(unit))
        self._solver.changeRowBounds(unit, 1.0, 1.0)
        worth = self._worth()
        self._solver.changeRowBounds(unit, float(self._lower[unit]), 1.0)
        return max(worth, beyond)

    def near(self, unit: int, slack: float) -> IntArray:
        """The groups (rows of the pool) that a solution with the unit and little loss may hold.

        Their reduced costs, once the unit must be held, are at least −slack; the best come first.
        """
        self._solver.changeRowBounds(unit, 1.0, 1.0)
        known = np.isfinite(self._worth())
        prices = np.array(self._solver.getSolution().row_dual)
        self._solver.changeRowBounds(unit, float(self._lower[unit]), 1.0)
        reduced = self._columns.reduced(prices) if known else np.zeros(0)
        return self._rows[np.argsort(-reduced, kind="stable")[: int((reduced >= -slack).sum())]]

    def _worth(self) -> float:
        """The programme's value, once no group of the wider set is worth more than its price."""
        for _ in range(ROUNDS):
            if not self._run():
                return np.inf
            reduced = self._columns.reduced(np.array(self._solver.getSolution().row_dual))
            wanted = np.flatnonzero(~self._taken & (reduced > self._tolerance / self._most))
            if not len(wanted):
                worth: float = self._solver.getInfo().objective_function_value
                return worth + 2 * self._tolerance
            self._take(wanted)
        return np.inf

    def _run(self) -> bool:
        """Solve the programme as it stands, in a bounded number of steps."""
        self._solver.setOptionValue("simplex_iteration_limit", RUN_STEPS)
        self._solver.run()
        self._left -= self._solver.getInfo().simplex_iteration_count
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _holding(self, unit: int) -> IntArray:
        """The best groups of the wider set with this unit."""
        held: IntArray = np.flatnonzero((self._members == unit).any(axis=1))[:FIRST_WITH]
        return held

    def _take(self, columns: IntArray) -> None:
        """Let these columns take part, those that do not yet."""
        new = columns[~self._taken[columns]]
        if len(new):
            self._columns.join(self._solver, new)
            self._taken[new] = True


def _wide(
    programme: Programme, reduced: FloatArray, order: IntArray, holders: Holders
) -> BoolArray:
    """Which groups, in this order, are in the wider set: the first, and the best of each unit."""
    wide = np.zeros(len(reduced), dtype=bool)
    wide[order[: WIDER * programme.pool.units]] = True
    for unit in range(programme.pool.units):
        held = holders.of(unit)
        wide[held[np.argsort(-reduced[held], kind="stable")[:FIRST_WITH]]] = True
    return wide[order]


def _top(programme: Programme, reduced: FloatArray, rows: IntArray) -> FloatArray:
    """For each unit, the largest reduced cost of those groups that hold it; −∞ without any."""
    top = np.full(programme.pool.units + 1, -np.inf)
    for column in programme.pool.members[rows].T:
        np.maximum.at(top, column, reduced[rows])
    return top


def _empty(model: highspy.HighsLp) -> Solver:
    """The rows of the model, without any column."""
    solver = Solver.start(presolve="off")
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    lower, upper = np.array(model.row_lower_), np.array(model.row_upper_)
    none = np.zeros(0, dtype=np.int32)
    start = np.zeros(len(lower), dtype=np.int32)
    solver.addRows(len(lower), lower, upper, 0, start, none, np.zeros(0))
    return solver
