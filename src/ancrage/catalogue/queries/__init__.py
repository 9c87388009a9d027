"""Reading the versions of the basket: those that ship, those published, what others add.

Everything is kept in memory for as long as nothing was published or added: a call costs one
query, that of the stamp.
"""

import datetime as dt
from functools import lru_cache

from ancrage.catalogue import definitions
from ancrage.catalogue.queries.stored import added_measures, published_baskets, stamp
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.facts import Fact
from ancrage.catalogue.rules.periods import Added, in_force, in_order, with_added

__all__ = [
    "basket",
    "basket_at",
    "shipped_versions",
    "versions",
    "versions_and_added",
    "vocabulary",
]


def vocabulary() -> dict[str, Fact]:
    """The facts that rules may speak of, by code."""
    return definitions.vocabulary()


@lru_cache(maxsize=1)
def shipped_versions() -> tuple[Basket, ...]:
    """The versions that ship, by date: no database is asked."""
    return in_order(definitions.shipped_baskets())


def versions() -> list[Basket]:
    """Every version in force one day: those that ship and those published, by date."""
    return list(_versions(stamp()))


def versions_and_added() -> tuple[list[Basket], list[Added]]:
    """Every version, by date, and every wording of what Regions and operators add, the last one
    last. One query."""
    token = stamp()
    return list(_versions(token)), sorted(_added(token), key=lambda one: one.since)


def basket(code: str) -> Basket | None:
    """The version of that code, without what Regions and operators add."""
    return next((held for held in versions() if held.code == code), None)


def basket_at(day: dt.date) -> Basket:
    """The basket in force that day, with what Regions and operators add.

    Before the first version, that one. A measure says who offers it: `owner`.
    """
    return _basket_at(stamp(), day)


@lru_cache(maxsize=4)
def _versions(token: str) -> tuple[Basket, ...]:
    if not token:
        return shipped_versions()
    return in_order((*definitions.shipped_baskets(), *published_baskets()))


@lru_cache(maxsize=4)
def _added(token: str) -> tuple[Added, ...]:
    return added_measures() if token else ()


@lru_cache(maxsize=64)
def _basket_at(token: str, day: dt.date) -> Basket:
    return with_added(in_force(_versions(token), day), _added(token), day)
