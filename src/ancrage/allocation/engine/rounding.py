"""From grants that are not whole to grants that are: who gets something, then how much, in cents.

1. A mixed programme, where few projects are open and the others settled as the relaxation says,
   chooses who gets something, and which step.
2. With that settled, a linear programme over integer floors and ceilings says how much.
3. At its vertex few grants are not whole: a small integer programme gives each a few cents more or
   less, so that every rule holds exactly.
4. What is left of the envelope goes back to the cent (`leftovers.py`).
"""

import math
import time
from dataclasses import dataclass, replace
from fractions import Fraction

import highspy
import numpy as np

from ancrage.allocation.engine.arrays import PARTIAL, STEPPED, Model, Row
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.allocation.engine.leftovers import settled
from ancrage.allocation.engine.programme import Answer, Programme, closed
from ancrage.allocation.engine.relaxation import Relaxed, run
from ancrage.selection.engine.solver import Solver

CENTS = 3  # by which a grant may move to become whole
LEVELS = 1000  # parts of a cent per job in which the common level of fairness is kept
FEW, NOTHING = 300, 1e-9  # projects; share of its most that one of so few gets as nothing
SNAP = 1e-3  # cents from a whole number that are a rounding error
LONGEST = 60  # projects of a short row, at most
NEAR_SHORT, NEAR_LONG = 5, 8  # projects that a short row opens, and a long one


@dataclass(frozen=True, slots=True)
class Rounded:
    """Whole grants of the free projects (None: none found); what the mixed programme proves for
    the projects that it looked at; whether there can be none among them."""

    grants: IntArray | None
    bound: float
    impossible: bool


@dataclass(frozen=True, slots=True)
class Open:
    """What a mixed programme may change: the grants of `chosen`, the others getting `rest`; those
    of `forced` get something, how much being open."""

    model: Model
    chosen: IntArray
    rest: IntArray
    forced: BoolArray


def everything(model: Model) -> Open:
    """All is open."""
    return Open(model, np.arange(len(model)), np.zeros_like(model.most), model.forced)


def kernel(model: Model, relaxed: Relaxed, each: int) -> Open:
    """Open: the projects that get a part, and in each row that binds or nearly, the `each` nearest
    to their break-even."""
    grants = relaxed.grants
    chosen = (grants > SNAP) & (grants < model.most - SNAP) & (abs(grants - model.least) > SNAP)
    chosen |= model.forced
    binding = np.flatnonzero((relaxed.proof.multipliers.row != 0) | _narrow(model, grants)).tolist()
    apart = np.abs(relaxed.proof.worth)
    chosen |= _nearest(model, apart, [(model.rows[at].columns, each) for at in binding])
    positions = closed(model, chosen)
    rest = np.rint(grants).astype(np.int64)
    rest[positions] = 0
    return Open(model, positions, rest, model.forced)


def _narrow(model: Model, grants: FloatArray) -> BoolArray:
    """The rows without the room to make a grant below its minimum nothing, or its minimum.

    Where floors take all of the envelope, one of them is left without a multiplier.
    """
    needed = np.where((grants > SNAP) & (grants < model.least - SNAP), model.least, 0)
    rooms = [
        min(row.total(grants) - row.lower, row.upper - row.total(grants)) for row in model.rows
    ]
    most = [needed[row.columns].max(initial=0) for row in model.rows]
    return np.array(rooms) < np.array(most)


def around(model: Model, relaxed: Relaxed, tight: Relaxed) -> Open:
    """Open: in each row with a grant below its minimum in the tightened relaxation, the projects
    nearest to their break-even; and in short rows, how much those get that get something."""
    grants, short = tight.grants, np.zeros(len(model), dtype=bool)
    part = (grants > SNAP) & (grants < model.least - SNAP)
    rows = []
    for row in model.rows:
        is_short = len(row.columns) <= LONGEST
        short[row.columns] |= is_short
        if part[row.columns].any():
            rows.append((row.columns, NEAR_SHORT if is_short else NEAR_LONG))
    free = np.zeros(len(model), dtype=bool)
    free[closed(model, part | _nearest(model, np.abs(relaxed.proof.worth), rows))] = True
    given = (grants >= model.least - SNAP) & ~free
    varied = given & (short | (grants < model.most - SNAP))
    chosen = np.flatnonzero(free | varied)
    rest = np.where(given & ~varied, model.most, 0)
    return Open(model, chosen, rest, model.forced | varied)


def better_than(model: Model, tight: Relaxed, best: float) -> Open:
    """Open: all that may differ in a plan worth more than `best`. Settling a project against the
    sign of its worth costs at least that worth: the others cannot pay for it."""
    worth = np.abs(tight.proof.worth)
    apart = (worth > tight.proof.bound - best) & (model.kind != STEPPED)
    positions = closed(model, ~apart)
    rest = np.where(apart & (tight.proof.worth > 0), model.most, 0)
    partial = (model.kind == PARTIAL) & (model.least < model.most)
    varied = apart & (tight.proof.worth > 0) & partial
    varied[positions] = False
    rest[positions] = 0
    rest[varied] = 0
    chosen = np.union1d(positions, np.flatnonzero(varied))
    return Open(model, chosen, rest, model.forced | varied)


