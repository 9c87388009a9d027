"""What comes out, for everybody: by operator and measure, inside and outside the territories."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.people.middleware import ActorRequest
from ancrage.requests.outcome_tables import outcome_chart, outcome_table, whole_figures
from ancrage.requests.queries.outcomes import counted, outcomes
from ancrage.requests.words import INVENTED, INVENTED_SOURCE, SOURCE


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """The counts and the delays of the requests that were sent."""
    today = timezone.localdate()
    asked = request.GET.get("envoyees", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None
    found = outcomes(counted(year=year), on=today)
    source = INVENTED_SOURCE if found.invented else SOURCE
    table = outcome_table(request, found, source=source, today=today)
    context = {
        "table": table,
        "figures": whole_figures(found, source=source, today=today),
        "chart": outcome_chart(found, source=source, today=today),
        "years": _years(today),
        "year": year,
        "invented": INVENTED if found.invented else "",
        "breadcrumb": [(_("Ce qui sort des sollicitations"), "")],
    }
    return table.response() or render(request, "requests/outcomes.html", context)


def _years(today: dt.date) -> list[int]:
    """The years in which requests were sent, the last one first."""
    days = counted().dates("sent_on", "year", order="DESC")
    return [day.year for day in days if day.year <= today.year]
