"""The last cents of a plan: what is left goes back to those that can take it, exactly.

Solvers count to a tolerance, so whole grants may leave a cent unspent, or a project a cent short of
its most. Everything here is in whole cents, and no row that held is broken.
"""

from dataclasses import dataclass, field

import numpy as np

from ancrage.allocation.engine.arrays import PARTIAL, Model
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray

CRUMB = 100  # cents: what a project misses of its most, or gets in all, that others settle
SAME = 1e-9  # relative: worths of a cent that only rounding tells apart


def settled(model: Model, grants: IntArray) -> IntArray:
    """These whole grants, which hold every row, with what is left put back, largest worth of a
    cent first; with projects less than a euro short of their most made full by others that are
    worth no more; and no grant of a euro where another project is worth as much."""
    books = _Books(model, grants.copy())
    books.put_back()
    books.complete()
    books.gather()
    return books.grants


@dataclass(slots=True)
class _Books:
    """Projects that have a part, the rows that they are in, and how far each row is from its
    floor (`above`) and from its ceiling (`below`), in cents."""

    model: Model
    grants: IntArray
    parts: IntArray = field(init=False)
    inside: BoolArray = field(init=False)
    above: FloatArray = field(init=False)
    below: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        model, grants = self.model, self.grants
        part = (model.kind == PARTIAL) & (grants > 0) & (grants < model.most)
        self.parts = np.flatnonzero(part)
        sums = np.array([row.total(grants) for row in model.rows])
        self.above = sums - np.array([row.lower for row in model.rows])
        self.below = np.array([row.upper for row in model.rows]) - sums
        self.inside = np.array([np.isin(self.parts, row.columns) for row in model.rows])

    def put_back(self) -> None:
        """To rows below their floor first, then to the largest worth of a cent."""
        value = self.model.value[self.parts]
        lacking = np.logical_or.reduce(self.inside[self.above < 0], axis=0, dtype=bool)
        for at in np.lexsort((-value, ~lacking)).tolist():
            project = self.parts[at]
            grant, most = int(self.grants[project]), int(self.model.most[project])
            room = min(most - grant, self.below[self.inside[:, at]].min())
            if grant > 0 and room > 0 and (value[at] > 0 or lacking[at]):
                self._move(at, int(room))

    def complete(self) -> None:
        """A euro or less from parts that are worth no more makes others full."""
        missing = self.model.most[self.parts] - self.grants[self.parts]
        short = np.flatnonzero((missing > 0) & (missing < CRUMB))
        value = self.model.value[self.parts]
        for at in short[np.argsort(-value[short], kind="stable")].tolist():
            for other in np.argsort(value, kind="stable").tolist():
                if value[other] <= value[at] and other != at:
                    self._transfer(other, at)

    def gather(self) -> None:
        """A grant of a euro or less goes to a part that is worth as much, if rows then hold; it
        stays with who must get something, and with who is needed by another."""
        model, value = self.model, self.model.value[self.parts]
        kept = model.forced.copy()
        kept[model.links[:, 1]] = True
        crumbs = np.flatnonzero((self.grants[self.parts] <= CRUMB) & ~kept[self.parts])
        for at in crumbs.tolist():
            cents = int(self.grants[self.parts[at]])
            others = np.flatnonzero(value >= value[at] * (1 - SAME)).tolist()
            any(self._pass(at, other, cents) for other in others if other != at)

    def _transfer(self, giver: int, taker: int) -> None:
        """What the taker still misses, if the giver has it and rows then hold."""
        cents = int(self.model.most[self.parts[taker]] - self.grants[self.parts[taker]])
        giving, least = self.grants[self.parts[giver]], self.model.least[self.parts[giver]]
        if 0 < cents <= giving - least:
            self._pass(giver, taker, cents)

    def _pass(self, giver: int, taker: int, cents: int) -> bool:
        """So many cents from one to another that gets something, if rows then hold."""
        to = self.parts[taker]
        if not 0 < self.grants[to] <= self.model.most[to] - cents:
            return False
        self._move(giver, -cents)
        self._move(taker, cents)
        if self._holds():
            return True
        self._move(taker, -cents)
        self._move(giver, cents)
        return False

    def _move(self, at: int, cents: int) -> None:
        self.grants[self.parts[at]] += cents
        rows = self.inside[:, at]
        self.above[rows] += cents
        self.below[rows] -= cents

    def _holds(self) -> bool:
        return bool((self.above >= 0).all() and (self.below >= 0).all())
