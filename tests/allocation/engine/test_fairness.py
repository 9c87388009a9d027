"""Fair levels: nobody can be better off without someone worse off being worse; floors hold."""

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine import relaxation
from ancrage.allocation.engine.checking import faults, per_territory
from ancrage.allocation.engine.fairness import levels, with_levels
from ancrage.allocation.engine.invented import invent
from ancrage.allocation.engine.model import (
    Fairness,
    Limit,
    Objective,
    Place,
    Problem,
    Project,
    Rules,
)
from ancrage.allocation.engine.preparing import prepare
from ancrage.allocation.engine.rounding import kernel, round_off
from ancrage.allocation.engine.solve import solve

from .bruteforce import plans, scaled, served

FACTOR = 10_000
PLACES = {"T1": Place(jobs=1), "T2": Place(jobs=2), "T3": Place(jobs=3)}


@st.composite
def shared(draw: st.DrawFn) -> Problem:
    """Partial projects of three territories and two measures, some sums of which are capped."""
    projects = tuple(
        Project(
            f"P{at}",
            asked=draw(st.integers(1, 5)),
            result=draw(st.integers(0, 9)),
            territory=draw(st.sampled_from(["T1", "T2", "T3"])),
            measure=draw(st.sampled_from(["M1", "M2"])),
        )
        for at in range(draw(st.integers(2, 4)))
    )
    ceilings = [draw(st.none() | st.integers(0, 8)) for _ in range(2)]
    limits = tuple(
        Limit(f"M{at}", f"M{at}", {"measure": f"M{at}"}, ceiling=ceiling)
        for at, ceiling in enumerate(ceilings, start=1)
    )
    rules = Rules(draw(st.integers(1, 12)), limits=limits, fairness=Fairness(worst_first=True))
    return Problem(projects, rules, PLACES)


def ranked(per_job: Sequence[float]) -> list[float]:
    """From the worst off, rounded where whole cents and tolerances differ."""
    return sorted(round(level / FACTOR, 2) for level in per_job)


@settings(max_examples=60, deadline=None)
@given(problem=shared())
def test_no_plan_serves_the_worst_off_better(problem: Problem) -> None:
    large = scaled(problem, FACTOR)
    plan = solve(large, gap=0.0)
    assert faults(large, plan.grants) == []
    reached = ranked([cents / jobs for cents, jobs in per_territory(large, plan.grants).values()])
    codes = [project.code for project in problem.projects]
    for grants in plans(problem):
        other = served(problem, dict(zip(codes, grants, strict=True)))
        assert reached >= ranked([float(level) * FACTOR for level in other.values()])


@settings(max_examples=40, deadline=None)
@given(problem=shared())
def test_the_plan_meets_the_levels(problem: Problem) -> None:
    large = scaled(problem, FACTOR)
    fair = levels(prepare(large), float("inf"))
    plan = solve(large, gap=0.0)
    got = [cents / jobs for cents, jobs in per_territory(large, plan.grants).values()]
    assert all(level <= reached + 2 for level, reached in zip(fair, got, strict=True))


def test_the_objective_chooses_within_the_slack() -> None:
    projects = (
        Project("A", asked=100_000, result=1.0, territory="T1"),
        Project("B", asked=100_000, result=9.0, territory="T2"),
    )
    rules = Rules(60_000, fairness=Fairness(worst_first=True))
    problem = Problem(projects, rules, PLACES)
    strict = solve(problem, gap=0.0).grants
    assert strict == pytest.approx((20_000, 40_000), abs=2)
    loose = replace(problem, rules=replace(rules, fairness=Fairness(worst_first=True, slack=0.5)))
    assert solve(loose, gap=0.0).grants == pytest.approx((10_000, 50_000), abs=2)


def test_a_territory_granted_in_full_holds_nobody() -> None:
    projects = (
        Project("A", asked=1_000, territory="T1", result=1.0),
        Project("B", asked=90_000, territory="T2", result=1.0),
        Project("C", asked=90_000, territory="T3", result=1.0),
    )
    problem = Problem(projects, Rules(51_000, fairness=Fairness(worst_first=True)), PLACES)
    assert solve(problem, gap=0.0).grants == pytest.approx((1_000, 20_000, 30_000), abs=3)


def test_whole_grants_miss_the_levels_as_little_as_they_can() -> None:
    projects = (
        Project("A", asked=30_000, mode="whole", territory="T1", result=9.0),
        Project("B", asked=60_000, mode="whole", territory="T2", result=1.0),
    )
    places = {"T1": Place(jobs=1), "T2": Place(jobs=4)}
    problem = Problem(projects, Rules(80_000, fairness=Fairness(worst_first=True)), places)
    # Level: 80 000 / 5 = 16 000 each, T2 saturates at 15 000, so T1 has 20 000. With B alone T1
    # misses 20 000 per job; with A alone T2 misses 15 000.
    plan = solve(problem, gap=0.0)
    assert plan.grants == (30_000, 0)
    assert plan.status == "optimal"


