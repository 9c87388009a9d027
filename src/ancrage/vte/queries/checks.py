"""What the rules say of a mission: the label, the aids, criterion by criterion."""

import datetime as dt

from ancrage.catalogue.rules.facts import Value
from ancrage.vte.definitions import AIDS, limits_on, schemes
from ancrage.vte.models import Offer
from ancrage.vte.queries.aids import held_green
from ancrage.vte.queries.places import Placed
from ancrage.vte.rules.schemes import GREEN, LABEL, Checked, check
from ancrage.vte.rules.size import Sizing, size_of
from ancrage.vte.rules.told import facts_of


def placed_of(offer: Offer) -> Placed:
    """Where it is, as it was looked up last."""
    return Placed(**{name: getattr(offer, name) for name in Placed.__slots__})


def size_on(offer: Offer, *, day: dt.date) -> Sizing:
    """The company's size by the definition of a day."""
    return size_of(offer.told.figures, limits=limits_on(day))


def known_facts(
    offer: Offer, kind: str, *, day: dt.date, today: dt.date
) -> dict[str, Value | None]:
    """All that is known of a mission, in the catalogue's words; a query or two for the VTE vert.

    `day` is the one whose definitions count, `today` the one on which it is looked at.
    """
    return facts_of(
        offer.told,
        size=size_on(offer, day=day).code,
        in_territory=placed_of(offer).in_territory,
        region=offer.region,
        day=today,
        hiring=offer.hiring,
        held_green=held_green(offer) if kind == GREEN else (0, 0),
    )


def label_check(offer: Offer, *, day: dt.date, today: dt.date) -> Checked:
    """What the label's rule says of a mission."""
    return aid_check(offer, LABEL, day=day, today=today)


def aid_check(offer: Offer, kind: str, *, day: dt.date, today: dt.date) -> Checked:
    """What the rule of an aid says of it."""
    return check(schemes()[kind], known_facts(offer, kind, day=day, today=today), day=day)


def all_checks(offer: Offer, *, day: dt.date, today: dt.date) -> list[Checked]:
    """The label, then each aid that the mission may be about."""
    aids = [kind for kind in AIDS if kind != GREEN or offer.green]
    return [aid_check(offer, kind, day=day, today=today) for kind in (LABEL, *aids)]
