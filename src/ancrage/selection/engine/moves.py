"""Small changes of a solution, and the best solution with a unit that they lead to.

A *move* takes groups out of a solution and puts others in that touch no group left. Its cost is
what the value loses, priced: with the prices of the common rows (the number of territories, the
regions, the coverage), a move that breaks a row by little is known to be cheap to mend elsewhere.
To bring a unit in at the least loss, the moves around it are combined with the cheapest moves
anywhere in the country, and the cheapest pair that keeps every rule is kept.

All of it is heuristic: it builds real solutions, so its losses are true upper bounds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from ancrage.selection.engine.cuts import Holders
from ancrage.selection.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.selection.engine.programme import Programme
from ancrage.selection.engine.relaxation import Priced

SEEDS = 8  # groups tried for a unit
AROUND = 60  # moves kept around a unit
ANYWHERE = 500  # single moves kept for the whole country
PAIRED = 50  # of them, those combined two by two
MOST_IN, MOST_OUT = 4, 5  # groups of one move
NODES = 50  # moves looked at from one seed
NEAR, SLACK, FAR_SLACK = 4e-4, 2.5e-4, 1e-4  # reduced costs worth trying, relative to the bound
NEAREST = 60  # groups kept around a chosen one: where values are tied, thousands cost nothing
STARTS = 1500  # groups from which moves anywhere start
BRANCHES = 30
CHUNK = 256


@dataclass(frozen=True, slots=True)
class Move:
    """Groups that come in (rows of the pool) and go out (ranks in the solution)."""

    cost: float
    into: tuple[int, ...]
    out: frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """A solution (rows of the pool) and its value."""

    value: float
    chosen: IntArray


@dataclass(slots=True)
class Table:
    """Moves as arrays: what they lose, what they add to each common row, what they touch."""

    moves: list[Move]
    loss: FloatArray
    change: FloatArray
    touched: IntArray


@dataclass(frozen=True, slots=True)
class Shape:
    """A group's reduced cost (as a cost), its units as bits, the chosen groups it touches."""

    cost: float
    units: int
    touched: frozenset[int]


