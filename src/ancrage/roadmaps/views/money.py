"""Money told of a sheet, on the screen: an amount is added, or reversed with its reason."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ancrage.files.rules.cells import UnreadableError, read_amount, read_day
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.actions.money import Declared, declare_funding, reverse_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.views.common import attempt, number_in, said, written_or_404
from ancrage.roadmaps.views.sheets import sheet_page
from ancrage.ui.links import link

PLAN = "#financement"


@require_POST
def declare(request: ActorRequest, code: str) -> HttpResponse:
    """Tell an amount."""
    held = written_or_404(request, code)
    return attempt(
        lambda: declare_funding(
            by=request.actor, now=timezone.now(), sheet=held.sheet, declared=declared_in(request)
        ),
        done=lambda: link(request, "sheet", code) + PLAN,
        refused=lambda told: sheet_page(request, held, problem=told, about="declare"),
    )


def declared_in(request: ActorRequest) -> Declared:
    """The amount that the form tells. SheetRefusedError when a cell is not understood."""
    return Declared(
        financer=said(request, "financer"),
        kind=said(request, "kind"),
        year=number_in(request, "year"),
        stage=said(request, "stage"),
        cents=cents_of(said(request, "amount")),
        told_on=day_of(said(request, "told_on")),
        source=said(request, "source"),
    )


def cents_of(text: str) -> int:
    """An amount as typed; 0 for none, which the command refuses. SheetRefusedError."""
    try:
        return read_amount(text) or 0
    except UnreadableError as fault:
        raise SheetRefusedError(_("Montant\N{NO-BREAK SPACE}: %s") % fault) from fault


def day_of(text: str) -> dt.date:
    """A day as typed. SheetRefusedError."""
    try:
        day = read_day(text)
    except UnreadableError as fault:
        raise SheetRefusedError(_("Dit le\N{NO-BREAK SPACE}: %s") % fault) from fault
    if day is None:
        raise SheetRefusedError(_("Dites quand ce montant a été dit."))
    return day


@require_POST
def reverse(request: ActorRequest, code: str, entry: int) -> HttpResponse:
    """Undo an entry whole, and say why."""
    held = written_or_404(request, code)
    found = held.sheet.funding.filter(pk=entry).first()
    if found is None:
        raise Http404(_("Cette écriture n’existe pas."))
    found.sheet = held.sheet
    return attempt(
        lambda: reverse_funding(
            by=request.actor, now=timezone.now(), entry=found, reason=said(request, "reason")
        ),
        done=lambda: link(request, "sheet", code) + PLAN,
        refused=lambda told: sheet_page(request, held, problem=told, about=f"reverse-{entry}"),
    )
