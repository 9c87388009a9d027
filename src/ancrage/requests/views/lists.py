"""The list of requests."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.journal.policy import rights
from ancrage.people.middleware import ActorRequest
from ancrage.people.saved_lists import saved_views
from ancrage.requests.tables import requests_table
from ancrage.requests.words import INVENTED, INVENTED_SOURCE


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every request that the reader may see."""
    actor = request.actor
    table = requests_table(request, today=timezone.localdate())
    context = {
        "table": table,
        "saved": saved_views(request, "requests"),
        "invented": INVENTED if table.source == INVENTED_SOURCE else "",
        "may_ask": rights().may_enter(actor, "requests.ask") and actor.is_person,
        "may_import": rights().may_enter(actor, "requests.import") and actor.is_person,
        "breadcrumb": [(_("Sollicitations"), "")],
    }
    return table.response() or render(request, "requests/index.html", context)
