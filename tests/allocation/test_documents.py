"""Problems and plans as JSON, and back."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.documents import (
    fingerprint,
    plan_document,
    problem_document,
    read_plan,
    read_problem,
)
from ancrage.allocation.engine.model import Plan, Price, Problem, Rules
from tests.allocation.small import PLACES, any_rules, problems, projects

KEYS = ["status", "objective", "bound", "gap", "seconds", "grants", "prices", "conflict"]


@given(projects(), any_rules(), PLACES)
@settings(max_examples=60)
def test_a_problem_is_read_back_as_it_was(found, rules, places):
    problem = Problem(found, rules, places)
    document = json.loads(json.dumps(problem_document(problem)))
    assert read_problem(document) == problem
    assert fingerprint(read_problem(document)) == fingerprint(problem)


@given(problems(), st.data())
@settings(max_examples=30)
def test_a_plan_is_read_back_as_it_was(problem, data):
    grants = tuple(data.draw(st.integers(0, one.asked)) for one in problem.projects)
    plan = Plan(
        "feasible", grants, 1.5, 2.5, 0.4, 0.125, (Price("a", "A", 0.1),), (), {"P0": "Non"}
    )
    document = json.loads(json.dumps(plan_document(problem, plan)))
    assert list(document)[: len(KEYS)] == KEYS
    told = {one["project"]: one["granted_cents"] for one in document["grants"]}
    assert told == dict(zip((one.code for one in problem.projects), grants, strict=True))
    assert read_plan(document) == plan


def test_no_plan_has_no_grants():
    problem = Problem((), Rules(1))
    plan = Plan("infeasible", conflict=("envelope", "a"))
    document = plan_document(problem, plan)
    assert document["grants"] == []
    assert read_plan(document) == plan


def test_another_problem_has_another_fingerprint():
    problem = Problem((), Rules(1))
    other = Problem((), Rules(2))
    assert fingerprint(problem) != fingerprint(other)
