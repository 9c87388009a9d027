"""Sharing an envelope: ours beside HiGHS as is, scipy.milp, CP-SAT and the rule by hand.

All read the same invented problem (`invent`), whose making is not counted. The peers are given the
model as a person would write it: a grant and a yes or no for each project (`plain.py`), handed to
HiGHS by highspy, then by scipy; CP-SAT takes the same in whole euros. `bound` is what ours proves:
every value is told as a share of it. `broken`: rules that a plan breaks by more than the rounding
of its solver.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ancrage.allocation.engine.comparison import fair
from ancrage.allocation.engine.greedy import solve_greedy
from ancrage.allocation.engine.invented import invent
from ancrage.allocation.engine.model import Plan, Problem
from ancrage.allocation.engine.plain import Programme, Written, selected, solve_plain, write
from ancrage.allocation.engine.solve import solve
from ancrage.allocation.engine.worth import objective

SEED, GAP = 2018, 1e-4
WORTH, MONEY = 1e9, 1000.0
"""CP-SAT counts in whole numbers: worth by the billionth, money by the euro (of k€)."""
Answer = dict[str, Any]


def measured(who: str, size: str, kind: str, seconds: str) -> Answer:
    """One peer, on so many projects; `kind`: `plain`, or `full` with fairness, steps, links."""
    full = kind == "full"
    problem = invent(int(size), seed=SEED, fairness=full, steps=full, dependencies=full)
    started = time.perf_counter()
    plan = PEERS[who](problem, float(seconds))
    spent = time.perf_counter() - started
    told: Answer = {"seconds": spent, "status": plan.status}
    if plan.grants:
        treated = fair(problem, plan.grants)
        told |= {
            "objective": plan.objective,
            "bound": plan.bound or None,
            "gap": plan.gap if plan.bound else None,
            "gini": treated.gini,
            "worst": (treated.worst or 0) / 100,
            "broken": _broken(problem, plan),
        }
    return told


def _ours(problem: Problem, seconds: float) -> Plan:
    return solve(problem, seconds=seconds, gap=GAP)


def _highs(problem: Problem, seconds: float) -> Plan:
    return solve_plain(problem, seconds=seconds, gap=GAP)


def _by_hand(problem: Problem, _seconds: float) -> Plan:
    return solve_greedy(problem)


def _scipy(problem: Problem, seconds: float) -> Plan:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - only with the bench
    from scipy.sparse import csr_array  # noqa: PLC0415

    started = time.perf_counter()
    written = write(problem)
    told = written.programme
    shape = (len(told.row_lower), len(told.cost))
    matrix = csr_array((told.value, told.index, told.starts), shape=shape)
    left = max(1.0, seconds - (time.perf_counter() - started))
    found = milp(
        -np.array(told.cost),
        integrality=np.array(told.whole, dtype=int),
        bounds=Bounds(told.lower, told.upper),
        constraints=LinearConstraint(matrix, told.row_lower, told.row_upper),
        options={"time_limit": left, "mip_rel_gap": GAP},
    )
    if found.x is None:
        return Plan("unknown")
    bound = found.mip_dual_bound
    return _plan(problem, written, found.x, None if bound is None else -bound)


def _cp_sat(problem: Problem, seconds: float) -> Plan:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - only with the bench

    started = time.perf_counter()
    written = write(problem)
    told = written.programme
    model = cp_model.CpModel()
    columns = [
        model.new_int_var(*_ends(lower, upper, 1.0 if whole else MONEY), "")
        for lower, upper, whole in zip(told.lower, told.upper, told.whole, strict=True)
    ]
    _add_rows(model, told, columns)
    costs = [
        round(cost * WORTH / (1.0 if whole else MONEY))
        for cost, whole in zip(told.cost, told.whole, strict=True)
    ]
    model.maximize(cp_model.LinearExpr.weighted_sum(columns, costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.relative_gap_limit = GAP
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.perf_counter() - started))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Plan("unknown")
    units = np.where(told.whole, 1.0, MONEY)
    values = np.array([solver.value(column) for column in columns]) / units
    return _plan(problem, written, values, solver.best_objective_bound / WORTH)


def _ends(lower: float, upper: float, unit: float) -> tuple[int, int]:
    most = 10**12
    return int(np.ceil(max(lower * unit, -most))), int(np.floor(min(upper * unit, most) + 1e-6))


def _add_rows(model: Any, told: Programme, columns: list[Any]) -> None:  # noqa: ANN401 - CpModel
    """Each row in euros, its coefficients rounded to the euro."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - only with the bench

    for row, (lower, upper) in enumerate(zip(told.row_lower, told.row_upper, strict=True)):
        places = range(told.starts[row], told.starts[row + 1])
        if len(places) == 0:
            continue
        money = any(not told.whole[told.index[at]] for at in places)
        money = money or any(abs(told.value[at]) != 1.0 for at in places)
        unit = MONEY if money else 1.0
        terms = [columns[told.index[at]] for at in places]
        values = [
            round(told.value[at] * (unit if told.whole[told.index[at]] else unit / MONEY))
            for at in places
        ]
        expression = cp_model.LinearExpr.weighted_sum(terms, values)
        model.add_linear_constraint(expression, *_ends(lower, upper, unit))


def _plan(problem: Problem, written: Written, values: Any, bound: float | None) -> Plan:  # noqa: ANN401
    whole = np.array(written.programme.whole)
    values = np.where(whole, np.rint(values), values)
    grants = tuple(
        int(sum(values[column] * value for column, value in terms) * 100_000 + 1e-3)
        for terms in written.grants
    )
    worth = objective(problem, grants)
    proved = worth if bound is None else max(bound, worth)
    return Plan("feasible", grants, worth, proved, (proved - worth) / max(1.0, abs(proved)))


def _broken(problem: Problem, plan: Plan) -> int:
    """How many floors and ceilings, and the envelope, are broken by more than a euro a project."""
    rules = problem.rules
    broken = int(sum(plan.grants) > rules.envelope - rules.reserve + 100)
    for limit, inside in zip(rules.limits, selected(problem, rules.limits), strict=True):
        granted, slack = sum(plan.grants[at] for at in inside), 100 * len(inside)
        broken += limit.floor is not None and granted < limit.floor - slack
        broken += limit.ceiling is not None and granted > limit.ceiling + slack
    return broken


PEERS: dict[str, Callable[[Problem, float], Plan]] = {
    "ours": _ours,
    "highs": _highs,
    "scipy": _scipy,
    "cp_sat": _cp_sat,
    "by_hand": _by_hand,
}
