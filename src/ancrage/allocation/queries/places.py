"""What is known of territories: their industrial jobs, and an index of need."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from statistics import mean
from typing import Any

from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.catalogue.rules.basket import Basket
from ancrage.geography import queries as geography
from ancrage.geography.measures import BY_KEY, FigureBook
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.queries import TerritoryRow
from ancrage.kernel.text import fold
from ancrage.matching.definitions import parameters
from ancrage.matching.queries.diagnosis import Atlas, figures_say
from ancrage.matching.queries.places import Held, lists_at, territories_at

JOBS = BY_KEY["industrial_jobs"]


@dataclass(frozen=True, slots=True)
class Named:
    """The territories of the programmes' lists, found by code or by name."""

    by_scope: dict[str, Held]
    by_word: dict[str, str]

    def scope_of(self, told: str) -> str:
        """The scope code that a file names: « programme:code », a code or a name of one territory;
        "" when there is none."""
        return told if told in self.by_scope else self.by_word.get(fold(told), "")


def named_at(day: dt.date) -> Named:
    """The territories of the lists in force on a day. Three queries."""
    held = {one.scope: one for one in territories_at(day)}
    words: dict[str, list[str]] = {}
    for one in held.values():
        for word in {fold(one.code), fold(one.name)}:
            words.setdefault(word, []).append(one.scope)
    return Named(held, {word: found[0] for word, found in words.items() if len(found) == 1})


def figures_of(scopes: Collection[str], *, day: dt.date) -> dict[str, Any]:
    """The document that a scenario keeps of its territories: `territories` by scope ({"jobs",
    "need"}, "jobs" left out when it is not known), `source`, `as_of`, `need_source`, `unknown` (the
    scopes whose jobs are not known). {} when no territory is told. About five queries a list.

    `need`: the mean of the points that the public figures of the territory bring to the four needs
    beside territories alike, over the highest; 0 where no figure speaks.
    """
    wanted = set(scopes) - {""}
    if not wanted:
        return {}
    found: dict[str, Any] = {}
    book = FigureBook(geography.figure_definitions())
    for version in lists_at(day):
        found |= _of_list(version, wanted, book, day)
    unknown = sorted(scope for scope in wanted if "jobs" not in found.get(scope, {}))
    return {
        "territories": found,
        "source": book.source(JOBS),
        "as_of": book.vintage(JOBS),
        "need_source": _("Signaux des besoins, à côté de territoires semblables"),
        "unknown": unknown,
    }


def _of_list(
    version: PerimeterVersion, wanted: Collection[str], book: FigureBook, day: dt.date
) -> dict[str, dict[str, float]]:
    rows = {row.code: row for row in geography.territory_rows(version)}
    atlas, basket = Atlas(rows, book), basket_at(day)
    scopes = {f"{version.perimeter_id}:{code}": code for code in rows}
    return {
        scope: _place(rows[code], need_of(atlas, code, basket, day))
        for scope, code in scopes.items()
        if scope in wanted
    }


def _place(row: TerritoryRow, need: float) -> dict[str, float]:
    jobs = row.industrial_jobs
    return {"need": need} if jobs is None else {"jobs": jobs, "need": need}


def need_of(atlas: Atlas, code: str, basket: Basket, day: dt.date) -> float:
    """An index of need between 0 and 1: see `figures_of`. No query."""
    parts = figures_say(atlas, code, basket=basket, day=day)
    points = [
        reading.standing.points for part in parts for reading in part.readings if reading.standing
    ]
    highest = max(band.points for band in parameters(day).bands)
    return round(mean(points) / highest, 4) if points else 0.0
