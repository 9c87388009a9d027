"""Lists of sheets: as they are being written, for those who read them; as they were validated,
for everybody.

A sheet has the same columns in both, so that one list, one map and one sum read either; but they
never mix: what everybody reads comes from the last version that the committee validated.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from ancrage.kernel.rights import Actor
from ancrage.roadmaps.access import Access, sees_outlines
from ancrage.roadmaps.definitions import PUBLIC_STATES, parameters_at, words, workflow
from ancrage.roadmaps.models import ActionSheet, Share, SheetColumns, SheetVersion
from ancrage.roadmaps.queries.sheets import everything, read_by
from ancrage.roadmaps.rules.content import Content
from ancrage.roadmaps.rules.following import AT_RISK, FOLLOWED, LATE, STUCK, Follow, follow

HEAVY = ("content", "cells")
SUMS = ("total_cost", "asked", "promised", "granted", "paid")
GIVEN_UP = frozenset({"refused", "abandoned"})
"""The states of sheets that no total of a roadmap counts."""
WHOLE = "*"


@dataclass(frozen=True)
class Listed:
    """A sheet of a list. `row`: the columns that its reader reads; `follow`: how it goes, for
    those who follow it; in outline, its words are not shown."""

    sheet: ActionSheet
    row: SheetColumns
    follow: Follow | None = None
    is_outline: bool = False

    @property
    def content(self) -> Content:
        """What its reader reads of it: what is being written, or what was validated."""
        held: Content = self.row.content  # type: ignore[attr-defined]
        return held


@dataclass(frozen=True)
class Lens:
    """Which sheets are looked at, and how: `at` names a field of the sheet for the rows."""

    actor: Actor
    today: dt.date
    is_published: bool

    @property
    def is_outline(self) -> bool:
        """Whether words are kept from the reader."""
        return not self.is_published and sees_outlines(self.actor)

    def at(self, field: str) -> str:
        """The path of a field of the sheet itself, from the rows."""
        return f"sheet__{field}" if self.is_published else field

    def rows(self) -> "QuerySet[Any]":
        """The rows that may be read, those that need somebody first."""
        return published() if self.is_published else followed(self.actor, today=self.today)

    def light_rows(self) -> "QuerySet[Any]":
        """The same, without the documents that lists do not show."""
        heavy = ("content", "plan", "sheet__content", "sheet__cells")
        return self.rows().defer(*(heavy if self.is_published else HEAVY))

    def present(self, rows: Sequence[Any]) -> list[Listed]:
        """The rows with what their reader may see of them. One query for who sees outlines."""
        if self.is_published:
            return [Listed(row.sheet, row) for row in rows]
        hidden = self._outlines(rows)
        days = parameters_at(self.today).late_days
        return [
            Listed(sheet, sheet, _follow(sheet, self.today, days), sheet.pk in hidden)
            for sheet in rows
        ]

    def _outlines(self, rows: Sequence[ActionSheet]) -> set[int]:
        """Those that are seen without their words."""
        if not self.is_outline:
            return set()
        given = set(
            Share.objects.filter(person=self.actor.reference).values_list("sheet", flat=True)
        )
        mine = frozenset({self.actor.reference})
        return {
            sheet.pk
            for sheet in rows
            if not Access(self.actor, sheet, mine if sheet.pk in given else frozenset()).is_full
        }


def lens_of(actor: Actor, *, today: dt.date, published_only: bool) -> Lens:
    """What somebody follows when he follows something; else what is published. One query."""
    if published_only or not actor.held:
        is_published = published_only or not _is_given(actor)
        return Lens(actor, today, is_published)
    return Lens(actor, today, not followed(actor, today=today).exists())


def _is_given(actor: Actor) -> bool:
    return actor.is_person and Share.objects.filter(person=actor.reference).exists()


def published() -> "QuerySet[SheetVersion]":
    """What everybody reads: the last version validated of sheets that are not reserved.

    Most sheets are public: told by the states that are not, SQLite reads them in their order
    rather than gathering those of each state, which takes longer.
    """
    held = SheetVersion.objects.filter(
        ~Q(sheet__state__in=sorted(workflow().states.keys() - PUBLIC_STATES)),
        number=F("sheet__version"),
        sheet__is_private=False,
        sheet__deleted_at=None,
    )
    return held.select_related("sheet__roadmap").order_by("-sheet__code")


def followed(actor: Actor, *, today: dt.date) -> "QuerySet[ActionSheet]":
    """What somebody reads as it is written: late and at risk first, then by the next date."""
    held = everything().filter(Q(deleted_at=None) & read_by(actor))
    ranked = held.annotate(rank=rank_at(today))
    return ranked.order_by("-rank", F("next_due").asc(nulls_last=True), "-code")


def rank_at(today: dt.date) -> Case:
    """How much a sheet needs somebody: the same as `follow`, said to the database."""
    limit = today - dt.timedelta(days=parameters_at(today).late_days)
    going = Q(state__in=FOLLOWED)
    return Case(
        When(going & Q(next_due__lt=limit), then=Value(LATE)),
        When(going & Q(light="red"), then=Value(STUCK)),
        When(going & (Q(light="amber") | Q(is_blocked=True)), then=Value(AT_RISK)),
        When(state="suspended", then=Value(AT_RISK)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _follow(sheet: ActionSheet, today: dt.date, late_days: int) -> Follow:
    return follow(
        state=sheet.state,
        light=sheet.light,
        is_blocked=sheet.is_blocked,
        next_due=sheet.next_due,
        today=today,
        late_days=late_days,
    )


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of sheets in cents, None where nothing is told; `unpriced`: without a cost."""

    code: str
    label: str
    count: int
    unpriced: int
    total_cost: int | None
    asked: int | None
    promised: int | None
    granted: int | None
    paid: int | None


