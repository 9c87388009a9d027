"""A problem and a plan as documents for JSON, and back.

A problem keeps its projects by column, and of them only the columns that say something: 200,000
projects stay a document that a database can hold.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from ancrage.allocation.engine.model import (
    Eligibility,
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Place,
    Plan,
    Price,
    Problem,
    Project,
    Rate,
    Rules,
)

Document = dict[str, Any]


def plan_document(problem: Problem, plan: Plan) -> Document:
    """The plan: `objective` and `bound` in worth, `gap` a fraction, `seconds`, amounts in cents.

    `grants` has every project, in the order of the problem, 0 included; it is empty when there is
    no plan. `prices` and `conflict` name rules by their codes. `refused` says, by code of
    project, why some could get nothing. `fingerprint` is that of the problem.
    """
    codes = [project.code for project in problem.projects]
    return {
        "status": plan.status,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 3),
        "grants": [
            {"project": code, "granted_cents": int(grant)}
            for code, grant in zip(codes, plan.grants, strict=False)
        ],
        "prices": [
            {"rule": price.rule, "label": price.label, "per_euro": price.per_euro}
            for price in plan.prices
        ],
        "conflict": list(plan.conflict),
        "refused": dict(plan.refused),
        "fingerprint": fingerprint(problem),
    }


def read_plan(document: Mapping[str, Any]) -> Plan:
    """The plan that `plan_document` wrote; its seconds to the millisecond."""
    return Plan(
        status=document["status"],
        grants=tuple(grant["granted_cents"] for grant in document["grants"]),
        objective=document["objective"],
        bound=document["bound"],
        gap=document["gap"],
        seconds=document["seconds"],
        prices=tuple(Price(**price) for price in document["prices"]),
        conflict=tuple(document["conflict"]),
        refused=dict(document["refused"]),
    )


def problem_document(problem: Problem) -> Document:
    """The problem, with everything that `read_problem` needs to make it again."""
    columns: Document = {}
    for one in fields(Project):
        values = [getattr(project, one.name) for project in problem.projects]
        if any(value != one.default for value in values):
            columns[one.name] = [
                list(value) if isinstance(value, tuple) else value for value in values
            ]
    rules = asdict(problem.rules)
    territories = {code: asdict(place) for code, place in problem.territories.items()}
    return {"projects": columns, "rules": _listed(rules), "territories": territories}


def read_problem(document: Mapping[str, Any]) -> Problem:
    """The problem that `problem_document` wrote."""
    columns, told = document["projects"], document["rules"]
    count = len(columns.get("code", ()))
    values: list[list[Any]] = [
        columns.get(one.name, [one.default] * count) for one in fields(Project)
    ]
    for at, one in enumerate(fields(Project)):
        if isinstance(one.default, tuple):
            values[at] = list(map(tuple, values[at]))
    exclusions = (one | {"projects": tuple(one["projects"])} for one in told["exclusions"])
    rules = Rules(
        envelope=told["envelope"],
        reserve=told["reserve"],
        objective=Objective(**told["objective"]),
        limits=tuple(Limit(**one) for one in told["limits"]),
        rates=tuple(Rate(**one) for one in told["rates"]),
        eligibility=tuple(Eligibility(**one) for one in told["eligibility"]),
        exclusions=tuple(Exclusion(**one) for one in exclusions),
        fairness=Fairness(**told["fairness"]),
        held=dict(told["held"]),
    )
    places = {code: Place(**place) for code, place in document["territories"].items()}
    return Problem(tuple(map(Project, *values)), rules, places)


def fingerprint(problem: Problem) -> str:
    """SHA-256 of the problem: the same inputs, the same plan."""
    text = json.dumps(problem_document(problem), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _listed(value: Any) -> Any:  # noqa: ANN401 what JSON holds
    """Tuples as the lists that JSON gives back."""
    if isinstance(value, dict):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value
