"""A person's list: what waits for him, what he has to know, what was done lately."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone

from ancrage.inbox.models import Item, ReadMark
from ancrage.inbox.parameters import rhythms
from ancrage.inbox.queries.addressing import for_actor
from ancrage.inbox.queries.shown import Shown, show, words_for
from ancrage.kernel.rights import Actor

OPEN = Q(kind=Item.TODO, settled_at=None)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A person's list on a day."""

    waiting: tuple[Shown, ...]
    unread: tuple[Shown, ...]
    read: tuple[Shown, ...]
    done: tuple[Shown, ...]

    @property
    def late(self) -> int:
        """How many of those that wait are past their day."""
        return sum(shown.is_late for shown in self.waiting)


def inbox_of(actor: Actor, *, now: dt.datetime) -> Inbox:
    """What waits, late ones first; what is to know, newest first; what was done. Six queries."""
    on = timezone.localtime(now).date()
    kept = rhythms(on=on)
    lately = Q(kind=Item.TODO, settled_at__gte=now - dt.timedelta(days=kept.done_days))
    known = Q(kind=Item.KNOW, asked_at__gte=now - dt.timedelta(days=kept.known_days))
    marks = ReadMark.objects.filter(reference=actor.reference)
    items = (
        for_actor(actor)
        .filter(OPEN | lately | known)
        .prefetch_related("addressees", Prefetch("read_marks", marks, to_attr="marks"))
    )
    words = words_for(actor.holdings)
    shown = [show(i, actor, on=on, words=words, read_at=_read_at(i)) for i in items]
    todo = [one for one in shown if one.item.kind == Item.TODO]
    know = sorted(
        (one for one in shown if one.item.kind == Item.KNOW),
        key=lambda one: (one.item.asked_at, one.item.pk),
        reverse=True,
    )
    return Inbox(
        waiting=tuple(
            sorted((s for s in todo if s.item.settled_at is None), key=lambda one: one.order)
        ),
        unread=tuple(one for one in know if one.read_at is None),
        read=tuple(one for one in know if one.read_at is not None),
        done=tuple(
            sorted(
                (one for one in todo if one.item.settled_at),
                key=lambda one: (one.item.settled_at, one.item.pk),
                reverse=True,
            )
        ),
    )


def waiting_count(actor: Actor) -> int:
    """How many things wait for somebody. One query."""
    return for_actor(actor).filter(OPEN).count()


def known_item(actor: Actor, cause: str) -> Item | None:
    """Something to know of somebody's list; None for what is not his, or is not there."""
    return for_actor(actor).filter(kind=Item.KNOW, cause=cause).first()


def _read_at(item: Item) -> dt.datetime | None:
    marks: list[ReadMark] = item.marks  # type: ignore[attr-defined]
    return marks[0].read_at if marks else None
