"""The last cents of a plan: what is left goes back to those that can take it, exactly.

Solvers count to a tolerance, so whole grants may leave a cent unspent, or a project a cent short of
its most. Everything here is in whole cents, and no row that held is broken.
"""

from dataclasses import dataclass, field

import numpy as np

from ancrage.allocation.engine.arrays import PARTIAL, Model
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray

CRUMB = 100  # cents: what a project misses of its most, below it, comes from others


def settled(model: Model, grants: IntArray) -> IntArray:
    """These whole grants, which hold every row, with what is left put back, largest worth of a
    cent first; with projects less than a euro short of their most made full by others that are
    worth no more."""
    books = _Books(model, grants.copy())
    books.put_back()
    books.complete()
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

    def _transfer(self, giver: int, taker: int) -> None:
        """What the taker still misses, if the giver has it and rows then hold."""
        cents = int(self.model.most[self.parts[taker]] - self.grants[self.parts[taker]])
        giving, least = self.grants[self.parts[giver]], self.model.least[self.parts[giver]]
        if not 0 < cents <= giving - least:
            return
        self._move(giver, -cents)
        self._move(taker, cents)
        if not self._holds():
            self._move(taker, -cents)
            self._move(giver, cents)

    def _move(self, at: int, cents: int) -> None:
        self.grants[self.parts[at]] += cents
        rows = self.inside[:, at]
        self.above[rows] += cents
        self.below[rows] -= cents

    def _holds(self) -> bool:
        return bool((self.above >= 0).all() and (self.below >= 0).all())
