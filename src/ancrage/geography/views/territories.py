"""Map and list of the territories of one version of a list."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.columns import (
    region_filter,
    table_dates,
    table_source,
    territory_columns,
)
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.outlines import geometry_geojson
from ancrage.geography.place_maps import COLOURINGS, Colouring, territories_map
from ancrage.geography.queries import TerritoryRow
from ancrage.geography.views.common import ListChoice, choose_list, list_links, unknown_list
from ancrage.kernel.text import fold
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Table, build_table


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page and its map files show."""

    version: PerimeterVersion
    table: Table
    map: MapFigure
    colouring: Colouring


def territories(request: DatedRequest) -> HttpResponse:
    """Map and list; the file of exactly what is shown with `format=`."""
    choice = choose_list(request)
    if choice.is_lost:
        return unknown_list(request, choice)
    if choice.version is None:
        return _before_the_first(request, choice)
    shown = _shown(request, choice.version)
    return shown.table.response() or render(
        request, "geography/territories.html", _context(request, choice, shown)
    )


def territories_svg(request: DatedRequest) -> HttpResponse:
    return _map_file(request, "svg")


def territories_png(request: DatedRequest) -> HttpResponse:
    return _map_file(request, "png")


def _map_file(request: DatedRequest, kind: str) -> HttpResponse:
    choice = choose_list(request)
    if choice.version is None:
        raise Http404(_("Aucune liste n’est connue sous ce code ou à cette date."))
    drawn = _shown(request, choice.version).map
    return download(drawn, kind=kind, filename=f"territoires-{choice.version.code}")


def _shown(request: DatedRequest, version: PerimeterVersion) -> Shown:
    book = FigureBook(queries.figure_definitions())
    table = _table(request, version, queries.territory_rows(version), book)
    colouring = COLOURINGS.get(request.GET.get("carte", ""), next(iter(COLOURINGS.values())))
    drawn = territories_map(
        request,
        version=version,
        rows=table.rows,
        table_id=table.element_id,
        colouring=colouring,
        book=book,
    )
    return Shown(version, table, drawn, colouring)


def _table(
    request: DatedRequest, version: PerimeterVersion, rows: list[TerritoryRow], book: FigureBook
) -> Table:
    regions = sorted({(r.region, r.region_name) for r in rows}, key=lambda pair: fold(pair[1]))
    return build_table(
        request,
        rows=rows,
        columns=territory_columns(request, book, rows),
        filters=[region_filter(regions, lambda row: row.regions)],
        search=_searched,
        caption=_caption(version),
        filename=f"territoires-{version.code}",
        source=table_source(version, book),
        as_of=table_dates(version, book),
        default_sort="name",
        geometry=lambda row: geometry_geojson([*row.whole_sirens, *row.partial_sirens]),
    )


def _searched(row: TerritoryRow) -> str:
    return " ".join([row.name, row.code, row.region_name, *(m.name for m in row.members)])


def _caption(version: PerimeterVersion) -> str:
    return _("Territoires : %(list)s") % {"list": version.marked_name}


def _context(request: DatedRequest, choice: ListChoice, shown: Shown) -> dict[str, object]:
    mine = {"liste", "carte", "page", "format"}
    return {
        "version": shown.version,
        "simulated": shown.version.is_simulated,
        "table": shown.table,
        "map": shown.map,
        "lists": choice.held,
        "colourings": COLOURINGS.values(),
        "colouring": shown.colouring,
        "kept": [(k, v) for k, v in request.GET.items() if k not in mine],
        "communes_url": link(None, "list_communes", shown.version.code),
        "breadcrumb": [(_("Carte et liste"), "")],
    }


def _before_the_first(request: DatedRequest, choice: ListChoice) -> HttpResponse:
    first = next(iter(queries.official(choice.held)), None)
    context = {
        "first": first,
        "ways_out": list_links(request, choice.held),
        "unpublished": queries.unpublished_lists(),
        "breadcrumb": [(_("Carte et liste"), "")],
    }
    return render(request, "geography/no_list.html", context)
