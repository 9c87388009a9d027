"""The firm core and the contestable edge: how often each intercommunalité is chosen."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.selection import map_figures, tables
from ancrage.selection.engine.model import Country
from ancrage.selection.map_figures import FREQUENCIES, FrequencyClass, frequency_class
from ancrage.selection.origins import origins
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.runs import Run
from ancrage.selection.queries.summary import region_names
from ancrage.selection.views.common import run_or_404, trail
from ancrage.ui.maps import download
from ancrage.ui.middleware import DatedRequest


def show(request: DatedRequest, code: str) -> HttpResponse:
    """The map, its thresholds, and the table that says the same."""
    run, country = _run(request, code), loaded_country()
    told = origins()
    table = tables.robustness_table(request, run, country, region_names(), told)
    file = table.response()
    if file:
        return file
    context = {
        "run": run,
        "simulated": True,
        "breadcrumb": trail(request, run, _("Robustesse")),
        "robustness": run.robustness,
        "classes": _classes(run, country),
        "map": map_figures.robustness_map(request, run, country, told, table_id=table.element_id),
        "table": table,
    }
    return render(request, "selection/robustness.html", context)


def map_file(request: DatedRequest, code: str, kind: str) -> HttpResponse:
    """The map as a file, SVG or PNG."""
    run = _run(request, code)
    figure = map_figures.robustness_map(request, run, loaded_country(), origins())
    return download(figure, kind=kind, filename=f"robustesse-{run.code}-simule")


def _run(request: DatedRequest, code: str) -> Run:
    run = run_or_404(request, code)
    if run.robustness is None:
        raise Http404(_("La robustesse de cette identification n’a pas été calculée."))
    return run


def _classes(run: Run, country: Country) -> list[tuple[FrequencyClass, int, int]]:
    """Each class with its number of intercommunalités and their industrial jobs."""
    held: dict[str, list[int]] = {found.css: [] for found in FREQUENCIES}
    for unit in country.units:
        if unit.siren in run.frequencies:
            found = frequency_class(run.frequencies[unit.siren])
            held[found.css].append(unit.industrial_jobs or 0)
    return [(found, len(held[found.css]), sum(held[found.css])) for found in FREQUENCIES]
