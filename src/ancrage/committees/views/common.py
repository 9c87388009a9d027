"""What the pages of committees share: which meeting, where the page stands, refusals."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.committees.access import Access
from ancrage.committees.actions.parts import REFUSALS
from ancrage.committees.models import AgendaItem, Meeting
from ancrage.committees.queries.meetings import find_item, find_meeting, name_of
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

CONFLICT, BAD = 409, 422


def said(request: ActorRequest, name: str) -> str:
    """A field of the form that was sent, as typed, without what no database keeps."""
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")


def number_in(request: ActorRequest, name: str) -> int:
    """A number that a form posts; 0 for what is none."""
    text = said(request, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def meeting_or_404(request: ActorRequest, code: str) -> Access:
    """The meeting of the address, if the reader may know of it."""
    found = find_meeting(request.actor, code)
    if found is None:
        raise Http404(_("Aucune réunion ne porte ce code."))
    return Access(request.actor, found)


def prepared_or_404(request: ActorRequest, code: str) -> Access:
    """The meeting of the address, if the reader prepares it."""
    found = meeting_or_404(request, code)
    if not found.is_preparer:
        raise Http404(_("Aucune réunion ne porte ce code."))
    return found


def item_or_404(request: ActorRequest, code: str, reference: str) -> tuple[Access, AgendaItem]:
    """The item of the address, if the reader may read it."""
    found = find_item(request.actor, reference)
    if found is None or found.meeting.code != code:
        raise Http404(_("Aucun point ne porte cette référence."))
    access = Access(request.actor, found.meeting)
    if not access.reads(found):
        raise Http404(_("Aucun point ne porte cette référence."))
    return access, found


def trail(request: ActorRequest, *steps: tuple[str, str] | str) -> list[tuple[str, str]]:
    """The breadcrumb under the list of meetings: the last step is the page itself."""
    told = [(step, "") if isinstance(step, str) else step for step in steps]
    return [(_("Comités"), link(request, "meetings")), *told]


def meeting_step(request: ActorRequest, meeting: Meeting) -> tuple[str, str]:
    """A meeting in the breadcrumb."""
    return name_of(meeting), link(request, "meeting", meeting.code)


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    return redirect(done())


def taken(form: forms.Form, act: Callable[[], Any]) -> Any:  # noqa: ANN401 what is made
    """What the act makes; None, with what was refused written on the form."""
    try:
        return act()
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return None
