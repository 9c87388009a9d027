"""Announced against traced: public statements as dated facts, our sums beside them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.funding.definitions import statements
from ancrage.funding.pages.statements import statements_chart, statements_table
from ancrage.funding.queries.statements import compared_at
from ancrage.funding.rules.statements import contradictions
from ancrage.funding.rules.wording import SIMULATED, spoken
from ancrage.people.middleware import ActorRequest
from ancrage.ui.charts import response as chart_file
from ancrage.ui.links import link


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """Every statement; those that contradict one another; what is traced."""
    day = request.as_at.date
    beside = compared_at(day)
    table = statements_table(request, beside, day=day)
    chart = statements_chart(beside, day=day)
    if file := table.response() or (chart_file(request, chart) if chart else None):
        return file
    context = {
        "simulated": SIMULATED if beside.ledger.is_invented else "",
        "table": table,
        "chart": chart,
        "contradictions": [(one, spoken(one.gap)) for one in contradictions(statements())],
        "breadcrumb": [(_("Argent"), link(request, "money")), (_("Annoncé et retracé"), "")],
    }
    return render(request, "funding/statements.html", context)
