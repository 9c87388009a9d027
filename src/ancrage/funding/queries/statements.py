"""Our sums beside what was said in public, as at many days at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import DateField, Q, Sum, Value

from ancrage.funding.definitions import chart, statements
from ancrage.funding.models import Cell, Entry
from ancrage.funding.rules.cuts import Look
from ancrage.funding.rules.statements import Compared, Statement, days_of, looks

KEPT = ("financer", "scheme", "measure", "place")
"""The fields that a statement may be narrowed by."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Cents of a stage of a year, until a day of it; `until` None: the whole year."""

    stage: str
    year: int
    until: dt.date | None
    told: Mapping[str, str]
    cents: int
    is_invented: bool


class Ledger:
    """The ledger, summed as at several days. Two queries, whatever the number of days."""

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.rows = [*_years(), *_parts(days)]

    @property
    def is_invented(self) -> bool:
        """Whether the demonstration made some of it up."""
        return any(row.is_invented for row in self.rows)

    def total(self, look: Look, years: tuple[int, int] | None = None) -> int:
        """A net total, in cents, as at a day of those that were asked for."""
        return sum(chart().stages[row.stage].sign * row.cents for row in self._kept(look, years))

    def _kept(self, look: Look, years: tuple[int, int] | None) -> Iterable[_Row]:
        first, last = years or (0, 9999)
        for row in self.rows:
            if chart().stages[row.stage].of != look.total or not first <= row.year <= last:
                continue
            is_whole = row.until is None and (look.until is None or row.year < look.until.year)
            is_part = look.until is not None and row.until == look.until
            if (is_whole or is_part) and _is_in(row, look):
                yield row


def _is_in(row: _Row, look: Look) -> bool:
    return all(getattr(look, name) in ("", row.told[name]) for name in KEPT)


def _years() -> Iterable[_Row]:
    fields = ("stage", "year", "is_demonstration", *KEPT)
    rows = Cell.objects.filter(count__gt=0).order_by().values(*fields)
    for held in rows.annotate(sum_cents=Sum("cents")):
        yield _row(held, None)


def _parts(days: Sequence[dt.date]) -> Iterable[_Row]:
    """The entries of each day's year until it, in one query."""
    fields = ("stage", "year", "is_demonstration", *KEPT)
    parts = [
        Entry.objects.filter(Q(year=day.year, event_on__lte=day))
        .order_by()
        .annotate(until=Value(day, DateField()))
        .values(*fields, "until")
        .annotate(sum_cents=Sum("cents"))
        for day in days
    ]
    if not parts:
        return
    first, *others = parts
    for held in first.union(*others, all=True) if others else first:
        yield _row(held, held["until"])


def _row(held: Mapping[str, object], until: dt.date | None) -> _Row:
    return _Row(
        stage=str(held["stage"]),
        year=int(str(held["year"])),
        until=until,
        told={name: str(held[name]) for name in KEPT},
        cents=int(str(held["sum_cents"])),
        is_invented=bool(held["is_demonstration"]),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """Every statement with our sums; the ledger that they are of."""

    compared: tuple[Compared, ...]
    ledger: Ledger


def compared_at(day: dt.date) -> Beside:
    """Every statement beside our sums, as at its own day and as at another. Two queries."""
    held = statements()
    ledger = Ledger(days_of(held, day=day))
    return Beside(tuple(_compared(one, ledger, day) for one in held), ledger)


def _compared(one: Statement, ledger: Ledger, day: dt.date) -> Compared:
    then, now = looks(one, day=day)
    years = one.thing.years
    return Compared(
        one,
        ledger.total(then, years) if then else None,
        ledger.total(now, years) if now else None,
    )
