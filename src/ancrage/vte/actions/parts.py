"""What the commands of the VTE share: locks, places, steps, entries."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import record, unjournalled
from ancrage.vte.definitions import workflow
from ancrage.vte.models import Offer
from ancrage.vte.queries.offers import step_facts
from ancrage.vte.queries.places import Placed, place_of
from ancrage.vte.rules.told import PRIVATE

KIND = "vte_offer"
PART = "une étape d’une commande, qui en laisse la trace"


class OfferRefusedError(ValueError):
    """A change to a mission that cannot be made; the message is one French sentence."""


class StaleOfferError(ValueError):
    """Somebody changed the mission since it was read; the message is one French sentence."""


def locked_offer(offer: Offer, *, version: int | None = None) -> Offer:
    """The mission as it is now, held until the end of the command. StaleOfferError.

    `version` None: what was read does not matter, the step's own conditions do.
    """
    held = Offer.objects.select_for_update().get(pk=offer.pk)
    if version is not None and held.version != version:
        raise StaleOfferError(
            _("Quelqu’un a changé cette mission depuis que vous l’avez ouverte : relisez-la.")
        )
    return held


def put(offer: Offer, placed: Placed) -> None:
    """Say of a mission where it is."""
    for name in Placed.__slots__:
        setattr(offer, name, getattr(placed, name))


def replace_on(offer: Offer, day: dt.date) -> None:
    """Look a mission's territory up again, in the list of a day."""
    if offer.commune:
        put(offer, place_of(offer.commune, day=day))


@unjournalled(PART)
def step(offer: Offer, verb: str, now: dt.datetime, reason: str = "") -> str:
    """Bring a mission to the state that follows; returns the one before. StepRefusedError."""
    before = offer.state
    facts = step_facts(offer, today=localdate(now))
    offer.state = workflow().after(verb, state=before, facts=facts, reason=reason)
    offer.reason, offer.moved_at = reason.strip(), now
    offer.version += 1
    offer.save()
    return before


def note(offer: Offer, says: str, **told: Any) -> None:  # noqa: ANN401 whatever the journal holds
    """The entry of a change to a mission."""
    record(
        kind=KIND,
        reference=offer.code,
        label=offer.shown_title,
        says=f"{says}\N{NO-BREAK SPACE}: {offer.shown_title}",
        **told,
    )


def as_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal holds of what was written: the company's own figures are left out."""
    return {name: value for name, value in values.items() if name not in PRIVATE}
