"""Problems at the edge: nothing free, nothing selected, everything worth nothing."""

from dataclasses import replace

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.model import Fairness, Limit, Place, Problem, Project, Rules
from ancrage.allocation.engine.solve import solve

PROJECTS = tuple(
    Project(f"P{at}", asked=1_000, minimum=500, result=float(at), territory="T1") for at in range(3)
)
PROBLEM = Problem(PROJECTS, Rules(envelope=2_000), {"T1": Place(jobs=10)})


def ruled(**rules: object) -> Problem:
    """The problem with these rules."""
    return replace(PROBLEM, rules=replace(PROBLEM.rules, **rules))  # type: ignore[arg-type]


def test_all_held_by_hand() -> None:
    plan = solve(ruled(held={"P0": 1_000, "P1": 500, "P2": 0}))
    assert (plan.status, plan.grants, plan.objective) == ("optimal", (1_000, 500, 0), 0.5)


def test_held_beyond_the_envelope() -> None:
    assert solve(ruled(held={"P0": 1_000, "P1": 1_000, "P2": 1_000})).status == "infeasible"


def test_all_refused() -> None:
    problem = replace(PROBLEM, projects=tuple(replace(p, room=10) for p in PROJECTS))
    plan = solve(problem)
    assert (plan.status, plan.grants) == ("optimal", (0, 0, 0))
    assert len(plan.refused) == 3


def test_a_floor_on_nothing() -> None:
    floor = Limit("L", "L", {"territory": "T9"}, floor=1)
    assert solve(ruled(limits=(floor,))).status == "infeasible"


def test_nothing_is_worth_anything_but_a_floor_binds() -> None:
    problem = replace(
        ruled(limits=(Limit("L", "L", {}, floor=1_500, ceiling=1_500),)),
        projects=tuple(replace(p, result=-1.0) for p in PROJECTS),
    )
    plan = solve(problem)
    assert plan.status == "optimal"
    assert sum(plan.grants) == 1_500
    assert faults(problem, plan.grants) == []
    assert plan.objective == -1.5


def test_worst_first_where_nobody_counts() -> None:
    problem = replace(ruled(fairness=Fairness(worst_first=True)), territories={})
    assert solve(problem).grants == (0, 1_000, 1_000)


def test_worst_first_with_all_held() -> None:
    held = {"P0": 1_000, "P1": 500, "P2": 0}
    plan = solve(ruled(fairness=Fairness(worst_first=True), held=held))
    assert plan.grants == (1_000, 500, 0)


def test_a_required_project_is_granted_with_what_is_held() -> None:
    projects = (*PROJECTS[:2], replace(PROJECTS[2], requires=("P0",)))
    problem = replace(ruled(held={"P2": 1_000}), projects=projects)
    assert solve(problem).grants == (500, 500, 1_000)
    assert solve(replace(problem, rules=replace(problem.rules, envelope=1_400))).status == (
        "infeasible"
    )
