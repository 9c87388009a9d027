"""Entering an act that was signed on paper, outside."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ancrage.contracts.access import ENTER
from ancrage.contracts.actions.outside import Outside, enter_outside
from ancrage.contracts.forms import ChooseTerritoryForm, OutsideForm
from ancrage.contracts.queries.contents import sheets_of
from ancrage.contracts.queries.lands import Land, find_land
from ancrage.contracts.views.common import BAD, CONFLICT, REFUSALS, trail
from ancrage.contracts.views.contracts import territories_of, where_of_land
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """The territory first; then the act, its days, its sheets, its scan."""
    scope = request.GET.get("territoire", "")
    if not scope:
        return _choose(request)
    land = find_land(scope) if ":" in scope and "\x00" not in scope else None
    if land is None or not may(request.actor, ENTER, where_of_land(land)):
        raise Http404(_("Ce territoire n’est pas de ceux dont vous versez les contrats."))
    offered = sheets_of(land.scope)
    form = OutsideForm(request.POST or None, request.FILES or None, sheets=offered)
    status = 200
    if form.is_bound:
        status = BAD
        if form.is_valid():
            try:
                return redirect(_entered(request, land, form))
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
    context = {
        "form": form,
        "title": _("Verser un acte signé hors de l’outil"),
        "facts": [(_("Territoire"), land.name)],
        "is_file": True,
        "submit": _("Verser l’acte"),
        "back": link(request, "contracts"),
        "breadcrumb": trail(request, _("Verser un acte")),
    }
    return render(request, "people/form.html", context, status=status)


def _entered(request: ActorRequest, land: Land, form: OutsideForm) -> str:
    told = form.cleaned_data
    scan = told["scan"]
    made = enter_outside(
        by=request.actor,
        now=timezone.now(),
        scope=land.scope,
        told=Outside(
            kind=told["kind"],
            signed_on=told["signed_on"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            sheets=told.get("sheets", ()),
        ),
        name=scan.name,
        content=scan.content,
    )
    return link(request, "act", made.contract.code, made.rank)


def _choose(request: ActorRequest) -> HttpResponse:
    his = territories_of(request.actor, ENTER)
    if not his:
        raise Http404(_("Aucun territoire n’est à vous."))
    context = {
        "form": ChooseTerritoryForm(None, territories=his),
        "title": _("Verser un acte signé hors de l’outil"),
        "is_choice": True,
        "submit": _("Continuer"),
        "back": link(request, "contracts"),
        "breadcrumb": trail(request, _("Verser un acte")),
    }
    return render(request, "people/form.html", context)
