"""Marking as read what there was to know, and unmarking it."""

import datetime as dt

from ancrage.inbox.models import Item, ReadMark
from ancrage.journal.command import unjournalled
from ancrage.journal.policy import NotAllowedError, granted
from ancrage.kernel.rights import Actor, Where

OWN_MARK = "ce que chacun a lu ne regarde que lui, et ne change rien pour les autres"
RIGHT = "inbox.read"


@unjournalled(OWN_MARK)
def mark_read(*, by: Actor, now: dt.datetime, item: Item) -> None:
    """Take something to know out of what is unread. NotAllowedError."""
    _allow(by)
    ReadMark.objects.get_or_create(item=item, reference=by.reference, defaults={"read_at": now})


@unjournalled(OWN_MARK)
def mark_unread(*, by: Actor, now: dt.datetime, item: Item) -> None:
    """Undo `mark_read`. NotAllowedError."""
    _allow(by)
    ReadMark.objects.filter(item=item, reference=by.reference).delete()


def _allow(by: Actor) -> None:
    """Each marks his own list; who looks as somebody else changes nothing."""
    granted(by, RIGHT, Where(people=frozenset({by.reference})))
    if by.seen_by:
        raise NotAllowedError(RIGHT)
