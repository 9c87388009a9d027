"""The nation's map of the roads, and its table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancrage.home.path.definitions import Road, road_at
from ancrage.home.path.gathering import roads_at
from ancrage.home.path.shown import counts_of, roads_map
from ancrage.home.path.table import roads_table
from ancrage.matching.queries.places import lists_at
from ancrage.people.middleware import ActorRequest
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.tables import Table


@require_safe
def paths(request: ActorRequest) -> HttpResponse:
    """Where every territory stands on its road, since when, what is next, who has to act."""
    road, table = _table(request)
    file = table.response()
    if file:
        return file
    context = {
        "road": road,
        "table": table,
        "map": _map(request, road, table) if table.rows else None,
        "counts": counts_of(request, road, table),
        "breadcrumb": [(_("Parcours des territoires"), "")],
    }
    return render(request, "home/paths.html", context)


@require_safe
def paths_map(request: ActorRequest, form: str) -> HttpResponse:
    """The map of the territories that the address keeps, as a file."""
    road, table = _table(request)
    return download(_map(request, road, table), kind=form, filename="parcours")


def _map(request: ActorRequest, road: Road, table: Table) -> MapFigure:
    """One query."""
    simulated = any(version.is_simulated for version in lists_at(request.as_at.date))
    return roads_map(request, road, table, simulated=simulated)


def _table(request: ActorRequest) -> tuple[Road, Table]:
    """Eight queries."""
    road = road_at(request.as_at.date)
    return road, roads_table(request, road, roads_at(request.actor, day=request.as_at.date))
