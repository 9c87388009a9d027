"""The agenda: items put, taken off, put in order; their papers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ancrage.committees.actions.calling import refreeze_paper
from ancrage.committees.actions.preparing import order_agenda, put_on_agenda, take_off_agenda
from ancrage.committees.kinds.registry import SUBJECT, kind_of
from ancrage.committees.papers import item_paper
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.views.common import (
    attempt,
    item_or_404,
    meeting_step,
    prepared_or_404,
    said,
    trail,
)
from ancrage.committees.views.meetings import meeting_page
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.office import KINDS, response

AGENDA = "#ordre-du-jour"
MOST = 200
"""How many things one form puts on an agenda."""


@require_POST
def put(request: ActorRequest, code: str) -> HttpResponse:
    """Add what was ticked (« kind|reference »), or a plain subject."""
    access = prepared_or_404(request, code)
    chosen = [one.replace("\x00", "").partition("|") for one in request.POST.getlist("subject")]

    def act() -> None:
        for kind, _bar, subject in chosen[:MOST]:
            put_on_agenda(
                by=request.actor,
                now=timezone.now(),
                meeting=access.meeting,
                kind=kind,
                subject=subject,
            )
        if said(request, "label").strip() or not chosen:
            put_on_agenda(
                by=request.actor,
                now=timezone.now(),
                meeting=access.meeting,
                label=said(request, "label"),
                asked=said(request, "asked"),
            )

    return attempt(
        act,
        done=lambda: link(request, "meeting", code) + AGENDA,
        refused=lambda told: meeting_page(
            request, prepared_or_404(request, code), problem=told, about="put"
        ),
    )


@require_POST
def take_off(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """Take an item off."""
    access, item = item_or_404(request, code, reference)
    return attempt(
        lambda: take_off_agenda(by=request.actor, now=timezone.now(), item=item),
        done=lambda: link(request, "meeting", code) + AGENDA,
        refused=lambda told: meeting_page(request, access, problem=told),
    )


@require_POST
def order(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """Move an item one rank up or down."""
    access, item = item_or_404(request, code, reference)
    is_up = said(request, "way") == "up"
    return attempt(
        lambda: order_agenda(by=request.actor, now=timezone.now(), item=item, up=is_up),
        done=lambda: link(request, "meeting", code) + AGENDA,
        refused=lambda told: meeting_page(request, access, problem=told),
    )


@require_POST
def refreeze(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """Freeze a paper again."""
    access, item = item_or_404(request, code, reference)
    return attempt(
        lambda: refreeze_paper(by=request.actor, now=timezone.now(), item=item),
        done=lambda: link(request, "meeting", code) + AGENDA,
        refused=lambda told: meeting_page(request, access, problem=told),
    )


@require_GET
def paper(request: ActorRequest, code: str, reference: str) -> HttpResponse:
    """The paper of an item, as it was frozen; before, the page of its thing is the place."""
    access, item = item_or_404(request, code, reference)
    if item.paper is None:
        raise Http404(_("Cette pièce n’est pas encore figée."))
    kind = kind_of(item.kind)
    name, args = kind.address(item.subject)
    context = {
        "meeting": access.meeting,
        "item": item,
        "kind": kind.label if item.kind != SUBJECT else "",
        "url": link(request, name, *args) if name else "",
        "blocks": item.paper["blocks"],
        "day": item.paper["day"],
        "lead": name_of(access.meeting),
        "breadcrumb": trail(request, meeting_step(request, access.meeting), item.label),
    }
    return render(request, "committees/paper.html", context)


@require_GET
def paper_file(request: ActorRequest, code: str, reference: str, written: str) -> HttpResponse:
    """The same, to be printed or edited."""
    _access, item = item_or_404(request, code, reference)
    if item.paper is None or written not in KINDS:
        raise Http404(_("Cette pièce n’est pas encore figée."))
    return response(item_paper(item), kind=written, filename=f"{code}-point-{item.position}")
