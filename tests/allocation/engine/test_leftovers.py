"""The last cents: nothing left that could be given, no crumbs, no cent lost, every rule held."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.leftovers import settled
from ancrage.allocation.engine.model import Limit, Problem, Project, Rules
from ancrage.allocation.engine.preparing import prepare
from ancrage.allocation.engine.solve import solve

CEILING = Limit("M1", "M1", {"measure": "M1"}, ceiling=9_000)
FLOOR = Limit("T1", "T1", {"territory": "T1"}, floor=50)


def project(code: str, result: float, **more: object) -> Project:
    return Project(code, **{"asked": 10_000, "result": result, **more})


@pytest.mark.parametrize(
    ("before", "after", "first", "last"),
    [
        # What is left goes to the largest worth of a cent, then to the next.
        ([9_990, 9_900, 0], [10_000, 10_000, 0], {}, {}),
        # A crumb goes to another.
        ([10_000, 9_950, 50], [10_000, 10_000, 0], {}, {}),
        # But not where a floor hangs on it, or a project of the plan.
        ([10_000, 9_950, 50], [10_000, 9_950, 50], {}, {"territory": "T1"}),
        ([10_000, 9_950, 50], [10_000, 9_950, 50], {"requires": ("C",)}, {}),
        # Nor where there is a minimum.
        ([10_000, 9_950, 50], [10_000, 9_950, 50], {}, {"minimum": 50}),
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


@settings(max_examples=60, deadline=None)
@given(data=st.data(), envelope=st.integers(7_000, 40_000))
def test_plans_have_no_crumbs_and_leave_nothing(data: st.DataObject, envelope: int) -> None:
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
