"""The requests of the demonstration: one command for all of them, since each would be slow."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.requests.actions.parts import take_codes, with_words
from ancrage.requests.models import Message, ServiceRequest

BATCH = 500


@command("requests.import")
def add_invented(
    *,
    by: Actor,
    now: dt.datetime,
    requests: Sequence[ServiceRequest],
    threads: Sequence[tuple[int, Sequence[Message]]],
) -> int:
    """Add made-up requests, marked as such; `threads`: the messages of some, by their rank."""
    allow()
    by_year: dict[int, list[ServiceRequest]] = {}
    for made in requests:
        year = (made.sent_on or localdate(made.created_at)).year
        by_year.setdefault(year, []).append(made)
    for year, held in sorted(by_year.items()):
        codes = take_codes(year=year, count=len(held))
        for made, code in zip(held, codes, strict=True):
            made.code, made.author, made.is_demonstration = code, by.reference, True
            with_words(made)
    kept = ServiceRequest.objects.bulk_create(requests, batch_size=BATCH)
    messages = []
    for rank, thread in threads:
        for message in thread:
            message.request = kept[rank]
            messages.append(message)
    Message.objects.bulk_create(messages, batch_size=BATCH)
    record(
        kind="request_file",
        reference="demonstration",
        says=_("Sollicitations inventées pour la démonstration : %d") % len(kept),
        details={"new": len(kept), "messages": len(messages)},
    )
    return len(kept)
