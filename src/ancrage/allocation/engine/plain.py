"""The plain way: the whole model handed to HiGHS as one mixed-integer programme.

The yardstick of the benchmark, and the check of the tests: it shares nothing with `solve` but the
model, and reads the docstring of `model.py` line by line. Amounts are in thousands of euros, so
that HiGHS's tolerance is a tenth of a cent; grants are rounded down to the cent, which may leave a
floor some cents short: what it finds is compared, never adopted. `worst_first` is asked as sums
of the k worst off, one programme for each k (Ogryczak and Śliwiński, 2003): for small problems.
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import highspy
import numpy as np

from ancrage.allocation.engine.model import DIMENSIONS, Limit, Plan, Problem, Project, Rate, Rules
from ancrage.selection.engine.solver import Solver

UNIT = 100_000
"""Cents in the unit of the programme."""
INFINITE = float("inf")
Terms = list[tuple[int, float]]
"""Columns and their coefficients."""


@dataclass(slots=True)
class Programme:
    """A programme being written: columns, then rows."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, lower: float, upper: float, *, cost: float = 0.0, whole: bool = False) -> int:
        """Add a column; its number."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> None:
        """Add lower ≤ Σ terms ≤ upper."""
        for column, coefficient in terms:
            self.index.append(column)
            self.value.append(coefficient)
        self.starts.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)

    def as_lp(self) -> highspy.HighsLp:
        """The programme as HiGHS takes it."""
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(self.row_lower)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.array(self.cost)
        model.col_lower_, model.col_upper_ = np.array(self.lower), np.array(self.upper)
        model.row_lower_, model.row_upper_ = np.array(self.row_lower), np.array(self.row_upper)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[one] for one in self.whole]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self.starts)
        model.a_matrix_.index_ = np.array(self.index)
        model.a_matrix_.value_ = np.array(self.value)
        return model


@dataclass(slots=True)
class Written:
    """The programme of a problem: what each project is granted, and whether it is, as terms."""

    programme: Programme
    grants: list[Terms]
    given: list[Terms]


def solve_plain(problem: Problem, *, seconds: float = 60.0, gap: float = 1e-4) -> Plan:
    """The plan that HiGHS finds alone. `bound` and `gap` are HiGHS's own."""
    started = time.perf_counter()
    written = write(problem)
    if problem.rules.fairness.worst_first:
        _put_worst_first(written, problem, seconds)
    return _answer(written, problem, started, seconds, gap)


def write(problem: Problem) -> Written:
    """The programme of the model."""
    written = Written(Programme(), [], [])
    for project, most in zip(problem.projects, mosts(problem), strict=True):
        _write_project(written, problem, project, most)
    written.programme.column(0.0, 0.0)  # HiGHS judges no rows without a column
    _write_rules(written, problem)
    _write_fairness(written, problem)
    return written


def worth_of(problem: Problem, project: Project) -> float:
    """What a full grant to this project is worth."""
    goal, place = problem.rules.objective, problem.territories.get(project.territory)
    overrun = goal.unknown_overrun if project.overrun is None else project.overrun
    need = goal.need * (place.need if place else 0.0) + goal.robustness * (1 - overrun)
    return goal.result * project.result + goal.jobs * project.jobs + need * project.asked / 1e8


def most_of(rules: Rules, project: Project) -> int:
    """The most that this project may get: u of the model; 0 when that is less than is of use."""
    most = project.asked if project.room is None else min(project.asked, project.room)
    for rate in rules.rates:
        if _inside(project, rate):
            most = min(most, _rated(project, rate))
    for one in rules.eligibility:
        if _inside(project, one) and (
            (one.maturity is not None and (project.maturity or 0) < one.maturity)
            or (one.maturity is not None and project.maturity is None)
            or (one.starts_from is not None and (project.starts or 0) < one.starts_from)
            or (one.ends_by is not None and (project.ends or 9999) > one.ends_by)
        ):
            return 0
    able = _steps(project, most) if project.mode == "stepped" else most >= project.least
    return most if able else 0


def _steps(project: Project, most: int) -> list[int]:
    """The steps that a project may get, or its whole."""
    steps = project.steps if project.mode == "stepped" else (project.asked,)
    return [step for step in steps if project.least <= step <= most]


