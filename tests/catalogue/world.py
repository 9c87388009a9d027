"""A basket for the tests: people, a draft, a measure of a Region, by actions."""

import datetime as dt
from typing import Any

from ancrage.catalogue.actions.added import add_measure
from ancrage.catalogue.actions.versions import start_version
from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.kernel.rights import Actor, host
from tests.people.world import actor

HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
NEXT_YEAR = dt.date(2027, 1, 1)
MEASURE: dict[str, Any] = {
    "code": "r84-atelier",
    "needs": ["innover"],
    "name": "Atelier partagé",
    "brings": "Un atelier où l’on partage des machines.",
    "means": ["technical"],
    "open_to": ["company"],
    "criteria": [{"fact": "size", "in": ["small", "medium"], "requires": "une PME"}],
    "amounts": [{"label": "Aide", "cents": 500000}],
}
NATIONAL: dict[str, Any] = {
    "code": "guichet",
    "needs": ["simplifier"],
    "name": "Guichet unique",
    "brings": "Une seule adresse.",
    "sources": ["cget"],
    "certainty": "reported",
}


def national() -> Actor:
    return actor("national", on=TODAY)


def copilot(region: str = "84") -> Actor:
    return actor("copilot", code=region, on=TODAY)


def referent(operator: str = "ademe") -> Actor:
    return actor("referent", code=operator, on=TODAY)


def started(by: Actor = HOST, **changes: Any) -> BasketVersion:
    """A draft that says what phase II says."""
    usual = {
        "code": "2027-01",
        "origin": "2023-11",
        "title": "Version de 2027",
        "valid_from": NEXT_YEAR,
    }
    return start_version(by=by, now=NOW, **(usual | changes))


def added(by: Actor = HOST, **changes: Any) -> AddedMeasure:
    """A measure of region 84 since 2024."""
    usual = {"owner": "region:84", "since": dt.date(2024, 1, 1), "measure": MEASURE}
    return add_measure(by=by, now=NOW, **(usual | changes))
