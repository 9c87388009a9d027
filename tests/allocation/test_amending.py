"""Changes by hand: what they cost at once, beside the plan and beside the best that keeps them."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.amending import amend, best_under
from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.checks import ProblemRefusedError
from ancrage.allocation.engine.model import Limit, Problem, Rules
from ancrage.allocation.engine.solve import solve
from tests.allocation.small import EURO, problems, project

FOUND = (
    project("A", 10, result=100.0, region="84", minimum=5 * EURO),
    project("B", 10, result=60.0, region="84"),
    project("C", 10, result=20.0, region="93"),
)
PROBLEM = Problem(
    FOUND, Rules(15 * EURO, limits=(Limit("f", "93", {"region": "93"}, floor=4 * EURO),))
)


@given(problems(fair=False), st.data())
@settings(max_examples=40)
def test_what_is_done_by_hand_never_does_better_than_the_best(problem, data):
    plan = solve(problem, gap=1e-6)
    assume(plan.grants)
    one = data.draw(st.sampled_from(problem.projects))
    cents = data.draw(st.sampled_from([0, one.asked, *plan.grants]))
    changed = amend(problem, plan, {one.code: cents})
    assert changed.problem.rules.held == {one.code: cents}
    assert list(changed.broken) == faults(changed.problem, changed.grants)
    assert changed.lost == pytest.approx(plan.objective - changed.worth)
    if not changed.broken:
        best = best_under(changed, seconds=2, gap=1e-6)
        assert best.cost >= 0
        assert best.plan.objective <= plan.bound + 1e-5
        assert faults(changed.problem, best.plan.grants) == []


def near(*euros):
    """So many euros each, to the cent that rounding may leave."""
    return pytest.approx([one * EURO for one in euros], abs=2)


def test_an_amount_set_is_held_until_it_is_freed():
    plan = solve(PROBLEM, gap=1e-6)
    assert plan.grants == near(10, 1, 4)
    less = amend(PROBLEM, plan, {"A": 6 * EURO})
    assert less.grants == near(6, 1, 4)
    assert less.lost == pytest.approx(40)
    best = best_under(less, gap=1e-6)
    assert best.plan.grants == near(6, 5, 4)
    assert best.cost == pytest.approx(24, abs=0.2)
    freed = amend(less.problem, best.plan, {"A": None, "B": 0})
    assert freed.problem.rules.held == {"B": 0}
    assert freed.grants == near(6, 0, 4)
    assert best_under(freed, gap=1e-6).plan.grants == near(10, 0, 5)


def test_the_rules_that_a_change_breaks_are_told():
    plan = solve(PROBLEM, gap=1e-6)
    much = amend(PROBLEM, plan, {"B": 10 * EURO, "C": 0})
    assert [text.partition("\u00a0:")[0] for text in much.broken][-1:] == ["Règle 93"]
    assert len(much.broken) == 2
    assert best_under(much).cost is None


def test_an_amount_that_a_project_may_not_have_is_told_then_refused():
    little = amend(PROBLEM, solve(PROBLEM, gap=1e-6), {"A": 1 * EURO})
    assert "minimum" in little.broken[0]
    with pytest.raises(ProblemRefusedError):
        best_under(little)


def test_a_project_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        amend(PROBLEM, solve(PROBLEM, gap=1e-6), {"Z": 1})
