"""A territory's roadmap: its axes, its sheets, its money, what like territories do."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, TextField, Value, When, Window
from django.db.models.functions import Cast, RowNumber

from ancrage.geography.models import Commune
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor, Where
from ancrage.kernel.text import fold
from ancrage.roadmaps.access import READ
from ancrage.roadmaps.models import FundingEntry, Roadmap
from ancrage.roadmaps.queries.portfolio import (
    GIVEN_UP,
    Lens,
    Listed,
    Total,
    published,
    totals_of,
)
from ancrage.roadmaps.queries.sheets import told
from ancrage.roadmaps.rules.funding import STAGES, Line, plan_of

NO_AXIS = ""


@dataclass(frozen=True, slots=True)
class AxisPart:
    """An axis of the strategy with its sheets; the last part has those that name none of them."""

    code: str
    title: str
    need: str
    sheets: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What a financer brings, or what a year does: cents by stage, None where nothing is told."""

    name: str
    count: int
    asked: int | None
    promised: int | None
    granted: int | None
    paid: int | None


@dataclass(frozen=True)
class RoadmapSheets:
    """The sheets of a roadmap as its reader reads them. `lines`: of their funding plans."""

    roadmap: Roadmap | None
    lens: Lens
    sheets: tuple[Listed, ...]
    lines: Mapping[int, Sequence[Line]]

    @cached_property
    def kept(self) -> tuple[Listed, ...]:
        """Those that totals count: not the ones refused nor given up."""
        return tuple(one for one in self.sheets if one.sheet.state not in GIVEN_UP)

    @cached_property
    def axes(self) -> list[AxisPart]:
        """The sheets by axis, in the order of the roadmap."""
        told_axes = self.roadmap.axes if self.roadmap else []
        by_axis: dict[str, list[Listed]] = {}
        for one in self.sheets:
            by_axis.setdefault(_axis_of(one.row.axis, told_axes), []).append(one)
        parts = [
            AxisPart(a["code"], a["title"], a["need"], tuple(by_axis.get(a["code"], [])))
            for a in told_axes
        ]
        rest = by_axis.get(NO_AXIS, [])
        return [*parts, AxisPart(NO_AXIS, "", "", tuple(rest))] if rest else parts

    @cached_property
    def totals(self) -> list[Total]:
        return totals_of(one.row for one in self.kept)

    @cached_property
    def by_financer(self) -> list[Money]:
        """What each financer brings, the greatest first."""
        found = self._money(lambda line: line.financer)
        return sorted(found, key=lambda one: (-(one.asked or 0), fold(one.name)))

    @cached_property
    def by_year(self) -> list[Money]:
        return sorted(self._money(lambda line: str(line.year)), key=lambda one: one.name)

    def _money(self, key: Callable[[Line], str]) -> list[Money]:
        sums: dict[str, dict[str, int]] = {}
        sheets: dict[str, set[int]] = {}
        for one in self.kept:
            for line in self.lines.get(one.sheet.pk, ()):
                held = sums.setdefault(key(line), {})
                sheets.setdefault(key(line), set()).add(one.sheet.pk)
                for stage in STAGES:
                    cents = line.at(stage)
                    if cents is not None:
                        held[stage] = held.get(stage, 0) + cents
        return [
            Money(name, len(sheets[name]), *(held.get(stage) for stage in STAGES))
            for name, held in sums.items()
        ]

    @cached_property
    def at_risk(self) -> int:
        """How many are late or at risk, for who follows them."""
        return sum(1 for one in self.kept if one.follow and one.follow.rank)

    @cached_property
    def placeless(self) -> int:
        """How many say no place."""
        return sum(1 for one in self.kept if not is_placed(one))


def is_placed(one: Listed) -> bool:
    row = one.row
    return bool(row.communes or row.intercommunalities or row.latitude is not None)


def _axis_of(written: str, axes: Sequence[Mapping[str, str]]) -> str:
    """The code of the axis that a sheet names by its code or its title; "" for none of them."""
    named = fold(written)
    found = (a["code"] for a in axes if named and named in {fold(a["code"]), fold(a["title"])})
    return next(found, NO_AXIS)


