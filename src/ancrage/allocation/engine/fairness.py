"""The worst off first: how well each territory can be served, in cents per industrial job.

The levels are those of the linear relaxation, where a grant may be any amount up to its most, and
what hangs on what does not count. There, the level that all can have together is raised as far as
it goes; the territories that stop it (their multiplier is not zero) keep it; the others go on, and
so on. It is the one answer in which nobody can be better off without someone worse off being
worse: in particular a territory all of whose projects are granted in full stops, and holds nobody.

Whole grants cannot always meet these levels just so. The plan then lets every territory fall short
of its level by the same number of cents per job, as few as it takes (`short_of`): first as little
as can be, then the objective chooses.
"""

import math
import time
from dataclasses import replace
from fractions import Fraction

import highspy
import numpy as np

from ancrage.allocation.engine.arrays import Model, Row, Served, fair_row
from ancrage.allocation.engine.figures import FloatArray, IntArray
from ancrage.allocation.engine.programme import unit_of
from ancrage.allocation.engine.relaxation import OutOfTimeError
from ancrage.selection.engine.solver import Solver

STOPPING = 1e-7  # a multiplier above it, relative to all of them, stops the common level
TOLERATED = 1e-9  # relative: by which a level that is kept may be missed, for the sake of rounding
ROUNDED = 1e-8  # relative: by which a level may be too high, that HiGHS found to its tolerance
HARSH = 10.0  # what a cent per job of shortfall costs, relative to the best use of all such cents


def levels(model: Model, deadline: float) -> list[float] | None:
    """The level of each territory of `model.served`, in cents per job; None: the rows, which
    `relax` takes for kept to a tolerance, leave none."""
    solver, first, level_column = _started(model)
    jobs = np.array([one.jobs for one in model.served], dtype=float)
    unit = unit_of(model)
    reached = np.full(len(jobs), np.nan)
    while np.isnan(reached).any():
        left = deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        solver.setOptionValue("time_limit", solver.getRunTime() + left)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise OutOfTimeError
        solution = solver.getSolution()
        level = float(solution.col_value[level_column])
        dual = np.abs(np.array(solution.row_dual)[first : first + len(jobs)]) * jobs
        dual[~np.isnan(reached)] = 0.0
        for at in np.flatnonzero(dual > STOPPING * dual.sum()).tolist():
            reached[at] = level * unit
            solver.changeCoeff(first + at, level_column, 0.0)
            kept = level * jobs[at] * (1 - TOLERATED) - model.served[at].held / unit
            solver.changeRowBounds(first + at, kept, np.inf)
    return [float(one) for one in reached]


def with_levels(model: Model, reached: list[float], slack: float) -> Model:
    """The levels as floors, within the slack that the rules allow."""
    rows = [
        fair_row(one, _least(one, level, slack))
        for one, level in zip(model.served, reached, strict=True)
    ]
    return replace(model, rows=model.rows + tuple(rows))


def short_of(model: Model, reached: list[float], slack: float) -> Model:
    """The levels as floors that all territories may miss by a common number of cents per job,
    which costs more than it can bring."""
    rows = [
        replace(fair_row(one, _least(one, level, slack)), level=Fraction(one.jobs))
        for one, level in zip(model.served, reached, strict=True)
    ]
    largest = float(np.abs(model.value).max(initial=0.0)) or 1.0
    cost = HARSH * largest * sum(one.jobs for one in model.served)
    return replace(model, rows=model.rows + tuple(rows), level_most=max(reached), level_worth=-cost)


def missed(short: Model, grants: IntArray) -> Fraction:
    """By how many cents per job these grants miss the levels, where they miss most."""
    return max(
        Fraction(int(row.lower) - int(grants[row.columns].sum()), int(row.level))
        for row in (*short.rows, _NONE_MISSED)
        if row.level
    )


_NONE_MISSED = Row("", "", np.zeros(0, dtype=np.int64), 0.0, math.inf, level=Fraction(1))


def _least(one: Served, level: float, slack: float) -> float:
    """Whole cents, less what rounding may have added to the level: a cent at least."""
    total = level * one.jobs
    return float(max(math.floor(total * (1 - slack) - max(1.0, ROUNDED * total)), 0) - one.held)


def _started(model: Model) -> tuple[Solver, int, int]:
    """HiGHS with the relaxation; the first row of a territory, and the column of the level."""
    shares, most, least = _alike(model)
    unit = unit_of(model)
    count = len(most)
    served = [Row(one.code, "", one.columns, -float(one.held), math.inf) for one in model.served]
    rows = [row for row in model.rows if not row.level] + served
    first = len(rows) - len(served)
    entries = [np.unique(shares[row.columns]) for row in rows]
    index = [*entries[:first], *(np.append(columns, count) for columns in entries[first:])]
    values = [np.ones(len(columns)) for columns in entries[:first]]
    values += [
        np.append(np.ones(len(columns)), -float(one.jobs))
        for columns, one in zip(entries[first:], model.served, strict=True)
    ]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count + 1, len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.append(np.zeros(count), 1.0)
    lp.col_lower_ = np.append(least / unit, 0.0)
    lp.col_upper_ = np.append(most / unit, np.inf)
    lp.row_lower_ = np.array([row.lower for row in rows]) / unit
    lp.row_upper_ = np.array([row.upper for row in rows]) / unit
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(columns) for columns in index])])
    lp.a_matrix_.index_ = np.concatenate(index)
    lp.a_matrix_.value_ = np.concatenate(values)
    solver = Solver.start(solver="ipm")  # many answers are as good: a simplex wanders
    solver.passModel(lp)
    return solver, first, count


def _alike(model: Model) -> tuple[IntArray, FloatArray, FloatArray]:
    """Projects in the same rows are one: which each is, and what it takes, at most and least."""
    random = np.random.default_rng(1)
    mark = np.zeros(len(model), dtype=np.uint64)
    together = [row.columns for row in model.rows] + [one.columns for one in model.served]
    for columns in together:
        mark[columns] += random.integers(0, 2**63, dtype=np.uint64)
    _, alike = np.unique(mark, return_inverse=True)
    most = np.bincount(alike, model.most).astype(float)
    least = np.bincount(alike, np.where(model.forced, model.least, 0)).astype(float)
    return alike, most, least
