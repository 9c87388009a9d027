"""The four kinds of means that a territory asks for, is granted and has: numbers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q

from ancrage.catalogue.queries import basket
from ancrage.catalogue.rules.basket import Means
from ancrage.requests.models import ServiceRequest


@dataclass(frozen=True, slots=True)
class MeansRow:
    """How many requests for one kind of means; a measure of two kinds counts in both."""

    kind: str
    asked: int = 0
    granted: int = 0
    delivered: int = 0


@dataclass(frozen=True, slots=True)
class TerritoryMeans:
    """What a territory asked for: by kind of means, and in all."""

    rows: tuple[MeansRow, ...]
    whole: MeansRow
    unknown: MeansRow
    is_invented: bool


def means_of(territory: str) -> TerritoryMeans:
    """The counts of a territory, by its scope code. One query."""
    rows = (
        ServiceRequest.objects.filter(territory=territory, sent_on__isnull=False)
        .exclude(state="draft")
        .order_by()
        .values("basket", "measure")
        .annotate(
            asked=Count("pk"),
            granted=Count("pk", filter=Q(outcome="granted")),
            delivered=Count("pk", filter=Q(delivered_on__isnull=False)),
            invented=Count("pk", filter=Q(is_demonstration=True)),
        )
    )
    held: list[Mapping[str, Any]] = [dict(row) for row in rows]
    by_kind = {kind.value: _sum(kind.value, held, kind) for kind in Means}
    return TerritoryMeans(
        rows=tuple(by_kind.values()),
        whole=_add("", held),
        unknown=_add("unknown", [row for row in held if not _kinds(row)]),
        is_invented=any(row["invented"] for row in held),
    )


def _sum(code: str, rows: list[Mapping[str, Any]], kind: Means) -> MeansRow:
    return _add(code, [row for row in rows if kind in _kinds(row)])


def _add(code: str, rows: list[Mapping[str, Any]]) -> MeansRow:
    told = (sum(row[name] for row in rows) for name in ("asked", "granted", "delivered"))
    return MeansRow(code, *told)


def _kinds(row: Mapping[str, object]) -> frozenset[Means]:
    return _measure_means(str(row["basket"]), str(row["measure"]))


@lru_cache(maxsize=2000)
def _measure_means(version: str, measure: str) -> frozenset[Means]:
    held = basket(version)
    found = held.measures.get(measure) if held else None
    return found.means if found else frozenset()
