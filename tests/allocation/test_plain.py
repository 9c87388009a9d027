"""The plain model and the rule used by hand, beside the engine and beside trying everything."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.greedy import solve_greedy
from ancrage.allocation.engine.invented import invent
from ancrage.allocation.engine.model import Fairness, Limit, Place, Problem, Rules
from ancrage.allocation.engine.plain import most_of, solve_plain
from ancrage.allocation.engine.solve import solve
from ancrage.allocation.engine.worth import objective, worths
from tests.allocation.small import EURO, problems, project

NEAR = 1e-4
"""The plain model rounds grants down to the cent."""


def test_a_territory_whose_projects_have_no_step_of_use_asks_for_no_floor():
    stuck = project("A", asked=200, minimum=200, mode="stepped", steps=(100,), territory="T")
    linked = project("B", asked=100, requires=("A",), territory="T")
    rules = Rules(100, fairness=Fairness(least_per_job=10))
    held = Problem((stuck, linked), rules, {"T": Place(5)})
    assert solve(held).grants == solve_plain(held).grants == (0, 0)


@given(problems())
@settings(max_examples=60)
def test_the_engine_and_the_plain_model_find_the_same(problem):
    ours, theirs = solve(problem, gap=1e-6), solve_plain(problem, gap=0.0)
    assert (ours.status == "infeasible") == (theirs.status == "infeasible"), problem
    if ours.grants:
        assert ours.bound >= theirs.objective - NEAR
        assert ours.objective == pytest.approx(theirs.objective, abs=NEAR + cents_of(problem))
        if ours.status == "optimal":
            assert ours.objective >= theirs.objective - NEAR


def cents_of(problem):
    """What a cent for each project is worth: what rounding to the cent may cost."""
    rates = (
        worth / one.asked for worth, one in zip(worths(problem), problem.projects, strict=True)
    )
    return max(rates) * len(problem.projects)


def in_blocks(problem, size):
    """The problem with whole grants or nothing, for which everything can be tried."""
    projects = tuple(replace(one, mode="whole", steps=()) for one in problem.projects)
    return replace(problem, projects=projects[:size])


@given(problems())
@settings(max_examples=40)
def test_the_plain_model_is_the_best_of_all_choices(problem):
    whole = in_blocks(problem, 5)
    amounts = ((0, one.asked) for one in whole.projects)
    allowed = [grants for grants in itertools.product(*amounts) if not faults(whole, grants)]
    plan = solve_plain(whole, gap=0.0)
    assert (plan.status == "infeasible") == (not allowed)
    if allowed:
        assert plan.objective == pytest.approx(max(objective(whole, g) for g in allowed), abs=1e-9)


@given(problems(), st.sampled_from([None, 1.0, 2.5]))
@settings(max_examples=30)
def test_by_hand_never_passes_the_optimum_nor_a_ceiling(problem, ratio):
    fairness = replace(problem.rules.fairness, ratio=ratio)
    problem = replace(problem, rules=replace(problem.rules, fairness=fairness))
    plan, best = solve_greedy(problem), solve_plain(problem, gap=0.0)
    if not faults(problem, plan.grants) and best.grants:
        assert plan.objective <= best.objective + NEAR
    assert sum(plan.grants) <= problem.rules.envelope - problem.rules.reserve
    for one, grant in zip(problem.projects, plan.grants, strict=True):
        assert grant <= most_of(problem.rules, one)


def test_by_hand_serves_floors_first_then_the_best_for_a_euro():
    found = (
        project("A", 10, result=100.0, region="84"),
        project("B", 10, result=50.0, region="84"),
        project("C", 10, result=1.0, region="93"),
        project("D", 10, result=70.0, region="84", minimum=6 * EURO),
    )
    limits = (Limit("f", "93", {"region": "93"}, floor=4 * EURO),)
    plan = solve_greedy(Problem(found, Rules(25 * EURO, limits=limits)))
    assert plan.grants == (10 * EURO, 5 * EURO, 10 * EURO, 0)


def test_the_worst_off_first_then_the_next():
    found = tuple(
        project(f"P{t}", 30, territory=t, result=r) for t, r in (("a", 9.0), ("b", 1.0), ("c", 2.0))
    )
    places = {"a": Place(1), "b": Place(1), "c": Place(1)}
    few = replace(found[1], asked=2 * EURO)
    rules = Rules(12 * EURO, fairness=Fairness(worst_first=True))
    problem = Problem((found[0], few, found[2]), rules, places)
    for plan in (solve_plain(problem, gap=0.0), solve(problem, gap=1e-6)):
        assert plan.grants == pytest.approx([5 * EURO, 2 * EURO, 5 * EURO], abs=1)


def test_on_an_invented_problem_ours_holds_every_rule_and_theirs_no_more_than_the_bound():
    problem = invent(150, seed=4, territories=9, fairness=True, steps=True, dependencies=True)
    ours, theirs = solve(problem), solve_plain(problem, seconds=20)
    assert faults(problem, ours.grants) == []
    assert theirs.objective <= ours.bound * (1 + 1e-9)
    assert ours.objective >= theirs.objective * (1 - 2e-4)
