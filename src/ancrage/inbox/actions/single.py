"""One message to somebody, for itself: an invitation, which waits for no digest."""

import datetime as dt
import uuid

from django.utils.html import linebreaks

from ancrage.inbox.models import Message
from ancrage.journal.command import unjournalled
from ancrage.people.models import Person


@unjournalled("une étape d’une commande, qui en laisse la trace")
def write_single(
    *, reference: str, address: str, subject: str, text: str, now: dt.datetime
) -> Message:
    """Write one message, sent as the others are."""
    invented = Person.objects.filter(reference=reference, is_demonstration=True).exists()
    return Message.objects.create(
        identifier=uuid.uuid4().hex,
        reference=reference,
        address=address,
        kind=Message.INVITATION,
        subject=subject,
        text=text,
        html=linebreaks(text, autoescape=True),
        is_demonstration=invented,
        made_at=now,
        next_at=now,
    )
