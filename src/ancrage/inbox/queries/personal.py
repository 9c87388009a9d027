"""What the inbox holds about a person, for who asks what is held about him."""

from typing import Any

from ancrage.inbox.models import Message, ReadMark, Told
from ancrage.inbox.queries.messages import mailbox_of


def messages_about(reference: str) -> list[dict[str, Any]]:
    """The messages written to him, as others read them."""
    return [
        {
            "made_at": one.made_at.isoformat(),
            "address": one.address,
            "subject": one.subject,
            "text": one.text,
            "state": one.state,
        }
        for one in Message.objects.filter(reference=reference).order_by("made_at", "pk")
    ]


def inbox_about(reference: str) -> dict[str, Any]:
    """His choices, what he marked as read, what he was told of."""
    box = mailbox_of(reference)
    marks = ReadMark.objects.filter(reference=reference).select_related("item")
    told = Told.objects.filter(reference=reference).select_related("item")
    return {
        "digest": box.digest,
        "urgent_at_once": box.urgent_at_once,
        "read": [{"title": m.item.title, "at": m.read_at.isoformat()} for m in marks],
        "told": [{"title": t.item.title, "at": t.at.isoformat()} for t in told],
    }
