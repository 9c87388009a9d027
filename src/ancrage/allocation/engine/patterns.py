"""The last resort of very small problems: every choice of who gets something, one after another.

Where whole cents hardly meet (a ratio of 1 between territories whose jobs have no common divisor),
the choice that a mixed programme makes may have no whole grants, though another has, or none has.
"""

import itertools
import math
import time
from collections.abc import Callable

import highspy
import numpy as np

from ancrage.allocation.engine.arrays import PARTIAL, Model
from ancrage.allocation.engine.figures import BoolArray, IntArray
from ancrage.allocation.engine.leftovers import settled
from ancrage.allocation.engine.relaxation import OutOfTimeError
from ancrage.allocation.engine.rounding import level_of, move_cents, without_level
from ancrage.selection.engine.solver import Solver

MOST = 1_000  # choices that are gone through


def by_patterns(
    model: Model, worth: Callable[[IntArray], float], deadline: float
) -> tuple[IntArray | None, bool]:
    """The best whole grants over all choices, and whether there can be no other."""
    options = [_options(model, at) for at in range(len(model))]
    if math.prod(len(one) for one in options) > MOST:
        return None, False
    best: IntArray | None = None
    sure = True
    for chosen in itertools.product(*options):
        base = np.array(chosen, dtype=np.int64)
        if _allowed(model, base > 0):
            grants, decided = _filled(model, base, deadline)
            sure = sure and decided
            if grants is not None and (best is None or worth(grants) > worth(best)):
                best = grants
    return best, sure


def _options(model: Model, at: int) -> list[int]:
    """Nothing, the least, or each step."""
    given = list(model.steps.get(at, (int(model.least[at]),)))
    return given if model.forced[at] else [0, *given]


def _allowed(model: Model, present: BoolArray) -> bool:
    linked = present[model.links[:, 0]] <= present[model.links[:, 1]]
    return bool(linked.all()) and all(
        present[group.columns].sum() <= group.most for group in model.groups
    )


def _filled(model: Model, base: IntArray, deadline: float) -> tuple[IntArray | None, bool]:
    """The best whole grants of those that get something, and whether HiGHS decided."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTimeError
    moved = np.flatnonzero((model.kind == PARTIAL) & (base > 0))
    solver = Solver.start(time_limit=left, mip_rel_gap=0.0, mip_abs_gap=0.0)
    status = move_cents(solver, model, base, moved, math.inf)
    if status != highspy.HighsModelStatus.kOptimal:
        return None, status == highspy.HighsModelStatus.kInfeasible
    level = level_of(model, base)
    return (None, False) if level is None else (settled(without_level(model, level), base), True)
