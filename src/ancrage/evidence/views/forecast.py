"""What will be committed and paid in the next quarters, where the past allows to say it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancrage.evidence import foreseen, words
from ancrage.evidence.foreseen import Forecasts, Foreseen
from ancrage.evidence.rules.priority import ALL
from ancrage.people.middleware import ActorRequest
from ancrage.ui import charts
from ancrage.ui.links import link


@require_safe
def national(request: ActorRequest) -> HttpResponse:
    """The programme, and a line for each operator and measure."""
    found = foreseen.forecasts_at(request.as_at.date)
    table = foreseen.overview_table(request, found)
    file = table.response()
    if file:
        return file
    context: dict[str, object] = {
        "table": table,
        "breadcrumb": [(_("Argent"), link(request, "money")), (_("Prévisions"), "")],
    }
    return _page(request, found, found.of(ALL), context)


@require_safe
def detail(request: ActorRequest, operator: str, measure: str = "") -> HttpResponse:
    """One operator, or one of its measures, with the errors of the past."""
    found = foreseen.forecasts_at(request.as_at.date)
    held = found.of((operator, measure))
    if not held:
        raise Http404
    name, of_measure = found.words((operator, measure))
    trail = [(_("Argent"), link(request, "money")), (_("Prévisions"), link(request, "forecast"))]
    if measure:
        trail.append((name, link(request, "forecast_operator", operator)))
    title = of_measure or name
    context: dict[str, object] = {"title": title, "breadcrumb": [*trail, (title, "")]}
    return _page(request, found, held, context)


def _page(
    request: ActorRequest, found: Forecasts, held: list[Foreseen], context: dict[str, object]
) -> HttpResponse:
    drawn = [foreseen.series_chart(one, found) for one in held]
    errors = foreseen.errors_table(request, held, found)
    file = charts.response(request, *drawn) or errors.response()
    if file:
        return file
    told = {
        "found": found,
        "as_of": found.as_of,
        "sentences": [foreseen.sentence(one, found.rules) for one in held],
        "charts": drawn,
        "errors": errors,
        "invented": words.INVENTED if found.held.is_demonstration else "",
        "unmatched": foreseen.million(found.held.unmatched) if found.held.unmatched else "",
    }
    return render(request, "evidence/forecast.html", told | context)