def mosts(problem: Problem) -> list[int]:
    """`most_of` for every project; 0 also for those that require a project that gets nothing."""
    rules = problem.rules
    most = {one.code: most_of(rules, one) for one in problem.projects}
    out = {code for code, cents in most.items() if not rules.held.get(code, cents)}
    linked = [one for one in problem.projects if one.requires and one.code not in rules.held]
    while True:
        lost = [o.code for o in linked if o.code not in out and not out.isdisjoint(o.requires)]
        if not lost:
            return list(most.values())
        most |= dict.fromkeys(lost, 0)
        out |= set(lost)


def _rated(project: Project, rate: Rate) -> int:
    if project.eligible is None:
        return 0
    most = project.asked
    if rate.most is not None:
        most = min(most, math.floor(Fraction(str(rate.most)) * project.eligible))
    if rate.public is not None:
        public = math.floor(Fraction(str(rate.public)) * project.eligible)
        most = min(most, public - project.cofunding)
    return most


def _inside(project: Project, rule: object) -> bool:
    where = rule.where  # type: ignore[attr-defined]
    return all(getattr(project, name) == value for name, value in where.items())


def _write_project(written: Written, problem: Problem, project: Project, most: int) -> None:
    programme = written.programme
    rate = worth_of(problem, project) / project.asked * UNIT
    held = problem.rules.held.get(project.code)
    if held is not None:
        amount = held / UNIT
        grant = programme.column(amount, amount, cost=rate)
        sign = programme.column(float(held > 0), float(held > 0))
        written.grants.append([(grant, 1.0)])
        written.given.append([(sign, 1.0)])
    elif project.mode == "partial" and most:
        _write_partial(written, project, most, rate)
    else:
        useful = [step / UNIT for step in _steps(project, most)]
        signs = [programme.column(0.0, 1.0, cost=rate * step, whole=True) for step in useful]
        if len(signs) > 1:
            programme.row([(sign, 1.0) for sign in signs], 0.0, 1.0)
        written.grants.append(list(zip(signs, useful, strict=True)))
        written.given.append([(sign, 1.0) for sign in signs])


def _write_partial(written: Written, project: Project, most: int, rate: float) -> None:
    programme = written.programme
    grant = programme.column(0.0, most / UNIT, cost=rate)
    written.grants.append([(grant, 1.0)])
    sign = programme.column(0.0, 1.0, whole=True)
    least = project.least / UNIT
    programme.row([(grant, 1.0), (sign, -most / UNIT)], -INFINITE, 0.0)
    programme.row([(grant, 1.0), (sign, -least)], 0.0, INFINITE)
    written.given.append([(sign, 1.0)])


def _write_rules(written: Written, problem: Problem) -> None:
    rules, programme = problem.rules, written.programme
    everything = (term for terms in written.grants for term in terms)
    programme.row(everything, -INFINITE, (rules.envelope - rules.reserve) / UNIT)
    for limit, inside in zip(rules.limits, selected(problem, rules.limits), strict=True):
        terms = (term for at in inside for term in written.grants[at])
        lower = -INFINITE if limit.floor is None else limit.floor / UNIT
        upper = INFINITE if limit.ceiling is None else limit.ceiling / UNIT
        programme.row(terms, lower, upper)
    places = {project.code: at for at, project in enumerate(problem.projects)}
    for at, project in enumerate(problem.projects):
        for code in project.requires:
            other = [(column, -value) for column, value in written.given[places[code]]]
            programme.row([*written.given[at], *other], -INFINITE, 0.0)
    for exclusion in rules.exclusions:
        terms = (term for code in exclusion.projects for term in written.given[places[code]])
        programme.row(terms, -INFINITE, float(exclusion.most))


def selected(problem: Problem, limits: Iterable[Limit]) -> list[list[int]]:
    """For each limit, the projects that it selects, by their place."""
    found: dict[tuple[str, object], list[int]] = {}
    for at, project in enumerate(problem.projects):
        for name in DIMENSIONS:
            found.setdefault((name, getattr(project, name)), []).append(at)
    everything = range(len(problem.projects))
    inside = []
    for limit in limits:
        sets = [found.get((name, value), []) for name, value in limit.where.items()]
        first = min(sets, key=len, default=everything)
        others = [set(one) for one in sets if one is not first]
        inside.append([at for at in first if all(at in one for one in others)])
    return inside


