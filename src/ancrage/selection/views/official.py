"""A result beside an official list: the overlap, and what each has alone, with why."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.selection import charts
from ancrage.selection.engine.comparison import Comparison, compare
from ancrage.selection.origins import origins
from ancrage.selection.overlap import Sides, overlap
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.lists import HeldList, as_list, official_lists
from ancrage.selection.queries.summary import region_names
from ancrage.selection.sizes import sizes
from ancrage.selection.views.common import run_or_404, trail
from ancrage.ui.maps import download
from ancrage.ui.middleware import DatedRequest

MAP = "identification_official_map"


def show(request: DatedRequest, code: str, version: str) -> HttpResponse:
    """What the official list and the result share, and what each has alone."""
    run, held, country = run_or_404(request, code), _official_list(version), loaded_country()
    found = compare(country=country, first=held.territories, second=as_list(run))
    sides = Sides(request, found, origins(), region_names())
    missed, added = sides.first_alone(run), sides.second_alone(None)
    file = missed.response() or added.response()
    if file:
        return file
    context = {
        "run": run,
        "held": held,
        "simulated": True,
        "breadcrumb": trail(request, run, held.version.name),
        "overlap": overlap(found, sides.told),
        "map": sides.map(
            run=run, country=country, address=(MAP, code, version), table_id=missed.element_id
        ),
        "missed": missed,
        "added": added,
        "matched": _matched(found),
        "members_chart": charts.members_chart(
            [sizes(country, found.second), sizes(country, found.first)], sides.told
        ),
    }
    return render(request, "selection/official.html", context)


def map_file(request: DatedRequest, code: str, version: str, kind: str) -> HttpResponse:
    """The map of the differences as a file, SVG or PNG."""
    run, held, country = run_or_404(request, code), _official_list(version), loaded_country()
    found = compare(country=country, first=held.territories, second=as_list(run))
    sides = Sides(request, found, origins(), {})
    figure = sides.map(run=run, country=country, address=(MAP, code, version))
    return download(figure, kind=kind, filename=f"comparaison-{run.code}-{version}-simule")


def _official_list(code: str) -> HeldList:
    found = next((held for held in official_lists() if held.version.code == code), None)
    if found is None:
        raise Http404(_("Aucune liste officielle ne porte ce code."))
    return found


def _matched(found: Comparison) -> dict[str, int]:
    """How many of the result's territories are as, look like, or share nothing with one there."""
    best = [match.similarity for match in found.matches_second]
    return {
        "same": sum(similarity == 1 for similarity in best),
        "alike": sum(0.5 <= similarity < 1 for similarity in best),
        "little": sum(0 < similarity < 0.5 for similarity in best),
        "none": sum(match.match is None for match in found.matches_second),
    }
