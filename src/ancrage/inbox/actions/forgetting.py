"""Emptying what the inbox holds about somebody who is erased."""

import datetime as dt

from ancrage.inbox.models import Mailbox, Message, ReadMark
from ancrage.journal.command import unjournalled

PART = "une étape de l’effacement d’une personne, qui en laisse la trace"


@unjournalled(PART)
def forget_messages(*, reference: str, now: dt.datetime) -> int:
    """Delete the messages written to him, those that wait included."""
    return Message.objects.filter(reference=reference).delete()[1].get("inbox.Message", 0)


@unjournalled(PART)
def forget_choices(*, reference: str, now: dt.datetime) -> int:
    """Delete his choices and marks; what was told keeps a reference, which names nobody."""
    rows = (Mailbox.objects, ReadMark.objects)
    return sum(held.filter(reference=reference).delete()[0] for held in rows)
