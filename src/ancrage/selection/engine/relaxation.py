"""The linear relaxation of the programme, by column generation, with cuts.

HiGHS only ever sees a few thousand groups. The prices (dual values) that it gives to units,
common rows and cuts are tried on every group of the pool: one whose value exceeds what its
units and rows cost joins the linear programme, until none does.

**Why the bound holds.** Let y be any prices with the right signs: y ≥ 0 on a row that has no
lower side, y ≤ 0 on one that has no upper side, free where it has both. Write
rc_g = v_g − Σ_i y_i a_ig. For any solution x, Σ v x = Σ_i y_i (a_i x) + Σ rc x, and y_i (a_i x) is
at most y_i times the upper side b_i if y_i ≥ 0, the lower side if not. As a solution has N groups,

    Σ v x  ≤  Σ_i y_i b_i  +  the N largest of max(0, rc_g).

The right-hand side is computed here from the prices over the whole pool, whatever the
tolerances HiGHS stopped at. In the same way a solution that holds group g with rc_g ≤ 0 is worth
at most bound + rc_g.
"""

import time
from dataclasses import dataclass, field

import highspy
import numpy as np

from ancrage.selection.engine.cuts import Cut
from ancrage.selection.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.selection.engine.programme import Programme
from ancrage.selection.engine.solver import Solver

TOLERANCE = 1e-6  # relative to the largest value of a group: a smaller gain is no gain
PER_UNIT = 4  # groups that may join at once, for each unit
FIRST_PER_UNIT = 1  # with two or three, the first programme of a large country is slow to solve
LOOKED_AT = 50  # groups of a large pool that are compared, for each unit
FIRST_PER_REGION = 30
GUESSES = 4  # rounds of a bound made without any linear programme
SPECK = 1e-300  # no division by zero where a unit is worth nothing
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4