def test_floors_per_job_and_ratio_hold() -> None:
    problem = invent(600, seed=4, territories=12, fairness=True)
    fairness = problem.rules.fairness
    assert fairness.least_per_job
    assert fairness.ratio
    unfair = solve(replace(problem, rules=replace(problem.rules, fairness=Fairness())), gap=1e-3)
    plan = solve(problem, gap=1e-3)
    told = [fault for fault in faults(problem, unfair.grants) if fault.startswith("Équité")]
    assert len(told) > 0
    assert faults(problem, plan.grants) == []
    per_job = [cents / jobs for cents, jobs in per_territory(problem, plan.grants).values()]
    assert min(per_job) >= fairness.least_per_job
    assert max(per_job) <= fairness.ratio * min(per_job)
    assert plan.objective <= unfair.bound


def test_unknown_jobs_and_no_project_do_not_count() -> None:
    projects = (
        Project("A", asked=1_000, territory="T1", result=1.0),
        Project("B", asked=1_000, territory="T9", result=1.0),
    )
    places = {"T1": Place(jobs=1), "T2": Place(jobs=5), "T9": Place(jobs=None)}
    rules = Rules(2_000, fairness=Fairness(least_per_job=1_000), objective=Objective())
    assert solve(Problem(projects, rules, places)).grants == (1_000, 1_000)


def test_levels_that_take_the_whole_envelope(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor left without a multiplier is opened too, and sifting ends in a few rounds."""
    rounds = []
    solved = relaxation._solved
    monkeypatch.setattr(relaxation, "_solved", lambda *a: rounds.append(1) or solved(*a))
    for name, few in {"FEW": 500, "SAMPLE": 300, "NEAR": 100, "EACH": 3}.items():
        monkeypatch.setattr(relaxation, name, few)
    problem = invent(3000, seed=2018, territories=40)
    rules = replace(problem.rules, fairness=Fairness(worst_first=True))
    model = prepare(replace(problem, rules=rules))
    deadline = time.monotonic() + 60
    full = with_levels(model, levels(model, deadline), slack=0.0)
    relaxed = relaxation.relax(full, deadline)
    assert relaxed is not None
    assert len(rounds) < 20
    found = round_off(kernel(full, relaxed, 20), 1e-3, relaxed.proof.bound, deadline)
    assert found.grants is not None
    assert all(row.lower <= row.total(found.grants) <= row.upper for row in full.rows)


def test_a_full_row_without_multiplier_is_opened() -> None:
    """The envelope's price is that of T1, whose floor has none: its grant of 51 must be opened."""
    worths = {"T1": (10.0, 9.0, 1.0), "T2": (5.0, 4.9, 0.1)}
    projects = tuple(
        Project(f"{code}-{at}", asked=100, minimum=60, territory=code, result=result)
        for code, results in worths.items()
        for at, result in enumerate(results)
    )
    limits = tuple(Limit(code, code, {"territory": code}, floor=150) for code in worths)
    model = prepare(Problem(projects, Rules(301, limits=limits)))
    deadline = time.monotonic() + 60
    relaxed = relaxation.relax(model, deadline)
    assert relaxed is not None
    assert relaxed.grants == pytest.approx([100, 51, 0, 100, 50, 0])
    found = round_off(kernel(model, relaxed, 2), 0.0, 0.0, deadline)
    assert found.grants is not None
    assert found.grants.tolist() == [91, 60, 0, 90, 60, 0]


def test_infeasible_without_fairness_is_infeasible_with_it() -> None:
    projects = (
        Project("A", asked=500, minimum=500, territory="T1"),
        Project("B", asked=300, territory="T2"),
    )
    limits = (Limit("T1", "T1", {"territory": "T1"}, floor=200, ceiling=400),)
    for fairness in (Fairness(), Fairness(worst_first=True)):
        plan = solve(Problem(projects, Rules(800, limits=limits, fairness=fairness), PLACES))
        assert plan.status == "infeasible"


def test_a_ratio_that_whole_cents_do_not_meet_leaves_another_level() -> None:
    """A in full is 37 489 / 3 511 cents per job, of which 5 jobs make no whole cents."""
    projects = (
        Project("A", asked=37_489, mode="whole", territory="T2", result=1.0),
        Project("B", asked=154_051_361, territory="T1", result=800.0),
    )
    places = {"T1": Place(jobs=5), "T2": Place(jobs=3_511)}
    problem = Problem(projects, Rules(25_000_000, fairness=Fairness(ratio=1.0)), places)
    assert solve(problem, gap=0.0).grants == (0, 0)
