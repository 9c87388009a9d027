"""A tighter relaxation where rows are short: what the grants of such a row can be worth at most.

With few projects in a territory, no choice of whole grants meets its floor or its ceiling just
so, which the linear relaxation does not see. For a row with a floor f and a ceiling c, and any
rates r_i (those at which the multipliers of all other rows value a cent), every plan satisfies

    Σ_i r_i g_i  ≤  max { Σ_i r_i g_i : f ≤ Σ g_i ≤ c, each g_i = 0 or m_i ≤ g_i ≤ u_i },

a cut. Its right-hand side is found exactly, by a search that goes through every choice of who
gets something that might be better; cuts then are rows like others, with multipliers in the
bound. As the rates are those of the relaxation's own optimum, the relaxation with its cuts is as
tight as if each such row were solved in whole grants. A few rounds take most of the gap.

The search goes depth first over what differs from the linear answer, the least loss first.
"""

from dataclasses import dataclass, replace

import numpy as np

from ancrage.allocation.engine.arrays import Model, Row
from ancrage.allocation.engine.bounds import EPSILON
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.allocation.engine.relaxation import Relaxed, relax
from ancrage.allocation.engine.rounding import LONGEST

NODES = 5_000  # of the search in one row; past them it gives no cut
ROUNDS = 6
WORTHWHILE = 1e-6  # relative: what a round takes from the bound, at least, for another to follow
BROKEN = 1e-7  # relative to what the row's grants are worth: a cut that the answer breaks by less
PART = 1e-3  # cents


def tighten(model: Model, relaxed: Relaxed, deadline: float) -> Relaxed | None:
    """The relaxation with cuts; None when it proves that there is no plan."""
    for _ in range(ROUNDS):
        cuts = _cuts(model, relaxed)
        if cuts is None:
            return None
        if not cuts:
            break
        before = relaxed.proof.bound
        model = replace(model, rows=model.rows + tuple(cuts))
        tighter = relax(model, deadline)
        if tighter is None:
            return None
        relaxed = tighter
        if before - relaxed.proof.bound < WORTHWHILE * abs(before):
            break
    return relaxed


def _cuts(model: Model, relaxed: Relaxed) -> list[Row] | None:
    """The cuts that the relaxation's answer breaks; None when a row alone cannot be satisfied."""
    grants, multipliers = relaxed.grants, relaxed.proof.multipliers.row
    part = (grants > PART) & (grants < model.least - PART)
    own: dict[int, FloatArray] = {}
    for at in np.flatnonzero(multipliers).tolist():
        row = model.rows[at]
        shares = multipliers[at] * (1.0 if row.weights is None else row.weights)
        owner = at if row.of < 0 else row.of
        own[owner] = own.get(owner, 0.0) + shares
    cuts = []
    for at, shares in sorted(own.items()):
        row = model.rows[at]
        if not row.level and len(row.columns) <= LONGEST and part[row.columns].any():
            found = _cut(model, at, relaxed.proof.rate[row.columns] + shares, grants)
            if found is not None and found.upper == -np.inf:
                return None
            cuts += [found] if found is not None else []
    return cuts


def _cut(model: Model, at: int, rate: FloatArray, grants: FloatArray) -> Row | None:
    """The cut of a row at these rates, if this answer breaks it."""
    row, largest = model.rows[at], float(np.abs(rate).max())
    if largest == 0:
        return None
    columns, rate = row.columns, rate / largest
    block = Block(
        rate, model.least[columns], model.most[columns], model.forced[columns], row.lower, row.upper
    )
    best = block.solve()
    size = float(np.abs(rate) @ model.most[columns])
    if best is None or float(rate @ grants[columns]) <= best + BROKEN * size:
        return None
    best += (len(columns) + 8) * EPSILON * size
    return Row(row.code, row.label, columns, -np.inf, best, weights=rate, of=at)


@dataclass(slots=True)
class _State:
    """What is settled so far: the loss, and the cents that those take, from `least` to `most`."""

    lost: float
    least: float
    most: float


class Block:
    """max Σ r_i g_i for f ≤ Σ g_i ≤ c, each g_i 0 (unless forced) or between its two amounts."""

    def __init__(
        self,
        rate: FloatArray,
        least: IntArray,
        most: IntArray,
        forced: BoolArray,
        lower: float,
        upper: float,
    ) -> None:
        order = np.argsort(-rate, kind="stable")
        self.rate, self.forced = rate[order], forced[order]
        self.least, self.most = least[order].astype(float), most[order].astype(float)
        self.wider = self.most - self.least
        self.lower, self.upper = lower, upper
        multiplier = self._multiplier()
        own = self.rate - multiplier
        worth = np.maximum(own * self.least, own * self.most)
        self.on = (worth > 0) | self.forced
        side = multiplier * (upper if multiplier > 0 else lower) if multiplier else 0.0
        self.linear = float(worth[self.on].sum()) + side
        loss = np.where(self.forced, np.inf, np.abs(worth))
        self.ids = np.argsort(loss, kind="stable").tolist()
        self.loss = loss[self.ids].tolist()
        ahead = np.cumsum(self.most[self.ids][::-1])[::-1]
        self.left = [*ahead.tolist(), 0.0]
        self.best, self.nodes = -np.inf, 0

    def solve(self) -> float | None:
        """The best; −∞: there is none; None: too long to know."""
        self._search(0, _State(0.0, 0.0, 0.0))
        return None if self.nodes >= NODES else self.best

    def _multiplier(self) -> float:
        """That of the row in its own linear relaxation: the rate of the last that fits."""
        reach = np.cumsum(self.most)
        wanted = float(self.most[self.rate > 0].sum())
        side = self.upper if wanted > self.upper else self.lower if wanted < self.lower else None
        if side is None:
            return 0.0
        return float(self.rate[min(int(np.searchsorted(reach, side)), len(reach) - 1)])

    def _search(self, first: int, state: _State) -> None:
        """Change one after another of those from `first` on; those before are settled."""
        self.nodes += 1
        self._look()
        least, most = state.least, state.most
        for at in range(first, len(self.loss)):
            lost = state.lost + self.loss[at]
            if self.linear - lost <= self.best or self.nodes >= NODES:
                return
            project, left = self.ids[at], self.left[at + 1]
            low, high = float(self.least[project]), float(self.most[project])
            on = bool(self.on[project])
            kept, changed = (least + low, most + high), (least, most)
            if not on:
                kept, changed = changed, kept
            if changed[0] <= self.upper and changed[1] + left >= self.lower:
                self.on[project] = not on
                self._search(at + 1, _State(lost, *changed))
                self.on[project] = on
            least, most = kept
            if least > self.upper or most + left < self.lower:
                return

    def _look(self) -> None:
        """The best amounts for those that get something: the best rates are filled first."""
        base = np.where(self.on, self.least, 0.0)
        wider = np.where(self.on, self.wider, 0.0)
        least = float(base.sum())
        if least <= self.upper and least + float(wider.sum()) >= self.lower:
            before = np.cumsum(wider) - wider
            wanted = np.where(self.rate > 0, self.upper, self.lower) - least
            grants = base + np.clip(wanted - before, 0.0, wider)
            self.best = max(self.best, float(self.rate @ grants))
