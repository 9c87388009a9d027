"""The plain way: hand every feasible group to HiGHS as one mixed-integer programme.

It is the yardstick of the benchmark, and the last step of the identification once few groups
are left. See `programme` for the model.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from ancrage.selection.engine.figures import FloatArray, IntArray
from ancrage.selection.engine.programme import Programme
from ancrage.selection.engine.solver import Solver


@dataclass(frozen=True, slots=True)
class Rows:
    """More rows Σ coefficient · x ≤ right, as triples (row, column, coefficient)."""

    row: IntArray
    column: IntArray
    coefficient: FloatArray
    right: FloatArray


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solve gave: the chosen rows of the pool (None: none found) and a proven bound.

    `bound` is −∞ when no solution exists. `finished` is False if a limit stopped the solve.
    """

    chosen: IntArray | None
    bound: float
    finished: bool


def solve_plain(
    *,
    programme: Programme,
    gap: float = 1e-4,
    time_limit: float | None = None,
    cuts: Rows | None = None,
    objective: bool = True,
    presolve: bool = True,
) -> Outcome:
    """Solve the programme over its whole pool with HiGHS.

    `cuts` are more rows that every solution satisfies; `objective=False` asks only whether a
    solution exists; `presolve=False` does without the presolve of HiGHS.
    """
    options = {} if presolve else {"presolve": "off"}
    solver = Solver.start(mip_rel_gap=gap, mip_abs_gap=0.0, **options)
    if time_limit is not None:
        solver.setOptionValue("time_limit", max(time_limit, 0.01))
    solver.passModel(as_lp(programme if objective else programme.without_values(), cuts))
    solver.run()
    return _outcome(solver, programme)


def as_lp(programme: Programme, cuts: Rows | None) -> highspy.HighsLp:
    """The programme as HiGHS takes it: columns of ones, whole numbers from 0 to 1."""
    pool = programme.pool
    count = len(pool)
    row, column, coefficient = entries(programme)
    row_lower, row_upper = programme.row_lower, programme.row_upper
    if cuts is not None:
        row = np.concatenate([row, cuts.row + len(row_lower)])
        column = np.concatenate([column, cuts.column])
        coefficient = np.concatenate([coefficient, cuts.coefficient])
        row_lower = np.concatenate([row_lower, np.full(len(cuts.right), -np.inf)])
        row_upper = np.concatenate([row_upper, cuts.right])
    order = np.lexsort((row, column))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(row_lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = pool.value
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.row_lower_, model.row_upper_ = row_lower, row_upper
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(column[order], np.arange(count + 1))
    model.a_matrix_.index_ = row[order]
    model.a_matrix_.value_ = coefficient[order]
    return model


def entries(programme: Programme) -> tuple[IntArray, IntArray, FloatArray]:
    """The non-zero coefficients of the programme: row, column, coefficient."""
    pool = programme.pool
    column, position = np.nonzero(pool.members < pool.units)
    common_row, common_column = np.nonzero(programme.common)
    return (
        np.concatenate([pool.members[column, position], common_row + pool.units]),
        np.concatenate([column, common_column]),
        np.concatenate([np.ones(len(column)), programme.common[common_row, common_column]]),
    )


def _outcome(solver: Solver, programme: Programme) -> Outcome:
    """Read the result: a solution counts only if it is one exactly, after rounding."""
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Outcome(None, -np.inf, finished=True)
    info = solver.getInfo()
    chosen = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = np.array(solver.getSolution().col_value)
        rounded = np.flatnonzero(values > 0.5)
        chosen = rounded if programme.allows(rounded) else None
    finished = status == highspy.HighsModelStatus.kOptimal and chosen is not None
    return Outcome(chosen, float(info.mip_dual_bound), finished)
