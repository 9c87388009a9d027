"""Whether rules can hold when grants are divisible: a linear programme on classes of projects.

Projects that the same rules select are one class, whatever their number: minimums, whole and
stepped grants, dependencies and exclusions are left aside. What cannot hold here cannot hold at
all. Amounts are in thousands of euros for HiGHS, whose tolerance is then a tenth of a cent.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np

from ancrage.allocation.engine.demands import LEAST, RATIO, keep_only
from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray
from ancrage.allocation.engine.model import Limit, Problem
from ancrage.allocation.engine.plain import UNIT, mosts, selected
from ancrage.selection.engine.solver import Solver

INFINITE = float("inf")
Codes = frozenset[str]


@dataclass(slots=True)
class Relaxed:
    """The classes of a problem under any of its rules, made once."""

    problem: Problem
    inside: dict[str, BoolArray] = field(init=False)
    territory: IntArray = field(init=False)
    jobs: FloatArray = field(init=False)
    amounts: dict[Codes, tuple[FloatArray, FloatArray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        limits, count = self.problem.rules.limits, len(self.problem.projects)
        self.inside = {}
        for limit, members in zip(limits, selected(self.problem, limits), strict=True):
            self.inside[limit.code] = np.zeros(count, dtype=bool)
            self.inside[limit.code][members] = True
        places = self.problem.territories
        known = sorted(code for code, place in places.items() if place.jobs)
        number = {code: at for at, code in enumerate(known)}
        self.territory = np.array(
            [number.get(one.territory, -1) for one in self.problem.projects], dtype=np.int64
        )
        self.jobs = np.array([places[code].jobs for code in known], dtype=float)

    def impossible(self, codes: Codes) -> bool:
        """Whether these rules, and no other, cannot hold together."""
        solver = self._solver(codes, np.zeros(len(self.problem.projects), dtype=bool), 0.0)
        return solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible

    def extreme(self, codes: Codes, limit: Limit | None, *, most: bool) -> float | None:
        """The most, or the least, that these rules leave to a limit (None: to all), in cents."""
        everything = np.ones(len(self.problem.projects), dtype=bool)
        chosen = everything if limit is None else self.inside[limit.code]
        solver = self._solver(codes, chosen, -1.0 if most else 1.0)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return abs(solver.getInfo().objective_function_value) * UNIT

    def _amounts(self, codes: Codes) -> tuple[FloatArray, FloatArray]:
        """The least and the most that each project may get under these rules."""
        rules = self.problem.rules
        own = {one.code for one in rules.rates} | {one.code for one in rules.eligibility}
        own |= {f"held.{code}" for code in rules.held}
        own |= {f"requires.{one.code}" for one in self.problem.projects if one.requires}
        key = codes & own
        if key not in self.amounts:
            problem = keep_only(self.problem, key)
            kept, most = problem.rules, np.array(mosts(problem), dtype=float)
            least = np.zeros(len(most))
            if kept.held:
                for at, project in enumerate(self.problem.projects):
                    if project.code in kept.held:
                        least[at] = most[at] = kept.held[project.code]
            self.amounts[key] = least, most
        return self.amounts[key]

    def _solver(self, codes: Codes, target: BoolArray, cost: float) -> Solver:
        rules = self.problem.rules
        limits = [limit for limit in rules.limits if limit.code in codes]
        fair = bool(codes & {LEAST, RATIO})
        marks = np.array([target, *(self.inside[limit.code] for limit in limits)])
        first, number = _classes(marks, self.territory if fair else None)
        least, most = self._amounts(codes)
        low, high = (
            np.bincount(number, one / UNIT, len(first)).astype(float) for one in (least, most)
        )
        solver = Solver.start()
        solver.addVars(len(first), low, high)
        solver.changeColsCost(
            len(first), np.arange(len(first)), np.where(marks[0, first], cost, 0.0)
        )
        if "envelope" in codes:
            spent = rules.envelope - (rules.reserve if "reserve" in codes else 0)
            _row(solver, np.arange(len(first)), -INFINITE, spent / UNIT)
        for limit, inside in zip(limits, marks[1:, first], strict=True):
            floor = -INFINITE if limit.floor is None else limit.floor / UNIT
            ceiling = INFINITE if limit.ceiling is None else limit.ceiling / UNIT
            _row(solver, np.flatnonzero(inside), floor, ceiling)
        if fair:
            self._add_fairness(solver, codes, self.territory[first], number, most)
        solver.run()
        return solver

    def _add_fairness(
        self, solver: Solver, codes: Codes, where: IntArray, number: IntArray, most: FloatArray
    ) -> None:
        """A territory counts when one of its projects may get something."""
        fairness = self.problem.rules.fairness
        able = np.bincount(number, most, len(where)) > 0
        level = solver.getNumCol()
        solver.addVar(0.0, INFINITE)
        for territory, jobs in enumerate(self.jobs):
            columns = np.flatnonzero((where == territory) & able)
            if not len(columns):
                continue
            if LEAST in codes and fairness.least_per_job is not None:
                _row(solver, columns, fairness.least_per_job * jobs / UNIT, INFINITE)
            if RATIO in codes and fairness.ratio is not None:
                with_level = np.append(columns, level)
                ones = np.ones(len(columns))
                _row(solver, with_level, 0.0, INFINITE, np.append(ones, -jobs))
                best = np.append(ones, -jobs * fairness.ratio)
                _row(solver, with_level, -INFINITE, 0.0, best)


def _classes(marks: BoolArray, territory: IntArray | None) -> tuple[IntArray, IntArray]:
    """One project of each class, and the class of each project."""
    bits = np.packbits(marks, axis=0)
    if territory is not None:
        bits = np.vstack([bits, (territory + 1) // 256, (territory + 1) % 256]).astype(np.uint8)
    keys = np.ascontiguousarray(bits.T).view(np.dtype((np.void, len(bits)))).ravel()
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    return first, number


def _row(
    solver: Solver,
    columns: IntArray,
    lower: float,
    upper: float,
    values: FloatArray | None = None,
) -> None:
    solver.addRow(
        lower, upper, len(columns), columns, np.ones(len(columns)) if values is None else values
    )