@dataclass(frozen=True, slots=True)
class Prices:
    """Dual values: of each unit (and 0 for the padding), common row and cut."""

    unit: FloatArray
    common: FloatArray
    cut: FloatArray


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices with what they prove: the reduced cost of every group, and the bound."""

    prices: Prices
    reduced: FloatArray
    bound: float


def price(programme: Programme, cuts: list[Cut], prices: Prices) -> Priced:
    """The reduced costs over the whole pool and the bound that these prices prove."""
    pool = programme.pool
    reduced = pool.value - programme.common.T @ prices.common
    for column in pool.members.T:
        reduced -= prices.unit[column]
    for cut, dual in zip(cuts, prices.cut, strict=True):
        if dual > 0:
            reduced[cut.columns] -= dual
    sides = np.where(prices.common >= 0, programme.common_upper, programme.common_lower)
    paid = prices.common[prices.common != 0] @ sides[prices.common != 0]
    unit = prices.unit[:-1]
    paid += np.maximum(unit, 0).sum() + np.minimum(unit, 0) @ programme.unit_lower
    paid += prices.cut.sum()
    gains = reduced[reduced > 0]
    if len(gains) > programme.most:
        gains = np.partition(gains, -programme.most)[-programme.most :]
    return Priced(prices, reduced, float(paid + gains.sum()))


@dataclass(slots=True)
class Relaxation:
    """A growing linear programme. `columns` are the groups in it, `cuts` its cuts.

    `penalty` is the price of breaking a common row, or of leaving out an included unit, by one:
    the first groups may not be able to satisfy all rows together. `shortage` says by how much
    they are still broken.
    """

    programme: Programme
    penalty: float
    deadline: float
    columns: IntArray = field(init=False)
    cuts: list[Cut] = field(init=False, default_factory=list)
    best: Priced = field(init=False)
    shortage: float = field(init=False, default=0.0)
    _solver: Solver = field(init=False)
    _inside: BoolArray = field(init=False)
    _artificial: int = field(init=False, default=0)
    _values: FloatArray = field(init=False, default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        programme = self.programme
        self._solver = Solver.start(presolve="off")
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        _add_rows(self._solver, programme.row_lower, programme.row_upper)
        self._add_artificials()
        self.columns = np.zeros(0, dtype=np.int64)
        self._inside = np.zeros(len(programme.pool), dtype=bool)
        self.best = price(programme, [], self._no_prices())
        self.add_columns(first_columns(programme))
        self._solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)

    @property
    def out_of_time(self) -> bool:
        """Whether the time limit has been reached."""
        return time.perf_counter() >= self.deadline

    @property
    def largest(self) -> float:
        """What the best group is worth: the scale of all values (1 if nothing has any)."""
        return float(self.programme.pool.value.max(initial=0.0)) or 1.0

    @property
    def smallest_gain(self) -> float:
        """Reduced costs below it are taken for zero."""
        return TOLERANCE * self.largest

    @property
    def guided(self) -> bool:
        """Whether a linear programme has been solved: `weights` tell something."""
        return len(self._values) > 0

    def solve(self) -> bool:
        """Bring in groups until none is worth its price. False if the time ran out."""
        while self._run():
            priced = price(self.programme, self.cuts, self._prices())
            if priced.bound < self.best.bound:
                self.best = priced
            gains = np.where(self._inside, 0.0, priced.reduced - self.smallest_gain)
            new = few_per_unit(self.programme, gains, PER_UNIT)
            if not len(new):
                return True
            self.add_columns(new)
        if not self.guided:
            self.best = min(self.best, self._guess(), key=lambda priced: priced.bound)
        return False

    def weights(self) -> FloatArray:
        """The weight of each of `columns` in the last programme solved (0: not in it yet)."""
        weights = np.zeros(len(self.columns))
        values = self._values[self._artificial :]
        weights[: len(values)] = np.clip(values, 0.0, 1.0)
        return weights

    def add_columns(self, new: IntArray) -> None:
        """Let these groups (rows of the pool) take part."""
        if not len(new):
            return
        row, column, coefficient = self._entries(new)
        order = np.lexsort((row, column))
        start = np.searchsorted(column[order], np.arange(len(new)))
        self._solver.addCols(
            len(new),
            self.programme.pool.value[new],
            np.zeros(len(new)),
            np.full(len(new), np.inf),
            len(row),
            start.astype(np.int32),
            row[order].astype(np.int32),
            coefficient[order],
        )
        self.columns = np.concatenate([self.columns, new])
        self._inside[new] = True
        self._solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)

    def add_cuts(self, cuts: list[Cut]) -> None:
        """Demand that these hold too."""
        at = np.full(len(self._inside), -1)
        at[self.columns] = np.arange(len(self.columns)) + self._artificial
        for cut in cuts:
            inside = at[cut.columns]
            inside = inside[inside >= 0].astype(np.int32)
            self._solver.addRow(-np.inf, 1.0, len(inside), inside, np.ones(len(inside)))
        self.cuts = self.cuts + cuts
        self._solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)

    def _run(self) -> bool:
        left = self.deadline - time.perf_counter()
        if left <= 0:
            return False
        if left != np.inf:
            self._solver.setOptionValue("time_limit", self._solver.getRunTime() + left)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        self._values = np.array(self._solver.getSolution().col_value)
        self.shortage = float(self._values[: self._artificial].sum())
        return True

    def _prices(self) -> Prices:
        dual = np.array(self._solver.getSolution().row_dual)
        units, common = self.programme.pool.units, len(self.programme.common)
        lower, upper = self.programme.common_lower, self.programme.common_upper
        shared = dual[units : units + common]
        shared = np.where(np.isinf(upper), np.minimum(shared, 0), shared)
        shared = np.where(lower <= 0, np.maximum(shared, 0), shared)
        return Prices(
            unit=np.append(dual[:units], 0.0),
            common=shared,
            cut=np.maximum(dual[units + common :], 0),
        )

    def _no_prices(self) -> Prices:
        zeros = np.zeros(self.programme.pool.units + 1)
        return Prices(zeros, np.zeros(len(self.programme.common)), np.zeros(0))

    def _guess(self) -> Priced:
        """What prices made without any linear programme prove.

        Share the value of each group among its members, evenly first, then by what they are
        worth: w_u, the largest share that a unit u has. A list is worth at most the N · K largest
        w_u: with t the last of these, a unit costs max(0, w_u − t) and a group K · t.
        """
        pool, size = self.programme.pool, self.programme.pool.members.shape[1]
        worth = np.append(np.ones(pool.units), 0.0)
        for _ in range(GUESSES):
            each = pool.value / np.maximum(worth[pool.members].sum(axis=1), SPECK)
            share = np.zeros(pool.units + 1)
            for column in pool.members.T:
                np.maximum.at(share, column, each)
            worth *= share
        last = np.sort(worth)[::-1][min(pool.units, self.programme.most * size)]
        prices = self._no_prices()
        prices.unit[:-1] = np.maximum(0.0, worth[:-1] - last)
        prices.common[0] = size * last
        return price(self.programme, [], prices)

    def _add_artificials(self) -> None:
        lower, upper = self.programme.row_lower, self.programme.row_upper
        common = np.arange(len(lower)) >= self.programme.pool.units
        short, long = np.flatnonzero(lower > 0), np.flatnonzero(common & np.isfinite(upper))
        rows = np.concatenate([short, long]).astype(np.int32)
        sign = np.concatenate([np.ones(len(short)), -np.ones(len(long))])
        count = self._artificial = len(rows)
        cost, start = np.full(count, -self.penalty), np.arange(count, dtype=np.int32)
        bounds = np.zeros(count), np.full(count, np.inf)
        self._solver.addCols(count, cost, *bounds, count, start, rows, sign)

    def _entries(self, new: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
        units, common = self.programme.pool.units, len(self.programme.common)
        members = self.programme.pool.members[new]
        column, position = np.nonzero(members < units)
        row_c, column_c = np.nonzero(self.programme.common[:, new])
        rows = [members[column, position], row_c + units]
        columns = [column, column_c]
        values = [np.ones(len(column)), self.programme.common[row_c, new[column_c]]]
        at = np.full(len(self._inside), -1)
        at[new] = np.arange(len(new))
        for number, cut in enumerate(self.cuts):
            held = at[cut.columns]
            held = held[held >= 0]
            rows.append(np.full(len(held), units + common + number))
            columns.append(held)
            values.append(np.ones(len(held)))
        return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)


def first_columns(programme: Programme) -> IntArray:
    """Groups to start with: of each unit, the most valuable in all, and by member; of each region.

    The most valuable are also the largest, too large for the asked number of them to find room.
    """
    pool = programme.pool
    size = (pool.members < pool.units).sum(axis=1)
    best = [
        few_per_unit(programme, score, FIRST_PER_UNIT) for score in (pool.value, pool.value / size)
    ]
    for region in range(len(pool.regions)):
        inside = np.flatnonzero(pool.region == region)
        best.append(inside[_highest(pool.value[inside], FIRST_PER_REGION)])
    return np.unique(np.concatenate(best))


def few_per_unit(programme: Programme, score: FloatArray, most: int) -> IntArray:
    """The groups that are among the `most` best of one of their units, with a score above zero.

    Only the best part of a large pool is looked at.
    """
    units = programme.pool.units
    ranked = _highest(score, LOOKED_AT * units)
    ranked = ranked[score[ranked] > 0]
    members = programme.pool.members[ranked]
    holders = members.ravel()
    order = np.argsort(holders, kind="stable")
    first = np.searchsorted(holders[order], np.arange(units + 2))
    rank = np.empty(len(holders), dtype=np.int64)
    rank[order] = np.arange(len(holders)) - first[holders[order]]
    rank = np.where(members < units, rank.reshape(members.shape), len(holders))
    kept: IntArray = np.sort(ranked[rank.min(axis=1) < most])
    return kept


def _highest(score: FloatArray, count: int) -> IntArray:
    """Positions of the highest scores, highest first (ties: smallest position)."""
    if count < len(score):
        least = np.partition(score, -count)[-count]
        high = np.flatnonzero(score >= least)
    else:
        high = np.arange(len(score))
    return high[np.argsort(-score[high], kind="stable")][:count]


def _add_rows(solver: Solver, lower: FloatArray, upper: FloatArray) -> None:
    none = np.zeros(0, dtype=np.int32)
    start = np.zeros(len(lower), dtype=np.int32)
    solver.addRows(len(lower), lower, upper, 0, start, none, np.zeros(0))