def reads_whole(actor: Actor, where: Where) -> bool:
    """Whether somebody reads the sheets of a roadmap as they are written; else the published."""
    grant = rights().decide(actor, READ, where)
    return grant is not None and not grant.outline


def roadmap_sheets(actor: Actor, scope: str, where: Where, *, today: dt.date) -> RoadmapSheets:
    """The sheets of a territory's roadmap, with their contents. Two queries.

    `where`: what the roadmap touches, all its regions told.
    """
    lens = Lens(actor, today, is_published=not reads_whole(actor, where))
    rows = lens.rows().filter(**{lens.at("roadmap__scope"): scope}).defer(lens.at("cells"))
    if lens.is_published:
        rows = rows.defer("sheet__content", "sheet__cells")
    sheets = tuple(sorted(lens.present(list(rows)), key=_by_reference))
    if not sheets:
        return RoadmapSheets(Roadmap.objects.filter(scope=scope).first(), lens, (), {})
    return RoadmapSheets(sheets[0].sheet.roadmap, lens, sheets, _lines(lens, sheets))


def _by_reference(one: Listed) -> tuple[bool, list[tuple[int, str]], str]:
    """A1.2 before A1.10; those without a reference last."""
    parts = re.findall(r"\d+|[^\d]+", one.row.reference)
    told = [(int(part), "") if part.isdecimal() else (0, fold(part)) for part in parts]
    return (not told, told, one.sheet.code)


def _lines(lens: Lens, sheets: Sequence[Listed]) -> dict[int, Sequence[Line]]:
    """The funding lines of each sheet: of its entries, or of what was validated."""
    if lens.is_published:
        return {one.sheet.pk: [Line(**held) for held in one.row.plan] for one in sheets}  # type: ignore[attr-defined]
    entries: dict[int, list[FundingEntry]] = {}
    for entry in FundingEntry.objects.filter(sheet__in=[one.sheet.pk for one in sheets]):
        entries.setdefault(entry.sheet_id, []).append(entry)
    return {
        pk: plan_of(told(held), total_cost=None, own_share=None).lines
        for pk, held in entries.items()
    }


def commune_names(sheets: Iterable[Listed]) -> dict[str, tuple[str, str]]:
    """(name, SIREN of its intercommunalité) of the communes of sheets, by code. One query."""
    codes = {code for one in sheets for code in one.row.communes.split("|") if code}
    rows = Commune.objects.filter(code__in=codes).order_by()
    found = rows.values_list("code", "name", "intercommunality")
    return {code: (name, siren or "") for code, name, siren in found}


@dataclass(frozen=True, slots=True)
class LikeSheet:
    """A published sheet of a like territory, with what came of it."""

    listed: Listed

    @property
    def results(self) -> list[Mapping[str, str]]:
        """The indicators whose result is told."""
        rows = self.listed.content.get("indicators", {}).values()
        return [row for row in rows if row.get("observed")]


UNDER_WAY = ("running", "done", "closed")
MOST_LIKE = 5
"""How many sheets of like territories are shown for a need."""


def like_sheets(scopes: Collection[str]) -> dict[str, list[LikeSheet]]:
    """What some territories do, by need: published sheets, those with results first. One query."""
    rows = published().filter(sheet__roadmap__scope__in=scopes, sheet__state__in=UNDER_WAY)
    # Empty values are not kept: where the name stands, there is a result.
    has_results = Case(When(text__contains='"observed"', then=Value(1)), default=Value(0))
    best = Window(
        RowNumber(), partition_by="need", order_by=[F("has_results").desc(), F("sheet__code").asc()]
    )
    shown = (
        rows.alias(text=Cast("content", TextField()))
        .annotate(has_results=has_results)
        .annotate(place=best)
        .filter(place__lte=MOST_LIKE)
        .order_by("place")
    )
    found: dict[str, list[LikeSheet]] = {}
    for row in shown.defer("plan", "sheet__content", "sheet__cells"):
        found.setdefault(row.need, []).append(LikeSheet(Listed(row.sheet, row)))
    return found
