"""The made-up missions, written together: one entry for the batch, as for a file of many rows."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.vte.actions.parts import KIND
from ancrage.vte.models import Offer


@command("vte.seed")
def seed_offers(*, by: Actor, now: dt.datetime, offers: Sequence[Offer]) -> None:
    """Write missions of the demonstration, all said to be made up."""
    allow()
    for offer in offers:
        offer.is_demonstration = True
    Offer.objects.bulk_create(offers)
    record(
        kind=KIND,
        reference="",
        label=_("Missions VTE"),
        says=_("Missions VTE de démonstration écrites : %(n)s") % {"n": len(offers)},
        after={"states": dict(Counter(offer.state for offer in offers))},
    )
