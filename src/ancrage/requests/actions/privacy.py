"""Personal data of the requests: links of a person, messages of old files, let go."""

import datetime as dt

from django.utils.timezone import localdate

from ancrage.journal.command import unjournalled
from ancrage.requests.models import Message, Note, SignedLink

PART = "une partie de l’effacement d’une personne ou des durées, qui en laissent la trace"


@unjournalled(PART)
def erase_requests(*, reference: str, now: dt.datetime) -> int:
    """Forget a person's links, and the notes that he wrote for himself and his own.

    Messages stay, under a reference that names nobody: they are the other side's too.
    """
    links, _kinds = SignedLink.objects.filter(person=reference).delete()
    notes, _kinds = Note.objects.filter(author=reference).delete()
    return links + notes


@unjournalled(PART)
def expire_requests(*, before: dt.datetime) -> int:
    """Take away the words of the files that were closed before an instant."""
    closed = {"request__closed_on__lt": localdate(before)}
    messages, _kinds = Message.objects.filter(**closed).delete()
    notes, _kinds = Note.objects.filter(**closed).delete()
    links, _kinds = SignedLink.objects.filter(**closed).delete()
    return messages + notes + links
