"""The ways of seeing lists that somebody named: kept, shown, forgotten."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.people.actions.saved import ViewRefusedError, drop_view, save_view
from ancrage.people.middleware import ActorRequest
from ancrage.people.models import SavedView
from ancrage.people.queries.saved import find_view
from ancrage.people.saved_lists import cleaned, saved_lists
from ancrage.ui.links import link

CONFLICT = 409


@require_POST
def save(request: ActorRequest) -> HttpResponse:
    """Keep the state of a list under a name; what was typed is shown again when it cannot be."""
    page, name = request.POST.get("page", ""), request.POST.get("name", "").replace("\x00", "")
    if page not in saved_lists():
        raise Http404(_("Cette liste ne garde pas de vues."))
    query = cleaned(request.POST.get("query", "").replace("\x00", ""))
    try:
        made = save_view(by=request.actor, now=timezone.now(), page=page, name=name, query=query)
    except ViewRefusedError as refusal:
        back = link(request, page)
        context = {
            "problem": str(refusal),
            "page": page,
            "name": name,
            "query": query,
            "back": f"{back}?{query}" if query else back,
            "breadcrumb": [(str(saved_lists()[page]), back), (_("Garder cette vue"), "")],
        }
        return render(request, "people/view_refused.html", context, status=CONFLICT)
    return redirect(link(request, "view", made.reference))


@require_GET
def show(request: ActorRequest, reference: str) -> HttpResponse:
    """A view that was kept: its list, as it is today."""
    held = _view_or_404(request, reference)
    address = link(request, held.page)
    return redirect(f"{address}?{held.query}" if held.query else address)


@require_POST
def drop(request: ActorRequest, reference: str) -> HttpResponse:
    """Forget a view."""
    held = _view_or_404(request, reference)
    drop_view(by=request.actor, now=timezone.now(), view=held)
    return redirect(link(request, held.page))


def _view_or_404(request: ActorRequest, reference: str) -> SavedView:
    held = find_view(request.actor, reference)
    if held is None or held.page not in saved_lists():
        raise Http404(_("Cette vue n’existe pas."))
    return held
