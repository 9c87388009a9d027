"""A territory's money: traced by the ledger, declared by its sheets, beside those like it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.funding.pages.territory import TerritoryMoney, context_of
from ancrage.funding.queries.cuts import look_of
from ancrage.funding.queries.territories import (
    alike,
    declared_in,
    find_place,
    traced_in,
    where_of_territory,
)
from ancrage.people.middleware import ActorRequest


@require_GET
def show(request: ActorRequest, version: str, code: str) -> HttpResponse:
    """The page, as its reader may read the sheets."""
    found = find_place(version, code)
    if found is None:
        raise Http404(_("Aucun territoire d’un programme ne porte ces codes."))
    territory, scope = found.territory, found.scope
    at, today = request.as_at, timezone.localdate()
    asked = {"territoire": scope, "connu": request.GET.get("connu", "")}
    look, faults = look_of(asked, until=at.date if at.explicit else None, today=today)
    where = where_of_territory(territory, scope)
    traced = traced_in(look)
    page = TerritoryMoney(
        request=request,
        territory=territory,
        look=look,
        traced=traced,
        declared=declared_in(request.actor, scope, where, look, traced, today=today),
        alike=alike(found, look),
    )
    files = (table.response() for table in page.tables.values())
    if file := next((held for held in files if held), None):
        return file
    context = context_of(page, where) | {"notices": faults}
    return render(request, "funding/territory_money.html", context)