def _nearest(model: Model, apart: FloatArray, rows: list[tuple[IntArray, int]]) -> BoolArray:
    """The projects of each row that are nearest to their break-even, so many for each row."""
    near = np.zeros(len(model), dtype=bool)
    for columns, each in rows:
        if len(columns) > each:
            near[columns[np.argsort(apart[columns], kind="stable")[:each]]] = True
        else:
            near[columns] = True
    return near


def round_off(opened: Open, gap: float, target: float, deadline: float) -> Rounded:
    """The best whole grants among those that are open, to within `gap`; `target` is enough."""
    model = opened.model
    programme, solver = _mixed(opened, gap)
    if gap > 0:
        solver.setOptionValue("objective_target", target / programme.scale)
    run(solver, programme, deadline)
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Rounded(None, -math.inf, impossible=True)
    bound = programme.bound(solver)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Rounded(None, bound, impossible=False)
    grants = whole(model, opened.chosen, programme.answer(solver), deadline)
    if grants is None and any(row.level for row in model.rows):
        grants = _at_whole_level(opened, gap, deadline)
    return Rounded(grants, bound, impossible=False)


def _mixed(opened: Open, gap: float, *, whole_level: bool = False) -> tuple[Programme, Solver]:
    """The mixed programme, and HiGHS to solve it. A project that gets nothing may get that share of
    its most which HiGHS takes for nothing: its most is made small, and with few projects the share
    too (with many, HiGHS would find no plan)."""
    model = replace(opened.model, forced=opened.forced, most=_within_rows(opened.model))
    programme = Programme(model, opened.chosen, opened.rest, integral=True, whole_level=whole_level)
    solver = Solver.start(mip_rel_gap=gap, mip_abs_gap=0.0)
    if len(model) <= FEW:
        solver.setOptionValue("mip_feasibility_tolerance", NOTHING)
    return programme, solver


def _within_rows(model: Model) -> IntArray:
    """The most that each may get, cut by what the ceilings of its rows leave to it alone (but no
    less than its least: the programme says what that means)."""
    most = model.most.copy()
    for row in model.rows:
        if row.weights is None and math.isfinite(row.upper):
            left = row.upper - min(float(row.level), 0.0) * model.level_most
            most[row.columns] = np.minimum(most[row.columns], max(math.ceil(left), 0))
    return np.maximum(most, model.least)


def _at_whole_level(opened: Open, gap: float, deadline: float) -> IntArray | None:
    """Whole grants where the common level is in whole cents per job: floors and ceilings are then
    whole too. There may be better ones at another level."""
    programme, solver = _mixed(opened, gap, whole_level=True)
    run(solver, programme, deadline)
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return whole(opened.model, opened.chosen, programme.answer(solver), deadline)


def whole(model: Model, chosen: IntArray, answer: Answer, deadline: float) -> IntArray | None:
    """These grants in whole cents, who gets something being settled; None when they cannot be."""
    grants = np.rint(answer.grants).astype(np.int64)
    grants = np.where(answer.present, np.clip(grants, model.least, model.most), 0)
    partial = answer.present & (model.kind == PARTIAL) & (model.least < model.most)
    inside = np.zeros(len(model), dtype=bool)
    inside[chosen] = True
    levels = [without_level(model, one) for one in _levels(model, answer)]
    for tried in (model, *levels):
        for free in (partial & inside, partial):
            exact = _amounts(tried, np.flatnonzero(free), grants, deadline)
            cents = None if exact is None else _cents(tried, free, exact, deadline)
            level = None if cents is None else level_of(tried, cents)
            if cents is not None and level is not None:
                return settled(without_level(tried, level), cents)
    return None


def level_of(model: Model, grants: IntArray) -> Fraction | None:
    """The common level at which every row holds, exactly; None: there is none. Where it is a
    shortfall the least, else the highest."""
    least: list[Fraction] = [Fraction(0)]
    most: list[Fraction] = []
    for row in model.rows:
        total = int(row.total(grants))
        if not row.level:
            if not row.lower <= total <= row.upper:
                return None
            continue
        for side, at_least in ((row.lower, row.level > 0), (row.upper, row.level < 0)):
            if math.isfinite(side):
                edges = least if at_least else most
                edges.append(Fraction(int(side) - total) / row.level)
    if max(least) > min(most, default=math.inf):
        return None
    return max(least) if model.level_worth < 0 else min(most, default=max(least))


