"""The pages that gather all capabilities."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.geography import queries
from ancrage.geography.measures import FigureBook
from ancrage.geography.models import PerimeterVersion, Region
from ancrage.home import claims, measured
from ancrage.home import regions as rooms
from ancrage.home.maps import adapted_list, home_map
from ancrage.home.search import search as find
from ancrage.selection.origins import origins
from ancrage.selection.queries.runs import current_run
from ancrage.selection.queries.summary import region_explanation
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, download
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Table


def home(request: DatedRequest) -> HttpResponse:
    """What Ancrage is, the map, and what was announced beside what is computed."""
    told = origins()
    run = current_run(on=request.as_at.date)
    lists = queries.versions()
    adapted = adapted_list(run, lists, on=request.as_at.date)
    at = request.as_at
    figures = measured.measured_figures(run, told)
    if money := measured.traced_money(on=at.date, is_past=at.explicit):
        figures["money"] = money
    context = {
        "run": run,
        "adapted": adapted,
        "map": home_map(request, run, told, adapted) if run else None,
        "claims": claims.check(figures),
        "lists": queries.official(lists),
    }
    return render(request, "home/home.html", context)


def search(request: DatedRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "text": text,
        "groups": find(text=text, day=request.as_at.date),
        "breadcrumb": [(_("Recherche"), "")],
    }
    return render(request, "home/search.html", context)


def regions(request: DatedRequest) -> HttpResponse:
    """Every region with its number of territories in the lists in force."""
    lists = rooms.lists_in_force(on=request.as_at.date)
    table, drawn = _regions(request, lists)
    context = {"table": table, "map": drawn, "lists": lists, "breadcrumb": [(_("Régions"), "")]}
    return table.response() or render(request, "home/regions.html", context)


def _regions(
    request: DatedRequest, lists: list[PerimeterVersion]
) -> tuple[Table, MapFigure | None]:
    rows = rooms.region_counts(lists, queries.country_totals())
    table = rooms.counts_table(request, rows, lists)
    asked = _asked_list(request, lists)
    drawn = rooms.regions_map(request, rows, asked, table.element_id) if asked else None
    return table, drawn


def _asked_list(request: DatedRequest, lists: list[PerimeterVersion]) -> PerimeterVersion | None:
    """The list that a map's address names, else the first one in force."""
    asked = request.GET.get("liste", "")
    return next((v for v in lists if v.code == asked), lists[0] if lists else None)


def regions_map(request: DatedRequest, form: str) -> HttpResponse:
    lists = rooms.lists_in_force(on=request.as_at.date)
    drawn = _regions(request, lists)[1]
    if drawn is None:
        raise Http404(_("Aucune liste n’est connue à cette date."))
    return download(drawn, kind=form, filename="regions")


def region(request: DatedRequest, code: str) -> HttpResponse:
    """A region: its figures, its territories in each list in force, and why not more."""
    place = _region_or_404(code)
    book = FigureBook(queries.figure_definitions())
    country = queries.country_totals()
    lists = rooms.lists_in_force(on=request.as_at.date)
    held = [
        rooms.region_part(request, place, version, country=country, book=book) for version in lists
    ]
    files = next((file for part in held if (file := part.table.response())), None)
    run = current_run(on=request.as_at.date)
    context = {
        "region": place,
        "figures": rooms.region_figures(place, country, book),
        "parts": held,
        "explanation": region_explanation(run=run, region=place.code) if run else None,
        "run": run,
        "breadcrumb": [(_("Régions"), link(request, "regions")), (place.name, "")],
    }
    return files or render(request, "home/region.html", context)


def region_map(request: DatedRequest, code: str, form: str) -> HttpResponse:
    place = _region_or_404(code)
    version = _asked_list(request, rooms.lists_in_force(on=request.as_at.date))
    if version is None:
        raise Http404(_("Aucune liste n’est connue à cette date."))
    part = rooms.region_part(
        request,
        place,
        version,
        country=queries.country_totals(),
        book=FigureBook(queries.figure_definitions()),
    )
    return download(part.map, kind=form, filename=f"region-{place.code}-{version.code}")


def _region_or_404(code: str) -> Region:
    place = next((r for r in queries.regions() if r.code == code and r.kind == "region"), None)
    if place is None:
        raise Http404(_("Aucune région ne porte le code « %(code)s ».") % {"code": code[:10]})
    return place


def method(request: DatedRequest) -> HttpResponse:
    return render(request, "home/method.html", {"breadcrumb": [(_("Méthode"), "")]})


def accessibility(request: DatedRequest) -> HttpResponse:
    context = {"breadcrumb": [(_("Accessibilité"), "")]}
    return render(request, "home/accessibility.html", context)


def legal(request: DatedRequest) -> HttpResponse:
    context = {"publisher": settings.PUBLISHER, "breadcrumb": [(_("Mentions légales"), "")]}
    return render(request, "home/legal.html", context)
