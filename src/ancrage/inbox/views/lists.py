"""« À faire » and « À savoir »: what waits for me, what I have to know."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancrage.inbox.actions import mark_read, mark_unread
from ancrage.inbox.models import Item
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.queries import inbox_of, known_item
from ancrage.people.middleware import ActorRequest


@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """What waits for the reader, late ones first; what he has to know; what was done lately."""
    held = inbox_of(request.actor, now=timezone.now())
    just_read = request.GET.get("lu", "")
    context = {
        "inbox": held,
        "kept": rhythms(on=timezone.localdate()),
        "just_read": next((one for one in held.read if one.item.cause == just_read), None),
        "may_mark": not request.actor.seen_by,
        "breadcrumb": [(_("À faire"), "")],
    }
    return render(request, "inbox/inbox.html", context)


@require_POST
def mark_as_read(request: ActorRequest) -> HttpResponse:
    """Something to know is known."""
    item = _item(request)
    mark_read(by=request.actor, now=timezone.now(), item=item)
    return redirect(f"{reverse('inbox', query={'lu': item.cause})}#a-savoir")


@require_POST
def mark_as_unread(request: ActorRequest) -> HttpResponse:
    """Undo it."""
    mark_unread(by=request.actor, now=timezone.now(), item=_item(request))
    return redirect(f"{reverse('inbox')}#a-savoir")


def _item(request: ActorRequest) -> Item:
    item = known_item(request.actor, request.POST.get("cause", ""))
    if item is None:
        raise Http404
    return item
