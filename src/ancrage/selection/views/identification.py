"""The identification: rules in words, result, proof, map, sizes, regions, territories, files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.journal.policy import may
from ancrage.kernel.quality import Quality
from ancrage.people.middleware import actor_in
from ancrage.selection import charts, map_figures, tables
from ancrage.selection.engine.model import Country, Status
from ancrage.selection.origins import Origins, origins
from ancrage.selection.proof import computed_on, proof_of
from ancrage.selection.queries.country import loaded_country
from ancrage.selection.queries.lists import as_list, official_lists
from ancrage.selection.queries.runs import Run, runs
from ancrage.selection.queries.summary import reason_counts, region_rows
from ancrage.selection.result_files import result_text
from ancrage.selection.rules_in_words import relaxations, rules_in_words
from ancrage.selection.sizes import at_cap, sizes
from ancrage.selection.views.common import run_or_404, trail
from ancrage.selection.wording import status_words
from ancrage.ui.exports import as_download
from ancrage.ui.figures import Figure
from ancrage.ui.maps import download
from ancrage.ui.middleware import DatedRequest

PUBLISH = "selection.publish_identification"
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
}


def current(request: DatedRequest) -> HttpResponse:
    """The identification behind the programme's list at the page's date."""
    if not runs():
        return render(request, "selection/none.html", {"breadcrumb": [(_("Identification"), "")]})
    return _page(request, run_or_404(request, None))


def show(request: DatedRequest, code: str) -> HttpResponse:
    """One identification, by its code."""
    return _page(request, run_or_404(request, code))


def _page(request: DatedRequest, run: Run) -> HttpResponse:
    context = result_context(request, run, loaded_country())
    if isinstance(context, HttpResponse):
        return context
    context |= {
        "breadcrumb": trail(request, run),
        "others": [other for other in runs() if other.code != run.code],
        "may_publish": bool(run.result.territories) and may(actor_in(request), PUBLISH),
    }
    return render(request, "selection/identification.html", context)


def result_context(
    request: DatedRequest, run: Run, country: Country
) -> dict[str, object] | HttpResponse:
    """What a page shows of a run: rules, figures, map, proof, tables; or the file asked for."""
    told = origins()
    rows = region_rows(run, country)
    names = {row.region.code: row.region.name for row in rows}
    table = tables.territories_table(request, run, country, names, told)
    regions = tables.regions_table(request, run, rows, told)
    file = table.response() or regions.response()
    if file:
        return file
    return {
        "run": run,
        "result": run.result,
        "simulated": True,
        "figures": _figures(run, told, country),
        "proof": proof_of(run),
        "rules": rules_in_words(run.result.rules, names),
        "relaxations": relaxations(run.result.rules, names),
        "why": reason_counts(run),
        "table": table,
        "regions": regions,
        **_maps_and_sizes(request, run, country, told, table.element_id),
    }


def _figures(run: Run, told: Origins, country: Country) -> list[Figure]:
    result = run.result
    people = sum(territory.population for territory in result.territories)
    national = sum(unit.population or 0 for unit in country.units)
    return [
        Figure(
            len(result.territories),
            _("Territoires identifiés (liste simulée)"),
            _("territoires"),
            as_of=computed_on(run),
            source=_("identification Ancrage, règles « %(title)s »") % {"title": run.title},
            quality=Quality.SIMULATED,
        ),
        told.share(result.covered_share, _("Part des emplois industriels du pays (liste simulée)")),
        told.figure(
            "industrial_jobs",
            result.covered_industrial_jobs,
            _("Emplois industriels (liste simulée)"),
        ),
        told.share(
            people / national if national else None,
            _("Part de la population (liste simulée)"),
            key="population",
        ),
    ]


def _maps_and_sizes(
    request: DatedRequest, run: Run, country: Country, told: Origins, table_id: str
) -> dict[str, object]:
    lists = official_lists()
    ours = as_list(run)
    held = [sizes(country, ours), *(sizes(country, other.territories) for other in lists)]
    return {
        "lists": lists,
        "map": map_figures.territories_map(request, run, told, table_id=table_id),
        "members_chart": charts.members_chart(held, told),
        "jobs_chart": charts.jobs_chart(held, told),
        "sizes": held,
        "at_cap": at_cap(ours, run.result.rules.members_max),
    }


def map_file(request: DatedRequest, code: str, kind: str) -> HttpResponse:
    """The map as a file, SVG or PNG."""
    run = run_or_404(request, code)
    figure = map_figures.territories_map(request, run, origins())
    return download(figure, kind=kind, filename=f"identification-{run.code}-simule")


def result_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The result as the command line writes it: JSON, CSV or GeoJSON, marked simulated."""
    run = run_or_404(request, code)  # type: ignore[arg-type]
    if kind not in CONTENT_TYPES:
        raise Http404
    response = HttpResponse(result_text(run, kind), content_type=CONTENT_TYPES[kind])
    return as_download(response, f"identification-{run.code}-simule", kind)


def all_runs(request: DatedRequest) -> HttpResponse:
    """Every identification that was run."""
    held = [(run, status_words(Status(run.status))) for run in runs()]
    context = {"runs": held, "simulated": True, "breadcrumb": [(_("Identifications"), "")]}
    return render(request, "selection/runs.html", context)
