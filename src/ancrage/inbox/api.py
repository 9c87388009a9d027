"""The API of the inbox: one's own list, one's choices, the messages."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field

from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.inbox.actions import (
    ResendRefusedError,
    choose_rhythm,
    mark_read,
    mark_unread,
    resend,
)
from ancrage.inbox.models import Item
from ancrage.inbox.queries import (
    inbox_of,
    known_item,
    mailbox_of,
    shown_messages,
    visible_messages,
)
from ancrage.inbox.queries.messages import ShownMessage
from ancrage.inbox.rules import Rhythm
from ancrage.inbox.schemas import (
    CauseIn,
    ChoiceIn,
    ChoiceOut,
    InboxOut,
    MessageDetailOut,
    MessageOut,
    item_out,
    message_detail_out,
    message_out,
)
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["à faire"])
OWN = {401: Problem, 404: Problem, 422: Problem}
Identifier = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]


@router.get("/inbox", response={200: InboxOut, **OWN}, operation_id="inbox_items")
def inbox_items(request: HttpRequest) -> InboxOut:
    """Ce qui m’attend, ce que j’ai à savoir, ce qui vient d’être fait."""
    held = inbox_of(actor_in(request), now=timezone.now())
    return InboxOut(
        waiting=[item_out(shown) for shown in held.waiting],
        unread=[item_out(shown) for shown in held.unread],
        read=[item_out(shown) for shown in held.read],
        done=[item_out(shown) for shown in held.done],
    )


@router.post("/inbox/read", response={204: None, **OWN}, operation_id="inbox_mark_read")
def inbox_mark_read(request: HttpRequest, told: CauseIn) -> Status[None]:
    """Marquer comme lu quelque chose à savoir."""
    mark_read(**acting_in(request), item=_item(request, told))
    return Status(204, None)


@router.post("/inbox/unread", response={204: None, **OWN}, operation_id="inbox_mark_unread")
def inbox_mark_unread(request: HttpRequest, told: CauseIn) -> Status[None]:
    """Marquer comme non lu : défait le précédent."""
    mark_unread(**acting_in(request), item=_item(request, told))
    return Status(204, None)


@router.get(
    "/inbox/preferences", response={200: ChoiceOut, **OWN}, operation_id="inbox_preferences"
)
def inbox_preferences(request: HttpRequest) -> ChoiceOut:
    """Quand je reçois des messages."""
    box = mailbox_of(actor_in(request).reference)
    return ChoiceOut(digest=Rhythm(box.digest), urgent_at_once=box.urgent_at_once)


@router.put(
    "/inbox/preferences", response={200: ChoiceOut, **OWN}, operation_id="inbox_set_preferences"
)
def inbox_set_preferences(request: HttpRequest, told: ChoiceIn) -> ChoiceOut:
    """Choisir quand recevoir des messages."""
    box = choose_rhythm(
        **acting_in(request),
        digest=told.digest,
        urgent_at_once=told.urgent_at_once,
    )
    return ChoiceOut(digest=Rhythm(box.digest), urgent_at_once=box.urgent_at_once)


@router.get(
    "/inbox/messages", response={200: Page[MessageOut], **OWN}, operation_id="inbox_messages"
)
def inbox_messages(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> Page[MessageOut]:
    """Les messages envoyés que je peux lire, le plus récent d’abord."""
    found = visible_messages(actor_in(request))
    items = [message_out(shown) for shown in shown_messages(found[offset : offset + limit])]
    return Page[MessageOut](count=found.count(), limit=limit, offset=offset, items=items)


@router.get(
    "/inbox/messages/{identifier}",
    response={200: MessageDetailOut, **OWN},
    operation_id="inbox_message",
)
def inbox_message(request: HttpRequest, identifier: Identifier) -> MessageDetailOut:
    """Un message, tel qu’il a été écrit."""
    return message_detail_out(_message(request, identifier))


@router.post(
    "/inbox/messages/{identifier}/resend",
    response={200: MessageDetailOut, 409: Problem, **OWN},
    operation_id="inbox_resend",
)
def inbox_resend(request: HttpRequest, identifier: Identifier) -> MessageDetailOut:
    """Remettre à l’envoi un message abandonné ou interrompu."""
    _message(request, identifier)
    with problems_for(ResendRefusedError):
        resend(**acting_in(request), identifier=identifier)
    return message_detail_out(_message(request, identifier))


def _item(request: HttpRequest, told: CauseIn) -> Item:
    item = known_item(actor_in(request), told.cause)
    if item is None:
        raise Http404("Rien à savoir ne porte cette cause dans votre liste.")
    return item


def _message(request: HttpRequest, identifier: str) -> ShownMessage:
    found = shown_messages(visible_messages(actor_in(request)).filter(identifier=identifier))
    if not found:
        raise Http404("Aucun message ne porte cet identifiant.")
    return found[0]
