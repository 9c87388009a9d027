"""The last cents: nothing left that could be given, no cent lost, every rule held."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.leftovers import settled
from ancrage.allocation.engine.model import Limit, Mode, Problem, Project, Rules
from ancrage.allocation.engine.preparing import prepare
from ancrage.allocation.engine.solve import solve

CEILING = Limit("M1", "M1", {"measure": "M1"}, ceiling=9_000)
FLOOR = Limit("T1", "T1", {"territory": "T1"}, floor=120)


def project(code: str, result: float, **more: object) -> Project:
    return Project(code, **{"asked": 10_000, "result": result, **more})


@pytest.mark.parametrize(
    ("before", "after", "first", "last"),
    [
        # What is left goes to the largest worth of a cent, then to the next.
        ([9_990, 9_900, 0], [10_000, 10_000, 0], {}, {}),
        # What is missed comes from the least worth, not below its least nor below a floor.
        ([9_950, 9_880, 170], [10_000, 9_880, 120], {}, {"minimum": 120}),
        ([9_950, 9_930, 120], [10_000, 9_880, 120], {}, {"minimum": 120}),
        ([9_950, 9_900, 150], [10_000, 9_850, 150], {}, {"territory": "T1"}),
        # A cent that a project misses comes from one that is worth less.
        ([9_999, 5_000, 5_001], [10_000, 5_000, 5_000], {}, {}),
        # Never past a ceiling.
        ([9_000, 9_000, 200], [9_000, 10_000, 1_000], {"measure": "M1"}, {}),
    ],
)
def test_cases(
    before: list[int], after: list[int], first: dict[str, object], last: dict[str, object]
) -> None:
    projects = (project("A", 3.0, **first), project("B", 2.0), project("C", 1.0, **last))
    limits = (CEILING, FLOOR) if "territory" in last else (CEILING,)
    model = prepare(Problem(projects, Rules(20_000, limits=limits)))
    assert settled(model, np.array(before)).tolist() == after


@pytest.mark.parametrize(
    ("after", "alike", "floor", "needs"),
    [
        ([0, 10_000, 9_900], 2.0, 0, ()),
        # It stays where it is worth more, holds a floor, or allows another.
        ([100, 9_900, 9_900], 1.9, 0, ()),
        ([100, 9_900, 9_900], 2.0, 100, ()),
        ([100, 9_900, 9_900], 2.0, 0, ("A",)),
    ],
)
def test_nobody_gets_a_euro_where_another_is_worth_as_much(
    after: list[int], alike: float, floor: int, needs: tuple[str, ...]
) -> None:
    one = project("A", 1.0, territory="T1")
    other = project("B", alike, asked=20_000, requires=needs)
    limits = (Limit("T1", "T1", {"territory": "T1"}, floor=floor),)
    rules = Rules(20_000, limits=limits if floor else ())
    model = prepare(Problem((one, other, project("C", 3.0)), rules))
    assert settled(model, np.array([100, 9_900, 9_900])).tolist()[:2] == after[:2]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), envelope=st.integers(7_000, 40_000))
def test_plans_leave_nothing(data: st.DataObject, envelope: int) -> None:
    projects = tuple(
        project(
            f"P{at}",
            data.draw(st.sampled_from([0.0, 1e-6, 1.0, 1.0, 3.0])),
            asked=data.draw(st.integers(2_000, 12_345)),
            territory=data.draw(st.sampled_from(["T1", "T2"])),
        )
        for at in range(4)
    )
    problem = Problem(projects, Rules(envelope))
    plan = solve(problem, gap=0.0)
    assert faults(problem, plan.grants) == []
    pairs = list(zip(projects, plan.grants, strict=True))
    wanted = sum(one.asked for one in projects if one.result)
    assert sum(grant for one, grant in pairs if one.result) >= min(envelope, wanted) - 100
    parts = [(one, grant) for one, grant in pairs if 0 < grant < one.asked and one.result]
    assert len(parts) <= 1
    assert all(grant >= 100 for _, grant in parts)


def test_nobody_is_granted_a_cent_for_another_to_be_allowed() -> None:
    needed = project("A", 0.0, asked=30_000)
    wanting = project("B", 5.0, asked=20_000, minimum=19_950, requires=("A",))
    assert solve(Problem((needed, wanting), Rules(20_000))).grants == (0, 0)
    assert solve(Problem((needed, wanting), Rules(20_050))).grants == (100, 19_950)


@pytest.mark.parametrize(
    ("asked", "minimum", "mode", "least"),
    [
        (10_000, 0, "partial", 100),
        (10_001, 0, "partial", 100),
        (9_801, 0, "partial", 99),
        (5, 0, "partial", 1),
        (10_000, 40, "partial", 100),
        (10_000, 5_000, "partial", 5_000),
        (10_000, 5_000, "whole", 10_000),
        (10_000, 0, "stepped", 1),
    ],
)
def test_the_least_grant(asked: int, minimum: int, mode: Mode, least: int) -> None:
    steps = (50, 10_000) if mode == "stepped" else ()
    one = Project("A", asked, minimum, result=1.0, mode=mode, steps=steps)
    assert one.least == least
    model = prepare(Problem((one,), Rules(10**6)))
    assert model.least.tolist() == [max(least, steps[0]) if steps else least]
    if least > 1:
        assert faults(Problem((one,), Rules(10**6)), [least - 1])
    assert not faults(Problem((one,), Rules(10**6)), [model.least[0]])
