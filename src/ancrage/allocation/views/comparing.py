"""Two or three scenarios side by side."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.allocation.compare_page import Compared
from ancrage.allocation.queries.scenarios import visible_to, with_plan
from ancrage.allocation.scenario_page import choice_places
from ancrage.allocation.seen import Seen
from ancrage.allocation.views.common import trail
from ancrage.funding.queries.names import read_names
from ancrage.people.middleware import ActorRequest

PLACES = "abc"


@require_GET
def compare(request: ActorRequest) -> HttpResponse:
    """The scenarios that the address names, of those that somebody reads and that have a plan."""
    asked = [request.GET.get(place, "").replace("\x00", "") for place in PLACES]
    codes = list(dict.fromkeys(code for code in asked if code))
    held = {one.code: one for one in visible_to(request.actor).defer(None).filter(code__in=codes)}
    names = read_names()
    seen = [Seen(held[code], names) for code in codes if code in held]
    shown = [one for one in seen if one.has_plan]
    told = {one.scenario.code for one in shown}
    context = {
        "missing": [code for code in codes if code not in told],
        "choices": list(with_plan(request.actor).values_list("code", "name")),
        "places": choice_places([(code, "") for code in codes]),
        "shown": [one.scenario for one in shown],
        "breadcrumb": trail(request, page=_("Comparer")),
    }
    if len(shown) > 1:
        found = Compared(shown)
        tables = [found.territories(request), found.needs(request), found.projects(request)]
        for table in tables:
            if file := table.response():
                return file
        context |= {
            "lines": found.lines,
            "apart": found.rules_apart(),
            "tables": tables,
            "is_demonstration": any(one.scenario.is_demonstration for one in shown),
        }
    return render(request, "allocation/compare.html", context)