def _per_job(written: Written, problem: Problem) -> list[Terms]:
    """What each territory with known jobs and an able project gets for each job, as terms."""
    shares: dict[str, Terms] = {}
    able = {
        project.territory
        for project, terms in zip(problem.projects, written.grants, strict=True)
        if terms and problem.rules.held.get(project.code, 1)
    }
    for project, terms in zip(problem.projects, written.grants, strict=True):
        place = problem.territories.get(project.territory)
        if place and place.jobs and project.territory in able:
            share = shares.setdefault(project.territory, [])
            share += [(column, value / place.jobs) for column, value in terms]
    return list(shares.values())


def _write_fairness(written: Written, problem: Problem) -> None:
    fairness, programme = problem.rules.fairness, written.programme
    if fairness.least_per_job is None and fairness.ratio is None:
        return
    shares = _per_job(written, problem)
    if fairness.least_per_job is not None:
        for share in shares:
            programme.row(share, fairness.least_per_job / UNIT, INFINITE)
    if fairness.ratio is not None:
        worst = programme.column(0.0, INFINITE)
        for share in shares:
            programme.row([*share, (worst, -1.0)], 0.0, INFINITE)
            programme.row([*share, (worst, -fairness.ratio)], -INFINITE, 0.0)


def _put_worst_first(written: Written, problem: Problem, seconds: float) -> None:
    """Hold the sum of the k worst off at its best, for k = 1, 2, …, within the slack."""
    programme, worth = written.programme, list(written.programme.cost)
    programme.cost = [0.0] * len(worth)
    shares = _per_job(written, problem)
    kept = 1.0 - max(problem.rules.fairness.slack, 1e-7)
    for number in range(1, len(shares) + 1):
        level = programme.column(-INFINITE, INFINITE, cost=float(number))
        below = [programme.column(0.0, INFINITE, cost=-1.0) for _ in shares]
        for share, one in zip(shares, below, strict=True):
            programme.row([*share, (level, -1.0), (one, 1.0)], 0.0, INFINITE)
        solver = _run(programme, seconds, 0.0)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        best = solver.getInfo().objective_function_value
        sum_of_worst = [(level, float(number)), *((one, -1.0) for one in below)]
        programme.row(sum_of_worst, best * kept, INFINITE)
        programme.cost = [0.0] * len(programme.cost)
    programme.cost = worth + [0.0] * (len(programme.cost) - len(worth))


def _run(programme: Programme, seconds: float, gap: float) -> Solver:
    solver = Solver.start(mip_rel_gap=gap, mip_abs_gap=0.0, time_limit=max(seconds, 0.01))
    solver.passModel(programme.as_lp())
    solver.run()
    return solver


def _answer(written: Written, problem: Problem, started: float, seconds: float, gap: float) -> Plan:
    solver = _run(written.programme, seconds - (time.perf_counter() - started), gap)
    status, info = solver.getModelStatus(), solver.getInfo()
    spent = time.perf_counter() - started
    if status == highspy.HighsModelStatus.kInfeasible:
        return Plan("infeasible", seconds=spent)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Plan("unknown", seconds=spent)
    values = np.array(solver.getSolution().col_value)
    values = np.where(written.programme.whole, np.rint(values), values)
    grants = [
        math.floor(sum(values[column] * value for column, value in terms) * UNIT + 1e-3)
        for terms in written.grants
    ]
    objective = sum(
        worth_of(problem, project) * grant / project.asked
        for project, grant in zip(problem.projects, grants, strict=True)
    )
    proved = info.mip_dual_bound if any(written.programme.whole) else info.objective_function_value
    bound = max(float(proved), objective)
    reached = (bound - objective) / max(1.0, abs(bound))
    done = "optimal" if reached <= 1e-9 else "feasible"
    return Plan(done, tuple(grants), objective, bound, reached, spent)  # type: ignore[arg-type]
