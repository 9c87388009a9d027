"""Every change to what people have to do and to know, and to what is sent to them."""

from ancrage.inbox.actions.asking import ask, inform, settle
from ancrage.inbox.actions.choosing import choose_rhythm
from ancrage.inbox.actions.delivering import ResendRefusedError, resend
from ancrage.inbox.actions.reading import mark_read, mark_unread
from ancrage.inbox.actions.rounds import send_due

__all__ = [
    "ResendRefusedError",
    "ask",
    "choose_rhythm",
    "inform",
    "mark_read",
    "mark_unread",
    "resend",
    "send_due",
    "settle",
]
