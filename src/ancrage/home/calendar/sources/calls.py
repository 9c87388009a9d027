"""What opens and closes for everybody: public facts, missions, VTE, antennas and their places."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import cast

from django.utils.timezone import localdate

from ancrage.antennas.queries.antennas import antennas, where_of_antenna, where_of_booking
from ancrage.antennas.queries.antennas import visible_to as visible_bookings
from ancrage.home.calendar.definitions import public_dates
from ancrage.home.calendar.rules import Dated
from ancrage.home.calendar.sources.common import OWN, Asked
from ancrage.kernel.text import typeset
from ancrage.mission.queries.missions import missions
from ancrage.vte.queries.offers import PUBLIC, PUBLISHED
from ancrage.vte.queries.offers import visible_to as visible_offers


def facts(asked: Asked) -> Iterator[Dated]:
    """What sources outside say of the programme. No query."""
    yield from filter(asked.period.holds, public_dates())


def mission_dates(asked: Asked) -> Iterator[Dated]:
    """The last days of applications and of readings. One query."""
    for mission in missions():
        made = partial(
            Dated,
            kind="call",
            page=("mission", mission.code),
            state="mission close" if mission.state == "closed" else "",
            source=OWN,
            known_on=localdate(mission.opened_at or mission.created_at),
            changed_at=mission.opened_at or mission.created_at,
            is_demonstration=mission.is_demonstration,
        )
        ends = (
            ("applications", "Fin des candidatures", mission.applications_until),
            ("readings", "Fin des lectures", mission.readings_until),
        )
        for code, words, day in ends:
            if day is not None and asked.holds(day):
                yield made(
                    key=f"mission:{mission.code}:{code}",
                    label=typeset(f"{words} : {mission.name}"),
                    day=day,
                    is_over=day < asked.today,
                )


def offer_dates(asked: Asked) -> Iterator[Dated]:
    """The last days of the VTE missions that are, or were, published. One query."""
    held = visible_offers(asked.actor).filter(asked.within("closes_on"), state__in=PUBLIC)
    states = {"filled": "pourvue", "expired": "annonce close"}
    for offer in held.order_by("code"):
        day = cast(dt.date, offer.closes_on)
        yield Dated(
            key=f"vte:{offer.code}",
            kind="vte",
            label=typeset(f"Fin de l’annonce de VTE : {offer.shown_title}, {offer.company_name}"),
            day=day,
            place=offer.commune_name,
            where=offer.where,
            page=("vte_mission", offer.code),
            state=states.get(offer.state, ""),
            is_over=offer.state != PUBLISHED or day < asked.today,
            source=OWN,
            known_on=localdate(offer.published_at) if offer.published_at else None,
            sequence=offer.version,
            changed_at=offer.moved_at,
            is_demonstration=offer.is_demonstration,
        )


def antenna_dates(asked: Asked) -> Iterator[Dated]:
    """Antennas that open and close. Two queries."""
    for antenna in antennas().filter(asked.within("opens_on") | asked.within("closes_on")):
        made = partial(
            Dated,
            kind="antenna",
            page=("antenna", antenna.code),
            where=where_of_antenna(antenna),
            source=OWN,
            known_on=localdate(antenna.created_at),
            sequence=antenna.version,
            changed_at=antenna.moved_at,
            is_demonstration=antenna.is_demonstration,
        )
        closes = antenna.closes_on
        never = closes is not None and closes <= antenna.opens_on
        if asked.holds(antenna.opens_on):
            yield made(
                key=f"antenna:{antenna.code}:opens",
                label=typeset(f"Ouverture de l’antenne d’accélération : {antenna.name}"),
                day=antenna.opens_on,
                is_over=antenna.state != "planned",
                is_cancelled=never,
            )
        if closes is not None and asked.holds(closes) and not never:
            yield made(
                key=f"antenna:{antenna.code}:closes",
                label=typeset(f"Fermeture de l’antenne d’accélération : {antenna.name}"),
                day=closes,
                is_over=antenna.state == "closed",
            )


def booking_dates(asked: Asked) -> Iterator[Dated]:
    """The periods of the places that are held, for those who may know of them. One query."""
    held = visible_bookings(asked.actor).filter(
        state="confirmed",
        period__starts_on__lte=asked.period.end,
        period__ends_on__gte=asked.period.start,
    )
    for booking in held.order_by("reference"):
        yield Dated(
            key=f"booking:{booking.reference}",
            kind="antenna",
            label=typeset(f"Place tenue : {booking.period.antenna.name}"),
            day=booking.period.starts_on,
            until=booking.period.ends_on,
            where=where_of_booking(booking),
            page=("antenna_booking", booking.reference),
            is_over=booking.period.ends_on < asked.today,
            source=OWN,
            known_on=localdate(booking.asked_at),
            sequence=booking.version,
            changed_at=booking.moved_at,
            is_demonstration=booking.is_demonstration,
        )
