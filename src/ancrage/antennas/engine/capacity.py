"""The same search when an antenna serves at most so many jobs, whole places only.

The bound is L(λ) again, where g_j is now what host j would serve best within its capacity, the
last place perhaps in part (continuous knapsack): it can only be too favourable. The choice
comes from the hosts that the multipliers favour, moved to the middle of what they serve; HiGHS
then improves it over the most promising hosts, or proves it when few hosts are left.
"""

import time
from dataclasses import dataclass

import highspy
import numpy as np

from ancrage.antennas.engine.bounds import Fixing, Proof, settle
from ancrage.antennas.engine.model import BoolArray, FloatArray, IntArray, Progress
from ancrage.selection.engine.solver import Solver

STEPS = 60
PROVABLE_ARCS = 60_000
"""Above so many pairs of place and host, HiGHS is only asked for a better choice, not for proof."""
FAVOURED = 3
"""How many times the asked number of hosts HiGHS may choose from then."""


@dataclass(frozen=True, slots=True)
class Served:
    """Which column serves each row (−1: none), the chosen columns, cost and bound."""

    columns: IntArray
    host: IntArray
    value: float
    bound: float


class CapacitySearch:
    """One search. `reach` says which host may serve which place; `unserved` is what a job costs
    that nobody serves (None: all must be served)."""

    def __init__(
        self,
        *,
        cost: FloatArray,
        weight: FloatArray,
        reach: BoolArray,
        count: int,
        capacity: int,
        kept: BoolArray,
        unserved: float | None,
        deadline: float,
        progress: Progress,
    ) -> None:
        self.cost, self.weight, self.reach = cost, weight, reach
        self.count, self.capacity, self.kept, self.unserved = count, capacity, kept, unserved
        self.deadline, self.progress = deadline, progress
        self.fixing = Fixing(kept.copy(), np.zeros(len(kept), dtype=bool))
        self.best: Served | None = None
        self.bound = 0.0

    def run(self) -> Served | None:
        """The best choice found by the deadline, with its bound; None when none was found."""
        self.progress("recherche sous capacité", 0.1)
        self._subgradient()
        self.progress("amélioration et preuve", 0.5)
        self._solve()
        if self.best is None:
            return None
        bound = min(self.bound, self.best.value)
        return Served(self.best.columns, self.best.host, self.best.value, bound)

    @property
    def value(self) -> float:
        return np.inf if self.best is None else self.best.value

    def _prove(self, multipliers: FloatArray) -> tuple[Proof, FloatArray]:
        """L(λ), and how often the favoured hosts would serve each place."""
        whole = np.rint(np.clip(multipliers, 0, self.unserved))
        profit = np.where(self.reach, np.maximum(whole[:, None] - self.cost, 0), 0)
        order = np.argsort(-profit, axis=0, kind="stable")
        room = self.capacity - np.cumsum(self.weight[order], axis=0)
        taken = np.clip(room + self.weight[order], 0, self.weight[order])
        gains = (np.take_along_axis(profit, order, axis=0) * taken).sum(axis=0)
        inside = np.flatnonzero(self.fixing.inside)
        free = np.flatnonzero(self.fixing.free)
        top = free[np.argsort(-gains[free], kind="stable")][: self.count - len(inside)]
        chosen = np.concatenate([inside, top])
        bound = float(self.weight @ whole) - float(gains[chosen].sum())
        served = np.zeros(len(whole))
        for column in chosen:
            rows = order[:, column]
            share = taken[:, column] / self.weight[rows]
            served[rows] += np.where(profit[rows, column] > 0, share, 0)
        return Proof(int(bound), gains, whole), served

    def _subgradient(self) -> None:
        current = np.minimum(_near(self.cost, self.count), self.unserved or np.inf)
        best, stride = current, 1.0
        for step in range(STEPS):
            proof, served = self._prove(current)
            if step % 5 == 0:
                self._try(self._favoured(proof, self.count))
            if proof.bound > self.bound:
                self.bound, best = proof.bound, current
                if self.best is not None:
                    self.fixing = settle(proof, self.count, self.fixing, int(self.best.value))
            else:
                stride *= 0.9
            lack = 1.0 - served
            norm = float((self.weight * lack * lack).sum())
            if not norm or self.bound >= self.value or time.perf_counter() > self.deadline:
                break
            aim = self.value if self.best else 1.5 * abs(proof.bound) + 1
            current = np.maximum(0, current + stride * (1.01 * aim - proof.bound) / norm * lack)
            self.progress("recherche sous capacité", 0.1 + 0.4 * step / STEPS)
        self.last = self._prove(best)[0]

    def _favoured(self, proof: Proof, count: int) -> IntArray:
        free = np.flatnonzero(~self.kept)
        order = free[np.argsort(-proof.gains[free], kind="stable")]
        kept = np.flatnonzero(self.kept)
        return np.sort(np.concatenate([kept, order[: max(0, count - len(kept))]]))

    def _try(self, columns: IntArray) -> None:
        """Serve from these hosts, move each to the middle of what it serves, while it helps."""
        while True:
            served = self._serve(columns)
            if served is None or served.value >= self.value:
                return
            self.best = served
            columns = self._centred(served)

    def _serve(self, columns: IntArray) -> Served | None:
        """Give each place, the one with most to lose first, to the nearest host with room."""
        room = np.full(len(columns), float(self.capacity))
        costs = np.where(self.reach[:, columns], self.cost[:, columns], np.inf)
        near = np.sort(costs, axis=1)
        second = near[:, 1] if len(columns) > 1 else np.full(len(costs), np.inf)
        regret = np.where(np.isfinite(near[:, 0]), self.weight, 0)
        if self.unserved is None:
            regret = regret * np.maximum(np.nan_to_num(second - near[:, 0], posinf=1e12), 1)
        host = np.full(len(costs), -1)
        for row in np.argsort(-regret, kind="stable"):
            possible = np.where(room >= self.weight[row], costs[row], np.inf)
            best = int(np.argmin(possible))
            if np.isfinite(possible[best]):
                host[row], room[best] = columns[best], room[best] - self.weight[row]
        return self._valued(columns, host)

    def _valued(self, columns: IntArray, host: IntArray) -> Served | None:
        lost = host < 0
        if lost.any() and self.unserved is None:
            return None
        rows = np.arange(len(host))
        costs = np.where(lost, self.unserved or 0.0, self.cost[rows, np.maximum(host, 0)])
        return Served(np.sort(columns), host, float(self.weight @ costs), 0.0)

    def _centred(self, served: Served) -> IntArray:
        """Each host that is not kept moves to the point of its places that serves them best."""
        columns = served.columns.copy()
        for place, column in enumerate(columns):
            rows = np.flatnonzero(served.host == column)
            if self.kept[column] or not len(rows):
                continue
            able = np.array(self.reach[rows].all(axis=0))
            able[np.delete(columns, place)] = False
            totals = np.where(able, self.weight[rows] @ self.cost[rows], np.inf)
            if np.isfinite(totals.min()):
                columns[place] = int(np.argmin(totals))
        return columns

    def _solve(self) -> None:
        """HiGHS over what is left: with proof when that is little, else over the favoured hosts."""
        left = np.flatnonzero(~self.fixing.outside)
        whole = int(self.reach[:, left].sum()) <= PROVABLE_ARCS
        hosts = left if whole else self._favoured(self.last, FAVOURED * self.count)
        if self.best is not None:
            hosts = np.union1d(hosts, self.best.columns)
        seconds = self.deadline - time.perf_counter()
        if seconds <= 0 or self.bound >= self.value:
            return
        model = _Assignment(self, hosts)
        bound = model.run(min(seconds, 3600.0))
        found = model.found()
        served = None if found is None else self._valued(*found)
        if served is not None and served.value < self.value:
            self.best = served
        if whole:
            self.bound = max(self.bound, bound)


