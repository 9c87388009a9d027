"""The exact search: the p columns of a table of costs that serve all its rows at least cost.

Rows are places with a weight, columns hosts. Everything is in whole numbers; see `model.py` for
the bound. First a good choice by swaps, and what cheap multipliers prove; then the linear
programme over the hosts that are left, and branch and bound: most often one node is enough for
coverage, a few for distance. (Steps of subgradient before the programme were tried: they settle
most hosts, and cost more time than they save.)
"""

import heapq
import time
from dataclasses import dataclass

import numpy as np

from ancrage.antennas.engine.bounds import Fixing, Proof, prove, settle
from ancrage.antennas.engine.local import greedy, improved, value_of
from ancrage.antennas.engine.model import BoolArray, FloatArray, IntArray, Progress
from ancrage.antennas.engine.relaxation import Relaxation


@dataclass(frozen=True, slots=True)
class Chosen:
    """The best columns found, what they cost, and what no choice can be under."""

    columns: IntArray
    value: int
    bound: int


class Search:
    """One search; `best` and `value` are the best choice known so far.

    Every value is a multiple of `step`: a choice that is better costs at most `value − step`.
    """

    def __init__(
        self,
        *,
        cost: FloatArray,
        weight: FloatArray,
        count: int,
        kept: BoolArray,
        deadline: float,
        progress: Progress,
        step: int = 1,
    ) -> None:
        self.step = step
        self.cost, self.weight, self.count, self.kept = cost, weight, count, kept
        self.deadline, self.progress = deadline, progress
        self.fixing = Fixing(kept.copy(), np.zeros(len(kept), dtype=bool))
        self.bound = 0
        self.best = improved(cost, weight, greedy(cost, weight, count, kept), kept)
        self.value = value_of(cost, weight, self.best)

    @property
    def target(self) -> int:
        """A bound that reaches it proves that nothing is better."""
        return self.value - self.step + 1

    def run(self) -> Chosen:
        """The best choice, proved, or the best at the deadline."""
        self.progress("recherche d’un bon choix", 0.1)
        self._first_bound()
        if self.bound < self.target:
            self.progress("preuve", 0.4)
            self._branch()
        proved = self.value if self.bound >= self.target else self.bound
        return Chosen(self.best, self.value, proved)

    def _offer(self, columns: IntArray) -> None:
        """Take this choice if it is better, once improved by swaps."""
        found = improved(self.cost, self.weight, columns, self.kept)
        value = value_of(self.cost, self.weight, found)
        if value < self.value:
            self.best, self.value = found, value

    def _late(self) -> bool:
        return time.perf_counter() > self.deadline

    def _proved(self, multipliers: FloatArray, fixing: Fixing) -> Proof:
        return prove(self.cost, self.weight, self.count, fixing, multipliers)

    def _first_bound(self) -> None:
        """What cheap multipliers prove: between the first and the second host of each place."""
        near = np.sort(self.cost[:, self.best], axis=1)
        first, second = near[:, 0], near[:, min(1, self.count - 1)]
        typical = float(self.weight @ first) / float(self.weight.sum())
        proof = self._proved(first + np.minimum(second - first, typical) / 2, self.fixing)
        self.bound = max(self.bound, proof.bound)
        self.fixing = settle(proof, self.count, self.fixing, self.target)

    def _branch(self) -> None:
        """Search what is left, always the node that promises most, until nothing can be better."""
        hosts = np.union1d(np.flatnonzero(~self.fixing.outside), self.best)
        programme = Relaxation(self.cost, self.weight, self.count, hosts, self.best)
        nodes: list[tuple[int, int, Fixing]] = [(self.bound, 0, self.fixing)]
        born = 0
        while nodes and nodes[0][0] < self.target and not self._late():
            promised, _, fixing = heapq.heappop(nodes)
            self.bound = max(self.bound, promised)
            for child, bound in self._children(programme, fixing, promised):
                born += 1
                heapq.heappush(nodes, (bound, born, child))
            done = self.bound / max(1, self.value)
            self.progress("preuve", 0.4 + 0.6 * min(1.0, done))
        self.bound = min([bound for bound, _, _ in nodes] + [self.value])

    def _children(
        self, programme: Relaxation, fixing: Fixing, promised: int
    ) -> list[tuple[Fixing, int]]:
        """The two halves of a node that may hold a better choice; none when it holds none."""
        solved = programme.solve(fixing)
        if solved is None:
            return []
        shares, multipliers = solved
        proof = self._proved(multipliers, fixing)
        self._offer(self._rounded(programme, shares))
        bound = max(promised, proof.bound)
        if bound >= self.target:
            return []
        fixing = settle(proof, self.count, fixing, self.target)
        free = fixing.free[programme.hosts]
        if not free.any() or fixing.inside.sum() == self.count:
            if fixing.inside.sum() == self.count:
                self._offer(np.flatnonzero(fixing.inside))
            return []
        unsure = np.where(free, np.abs(shares - 0.5), np.inf)
        column = int(programme.hosts[int(np.argmin(unsure))])
        return [
            (half, bound)
            for half in (
                fixing.with_host(column, inside=True),
                fixing.with_host(column, inside=False),
            )
            if self._possible(half)
        ]

    def _possible(self, fixing: Fixing) -> bool:
        inside = int(fixing.inside.sum())
        return inside <= self.count <= inside + int(fixing.free.sum())

    def _rounded(self, programme: Relaxation, shares: FloatArray) -> IntArray:
        """The kept hosts, then those with the largest shares."""
        order = programme.hosts[np.argsort(-shares, kind="stable")]
        kept = np.flatnonzero(self.kept)
        others = order[~self.kept[order]]
        return np.concatenate([kept, others[: self.count - len(kept)]])
