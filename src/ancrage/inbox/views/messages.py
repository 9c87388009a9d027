"""« Messages envoyés »: what was written to whom, why, and what became of it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancrage.inbox.actions import ResendRefusedError, resend
from ancrage.inbox.models import Message
from ancrage.inbox.queries import shown_messages, visible_messages
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

PAGE_SIZE = 50


@require_safe
def sent_messages(request: ActorRequest) -> HttpResponse:
    """The messages that the reader may see, newest first: his own, or everybody's."""
    state = request.GET.get("etat", "")
    found = visible_messages(request.actor)
    if state in dict(Message.STATES):
        found = found.filter(state=state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "messages": shown_messages(page.object_list),
        "states": Message.STATES,
        "state": state,
        "query": urlencode({"etat": state}),
        "sees_all": may(request.actor, "inbox.read_messages"),
        "breadcrumb": [(_("Messages envoyés"), "")],
    }
    return render(request, "inbox/sent_messages.html", context)


@require_safe
def sent_message(request: ActorRequest, identifier: str) -> HttpResponse:
    """One message as it was written, its causes, and what became of it."""
    return _page(request, identifier)


@require_POST
def resend_message(request: ActorRequest, identifier: str) -> HttpResponse:
    """Put a message that was given up back among those to send."""
    if not visible_messages(request.actor).filter(identifier=identifier).exists():
        raise Http404
    try:
        resend(by=request.actor, now=timezone.now(), identifier=identifier)
    except ResendRefusedError as refusal:
        return _page(request, identifier, str(refusal), status=409)
    return redirect("sent_message", identifier)


def _page(
    request: ActorRequest, identifier: str, refusal: str = "", *, status: int = 200
) -> HttpResponse:
    found = visible_messages(request.actor).filter(identifier=identifier)
    if not found:
        raise Http404
    shown = shown_messages(found)[0]
    context = {
        "shown": shown,
        "refusal": refusal,
        "may_resend": shown.message.is_stuck and may(request.actor, "inbox.resend"),
        "breadcrumb": [
            (_("Messages envoyés"), link(request, "sent_messages")),
            (shown.message.subject, ""),
        ],
    }
    return render(request, "inbox/sent_message.html", context, status=status)
