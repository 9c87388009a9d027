"""Sums of the ledger by cut: of the cells as known today, of the entries as known on a day.

As at a day, the cells of the years before it and the entries of its own year until it, in one
query. As known on an earlier day, the entries alone, which takes longer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from ancrage.funding.definitions import chart
from ancrage.funding.models import Cell, Entry
from ancrage.funding.models.dossiers import INSIDE, UNPLACED
from ancrage.funding.queries.cuts import narrowed, narrowed_entries
from ancrage.funding.rules.cuts import Keys, Look, Part, Sums, fold, whole

OF_ALL = ("stage", "is_verified", "is_demonstration")
BLANK = {
    "place": Q(place=UNPLACED),
    "measure": Q(measure=""),
    "need": Q(need=""),
    "scheme": Q(scheme=""),
    "region": Q(region=""),
}
"""What nobody told, by cut. A financer and a day are always told; a territory is where the place
is known and inside."""
APART = BLANK | {INSIDE: Q(place=INSIDE)}
"""What the whole is told with."""


def parts_by(look: Look, *fields: str) -> list[Part]:
    """What is looked at, cut by these fields. One query."""
    return [
        _part(row, row["sum_cents"], row["sum_count"], tuple(str(row[name]) for name in fields))
        for row in _rows(look, *fields)
    ]


def sums_by(look: Look, *fields: str) -> dict[Keys, Sums]:
    """The sums of what is looked at, by the values of these fields. One query."""
    return fold(parts_by(look, *fields), chart())


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is looked at; by cut, what of it nobody told; what lands in the territories; what
    each year holds."""

    sums: Sums
    blanks: Mapping[str, Sums]
    inside: Sums
    years: Mapping[Keys, Sums]


def whole_of(look: Look) -> Whole:
    """The sums of all that is looked at, with what is told apart of it. One query."""
    rows = list(_rows(look, "year", apart=True))
    parts = [_part(row, row["sum_cents"], row["sum_count"], (str(row["year"]),)) for row in rows]
    held = {
        name: whole([_part(row, row[f"of_{name}"] or 0, 0) for row in rows], chart())
        for name in APART
    }
    inside = held.pop(INSIDE)
    return Whole(whole(parts, chart()), held, inside, fold(parts, chart()))


def _part(row: Mapping[str, Any], cents: int, count: int, keys: Keys = ()) -> Part:
    stage, is_verified, is_demonstration = (row[name] for name in OF_ALL)
    return Part(keys, stage, is_verified, is_demonstration, cents, count)


def _rows(look: Look, *fields: str, apart: bool = False) -> Iterator[Mapping[str, Any]]:
    wanted = [_summed(rows, told, fields, apart=apart) for rows, told in _sources(look)]
    first, *others = wanted
    yield from first.union(*others, all=True) if others else first


def _sources(look: Look) -> list[tuple["QuerySet[Any]", Aggregate]]:
    """The rows that make the sums, with what counts the entries of each."""
    entries = narrowed_entries(Entry.objects.all(), look)
    if look.known_on is not None:
        return [(entries, Count("pk"))]
    cells = narrowed(Cell.objects.filter(count__gt=0), look)
    if look.until is None:
        return [(cells, Sum("count"))]
    year = look.until.year
    before, own = cells.filter(year__lt=year), entries.filter(year=year)
    return [(before, Sum("count")), (own, Count("pk"))]


def _summed(
    rows: "QuerySet[Any]",
    count: Aggregate,
    fields: Sequence[str],
    *,
    apart: bool,
) -> "QuerySet[Any]":
    sums: dict[str, Any] = {"sum_cents": Sum("cents"), "sum_count": count}
    if apart:
        sums |= {f"of_{name}": Sum("cents", filter=where) for name, where in APART.items()}
    found: QuerySet[Any] = rows.order_by().values(*OF_ALL, *fields).annotate(**sums)
    return found
