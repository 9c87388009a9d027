"""A territory: its outline, members, figures, neighbours, history, and those like it."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.close_maps import territory_map
from ancrage.geography.measures import (
    FigureBook,
    cautions,
    comparisons,
    headline,
    jobs_caution,
    unemployment_figures,
)
from ancrage.geography.models import Intercommunality, PerimeterVersion, Territory
from ancrage.geography.panels import territory_panels
from ancrage.geography.queries import CountryTotals, Overlap, TerritoryRow, Totals
from ancrage.geography.rules.similarity import nearest
from ancrage.geography.views.common import list_links, lost
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.middleware import DatedRequest

ALIKE = 6
"""How many territories alike are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A territory with the others of its list, as its page needs them."""

    territory: Territory
    row: TerritoryRow
    rows: dict[str, TerritoryRow]
    totals: CountryTotals

    @property
    def version(self) -> PerimeterVersion:
        return self.territory.version


@dataclass(frozen=True, slots=True)
class Alike:
    """A territory of the same list and its distance in structure."""

    row: TerritoryRow
    distance: float


def territory(request: DatedRequest, version: str, code: str) -> HttpResponse:
    place = _find(version, code)
    if place is None:
        return _lost(request, version, code)
    return render(request, "geography/territory.html", _context(request, place))


def territory_svg(request: DatedRequest, version: str, code: str) -> HttpResponse:
    return _map_file(request, version, code, "svg")


def territory_png(request: DatedRequest, version: str, code: str) -> HttpResponse:
    return _map_file(request, version, code, "png")


def _map_file(request: DatedRequest, version: str, code: str, kind: str) -> HttpResponse:
    place = _find(version, code)
    if place is None:
        raise Http404(_("Aucun territoire ne porte ces codes."))
    return download(_map(request, place), kind=kind, filename=f"territoire-{version}-{code}")


def _find(version: str, code: str) -> Place | None:
    found = queries.find_territory(version=version, code=code)
    if found is None:
        return None
    totals = queries.country_totals()
    rows = {row.code: row for row in queries.territory_rows(found.version, country=totals)}
    return Place(found, rows[code], rows, totals)


def _lost(request: DatedRequest, version: str, code: str) -> HttpResponse:
    held = queries.versions()
    same_code = [
        (f"{t.name} – {t.version.marked_name}", link(request, "territory", t.version_id, t.code))
        for t in queries.territories_of_code(code)
    ]
    return lost(
        request,
        title=_("Territoire inconnu"),
        explanation=_("La liste « %(list)s » n’a pas de territoire « %(code)s ».")
        % {"list": version[:50], "code": code[:50]},
        ways_out=[*same_code, *list_links(request, held)],
    )


def _map(request: DatedRequest, place: Place) -> MapFigure:
    around = [p for p, _km in queries.neighbours_of(place.row.whole_sirens)]
    return territory_map(request, version=place.version, row=place.row, neighbours=around)


def _context(request: DatedRequest, place: Place) -> dict[str, object]:
    row, version = place.row, place.version
    book = FigureBook(queries.figure_definitions())
    around = [p for p, _km in queries.neighbours_of(row.whole_sirens)]
    country = place.totals.country
    lines = comparisons(
        book=book,
        here=row.totals,
        region=place.totals.regions.get(row.region, Totals()),
        country=country,
        partial=row.lower_bound,
    )
    return {
        "territory": place.territory,
        "version": version,
        "simulated": version.is_simulated,
        "is_in_force": queries.in_force([version], on=request.as_at.date) is not None,
        "row": row,
        "headline": headline(book=book, here=row.totals, country=country, partial=row.lower_bound),
        "comparisons": lines,
        "cautions": cautions(lines),
        "caution": jobs_caution(p.jobs_quality for p in row.whole),
        "unemployment": unemployment_figures(book=book, places=row.whole),
        "map": territory_map(request, version=version, row=row, neighbours=around),
        "neighbours": _neighbouring_territories(place, {p.siren for p in around}),
        "free_neighbours": _free(place, around),
        "history": _history(row),
        "alike": _alike(place),
        "panels": territory_panels(request=request, territory=place.territory),
        "breadcrumb": [
            (version.marked_name, link(request, "territories", liste=version.code)),
            (place.territory.name, ""),
        ],
    }


def _neighbouring_territories(place: Place, around: set[str]) -> list[TerritoryRow]:
    """Territories of the same list that hold, whole or in part, an intercommunalité next door."""
    return [
        row
        for row in place.rows.values()
        if row.code != place.row.code
        and not around.isdisjoint((*row.whole_sirens, *row.partial_sirens))
    ]


def _free(place: Place, around: list[Intercommunality]) -> list[Intercommunality]:
    """Intercommunalités next door that are in no territory of the list."""
    held = {s for row in place.rows.values() for s in (*row.whole_sirens, *row.partial_sirens)}
    return [p for p in around if p.siren not in held]


def _history(row: TerritoryRow) -> list[tuple[PerimeterVersion, list[Overlap]]]:
    found = queries.history(row)
    return [(version, list(group)) for version, group in groupby(found, key=lambda o: o.version)]


def _alike(place: Place) -> list[Alike]:
    structures = {code: row.structure for code, row in place.rows.items()}
    known = {code: held for code, held in structures.items() if held is not None}
    found = nearest(code=place.row.code, structures=known, count=ALIKE)
    return [Alike(place.rows[n.code], n.distance) for n in found]
