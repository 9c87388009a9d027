"""A few projects as a linear or mixed programme for HiGHS, the others being settled.

A project is one piece, or several that stand on each other. In a linear programme: its least useful
grant, then what may come on top of it. In a mixed one: whether it gets something (of size 0), then
all that it may get, of which at least its least; or step upon step. The share x of a piece is
between 0 and 1, and no more than that of the piece that it stands on; g_i = Σ size · x over its
pieces. (HiGHS solves mixed programmes faster in this form.)
"""

import itertools
from dataclasses import dataclass, field

import highspy
import numpy as np

from ancrage.allocation.engine.arrays import STEPPED, Model
from ancrage.allocation.engine.bounds import Multipliers
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray

LARGEST_UNIT = 1e5
GAIN = 1e5
"""What the largest worth is to HiGHS where rows hold: tiny ones then pass its tolerances."""


def unit_of(model: Model) -> float:
    """Cents, in the rows that HiGHS sees: its tolerance then is at most a hundredth of a cent."""
    return min(LARGEST_UNIT, max(1.0, float(model.most.max(initial=0)) / 10))


@dataclass(frozen=True, slots=True)
class Pieces:
    """`owner`: position among the chosen projects; `under`: the piece that it stands on, or −1;
    `least`: the least that it may be, as a share of the piece that it stands on."""

    owner: IntArray
    size: FloatArray
    under: IntArray
    least: FloatArray
    lower: FloatArray
    whole: BoolArray


@dataclass(frozen=True, slots=True)
class Answer:
    """What HiGHS says: grants of all free projects in cents (not whole), the multipliers (of a
    linear programme), and by how many cents each row is broken."""

    grants: FloatArray
    present: BoolArray
    multipliers: Multipliers
    broken: FloatArray
    level: float

    @property
    def shortage(self) -> float:
        """Cents by which rows are broken, in all."""
        return float(self.broken.sum())


