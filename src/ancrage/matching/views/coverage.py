"""Who answers where: the map and the table of holes and doubles, and what may be done about it."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from ancrage.journal.policy import rights
from ancrage.matching.access import reads_referents
from ancrage.matching.map_figures import coverage_map
from ancrage.matching.models import Designation
from ancrage.matching.queries.coverage import CoverageRow, coverage_rows
from ancrage.matching.queries.places import lists_at
from ancrage.matching.rules.coverage import State
from ancrage.matching.tables import coverage_table
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import french_date
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.tables import Table

DOORS = (
    ("designation_new", "matching.designate", gettext_lazy("Désigner un référent")),
    ("designations", "matching.read_referents", gettext_lazy("Désignations")),
    ("adjustment_new", "matching.ask_adjustment", gettext_lazy("Demander un ajustement")),
    ("adjustments", "matching.read_adjustments", gettext_lazy("Ajustements demandés")),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page of a day shows."""

    rows: list[CoverageRow]
    table: Table
    source: str
    simulated: bool


def coverage(request: ActorRequest) -> HttpResponse:
    """The page, or the table's file."""
    seen = _seen(request)
    file = seen.table.response()
    if file:
        return file
    states = [row.state for row in seen.table.rows]
    by_operator = Counter((row.operator_name, row.state) for row in seen.rows)
    context = {
        "table": seen.table,
        "map": _map(request, seen, table_id=seen.table.element_id) if seen.table.rows else None,
        "counts": {state.value: states.count(state) for state in State},
        "total": len(states),
        "operators": [
            (name, *(by_operator[name, state] for state in (State.ONE, State.HOLE, State.DOUBLE)))
            for name in dict.fromkeys(row.operator_name for row in seen.rows)
        ],
        "simulated": seen.simulated,
        "has_demonstration": Designation.objects.filter(is_demonstration=True).exists(),
        "doors": [(name, label) for name, action, label in DOORS if _opens(request, action)],
        "breadcrumb": [(_("Qui répond"), "")],
    }
    return render(request, "matching/coverage.html", context)


@require_GET
def coverage_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The map of what the table shows, as a file."""
    return download(_map(request, _seen(request)), kind=kind, filename="couverture")


def _seen(request: ActorRequest) -> Seen:
    day = request.as_at.date
    lists = lists_at(day)
    source = " ; ".join(version.marked_name for version in lists)
    source = _("désignations des opérateurs ; %s") % source if source else ""
    rows = coverage_rows(day)
    table = coverage_table(
        request,
        rows,
        named=reads_referents(request.actor),
        source=source,
        as_of=french_date(day),
    )
    return Seen(rows, table, source, any(version.is_simulated for version in lists))


def _map(request: ActorRequest, seen: Seen, *, table_id: str = "") -> MapFigure:
    return coverage_map(
        request,
        seen.table.rows,
        source=seen.source,
        as_of=french_date(request.as_at.date),
        query=request.GET.urlencode(),
        table_id=table_id,
        simulated=seen.simulated,
    )


def _opens(request: ActorRequest, action: str) -> bool:
    return rights().may_enter(request.actor, action)
