"""Small problems are decided: a plan, or the proof that there is none; never « unknown »."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.model import (
    Exclusion,
    Fairness,
    Limit,
    Place,
    Problem,
    Project,
    Rate,
    Rules,
)
from ancrage.allocation.engine.solve import feasible, solve

from .bruteforce import best, problems, scaled

FAIR = [
    Fairness(),
    Fairness(least_per_job=1),
    Fairness(ratio=1.0),
    Fairness(ratio=1.01),
    Fairness(ratio=1.37),
    Fairness(ratio=3.0),
    Fairness(worst_first=True),
    Fairness(worst_first=True, slack=0.1),
]


@st.composite
def ruled(draw: st.DrawFn) -> Problem:
    """Small problems with every kind of rule, every fairness, minimums of nothing and of all."""
    problem = draw(problems())
    minimum = draw(st.sampled_from([None, 0.0, 1.0]))
    projects = tuple(
        replace(
            one,
            minimum=one.minimum if minimum is None else int(one.asked * minimum),
            steps=(one.asked,) if minimum and one.steps else one.steps,
            eligible=draw(st.none() | st.integers(1, 9)),
            overrun=draw(st.sampled_from([None, 0.0, 0.3])),
        )
        for one in problem.projects
    )
    rates = (Rate("rate", "Taux", {"measure": "M2"}, most=0.8),) if draw(st.booleans()) else ()
    goal = replace(problem.rules.objective, robustness=draw(st.sampled_from([0.0, 1e6])))
    rules = replace(
        problem.rules, fairness=draw(st.sampled_from(FAIR)), rates=rates, objective=goal
    )
    return replace(problem, projects=projects, rules=rules)


@settings(max_examples=150, deadline=None)
@given(problem=ruled())
def test_decided_as_by_brute_force(problem: Problem) -> None:
    plan = solve(problem, gap=0.0)
    possible = best(problem) is not None
    assert plan.status in (("optimal", "feasible") if possible else ("infeasible",))
    assert not plan.grants or faults(problem, plan.grants) == []
    assert feasible(problem) is possible


@settings(max_examples=80, deadline=None)
@given(problem=ruled(), factor=st.sampled_from([100, 7_919, 10**6, 10**9]))
def test_decided_at_every_size_of_cents(problem: Problem, factor: int) -> None:
    larger = scaled(problem, factor)
    plan = solve(larger, gap=0.0)
    assert plan.status != "unknown"
    assert not plan.grants or faults(larger, plan.grants) == []
    if not problem.rules.rates and best(problem) is not None:  # a rate may let in what it refused
        assert plan.grants


T1, T2 = {"territory": "T1"}, {"territory": "T2"}


def project(code: str, asked: int, territory: str, **more: object) -> Project:
    return Project(code, asked, territory=territory, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("projects", "rules", "jobs", "status"),
    [
        # A floor that misses by a few cents, with the worst off first: there are no levels.
        (
            (project("A", 65, "T1", minimum=65), project("B", 63, "T2", mode="whole")),
            Rules(78, limits=(Limit("L", "L", T2, 67, 68),), fairness=Fairness(worst_first=True)),
            (5, 3),
            "infeasible",
        ),
        (
            (project("A", 27, "T2", mode="whole"), project("B", 136, "T2", minimum=68)),
            Rules(
                17,
                limits=(Limit("L", "L", T1, 3, 3),),
                fairness=Fairness(worst_first=True),
                exclusions=(Exclusion("X", "X", ("A", "B")),),
            ),
            (1237, 3511),
            "infeasible",
        ),
        # A small grant to a project that asks millions of times as much is no rounding error.
        (
            (
                project("A", 1_847_267_047, "T2", minimum=1_847_267_047, result=-0.12),
                project("B", 585, "T1", minimum=292),
                project("C", 5_549_637_987, "T2", result=-0.36),
            ),
            Rules(7_752_075_754, fairness=Fairness(ratio=3.0)),
            (5, 3),
            "optimal",
        ),
        # With a slack, levels that whole grants miss are lowered by what is missed after it.
        (
            (
                project("A", 400, "T1", minimum=400, result=7.0),
                project("B", 200, "T1", minimum=200, result=7.0),
            ),
            Rules(
                1300,
                fairness=Fairness(worst_first=True, slack=0.1),
                exclusions=(Exclusion("X", "X", ("A", "B")),),
            ),
            (2, 3),
            "optimal",
        ),
        # Only nothing for anybody is a common level in whole cents.
        (
            (
                project("A", 424_843_128, "T1", result=1.0),
                project("B", 725, "T2", mode="stepped", steps=(241, 362, 725)),
            ),
            Rules(13_904_667_510, fairness=Fairness(ratio=1.0)),
            (7919, 3),
            "feasible",
        ),
        # Whole grants of which no common level is in whole cents: all choices are gone through.
        (
            (
                project("A", 190_760_490, "T1", mode="whole", result=0.78),
                project("B", 926_391_221, "T2", result=0.0002),
            ),
            Rules(276_760_680, limits=(Limit("L", "L", T1, 1),), fairness=Fairness(ratio=1.0)),
            (7919, 3),
            "infeasible",
        ),
        # The best common level lies between those in whole cents per job.
        (
            (
                project("A", 796_192, "T2", result=-0.17),
                project("B", 691_863_906, "T2", result=0.0076),
                project("C", 36_691_758, "T2", result=62_153.0),
            ),
            Rules(
                5_453_367,
                limits=(Limit("L", "L", T2, None, 3_272_020),),
                fairness=Fairness(ratio=3.0),
            ),
            (7919, 3),
            "optimal",
        ),
    ],
)
def test_smallest_cases(
    projects: tuple[Project, ...], rules: Rules, jobs: tuple[int, int], status: str
) -> None:
    places = {"T1": Place(jobs=jobs[0]), "T2": Place(jobs=jobs[1])}
    problem = Problem(projects, rules, places)
    plan = solve(problem, gap=0.0)
    assert plan.status == status
    assert not plan.grants or faults(problem, plan.grants) == []