@dataclass(slots=True)
class Programme:
    """The chosen projects, the others getting `rest` (0 for those chosen).

    `integral`: least grants and steps are all or nothing. `penalty`: what a cent by which a row is
    broken costs, in worth (None: rows hold). `worths`: whether there is anything to maximise.
    `whole_level`: the common level is in whole cents per job.
    """

    model: Model
    chosen: IntArray
    rest: IntArray
    integral: bool
    penalty: float | None = None
    worths: bool = True
    whole_level: bool = False
    pieces: Pieces = field(init=False)
    scale: float = field(init=False)
    unit: float = field(init=False)
    _place: IntArray = field(init=False)
    _links: IntArray = field(init=False)
    _groups: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._place = np.full(len(self.model), -1, dtype=np.int64)
        self._place[self.chosen] = np.arange(len(self.chosen))
        inside = self._place >= 0
        links = self.model.links
        self._links = np.flatnonzero(inside[links].all(axis=1))
        self._groups = [
            at for at, group in enumerate(self.model.groups) if inside[group.columns].any()
        ]
        self.pieces = self._pieces()
        self.unit = unit_of(self.model)
        self.scale = float(np.abs(self.model.value * self.model.most).max(initial=0.0)) or 1.0
        self.scale /= GAIN if self.penalty is None else 1.0

    def as_lp(self) -> highspy.HighsLp:
        """The programme as HiGHS takes it."""
        cost, lower, upper, entries = self._columns()
        row_lower, row_upper = self._sides()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), len(row_lower)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.row_lower_, lp.row_upper_ = row_lower, row_upper
        lp.offset_ = float(self.model.value @ self.rest + self.model.constant) / self.scale
        factor = np.append(self.factor, np.ones(len(cost) - len(self.factor)))
        row, column, coefficient = entries
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost / factor, lower * factor, upper * factor
        coefficient = coefficient / factor[column]
        order = np.argsort(column, kind="stable")
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(cost) + 1))
        lp.a_matrix_.index_ = row[order]
        lp.a_matrix_.value_ = coefficient[order]
        if self.integral:
            kinds = np.zeros(len(cost), dtype=bool)
            kinds[: len(self.pieces.owner)] = self.pieces.whole
            kinds[len(self.pieces.owner)] = self.whole_level
            whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
            lp.integrality_ = [whole if one else free for one in kinds.tolist()]
        return lp

    def answer(self, solver: highspy.Highs) -> Answer:
        """Read what HiGHS found."""
        solution = solver.getSolution()
        share = np.array(solution.col_value)
        count = len(self.pieces.owner)
        part = np.clip(share[:count] / self.factor, 0.0, 1.0)
        if self.integral:
            part = np.where(self.pieces.whole, np.rint(part), part)
        granted = np.bincount(self.pieces.owner, part * self.pieces.size, len(self.chosen))
        grants = self.rest.astype(float)
        grants[self.chosen] = granted
        present = self.rest > 0
        present[self.chosen] = part[: len(self.chosen)] > 0.5
        return Answer(
            grants=grants,
            present=present,
            multipliers=self._multipliers(np.array(solution.row_dual)),
            broken=self._broken(share[count + 1 :]),
            level=float(share[count]) * self.level_unit,
        )

    def bound(self, solver: highspy.Highs) -> float:
        """What HiGHS proves of a mixed programme, with what it passes over.

        It drops branches that would gain less than its tolerance, and takes a column for settled
        when its worth is within another of the wrong sign: that costs up to what it may be.
        """
        options = solver.getOptions()
        reach = len(self.pieces.owner) + self.model.level_most / self.level_unit
        over = options.mip_feasibility_tolerance + options.dual_feasibility_tolerance * reach
        return float((solver.getInfo().mip_dual_bound + over) * self.scale)

    @property
    def factor(self) -> FloatArray:
        """What the column of each piece is for a full share: in mixed programmes, amounts are in
        units of money."""
        money = np.maximum(1.0, self.pieces.size / self.unit)
        return np.where(self.pieces.least > 0, money, 1.0)

    @property
    def level_unit(self) -> float:
        """Cents per job in the column of the common level: its coefficients then are near one."""
        if self.whole_level:
            return 1.0
        levels = [abs(float(row.level)) for row in self.model.rows if row.level]
        return self.unit / float(np.mean(levels)) if levels else 1.0

    def _broken(self, parts: FloatArray) -> FloatArray:
        broken = np.zeros(len(self.model.rows))
        np.add.at(broken, self._elastic()[0], parts * self.unit)
        return broken

    def _multipliers(self, dual: FloatArray) -> Multipliers:
        rows, model = len(self.model.rows), self.model
        none = Multipliers.none(model)
        if self.integral:
            return none
        none.row[:] = dual[:rows] * self.scale / self.unit
        links = len(self._links)
        none.link[self._links] = dual[rows : rows + links] * self.scale
        none.group[self._groups] = (
            dual[rows + links : rows + links + len(self._groups)] * self.scale
        )
        return none

    def _pieces(self) -> Pieces:
        model, chosen = self.model, self.chosen
        count = len(chosen)
        split = np.full(count, self.integral)
        split[self._place[model.links[self._links].ravel()]] = True
        for at in self._groups:
            inside = self._place[model.groups[at].columns]
            split[inside[inside >= 0]] = True
        least, most = model.least[chosen], model.most[chosen]
        stepped = (model.kind[chosen] == STEPPED) & self.integral
        topped = split & (most > least) & ~stepped
        on_top = np.flatnonzero(topped)
        lower = np.where(model.forced[chosen], np.where(split, 1.0, least / most), 0.0)
        owner, under = [np.arange(count), on_top], [np.full(count, -1), on_top]
        size, top = np.where(split, least, most), most - least
        if self.integral:
            size, top = np.where(topped, 0, size), most
        sizes = [size.astype(float), top[on_top].astype(float)]
        parts = (least / most)[on_top] if self.integral else np.zeros(len(on_top))
        steps = self._steps(np.flatnonzero(stepped), count + len(on_top))
        owner.append(np.array([step[0] for step in steps], dtype=np.int64))
        under.append(np.array([step[1] for step in steps], dtype=np.int64))
        sizes.append(np.array([step[2] for step in steps], dtype=float))
        whole = np.full(count, self.integral)
        return Pieces(
            owner=np.concatenate(owner),
            size=np.concatenate(sizes),
            under=np.concatenate(under),
            least=np.concatenate([np.zeros(count), parts, np.zeros(len(steps))]),
            lower=np.concatenate([lower, np.zeros(len(on_top) + len(steps))]),
            whole=np.concatenate([whole, np.zeros(len(on_top), bool), np.ones(len(steps), bool)]),
        )

    def _steps(self, stepped: IntArray, first: int) -> list[tuple[int, int, int]]:
        """Owner, piece below and size of each step above the first."""
        steps: list[tuple[int, int, int]] = []
        for owner in stepped.tolist():
            amounts = self.model.steps[int(self.chosen[owner])]
            under = owner
            for low, high in itertools.pairwise(amounts):
                steps.append((owner, under, high - low))
                under = first + len(steps) - 1
        return steps

    def _columns(
        self,
    ) -> tuple[FloatArray, FloatArray, FloatArray, tuple[IntArray, IntArray, FloatArray]]:
        """Costs, bounds and coefficients: pieces, the common level, then what breaks rows."""
        pieces, model = self.pieces, self.model
        value = model.value[self.chosen] if self.worths else np.zeros(len(self.chosen))
        broken_row, broken_sign = self._elastic()
        penalty = (self.penalty or 0.0) * self.unit / self.scale
        level = (model.level_worth if self.worths else 0.0) * self.level_unit
        cost = [value[pieces.owner] * pieces.size / self.scale, np.array([level / self.scale])]
        cost.append(np.full(len(broken_row), -penalty))
        lower = [pieces.lower, np.zeros(1 + len(broken_row))]
        upper = [np.ones(len(pieces.owner)), np.array([model.level_most / self.level_unit])]
        upper.append(np.full(len(broken_row), np.inf))
        rows, columns, values = self._entries()
        rows.append(broken_row)
        columns.append(len(pieces.owner) + 1 + np.arange(len(broken_row)))
        values.append(broken_sign)
        entries = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
        return np.concatenate(cost), np.concatenate(lower), np.concatenate(upper), entries

    def _entries(self) -> tuple[list[IntArray], list[IntArray], list[FloatArray]]:
        pieces, model = self.pieces, self.model
        row, project, weight = self._incidence()
        rows, columns, values = [], [], []
        start = np.searchsorted(project, np.arange(len(self.chosen) + 1))
        lengths = np.where(pieces.size > 0, (start[1:] - start[:-1])[pieces.owner], 0)
        column = np.repeat(np.arange(len(pieces.owner)), lengths)
        offset = np.arange(len(column)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        entry = start[pieces.owner][column] + offset
        rows.append(row[entry])
        columns.append(column)
        values.append(weight[entry] * pieces.size[column] / self.unit)
        levels = [(at, float(one.level)) for at, one in enumerate(model.rows) if one.level]
        rows.append(np.array([at for at, _ in levels], dtype=np.int64))
        columns.append(np.full(len(levels), len(pieces.owner)))
        values.append(np.array([level for _, level in levels]) * self.level_unit / self.unit)
        for row_of, column_of, value in self._local():
            rows.append(row_of)
            columns.append(column_of)
            values.append(value)
        return rows, columns, values

    def _incidence(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Which rows hold which chosen projects, with which weight, by project."""
        rows, projects, weights = [], [], []
        for at, row in enumerate(self.model.rows):
            place = self._place[row.columns]
            inside = place >= 0
            projects.append(place[inside])
            rows.append(np.full(len(projects[-1]), at))
            weights.append(
                np.ones(len(projects[-1])) if row.weights is None else row.weights[inside]
            )
        project = np.concatenate(projects)
        order = np.argsort(project, kind="stable")
        return np.concatenate(rows)[order], project[order], np.concatenate(weights)[order]

    def _local(self) -> list[tuple[IntArray, IntArray, FloatArray]]:
        """The rows of links, of groups, and of pieces that stand on others."""
        first = len(self.model.rows)
        ends = self._place[self.model.links[self._links]]
        at = first + np.arange(len(ends))
        entries = [(at, ends[:, 0], np.ones(len(ends))), (at, ends[:, 1], -np.ones(len(ends)))]
        first += len(ends)
        for number, group in enumerate(self._groups):
            inside = self._place[self.model.groups[group].columns]
            inside = inside[inside >= 0]
            entries.append((np.full(len(inside), first + number), inside, np.ones(len(inside))))
        first += len(self._groups)
        upper = np.flatnonzero(self.pieces.under >= 0)
        at = first + np.arange(len(upper))
        entries.append((at, upper, np.ones(len(upper))))
        entries.append((at, self.pieces.under[upper], -np.ones(len(upper))))
        first += len(upper)
        ranged = np.flatnonzero(self.pieces.least)
        at = first + np.arange(len(ranged))
        entries.append((at, ranged, np.ones(len(ranged))))
        entries.append((at, self.pieces.under[ranged], -self.pieces.least[ranged]))
        return entries

    def _sides(self) -> tuple[FloatArray, FloatArray]:
        settled = np.array([row.total(self.rest) for row in self.model.rows])
        lower = (np.array([row.lower for row in self.model.rows]) - settled) / self.unit
        upper = (np.array([row.upper for row in self.model.rows]) - settled) / self.unit
        present = self.rest > 0
        groups = [
            float(group.most - present[group.columns].sum())
            for group in (self.model.groups[at] for at in self._groups)
        ]
        local = len(self._links), int((self.pieces.under >= 0).sum())
        ranged = int((self.pieces.least > 0).sum())
        none = np.full(sum(local) + len(groups), -np.inf)
        tops = [upper, np.zeros(local[0]), groups, np.zeros(local[1]), np.full(ranged, np.inf)]
        return np.concatenate([lower, none, np.zeros(ranged)]), np.concatenate(tops)

    def _elastic(self) -> tuple[IntArray, FloatArray]:
        """The rows that may be broken at a penalty, and on which side."""
        if self.penalty is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        short = [at for at, row in enumerate(self.model.rows) if np.isfinite(row.lower)]
        long = [at for at, row in enumerate(self.model.rows) if np.isfinite(row.upper)]
        sign = np.concatenate([np.ones(len(short)), -np.ones(len(long))])
        return np.array(short + long, dtype=np.int64), sign


def closed(model: Model, chosen: BoolArray) -> IntArray:
    """These projects with all that hang together with them by links and groups."""
    inside = chosen.copy()
    size = -1
    while size != int(inside.sum()) and (len(model.links) or model.groups):
        size = int(inside.sum())
        touched = inside[model.links].any(axis=1)
        inside[model.links[touched].ravel()] = True
        for group in model.groups:
            if inside[group.columns].any():
                inside[group.columns] = True
    return np.flatnonzero(inside)
