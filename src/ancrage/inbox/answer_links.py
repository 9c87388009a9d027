"""Where a capability offers to answer from a message, by a personal link, without signing in."""

import datetime as dt
from typing import Protocol

from ancrage.inbox.models import Item

ANSWER = "answer"
"""The kind of the marks that such links leave in a message."""


class MakeMark(Protocol):
    """The mark of somebody's link to answer an item; "" when he has none."""

    def __call__(self, *, item: Item, reference: str, now: dt.datetime) -> str: ...


_makers: dict[str, MakeMark] = {}


def register_answer_link(begins: str, make: MakeMark) -> None:
    """Offer a link for the items whose cause begins so; the last registration holds."""
    _makers[begins] = make


def answer_mark(*, item: Item, reference: str, now: dt.datetime) -> str:
    """What a message to somebody holds in the place of his link; "" for none."""
    for begins, make in _makers.items():
        if item.kind == Item.TODO and item.cause.startswith(begins):
            return make(item=item, reference=reference, now=now)
    return ""
