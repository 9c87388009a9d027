"""The money page: from what was announced to what is paid, by every cut, on a map."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.funding.pages.money import context_of, read_page, years_chart
from ancrage.people.middleware import ActorRequest
from ancrage.ui.charts import response as chart_file
from ancrage.ui.maps import download


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """The money as at a day, cut as the address asks."""
    page = read_page(request, today=timezone.localdate())
    chart = years_chart(page)
    if file := page.table.response() or (chart_file(request, chart) if chart else None):
        return file
    return render(request, "funding/money.html", context_of(page, chart))


@require_GET
def map_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The map as a file."""
    drawn = read_page(request, today=timezone.localdate()).map
    if drawn is None:
        raise Http404(_("Il n’y a pas de carte de ce que vous demandez."))
    return download(drawn, kind=kind, filename="argent")