class _Assignment:
    """The mixed-integer programme over some hosts: y_j, then x_ij for the pairs within reach."""

    def __init__(self, search: CapacitySearch, hosts: IntArray) -> None:
        self.search, self.hosts = search, hosts
        self.row, self.column = np.nonzero(search.reach[:, hosts])
        self.scale = float(max(1.0, np.median(search.cost[self.row, hosts[self.column]])))
        self._solver = Solver.start(mip_rel_gap=0.0)
        self._build()

    def run(self, seconds: float) -> float:
        """The solver's bound, in our units."""
        self._solver.setOptionValue("time_limit", seconds)
        self._start()
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return np.inf
        told = self._solver.getInfo().mip_dual_bound * self.scale + self._constant
        return float(np.ceil(told * (1 - 1e-9))) if np.isfinite(told) else 0.0

    def found(self) -> tuple[IntArray, IntArray] | None:
        """The chosen columns and the host of each row."""
        values = np.array(self._solver.getSolution().col_value)
        if not len(values) or not np.isfinite(self._solver.getInfo().objective_function_value):
            return None
        opened = values[: len(self.hosts)] > 0.5
        used = values[len(self.hosts) :] > 0.5
        if opened.sum() != self.search.count:
            return None
        host = np.full(len(self.search.cost), -1)
        host[self.row[used]] = self.hosts[self.column[used]]
        return self.hosts[opened], host

    def _build(self) -> None:
        search, hosts, arcs = self.search, self.hosts, len(self.row)
        weight = search.weight[self.row]
        unserved = search.unserved or 0.0
        costs = (search.cost[self.row, hosts[self.column]] - unserved) * weight / self.scale
        self._constant = float(search.weight.sum() * unserved)
        total = len(hosts) + arcs
        lower = np.concatenate([search.fixing.inside[hosts].astype(float), np.zeros(arcs)])
        self._solver.addVars(total, lower, np.ones(total))
        every = np.arange(total, dtype=np.int32)
        self._solver.changeColsCost(total, every, np.concatenate([np.zeros(len(hosts)), costs]))
        kinds = np.full(total, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._solver.changeColsIntegrality(total, every, kinds)
        x = np.arange(arcs) + len(hosts)
        rows = len(search.cost)
        # one line for each place, each host's capacity, the number of hosts
        entries = np.concatenate([self.row, rows + self.column, rows + np.arange(len(hosts))])
        places = np.concatenate([x, x, np.arange(len(hosts))])
        values = np.concatenate([np.ones(arcs), weight, np.full(len(hosts), -search.capacity)])
        entries = np.concatenate([entries, np.full(len(hosts), rows + len(hosts))])
        places = np.concatenate([places, np.arange(len(hosts))])
        values = np.concatenate([values, np.ones(len(hosts))])
        order = np.lexsort((places, entries))
        number = rows + len(hosts) + 1
        start = np.searchsorted(entries[order], np.arange(number)).astype(np.int32)
        served = 1.0 if search.unserved is None else -np.inf
        below = np.concatenate(
            [np.full(rows, served), np.full(len(hosts), -np.inf), [search.count]]
        )
        above = np.concatenate([np.ones(rows), np.zeros(len(hosts)), [search.count]])
        self._solver.addRows(
            number, below, above, len(entries), start, places[order].astype(np.int32), values[order]
        )

    def _start(self) -> None:
        """The best choice known is where HiGHS starts from."""
        best = self.search.best
        if best is None:
            return
        solution = highspy.HighsSolution()
        opened = np.isin(self.hosts, best.columns).astype(float)
        used = (best.host[self.row] == self.hosts[self.column]).astype(float)
        solution.col_value = list(np.concatenate([opened, used]))
        self._solver.setSolution(solution)


def _near(cost: FloatArray, count: int) -> FloatArray:
    """The cost that a place would have if hosts were spread evenly."""
    rank = min(cost.shape[1] - 1, cost.shape[1] // max(1, count))
    found: FloatArray = np.partition(cost, rank, axis=1)[:, rank]
    return found