@dataclass(slots=True)
class Neighbourhood:
    """The moves around one solution. `priced` gives the prices; `chosen` are rows of the pool."""

    programme: Programme
    priced: Priced
    chosen: IntArray
    _out: FloatArray = field(init=False)
    _price: FloatArray = field(init=False)
    _cost: FloatArray = field(init=False)
    _holder: IntArray = field(init=False)
    _near: dict[int, list[int]] = field(init=False)
    _holders: Holders = field(init=False)
    _known: dict[int, "Shape"] = field(init=False, default_factory=dict)
    _made: dict[int, list[Move]] = field(init=False, default_factory=dict)
    _anywhere: Table = field(init=False)

    def __post_init__(self) -> None:
        pool = self.programme.pool
        self._price = pool.value - self.programme.common.T @ self.priced.prices.common
        self._cost = np.maximum(-self.priced.reduced, 0.0)
        self._out = self._price[self.chosen]
        self._holder = np.full(pool.units + 1, -1)
        for rank, row in enumerate(self.chosen):
            self._holder[pool.members[row]] = rank
        self._holder[-1] = -1
        self._holders = Holders(pool)
        self._near = self._near_groups()
        self._anywhere = self._country_moves()

    def best_with(self, unit: int) -> Found | None:
        """The best solution found that holds the unit; None if no move gives one."""
        rows = self._holders.of(unit)
        rows = rows[np.lexsort((rows, self._cost[rows]))][:SEEDS]
        slack = SLACK * abs(self.priced.bound)
        moves = [move for row in rows for move in self._around(int(row), slack)]
        moves = sorted(set(moves), key=_by_cost)[:AROUND]
        return self._best(self._table(moves)) if moves else None

    def _around(self, row: int, slack: float) -> list[Move]:
        """The moves that bring a group in, made once: the group's other units ask for them too."""
        if row not in self._made:
            self._made[row] = list(self._from(row, float(self._cost[row]) + slack))
        return self._made[row]

    def _near_groups(self) -> dict[int, list[int]]:
        """For each chosen group, the groups that touch it and cost little, cheapest first."""
        near = np.flatnonzero(self._cost <= NEAR * abs(self.priced.bound))
        near = np.setdiff1d(near, self.chosen)
        touching: dict[int, list[int]] = {}
        for row in near[np.lexsort((near, self._cost[near]))]:
            for rank in self._shape(int(row)).touched:
                rows = touching.setdefault(rank, [])
                if len(rows) < NEAREST:
                    rows.append(int(row))
        return touching

    def _shape(self, row: int) -> Shape:
        if row not in self._known:
            group = self.programme.pool.group(row)
            touched = frozenset(int(self._holder[unit]) for unit in group) - {-1}
            units = sum(1 << unit for unit in group)
            self._known[row] = Shape(float(self._cost[row]), units, touched)
        return self._known[row]

    def _from(self, seed: int, budget: float) -> Iterator[Move]:
        """The moves that bring `seed` in, and then others while their cost is within budget."""
        first = self._shape(seed)
        seen: set[tuple[int, ...]] = {(seed,)}
        stack: list[tuple[tuple[int, ...], Shape]] = [((seed,), first)]
        for _ in range(NODES):
            if not stack:
                return
            into, whole = stack.pop()
            yield self._move(into, whole.touched)
            if len(into) == MOST_IN:
                continue
            for row in islice(self._joinable(whole.touched, budget - whole.cost), BRANCHES):
                more, wider = tuple(sorted((*into, row))), _joined(whole, self._shape(row))
                if wider is not None and more not in seen:
                    seen.add(more)
                    stack.append((more, wider))

    def _joinable(self, out: frozenset[int], budget: float) -> Iterator[int]:
        for rank in sorted(out):
            for row in self._near.get(rank, ()):
                if self._shape(row).cost > budget:
                    break
                yield row

    def _move(self, into: tuple[int, ...], out: frozenset[int]) -> Move:
        cost = self._out[list(out)].sum() - self._price[list(into)].sum()
        return Move(float(cost), into, out)

    def _country_moves(self) -> Table:
        """The cheapest moves anywhere: none, one, or two that do not touch."""
        moves = {self._move((), frozenset([rank])) for rank in range(len(self.chosen))}
        slack = FAR_SLACK * abs(self.priced.bound)
        rows = np.unique([row for rows in self._near.values() for row in rows]).astype(np.int64)
        for row in rows[np.lexsort((rows, self._cost[rows]))][:STARTS]:
            if self._cost[row] <= slack:
                moves.update(self._from(int(row), slack))
        nothing = Move(0.0, (), frozenset())
        cheapest = [nothing, *sorted(moves, key=_by_cost)[:ANYWHERE]]
        return self._table(cheapest + self._pairs(cheapest[1 : PAIRED + 1]))

    def _pairs(self, moves: list[Move]) -> list[Move]:
        table = self._table(moves)
        apart = _apart(table.touched[:, None], table.touched[None])
        return [
            self._move(moves[i].into + moves[j].into, moves[i].out | moves[j].out)
            for i, j in zip(*np.nonzero(np.triu(apart, 1)), strict=True)
        ]

    def _table(self, moves: list[Move]) -> Table:
        programme, value = self.programme, self.programme.pool.value
        gone = [self.chosen[sorted(move.out)] for move in moves]
        come = [np.array(move.into, dtype=np.int64) for move in moves]
        return Table(
            moves=moves,
            loss=np.array(
                [value[g].sum() - value[c].sum() for g, c in zip(gone, come, strict=True)]
            ),
            change=np.array(
                [
                    programme.common[:, c].sum(axis=1) - programme.common[:, g].sum(axis=1)
                    for g, c in zip(gone, come, strict=True)
                ]
            ),
            touched=np.array([self._bits(move) for move in moves]),
        )

    def _bits(self, move: Move) -> IntArray:
        """The units that the move takes up, and those it frees, as bits of whole numbers."""
        units = self.programme.pool.units
        bits = np.zeros(units + 1, dtype=bool)
        bits[self.programme.pool.members[list(move.into)]] = True
        bits[self.programme.pool.members[self.chosen[sorted(move.out)]]] = True
        packed = np.packbits(bits[:units])
        padded = np.concatenate([packed, np.zeros(-len(packed) % 8, dtype=np.uint8)])
        words: IntArray = padded.view(np.int64)
        return words

    def _best(self, around: Table) -> Found | None:
        """The least loss of a move around with a move anywhere that keep all the rules."""
        anywhere = self._anywhere
        first, second = self._within_rules(around)
        total = around.loss[first] + anywhere.loss[second]
        for pairs in _cheapest_first(total):
            near, far = first[pairs], second[pairs]
            for pair in np.flatnonzero(_apart(around.touched[near], anywhere.touched[far])):
                chosen = self._applied(around.moves[near[pair]], anywhere.moves[far[pair]])
                if self.programme.allows(chosen):
                    return Found(float(self.programme.pool.value[chosen].sum()), chosen)
        return None

    def _within_rules(self, around: Table) -> tuple[IntArray, IntArray]:
        """The pairs of a move around and a move anywhere that break no common row together."""
        base = self.programme.common[:, self.chosen].sum(axis=1)
        lower = self.programme.common_lower - base - 1e-9
        upper = self.programme.common_upper - base + 1e-9
        near, far = around.change.T, self._anywhere.change.T
        number = near[0][:, None] + far[0][None]
        first, second = np.nonzero((number >= lower[0]) & (number <= upper[0]))
        for row in range(len(base) - 1, 0, -1):
            change = near[row][first] + far[row][second]
            kept = (change >= lower[row]) & (change <= upper[row])
            first, second = first[kept], second[kept]
        return first, second

    def _applied(self, *moves: Move) -> IntArray:
        out = sorted(frozenset().union(*(move.out for move in moves)))
        into = np.array([row for move in moves for row in move.into], dtype=np.int64)
        return np.sort(np.concatenate([np.delete(self.chosen, out), into]))


def _by_cost(move: Move) -> tuple[float, tuple[int, ...], list[int]]:
    return move.cost, move.into, sorted(move.out)


def _joined(whole: Shape, other: Shape) -> Shape | None:
    """Both groups together; None if they overlap or touch too many chosen groups."""
    touched = whole.touched | other.touched
    if whole.units & other.units or len(touched) > MOST_OUT:
        return None
    return Shape(whole.cost + other.cost, whole.units | other.units, touched)


def _apart(first: IntArray, second: IntArray) -> BoolArray:
    """Whether moves touch no unit in common (their last axis is bits)."""
    result: BoolArray = np.logical_not((first & second).any(axis=-1))
    return result


def _cheapest_first(total: FloatArray) -> Iterable[IntArray]:
    """Positions by increasing total: the cheapest chunk, then all."""
    if len(total) > CHUNK:
        first = np.argpartition(total, CHUNK)[:CHUNK]
        yield first[np.lexsort((first, total[first]))]
    order = np.argsort(total, kind="stable")
    for start in range(0, len(order), CHUNK):
        yield order[start : start + CHUNK]
