"""The steps of a meeting: each has its address, made from the table of the workflow."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ancrage.committees.actions.calling import call_meeting, cancel_meeting
from ancrage.committees.actions.sitting import close_meeting, open_meeting
from ancrage.committees.views.common import attempt, meeting_or_404, said
from ancrage.committees.views.meetings import meeting_page
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

COMMANDS: dict[str, Callable[..., Any]] = {
    "call": call_meeting,
    "cancel": cancel_meeting,
    "open": open_meeting,
    "close": close_meeting,
}


def step_view(verb: str) -> Callable[..., HttpResponse]:
    """The address of one step: POST makes it, or says why not."""

    @require_POST
    def step(request: ActorRequest, code: str) -> HttpResponse:
        access = meeting_or_404(request, code)
        more = {"reason": said(request, "reason")} if verb == "cancel" else {}
        return attempt(
            lambda: COMMANDS[verb](
                by=request.actor, now=timezone.now(), meeting=access.meeting, **more
            ),
            done=lambda: link(request, "meeting", code),
            refused=lambda told: meeting_page(request, access, problem=told, about=verb),
        )

    return step
