"""What is known of a request in the catalogue's words, and what its conditions say of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ancrage.catalogue.queries import vocabulary
from ancrage.catalogue.rules.basket import Measure
from ancrage.catalogue.rules.eligibility import Verdict
from ancrage.catalogue.rules.facts import Fact, Kind, Value
from ancrage.requests.models import ServiceRequest
from ancrage.requests.rules.outcomes import INSIDE, OUTSIDE

DERIVED = ("applicant", "in_territory", "region", "day", "eligible_cost", "asked_amount")
"""The facts that the request itself tells: nobody types them twice."""


def known_facts(request: ServiceRequest, *, day: dt.date) -> dict[str, Value | None]:
    """All that is known on a day, typed or told by the request itself."""
    held = vocabulary()
    typed = {
        code: as_value(held[code], told) for code, told in request.facts.items() if code in held
    }
    regions = sorted(request.region_codes)
    told: dict[str, Value | None] = {
        "applicant": request.asked_by,
        "in_territory": {INSIDE: True, OUTSIDE: False}.get(request.place),
        "region": regions[0] if len(regions) == 1 else None,
        "day": day,
        "eligible_cost": request.cost,
        "asked_amount": request.asked_amount,
    }
    return typed | told


def as_value(fact: Fact, told: object) -> Value | None:
    """A fact as JSON keeps it, as the rules read it; None for what cannot be one."""
    if fact.kind == Kind.DAY and isinstance(told, str):
        try:
            return dt.date.fromisoformat(told)
        except ValueError:
            return None
    return told if fact.accepts(told) else None  # type: ignore[return-value]


def as_json(facts: Mapping[str, Value | None]) -> dict[str, Any]:
    """Facts as they are kept; those that nobody knows are left out."""
    return {
        code: value.isoformat() if isinstance(value, dt.date) else value
        for code, value in facts.items()
        if value is not None
    }


def asked_facts(measure: Measure) -> list[Fact]:
    """The facts that a measure looks at and that the request does not tell by itself."""
    held = vocabulary()
    criteria = [*measure.criteria, *(c for amount in measure.amounts for c in amount.criteria)]
    wanted = dict.fromkeys(code for criterion in criteria for code in sorted(criterion.facts))
    return [held[code] for code in wanted if code in held and code not in DERIVED]


def verdict_document(verdict: Verdict) -> list[dict[str, str]]:
    """A verdict as it is kept with the request: each finding, in words."""
    return [
        {
            "outcome": finding.outcome.value,
            "says": finding.says,
            "remedy": finding.remedy,
            "source": finding.criterion.source,
        }
        for finding in verdict.findings
    ]