def totals_of(rows: Iterable[SheetColumns]) -> list[Total]:
    """The same of rows that were read already."""
    by_need: dict[str, list[SheetColumns]] = {}
    for row in rows:
        by_need.setdefault(row.need, []).append(row)
    return _in_order(
        {
            need: Total(
                need,
                "",
                len(held),
                sum(1 for row in held if row.total_cost is None),
                **{name: _sum(getattr(row, name) for row in held) for name in SUMS},
            )
            for need, held in by_need.items()
        }
    )


def _in_order(parts: Mapping[str, Total]) -> list[Total]:
    """By the order of the needs, with their labels; all together at the end."""
    labels = {**words("needs"), "": "Besoin non dit"}
    told = [replace(parts[need], label=label) for need, label in labels.items() if need in parts]
    if not told:
        return []
    count, unpriced = (sum(getattr(t, name) for t in told) for name in ("count", "unpriced"))
    sums = {name: _sum(getattr(total, name) for total in told) for name in SUMS}
    return [*told, Total(WHOLE, "Ensemble", count, unpriced, **sums)]


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list holds: its sums by need, how many are late, how many are late or at risk, the
    years that it spans, whether some of it is made up."""

    totals: Sequence[Total]
    late: int
    at_risk: int
    years: Sequence[int]
    budget_years: Sequence[str]
    is_invented: bool

    @property
    def count(self) -> int:
        return self.totals[-1].count if self.totals else 0


def summary_of(lens: Lens, rows: "QuerySet[Any]") -> Summary:
    """What some rows of a lens hold. One query, which reads them once."""
    return _summary(_parts(lens, rows))


def summaries_of(lens: Lens, rows: "QuerySet[Any]") -> dict[str, Summary]:
    """The same, territory by territory, by scope code. One query."""
    scope = lens.at("roadmap__scope")
    held: dict[str, list[Mapping[str, Any]]] = {}
    for part in _parts(lens, rows, scope):
        held.setdefault(part[scope], []).append(part)
    return {code: _summary(parts) for code, parts in held.items()}


def _parts(lens: Lens, rows: "QuerySet[Any]", *by: str) -> list[Mapping[str, Any]]:
    """The sums of rows by need and budget years, and by what is asked."""
    sums: dict[str, Aggregate] = {f"sum_{name}": Sum(name) for name in SUMS}
    if not lens.is_published:
        sums["late"] = Count("pk", filter=Q(rank=LATE))
        sums["at_risk"] = Count("pk", filter=Q(rank__gte=AT_RISK))
    return list(
        rows.order_by()
        .values("need", "budget_years", *by)
        .annotate(
            count=Count("pk"),
            priced=Count("total_cost"),
            first=Min("starts_on"),
            last=Max("ends_on"),
            invented=Count("pk", filter=Q(**{lens.at("is_demonstration"): True})),
            **sums,
        )
    )


def _summary(parts: Sequence[Mapping[str, Any]]) -> Summary:
    budgets = {year for part in parts for year in part["budget_years"].split("|") if year}
    return Summary(
        totals=_in_order(_by_need(parts)),
        late=sum(part.get("late", 0) for part in parts),
        at_risk=sum(part.get("at_risk", 0) for part in parts),
        years=_spanned(parts),
        budget_years=sorted(budgets),
        is_invented=any(part["invented"] for part in parts),
    )


def _by_need(parts: Sequence[Mapping[str, Any]]) -> dict[str, Total]:
    held: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        held.setdefault(part["need"], []).append(part)
    return {
        need: Total(
            need,
            "",
            sum(part["count"] for part in some),
            sum(part["count"] - part["priced"] for part in some),
            **{name: _sum(part[f"sum_{name}"] for part in some) for name in SUMS},
        )
        for need, some in held.items()
    }


def _spanned(parts: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """The years from the first beginning to the last end."""
    firsts = [part["first"].year for part in parts if part["first"]]
    lasts = [part["last"].year for part in parts if part["last"]]
    return range(min(firsts), max(lasts) + 1) if firsts and lasts else ()
