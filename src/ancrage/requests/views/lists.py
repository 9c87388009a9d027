"""The list of requests, and the ways of seeing it that somebody named."""

from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.journal.policy import rights
from ancrage.people.middleware import ActorRequest
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.actions.views import drop_view, save_view
from ancrage.requests.models import SavedView
from ancrage.requests.queries.views import find_view, views_of
from ancrage.requests.tables import requests_table
from ancrage.requests.views.common import CONFLICT, said
from ancrage.requests.words import INVENTED, INVENTED_SOURCE
from ancrage.ui.links import link

LEFT_OUT = frozenset({"page", "format"})
"""What is no part of a view: where one is in it."""


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every request that the reader may see."""
    return _page(request)


def _page(request: ActorRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = request.actor
    table = requests_table(request, today=timezone.localdate())
    context = {
        "table": table,
        "problem": problem,
        "views": views_of(actor),
        "state": _cleaned(request.GET.urlencode()),
        "invented": INVENTED if table.source == INVENTED_SOURCE else "",
        "may_ask": rights().may_enter(actor, "requests.ask") and actor.is_person,
        "may_import": rights().may_enter(actor, "requests.import") and actor.is_person,
        "may_save": actor.is_person and actor.may_write,
        "breadcrumb": [(_("Sollicitations"), "")],
    }
    return table.response() or render(request, "requests/index.html", context, status=status)


@require_POST
def save(request: ActorRequest) -> HttpResponse:
    """Keep the state of the list under a name."""
    query = _cleaned(said(request, "query"))
    try:
        made = save_view(
            by=request.actor, now=timezone.now(), name=said(request, "name"), query=query
        )
    except RequestRefusedError as refusal:
        return _page(request, problem=str(refusal), status=CONFLICT)
    return redirect(link(request, "request_view", made.reference))


@require_GET
def show(request: ActorRequest, reference: str) -> HttpResponse:
    """A view that was kept: its list, as it is today."""
    held = _view_or_404(request, reference)
    address = link(request, "requests")
    return redirect(f"{address}?{held.query}" if held.query else address)


@require_POST
def drop(request: ActorRequest, reference: str) -> HttpResponse:
    """Forget a view."""
    drop_view(by=request.actor, now=timezone.now(), view=_view_or_404(request, reference))
    return redirect(link(request, "requests"))


def _view_or_404(request: ActorRequest, reference: str) -> SavedView:
    held = find_view(request.actor, reference)
    if held is None:
        raise Http404(_("Cette vue n’existe pas."))
    return held


def _cleaned(query: str) -> str:
    """The parameters of an address that say what the list shows."""
    return urlencode([pair for pair in parse_qsl(query) if pair[0] not in LEFT_OUT])
