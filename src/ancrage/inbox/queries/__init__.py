"""Reading the inbox: a person's list, his choices, the messages."""

from ancrage.inbox.queries.lists import Inbox, inbox_of, known_item, waiting_count
from ancrage.inbox.queries.messages import mailbox_of, shown_messages, visible_messages
from ancrage.inbox.queries.shown import Shown

__all__ = [
    "Inbox",
    "Shown",
    "inbox_of",
    "known_item",
    "mailbox_of",
    "shown_messages",
    "visible_messages",
    "waiting_count",
]
