"""The intercommunalités: all of them in a table, and each on its page."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.close_maps import intercommunality_map
from ancrage.geography.columns import intercommunality_columns, region_filter
from ancrage.geography.measures import (
    FigureBook,
    cautions,
    comparisons,
    headline,
    jobs_caution,
    unemployment_figures,
)
from ancrage.geography.models import Commune, Intercommunality, PerimeterVersion
from ancrage.geography.outlines import geometry_geojson
from ancrage.geography.panels import intercommunality_panels
from ancrage.geography.queries import IntercommunalityRow, Membership, Totals
from ancrage.geography.views.common import choose_list, lost, unknown_list
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Filter, Table, build_table


def intercommunalities(request: DatedRequest) -> HttpResponse:
    """The table of the intercommunalités, with their territory in one list."""
    choice = choose_list(request)
    if choice.is_lost:
        return unknown_list(request, choice)
    table = _table(request, choice.version)
    context = {
        "table": table,
        "version": choice.version,
        "lists": choice.held,
        "kept": [(k, v) for k, v in request.GET.items() if k not in ("liste", "page", "format")],
        "breadcrumb": [(_("Intercommunalités"), "")],
    }
    return table.response() or render(request, "geography/intercommunalities.html", context)


def _table(request: DatedRequest, version: PerimeterVersion | None) -> Table:
    book = FigureBook(queries.figure_definitions())
    rows = queries.intercommunality_rows(version)
    regions = sorted({(r.place.region_id, r.place.region.name) for r in rows}, key=lambda p: p[1])
    kinds = [(k, label) for k, label in Intercommunality.KINDS if k != Intercommunality.EPT]
    return build_table(
        request,
        rows=rows,
        columns=intercommunality_columns(request, book, version.marked_name if version else ""),
        filters=[
            region_filter(regions, lambda row: row.place.regions.split("|")),
            Filter(
                "nature",
                _("Nature"),
                lambda row: row.place.kind,
                choices=kinds,
                all_label=_("Toutes"),
            ),
            Filter("territoire", _("Dans un territoire"), _is_in, choices=IN_OR_OUT),
        ],
        search=lambda row: f"{row.place.name} {row.place.siren} {row.place.department.name}",
        caption=_("Intercommunalités et leurs chiffres"),
        filename="intercommunalites",
        source=_("INSEE, DGCL, Urssaf, France Travail ; emplois industriels et totaux estimés"),
        as_of=_("périmètres de 2026 ; chaque chiffre à sa date"),
        default_sort="name",
        geometry=lambda row: geometry_geojson([row.place.siren]),
    )


IN_OR_OUT = [("oui", "oui"), ("non", "non")]


def _is_in(row: IntercommunalityRow) -> str:
    return "oui" if row.territories else "non"


@dataclass(frozen=True, slots=True)
class Around:
    """What touches an intercommunalité; for a part of Grand Paris, what touches the metropolis."""

    places: list[tuple[Intercommunality, float]]

    @property
    def intercommunalities(self) -> list[Intercommunality]:
        return [place for place, _km in self.places]


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """A commune with the codes that it took over."""

    commune: Commune
    former: list[str]

    @property
    def postal_codes(self) -> list[str]:
        return self.commune.postal_codes.split("|")


def intercommunality(request: DatedRequest, siren: str) -> HttpResponse:
    place = queries.find_intercommunality(siren)
    if place is None:
        return _lost(request, siren)
    return render(request, "geography/intercommunality.html", _context(request, place))


def intercommunality_svg(request: DatedRequest, siren: str) -> HttpResponse:
    return _map_file(request, siren, "svg")


def intercommunality_png(request: DatedRequest, siren: str) -> HttpResponse:
    return _map_file(request, siren, "png")


def _map_file(request: DatedRequest, siren: str, kind: str) -> HttpResponse:
    place = queries.find_intercommunality(siren)
    if place is None:
        raise Http404(_("Aucune intercommunalité ne porte ce SIREN."))
    drawn = _map(request, place, _around(place))
    return download(drawn, kind=kind, filename=f"intercommunalite-{siren}")


def _lost(request: DatedRequest, siren: str) -> HttpResponse:
    return lost(
        request,
        title=_("Intercommunalité inconnue"),
        explanation=_(
            "Aucune intercommunalité de 2026 ne porte le SIREN « %(siren)s ». Elle a pu fusionner "
            "ou changer de numéro."
        )
        % {"siren": siren[:20]},
        ways_out=[
            (_("Toutes les intercommunalités"), link(request, "intercommunalities")),
            (_("Chercher par commune ou code postal"), link(request, "lookup")),
        ],
    )


def _around(place: Intercommunality) -> Around:
    return Around(queries.neighbours_of([place.parent_id or place.siren]))


def _map(request: DatedRequest, place: Intercommunality, around: Around) -> MapFigure:
    return intercommunality_map(
        request,
        place=place,
        neighbours=around.intercommunalities,
        source="IGN, Admin Express COG 2018 ; DGCL",
        as_of=_("périmètres de 2026"),
    )


def _context(request: DatedRequest, place: Intercommunality) -> dict[str, object]:
    book = FigureBook(queries.figure_definitions())
    totals, here = queries.country_totals(), queries.totals_of([place])
    around, communes = _around(place), queries.communes_of(place.siren)
    former = queries.former_codes(communes)
    region = totals.regions.get(place.region_id, Totals())
    lines = comparisons(book=book, here=here, region=region, country=totals.country)
    return {
        "place": place,
        "regions": [r for r in queries.regions() if r.code in place.regions.split("|")],
        "headline": headline(book=book, here=here, country=totals.country),
        "comparisons": lines,
        "cautions": cautions(lines),
        "caution": jobs_caution([place.jobs_quality]),
        "unemployment": unemployment_figures(book=book, places=[place]),
        "map": _map(request, place, around),
        "around": around.places,
        "timeline": _timeline(place.siren),
        "current": queries.version_at(perimeter=queries.OFFICIAL, on=request.as_at.date),
        "communes": [CommuneLine(c, former.get(c.code, [])) for c in communes],
        "panels": intercommunality_panels(request=request, intercommunality=place),
        "breadcrumb": [
            (_("Intercommunalités"), link(request, "intercommunalities")),
            (place.name, ""),
        ],
    }


def _timeline(siren: str) -> list[tuple[PerimeterVersion, list[Membership]]]:
    """Every list, with the territories that it puts the intercommunalité in (none: empty)."""
    held = [queries.as_membership(m) for m in queries.memberships([siren])]
    by_version = {
        code: list(group)
        for code, group in groupby(
            sorted(held, key=lambda m: m.territory.version_id),
            key=lambda m: m.territory.version_id,
        )
    }
    return [(version, by_version.get(version.code, [])) for version in queries.versions()]
