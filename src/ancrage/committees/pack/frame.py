"""What every part of a pack is gathered from: the perimeter, the reader, the sheets, the day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from ancrage.committees.pack.content import EUROS, PUBLIC, Figure
from ancrage.committees.pack.readers import reader_of
from ancrage.kernel.bars import barred
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor, ScopeKind, Where
from ancrage.matching.queries.places import Held, territories_at
from ancrage.roadmaps.portfolio_table import (
    FOLLOWED_LIST,
    INVENTED_SOURCE,
    KEPT,
    LIST,
    PUBLIC_SOURCE,
    PUBLISHED,
    SOURCE,
)
from ancrage.roadmaps.queries.portfolio import GIVEN_UP, Lens, Summary, summaries_of, summary_of
from ancrage.ui.formats import french_date
from ancrage.ui.links import link


@dataclass(frozen=True, slots=True)
class Reach:
    """What a committee is about: the nation, a region, a territory ("programme:code")."""

    kind: ScopeKind
    code: str
    name: str
    regions: frozenset[str] = frozenset()

    @property
    def where(self) -> Where:
        if self.kind == ScopeKind.NATION:
            return Where()
        territories = {self.code} if self.kind == ScopeKind.TERRITORY else set()
        return Where(regions=self.regions, territories=frozenset(territories))

    @property
    def query(self) -> dict[str, str]:
        """What narrows a list of sheets to it."""
        key = {ScopeKind.REGION: "region", ScopeKind.TERRITORY: "territoire"}.get(self.kind)
        return {key: self.code} if key else {}

    @property
    def place(self) -> str:
        """What narrows the journal to it."""
        return f"{self.kind.value}:{self.code}" if self.code else ""


@dataclass(frozen=True)
class Frame:
    """A pack being gathered; each part is read once. `since`: the day of the last meeting."""

    reach: Reach
    edition: str
    day: dt.date
    since: dt.date | None = None

    @cached_property
    def reader(self) -> Actor:
        return reader_of(self.edition, kind=self.reach.kind, regions=self.reach.regions)

    @cached_property
    def lens(self) -> Lens:
        return Lens(self.reader, self.day, is_published=self.edition == PUBLIC)

    @cached_property
    def rows(self) -> "QuerySet[Any]":
        """The sheets that totals count: the list narrowed as `sheets_url` narrows it."""
        rows = self.lens.light_rows().exclude(**{f"{self.lens.at('state')}__in": GIVEN_UP})
        if self.reach.kind == ScopeKind.REGION:
            held = barred(self.reach.code)
            return rows.filter(**{f"{self.lens.at('roadmap__regions')}__contains": held})
        if self.reach.kind == ScopeKind.TERRITORY:
            return rows.filter(**{self.lens.at("roadmap__scope"): self.reach.code})
        return rows

    @cached_property
    def summary(self) -> Summary:
        return summary_of(self.lens, self.rows)

    @cached_property
    def summaries(self) -> Mapping[str, Summary]:
        """By the scope code of each territory that has sheets."""
        return summaries_of(self.lens, self.rows)

    @cached_property
    def territories(self) -> list[Held]:
        """Those of the perimeter, on the lists of the day, by name."""
        found = territories_at(self.day)
        if self.reach.kind == ScopeKind.REGION:
            found = [one for one in found if self.reach.code in one.regions]
        elif self.reach.kind == ScopeKind.TERRITORY:
            found = [one for one in found if one.scope == self.reach.code]
        return sorted(found, key=lambda one: (one.name, one.scope))

    @cached_property
    def source(self) -> str:
        """Where what is told of sheets comes from."""
        if self.summary.is_invented:
            return INVENTED_SOURCE
        return PUBLIC_SOURCE if self.lens.is_published else SOURCE

    @property
    def quality(self) -> str:
        return (Quality.SIMULATED if self.summary.is_invented else Quality.DECLARED).value

    @property
    def as_of(self) -> str:
        return french_date(self.day)

    def sheets_url(self, **query: str) -> str:
        """The list of the same sheets, narrowed more."""
        shown = PUBLISHED if self.lens.is_published else FOLLOWED_LIST
        told = {LIST: shown, "etat": KEPT, **self.reach.query, **query}
        return link(None, "sheets", **told)

    def count(self, label: str, value: int | None, unit: str, address: str) -> Figure:
        """A number of things."""
        return Figure(label, "count", value, self.as_of, self.source, address, unit, self.quality)

    def euros(self, label: str, cents: int | None, address: str) -> Figure:
        """An amount."""
        return Figure(label, EUROS, cents, self.as_of, self.source, address, quality=self.quality)