def _levels(model: Model, answer: Answer) -> list[Fraction]:
    """The common levels to try where none is found that is free: that of the worst served in whole
    cents, then rounder ones.

    (Where the level is a shortfall, it is rounded up.)
    """
    if not any(row.level for row in model.rows):
        return []
    reached = [
        Fraction(round(row.total(answer.grants) - row.lower), -row.level)
        for row in model.rows
        if row.level < 0 and math.isfinite(row.lower)
    ]
    if not reached:
        return [Fraction(math.ceil(answer.level * LEVELS), LEVELS)]
    return [min(reached), *(Fraction(math.floor(min(reached) * of), of) for of in (LEVELS, 1))]


def without_level(model: Model, fixed: Fraction) -> Model:
    """The same with the common level of fairness fixed: floors and ceilings in whole cents."""
    rows = []
    for row in model.rows:
        if row.level:
            lower, upper = row.lower, row.upper
            lower = lower if math.isinf(lower) else math.ceil(Fraction(lower) - row.level * fixed)
            upper = upper if math.isinf(upper) else math.floor(Fraction(upper) - row.level * fixed)
            rows.append(Row(row.code, row.label, row.columns, float(lower), float(upper)))
        else:
            rows.append(row)
    return replace(model, rows=tuple(rows), level_most=0.0, level_worth=0.0)


def _amounts(model: Model, free: IntArray, grants: IntArray, deadline: float) -> FloatArray | None:
    """The best amounts of those that are free to vary, all of them having something."""
    rest = grants.copy()
    rest[free] = 0
    forced = np.zeros(len(model), dtype=bool)
    forced[free] = True
    fixed = replace(model, forced=forced, links=np.zeros((0, 2), dtype=np.int64), groups=())
    programme = Programme(fixed, free, rest, integral=False)
    solver = Solver.start()
    run(solver, programme, deadline)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return programme.answer(solver).grants


def _cents(model: Model, free: BoolArray, exact: FloatArray, deadline: float) -> IntArray | None:
    """Whole cents near these amounts that satisfy every row exactly."""
    near = np.rint(exact)
    snapped = np.where(free, np.clip(near, model.least, model.most), near).astype(np.int64)
    parted = free & (snapped > model.least) & (snapped < model.most)
    parted |= np.abs(exact - near) > SNAP
    base = np.where(parted, np.floor(exact), snapped).astype(np.int64)
    base = np.where(parted, np.clip(base, model.least, model.most), base)
    moved = np.flatnonzero(parted)
    if level_of(model, base) is not None:
        return base
    solver = Solver.start(time_limit=max(deadline - time.monotonic(), 0.1))
    status = move_cents(solver, model, base, moved, CENTS)
    return base if status == highspy.HighsModelStatus.kOptimal else None


def move_cents(
    solver: Solver, model: Model, base: IntArray, moved: IntArray, cents: float
) -> highspy.HighsModelStatus:
    """Move these grants, in place, by the whole cents that are best, at most `cents` each; they
    stay as they were when HiGHS finds none, which its status tells."""
    solver.passModel(_cents_programme(model, base, moved, cents))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        base[moved] += np.rint(np.array(solver.getSolution().col_value)[:-1]).astype(np.int64)
    return status


def _missing(model: Model, grants: IntArray) -> tuple[FloatArray, FloatArray]:
    """What each row still needs, and what it still takes."""
    sums = np.array([row.total(grants) for row in model.rows])
    lower = np.array([row.lower for row in model.rows]) - sums
    upper = np.array([row.upper for row in model.rows]) - sums
    return lower, upper


def _cents_programme(
    model: Model, base: IntArray, moved: IntArray, cents: float
) -> highspy.HighsLp:
    """How many cents each moves by, at most `cents`; last comes the common level."""
    lower, upper = _missing(model, base)
    place = np.full(len(model), -1, dtype=np.int64)
    place[moved] = np.arange(len(moved))
    inside = [place[row.columns] for row in model.rows]
    inside = [columns[columns >= 0] for columns in inside]
    scale = float(np.abs(model.value[moved]).max(initial=0.0)) or 1.0
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(moved) + 1, len(model.rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.append(model.value[moved], model.level_worth) / scale
    least = np.maximum(-cents, model.least[moved] - base[moved])
    most = np.minimum(cents, model.most[moved] - base[moved])
    lp.col_lower_, lp.col_upper_ = np.append(least, 0.0), np.append(most, model.level_most)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    values = [np.ones(len(columns)) for columns in inside]
    for at, row in enumerate(model.rows):
        if row.level:
            inside[at] = np.append(inside[at], len(moved))
            values[at] = np.append(values[at], float(row.level))
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(columns) for columns in inside])])
    lp.a_matrix_.index_, lp.a_matrix_.value_ = np.concatenate(inside), np.concatenate(values)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * len(moved) + [kinds.kContinuous]
    return lp
