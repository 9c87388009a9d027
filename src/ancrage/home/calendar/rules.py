"""What is dated in the programme: what a calendar keeps of it, and how it lays it out."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ancrage.kernel.rights import NOWHERE, Actor, ScopeKind, Where

SCOPES = (ScopeKind.REGION, ScopeKind.TERRITORY, ScopeKind.OPERATOR, ScopeKind.COMPANY)
GATHERED_FROM = 6
"""So many of one kind on one day are told by their number first."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing on the calendar.

    `key` is the same for ever ("meeting:R-2026-0007"). `until`: the last day, included, of what
    lasts; `starts_at` and `ends_at` when hours are known. `said`: the day as its source says it,
    when that is less precise than a day. `page`: the name of its page and the codes of its address.
    `where`: what it touches, nothing for the nation as a whole. `known_on`: since when it is known
    here. `sequence` counts what was changed of it, last at `changed_at`. `uid`: its name in
    calendars, when it has one already.
    """

    key: str
    kind: str
    label: str
    day: dt.date
    until: dt.date | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    said: str = ""
    place: str = ""
    where: Where = NOWHERE
    page: tuple[str, ...] = ()
    state: str = ""
    is_over: bool = False
    is_cancelled: bool = False
    source: str = ""
    source_url: str = ""
    known_on: dt.date | None = None
    sequence: int = 0
    changed_at: dt.datetime | None = None
    is_demonstration: bool = False
    uid: str = ""

    @property
    def last_day(self) -> dt.date:
        return self.until or self.day

    @property
    def order(self) -> tuple[object, ...]:
        """By day, what has hours first, by hour; what is no day of its own last."""
        hour = self.starts_at.timestamp() if self.starts_at else float("inf")
        return (self.day, bool(self.said), self.said, hour, self.kind, self.label, self.key)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to another, both included."""

    start: dt.date
    end: dt.date

    def holds(self, one: Dated) -> bool:
        """Whether something happens, in part at least, in the period."""
        return one.day <= self.end and one.last_day >= self.start

    @property
    def months(self) -> Iterator[dt.date]:
        """The first days of its months."""
        month = self.start.replace(day=1)
        while month <= self.end:
            yield month
            month = month_after(month, 1)


def month_after(day: dt.date, count: int) -> dt.date:
    """The first day of the month that comes so many months after that of a day."""
    months = day.year * 12 + day.month - 1 + count
    return dt.date(months // 12, months % 12 + 1, 1)


def period_of(month: dt.date, months: int) -> Period:
    """So many whole months, from that of a day."""
    last = month_after(month, months - 1)
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return Period(month.replace(day=1), end)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: everything that is left empty narrows nothing.

    `mine`: what touches the roles of this actor, or himself.
    """

    kinds: frozenset[str] = frozenset()
    region: str = ""
    territory: str = ""
    mine: Actor | None = None

    def keeps(self, one: Dated) -> bool:
        return (
            (not self.kinds or one.kind in self.kinds)
            and (not self.region or self.region in one.where.regions)
            and (not self.territory or self.territory in one.where.territories)
            and (self.mine is None or concerns(self.mine, one.where))
        )


def concerns(actor: Actor, where: Where) -> bool:
    """Whether something touches the scope of a role that somebody holds, or himself; what belongs
    to the nation as a whole concerns everybody."""
    if where == NOWHERE or (actor.is_person and actor.reference in where.people):
        return True
    return any(not where.touched(kind).isdisjoint(actor.codes(kind)) for kind in SCOPES)


def chosen(
    found: Iterable[Dated], *, period: Period, wanted: Wanted, known_by: dt.date | None = None
) -> list[Dated]:
    """What is kept, in order; `known_by`: only what was known by that day."""
    return sorted(
        (
            one
            for one in found
            if period.holds(one)
            and wanted.keeps(one)
            and (known_by is None or one.known_on is None or one.known_on <= known_by)
        ),
        key=lambda one: one.order,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """What is of one kind on one day."""

    kind: str
    entries: Sequence[Dated]

    @property
    def is_many(self) -> bool:
        return len(self.entries) >= GATHERED_FROM


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the list; `said`: the words that stand for a day that is not known better."""

    day: dt.date
    groups: Sequence[Group]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the list, with the days on which there is something."""

    first: dt.date
    days: Sequence[Day] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        return sum(len(group.entries) for day in self.days for group in day.groups)


def laid_out(entries: Sequence[Dated], period: Period, *, today: dt.date) -> list[Month]:
    """The months of a period with their days; what began before is on the first day.

    Today is a day of the list, be there anything or not.
    """
    shown = sorted(entries, key=lambda one: (max(one.day, period.start), *one.order[1:]))
    by_day = groupby(shown, key=lambda one: (max(one.day, period.start), one.said))
    days = [Day(day, _groups(list(held)), said) for (day, said), held in by_day]
    is_there = any(one.day == today and not one.said for one in days)
    if period.start <= today <= period.end and not is_there:
        days = sorted([*days, Day(today, ())], key=lambda one: (one.day, one.said))
    return [
        Month(first, [one for one in days if one.day.replace(day=1) == first])
        for first in period.months
    ]


def _groups(entries: Sequence[Dated]) -> list[Group]:
    """By kind where there are many of one; the others alone, in their order."""
    counts: dict[str, list[Dated]] = {}
    for one in entries:
        counts.setdefault(one.kind, []).append(one)
    many = {kind: held for kind, held in counts.items() if len(held) >= GATHERED_FROM}
    alone = [Group(one.kind, [one]) for one in entries if one.kind not in many]
    return [*alone, *(Group(kind, held) for kind, held in many.items())]
