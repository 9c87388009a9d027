"""Antennas with their places, bookings as far as somebody may know of them, facts of the steps."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet, Sum

from ancrage.antennas.models import Antenna, Booking, Period
from ancrage.antennas.rules.guards import Facts
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, ScopeKind, Where
from ancrage.people.models import Organisation

READ = "antennas.read_booking"
HELD = ("asked", "waiting", "confirmed")
"""The states of a booking that is not over."""


def antennas() -> "QuerySet[Antenna]":
    """All of them with their periods, each with the places that are taken (`taken_places`)."""
    periods = Period.objects.annotate(taken_places=Sum("bookings__taken", default=0))
    return Antenna.objects.prefetch_related(Prefetch("periods", queryset=periods))


def find_antenna(code: str) -> Antenna | None:
    """An antenna by its code."""
    return antennas().filter(pk=code).first()


def left_in(period: Period) -> int:
    """Places of a period that nobody holds."""
    taken = period.bookings.aggregate(held=Sum("taken", default=0))["held"]
    return int(period.places - taken)


def where_of_antenna(antenna: Antenna) -> Where:
    """An antenna belongs to its operator."""
    return Where(operators=frozenset({antenna.operator}))


def where_of_booking(booking: Booking) -> Where:
    """A booking touches the company that asks and the operator that answers."""
    operator = booking.period.antenna.operator
    return Where(companies=frozenset({booking.company}), operators=frozenset({operator}))


def visible_to(actor: Actor) -> "QuerySet[Booking]":
    """The bookings that somebody may read: all, those of his operator, those of his company."""
    held = Booking.objects.select_related("period__antenna")
    if may(actor, READ):
        return held
    operators = actor.codes(ScopeKind.OPERATOR, role="referent")
    companies = actor.codes(ScopeKind.COMPANY, role="company")
    return held.filter(Q(period__antenna__operator__in=operators) | Q(company__in=companies))


def find_booking(actor: Actor, reference: str) -> Booking | None:
    """A booking that the actor may read; None for the others, as if it were not there."""
    return visible_to(actor).filter(reference=reference).first()


def company_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of companies by the codes of their scopes."""
    held = Organisation.objects.filter(kind=Organisation.COMPANY, code__in=set(codes))
    return dict(held.values_list("code", "name"))


def companies_of(actor: Actor, antenna: Antenna) -> list[tuple[str, str]]:
    """(code, name) of the companies for which the actor may ask for places."""
    held = Organisation.objects.filter(kind=Organisation.COMPANY).order_by("name")
    if not may(actor, "antennas.ask_booking", where_of_antenna(antenna)):
        held = held.filter(code__in=actor.codes(ScopeKind.COMPANY, role="company"))
    return list(held.values_list("code", "name"))


def antenna_facts(antenna: Antenna, *, today: dt.date) -> Facts:
    """What the steps of an antenna look at."""
    promised = Booking.objects.filter(period__antenna=antenna, state__in=HELD).count()
    return Facts(
        today=today,
        antenna_state=antenna.state,
        periods=antenna.periods.count(),
        promised=promised,
    )


def booking_facts(booking: Booking, *, today: dt.date) -> Facts:
    """What the steps of a booking look at."""
    period = booking.period
    return Facts(
        today=today,
        antenna_state=period.antenna.state,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        left=left_in(period),
        wanted=booking.places,
    )
