"""Plans side by side: who gains, who loses, how fair; sums that add up."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.comparison import Scenario, compare, fair
from ancrage.allocation.engine.model import DIMENSIONS, Objective, Place, Plan, Problem, Rules
from tests.allocation.small import EURO, problems, project

FOUND = (
    project("A", 10, territory="T1", region="84"),
    project("B", 10, territory="T1", region="84"),
    project("C", 10, territory="T2", region="93"),
    project("D", 10, territory="T3", region="93"),
    project("E", 10, territory="", region="93"),
)
PLACES = {"T1": Place(10, 0.5), "T2": Place(5, 1.0), "T3": Place(None)}
PROBLEM = Problem(FOUND, Rules(40 * EURO, 5 * EURO), PLACES)


def plan(*euros):
    return Plan("feasible", tuple(one * EURO for one in euros), float(sum(euros)))


@given(problems(), st.data())
@settings(max_examples=40)
def test_moves_and_shares_add_up(problem, data):
    grants = [
        tuple(data.draw(st.integers(0, one.asked)) for one in problem.projects) for _ in range(3)
    ]
    scenarios = [Scenario(str(at), problem, Plan("feasible", g)) for at, g in enumerate(grants)]
    found = compare(scenarios)
    spent = [sum(one) for one in grants]
    assert [one.granted for one in found.measures] == spent
    assert sum(one.change for one in found.differences) == spent[2] - spent[0]
    for dimension in DIMENSIONS:
        shares = [share.granted for share in found.shares if share.dimension == dimension]
        assert [sum(column) for column in zip(*shares, strict=True)] == spent
    for one in found.measures:
        assert one.fair.gini is None or -1e-9 <= one.fair.gini < 1
        assert one.fair.ratio is None or one.fair.ratio >= 1


@given(problems(), st.data())
@settings(max_examples=20)
def test_what_moves_between_projects_comes_back_to_nothing(problem, data):
    grants = tuple(data.draw(st.integers(0, one.asked)) for one in problem.projects)
    same = tuple(reversed(grants))
    found = compare(
        [Scenario(n, problem, Plan("feasible", g)) for n, g in (("a", grants), ("b", same))]
    )
    assert sum(one.change for one in found.differences) == 0


def test_who_gains_and_who_loses():
    first = Scenario("un", PROBLEM, plan(10, 0, 5, 0, 0))
    second = Scenario("deux", PROBLEM, plan(0, 10, 10, 5, 5))
    found = compare([first, second])
    assert [one.project for one in found.differences] == ["A", "B", "C", "D", "E"]
    assert found.differences[0].granted == (10 * EURO, 0)
    shares = {(one.dimension, one.value): one for one in found.shares}
    assert shares["territory", "T1"].granted == (10 * EURO, 10 * EURO)
    assert shares["region", "93"].granted == (5 * EURO, 20 * EURO)
    assert shares["region", "93"].served == (1, 3)
    assert [(one.left, one.served, one.asking) for one in found.measures] == [
        (20 * EURO, 2, 5),
        (5 * EURO, 4, 5),
    ]


def test_another_problem_is_compared_by_the_objective_of_the_first():
    few = replace(PROBLEM, projects=FOUND[:3], rules=Rules(1, objective=Objective(result=3.0)))
    other = Scenario("autre", few, replace(plan(10, 10, 0), objective=60.0))
    found = compare([Scenario("un", PROBLEM, plan(10, 0, 5, 0, 2)), other])
    assert [one.worth for one in found.measures] == [17.0, 60.0]
    assert [one.alike for one in found.measures] == [17.0, 20.0]
    absent = {one.project: one.granted for one in found.differences}
    assert absent["E"] == (2 * EURO, None)


def test_how_fair():
    told = fair(PROBLEM, plan(10, 0, 10, 5, 1).grants)
    assert (told.territories, told.unknown) == (2, 1)
    assert (told.worst, told.worst_territory) == (1 * EURO, "T1")
    assert (told.best, told.best_territory) == (2 * EURO, "T2")
    assert told.ratio == 2
    assert told.gini == pytest.approx(1 / 6)  # a third of the jobs has half of the money
    alike = fair(PROBLEM, plan(10, 10, 10, 0, 0).grants)
    assert (alike.ratio, alike.gini) == (1, pytest.approx(0))


def test_what_cannot_be_said_of_fairness_is_unknown():
    nothing = fair(PROBLEM, (0,) * 5)
    assert (nothing.worst, nothing.ratio, nothing.gini) == (0, None, None)
    unknown = fair(replace(PROBLEM, territories={}), plan(1, 1, 1, 1, 1).grants)
    assert (unknown.territories, unknown.unknown, unknown.worst) == (0, 3, None)


def test_what_has_no_plan_is_not_compared():
    with pytest.raises(ValueError, match="without a plan"):
        compare([Scenario("rien", PROBLEM, Plan("infeasible"))])
