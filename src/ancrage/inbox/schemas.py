"""What the inbox's API answers and takes."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.inbox.queries import Shown
from ancrage.inbox.queries.messages import ShownMessage
from ancrage.inbox.rules import Rhythm

Cause = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class ItemOut(Schema):
    """Something to do or to know, as its reader sees it."""

    cause: str
    kind: str = Field(description="todo ou know")
    title: str
    why: str
    why_me: str
    page: str = Field(description="Adresse de la page, vide si elle vous est fermée")
    since: dt.date
    due: dt.date | None
    is_late: bool
    is_urgent: bool
    settled_at: dt.datetime | None
    read_at: dt.datetime | None


class InboxOut(Schema):
    """A person's list."""

    waiting: list[ItemOut]
    unread: list[ItemOut]
    read: list[ItemOut]
    done: list[ItemOut]


class CauseIn(Schema):
    """Which item."""

    cause: Cause


class ChoiceOut(Schema):
    """How somebody wants to be told."""

    digest: Rhythm
    urgent_at_once: bool


class ChoiceIn(Schema):
    """How somebody wants to be told."""

    digest: Rhythm
    urgent_at_once: bool


class MessageOut(Schema):
    """A message and what became of it."""

    identifier: str
    kind: str
    name: str
    subject: str
    state: str
    is_demonstration: bool
    made_at: dt.datetime
    ended_at: dt.datetime | None
    error: str
    causes: list[str]


class MessageDetailOut(MessageOut):
    """The same, with what it says."""

    address: str
    text: str


def item_out(shown: Shown) -> ItemOut:
    """An item as the API writes it."""
    item = shown.item
    return ItemOut(
        cause=item.cause,
        kind=item.kind,
        title=item.title,
        why=item.why,
        why_me=shown.why_me,
        page=shown.url,
        since=item.since,
        due=item.due,
        is_late=shown.is_late,
        is_urgent=item.urgent,
        settled_at=item.settled_at,
        read_at=shown.read_at,
    )


def message_out(shown: ShownMessage) -> MessageOut:
    """A message as the API lists it."""
    return MessageOut(**_told(shown))


def message_detail_out(shown: ShownMessage) -> MessageDetailOut:
    """A message with its text."""
    held = shown.message
    return MessageDetailOut(**_told(shown), address=held.address, text=shown.text)


def _told(shown: ShownMessage) -> dict[str, Any]:
    held = shown.message
    names = ("identifier", "kind", "subject", "state", "is_demonstration", "error")
    told: dict[str, Any] = {name: getattr(held, name) for name in names}
    causes = [row.item.cause for row in shown.told]
    return told | {
        "name": shown.name,
        "made_at": held.made_at,
        "ended_at": held.ended_at,
        "causes": causes,
    }
