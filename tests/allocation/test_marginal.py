"""What one more million buys, and what each rule costs: never less than nothing."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from ancrage.allocation.engine.demands import without
from ancrage.allocation.engine.marginal import Move, costs, one_more
from ancrage.allocation.engine.model import Limit, Plan, Problem, Rules
from ancrage.allocation.engine.solve import solve
from tests.allocation.small import EURO, problems, project


@given(problems(fair=False))
@settings(max_examples=15)
def test_more_money_and_fewer_rules_never_cost(problem):
    plan = solve(problem, gap=1e-6)
    assume(plan.grants)
    more = one_more(problem, plan, cents=3 * EURO)
    found = [more, *(cost.gain for cost in costs(problem, plan))]
    for gain in found:
        assert 0 <= gain.worth <= gain.most
        assert {move.project for move in gain.moves} <= {one.code for one in problem.projects}
        assert all(move.before != move.after for move in gain.moves)
    for cost in costs(problem, plan):
        again = solve(without(problem, [cost.rule]), gap=1e-6)
        assert cost.gain.worth == pytest.approx(again.objective - plan.objective, abs=1e-3)


FOUND = (
    project("A", 10, result=100.0, region="84"),
    project("B", 10, result=60.0, region="84"),
    project("C", 10, result=20.0, region="93"),
)
PROBLEM = Problem(
    FOUND, Rules(10 * EURO, limits=(Limit("f", "Région 93", {"region": "93"}, floor=4 * EURO),))
)


def test_the_floor_of_a_region_costs_what_others_would_have_given():
    plan = solve(PROBLEM)
    (cost,) = costs(PROBLEM, plan)
    assert cost.rule == "f"
    assert cost.gain.worth == pytest.approx(40 - 8)
    assert cost.gain.moves == (Move("A", 6 * EURO, 10 * EURO), Move("C", 4 * EURO, 0))
    assert cost.per_euro == pytest.approx(8.0)
    more = one_more(PROBLEM, plan, cents=6 * EURO)
    assert more.worth == pytest.approx(40 + 2 * 6)
    assert [move.project for move in more.moves] == ["A", "B"]


def test_what_time_did_not_allow_is_unknown():
    plan = solve(PROBLEM)
    (cost,) = costs(PROBLEM, plan, seconds=0)
    assert cost.gain is None
    assert cost.per_euro == pytest.approx(8.0)
    assert costs(PROBLEM, plan, codes=()) == ()


def test_each_rule_is_told_while_it_is_computed():
    told = []
    costs(PROBLEM, solve(PROBLEM), progress=lambda phrase, share: told.append((phrase, share)))
    assert told == [("sans le plancher de 4\u202f€ de «\u00a0Région 93\u00a0»", 0.0)]


def test_a_plan_that_was_not_the_best_is_never_said_to_lose():
    plan = solve(PROBLEM)
    better = replace(plan, objective=plan.objective + 1000, bound=plan.bound + 1000)
    assert one_more(PROBLEM, better).worth == 0
    assert one_more(PROBLEM, better).moves == ()
    assert isinstance(one_more(PROBLEM, better).plan, Plan)
