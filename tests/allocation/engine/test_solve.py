"""The best plan is the best: against all plans where they can be gone through."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.invented import invent
from ancrage.allocation.engine.model import (
    Eligibility,
    Fairness,
    Limit,
    Problem,
    Project,
    Rate,
    Rules,
)
from ancrage.allocation.engine.solve import feasible, solve
from ancrage.allocation.engine.worth import objective

from .bruteforce import TERRITORIES, best, problems, scaled, worth


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_equals_brute_force(problem: Problem) -> None:
    plan = solve(problem, gap=0.0)
    optimum = best(problem)
    if optimum is None:
        assert plan.status == "infeasible"
        assert not plan.grants
        return
    assert faults(problem, plan.grants) == []
    assert plan.status == "optimal"
    assert float(worth(problem, plan.grants)) == pytest.approx(float(optimum), abs=1e-6)
    assert plan.bound >= float(optimum) - 1e-9
    assert plan.objective == pytest.approx(float(worth(problem, plan.grants)), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(problem=problems(), ratio=st.sampled_from([1.0, 1.5, 3.0]))
def test_a_ratio_is_held_and_costs_no_more_than_it_must(problem: Problem, ratio: float) -> None:
    fair = replace(problem, rules=replace(problem.rules, fairness=Fairness(ratio=ratio)))
    optimum = best(fair)
    plan = solve(scaled(fair, 10_000), gap=0.0)
    if optimum is None:
        assert not plan.grants or faults(scaled(fair, 10_000), plan.grants) == []
        return
    assert faults(scaled(fair, 10_000), plan.grants) == []
    assert plan.objective >= float(optimum) - 0.01
    assert plan.bound >= float(optimum) - 1e-9


@settings(max_examples=25, deadline=None)
@given(problem=problems(), seed=st.integers(0, 99))
def test_order_changes_nothing(problem: Problem, seed: int) -> None:
    plan = solve(problem, gap=0.0)
    order = np.random.default_rng(seed).permutation(len(problem.projects)).tolist()
    shuffled = replace(problem, projects=tuple(problem.projects[at] for at in order))
    again = solve(shuffled, gap=0.0)
    assert again.status == plan.status
    if plan.grants:
        assert again.grants == tuple(plan.grants[at] for at in order)


@settings(max_examples=30, deadline=None)
@given(problem=problems(), data=st.data())
def test_what_is_held_is_held(problem: Problem, data: st.DataObject) -> None:
    held = data.draw(st.sampled_from(problem.projects))
    amount = data.draw(st.sampled_from([0, held.steps[-1] if held.steps else held.asked]))
    kept = replace(problem, rules=replace(problem.rules, held={held.code: amount}))
    plan, optimum = solve(kept, gap=0.0), best(kept)
    assert (plan.status == "infeasible") == (optimum is None)
    if optimum is not None:
        assert faults(kept, plan.grants) == []
        assert plan.objective == pytest.approx(float(optimum), abs=1e-6)


@pytest.mark.parametrize("extra", [{}, {"fairness": True, "steps": True, "dependencies": True}])
@pytest.mark.parametrize("size", [500, 9000])
def test_large_ones_hold_every_rule_within_the_gap(size: int, extra: dict[str, bool]) -> None:
    problem = invent(size, seed=3, territories=size // 50, **extra)
    plan = solve(problem, gap=1e-3)
    assert faults(problem, plan.grants) == []
    assert plan.gap <= 1e-3
    assert plan.objective == pytest.approx(objective(problem, plan.grants))
    assert plan.objective <= plan.bound


def test_same_input_same_plan() -> None:
    problem = invent(400, seed=5, territories=10, steps=True)
    first, second = solve(problem), solve(problem)
    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)


def test_sifting_finds_what_the_whole_relaxation_does(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = invent(3000, seed=2, fairness=True, dependencies=True)
    whole = solve(problem, gap=1e-2)
    for name, few in {"FEW": 500, "SAMPLE": 400, "NEAR": 200, "EACH": 3, "JOINING": 100}.items():
        monkeypatch.setattr(f"ancrage.allocation.engine.relaxation.{name}", few)
    sifted = solve(problem, gap=1e-2)
    assert sifted.bound == pytest.approx(whole.bound, rel=1e-3)
    assert faults(problem, sifted.grants) == []


def test_prices_say_what_a_euro_more_would_bring() -> None:
    projects = tuple(
        Project(f"P{at}", asked=1_000_000, result=10.0 - at, territory="T1" if at < 5 else "T2")
        for at in range(10)
    )
    limits = (Limit("T2", "Part de T2", {"territory": "T2"}, floor=1_500_000),)
    problem = Problem(projects, Rules(envelope=3_000_000, limits=limits))
    prices = {price.rule: price.per_euro for price in solve(problem, gap=0.0).prices}
    # The envelope's next euro goes to P1, worth 9 for 10 000 €; the floor's to P6 rather than P1.
    assert prices == pytest.approx({"envelope": 9 / 10_000, "T2": 5 / 10_000})
    richer = replace(problem, rules=replace(problem.rules, envelope=3_000_100))
    gain = solve(richer, gap=0.0).objective - solve(problem, gap=0.0).objective
    assert gain == pytest.approx(prices["envelope"])


def test_rates_rooms_and_eligibility_refuse_with_their_reason() -> None:
    projects = (
        Project("A", asked=100, minimum=60, eligible=100, maturity=2, cofunding=30),
        Project("B", asked=100, minimum=10, maturity=2),
        Project("C", asked=100, minimum=60, eligible=1000, maturity=2, room=50),
        Project("D", asked=100, eligible=1000, maturity=1, result=1.0),
        Project("E", asked=100, eligible=1000, maturity=2, requires=("A",), result=1.0),
        Project("F", asked=100, eligible=1000, maturity=3, cofunding=770, result=1.0),
    )
    rules = Rules(
        envelope=1000,
        rates=(Rate("taux", "Taux", most=0.8, public=0.8),),
        eligibility=(Eligibility("mûr", "Maturité", maturity=2),),
    )
    plan = solve(Problem(projects, rules))
    assert plan.grants == (0, 0, 0, 0, 0, 30)
    assert set(plan.refused) == {"A", "B", "C", "D", "E"}
    assert plan.refused["B"] == "Coût éligible inconnu, alors que la règle taux le demande."
    assert "0,50\u00a0€" in plan.refused["C"]
    assert plan.refused["E"] == "Il dépend du projet A, qui ne reçoit rien."


def test_an_unknown_room_limits_nothing() -> None:
    problem = Problem((Project("A", asked=100, result=1.0),), Rules(envelope=1000))
    assert solve(problem).grants == (100,)


def test_infeasible_is_proved() -> None:
    projects = (Project("A", asked=100, territory="T1"), Project("B", asked=100, territory="T2"))
    limits = (
        Limit("T1", "T1", {"territory": "T1"}, floor=80),
        Limit("T2", "T2", {"territory": "T2"}, floor=80),
    )
    problem = Problem(projects, Rules(envelope=150, limits=limits), TERRITORIES)
    assert solve(problem).status == "infeasible"
    assert feasible(problem) is False
    assert feasible(replace(problem, rules=replace(problem.rules, envelope=160))) is True


def test_out_of_time_is_told() -> None:
    problem = invent(50, seed=1, territories=3)
    plan = solve(problem, seconds=0.0)
    assert plan.status == "unknown"
    assert plan.grants == ()
    assert plan.bound >= solve(problem).objective
    assert feasible(problem, seconds=0.0) is None


def test_progress_is_told() -> None:
    told: list[float] = []
    solve(invent(50, seed=1, territories=3), progress=lambda _phrase, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize("least", [0.0, 1e-6, 1e-9])
def test_no_bound_is_below_a_plan_with_tiny_worths(least: float) -> None:
    projects = (
        Project("A", asked=100, result=least),
        Project("B", asked=100, result=3.0, minimum=100),
        Project("C", asked=200, result=2 * least),
    )
    problem = Problem(projects, Rules(envelope=300))
    plan = solve(problem, gap=1e-6)
    assert plan.bound >= objective(problem, (0, 100, 200))
    exact = solve(problem, gap=0.0)
    assert exact.objective == pytest.approx(3.0 + 2 * least, abs=1e-10)
    assert exact.status == "optimal"
