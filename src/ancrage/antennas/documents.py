"""Sitings, antennas and bookings as documents, for the API and the command line."""

from typing import Any

from ancrage.antennas.models import Antenna, Booking, Period, Siting
from ancrage.antennas.queries.antennas import left_in
from ancrage.antennas.queries.places import loaded_ground, names
from ancrage.antennas.queries.sitings import Seen


def siting_document(siting: Siting) -> dict[str, Any]:
    """What a scenario asks, and where its computations stand."""
    return {
        "code": siting.code,
        "name": siting.name,
        "note": siting.note,
        "revision": siting.revision,
        "question": siting.question,
        "minutes": siting.minutes,
        "is_current": Seen(siting).is_current(loaded_ground()),
        "job": siting.job.state if siting.job else "",
        "job_error": siting.job.error if siting.job else "",
        "curve_job": siting.curve_job.state if siting.curve_job else "",
        "is_demonstration": siting.is_demonstration,
    }


def siting_detail(siting: Siting) -> dict[str, Any]:
    """The same with its plan and its curve."""
    return siting_document(siting) | {"plan": siting.plan, "curve": siting.curve}


def antenna_document(antenna: Antenna) -> dict[str, Any]:
    """An antenna with the places of its periods."""
    return {
        "code": antenna.code,
        "name": antenna.name,
        "host": antenna.host,
        "host_name": names().get(antenna.host, antenna.host),
        "operator": antenna.operator,
        "state": antenna.state,
        "reason": antenna.reason,
        "opens_on": antenna.opens_on,
        "closes_on": antenna.closes_on,
        "siting": antenna.siting_id,
        "version": antenna.version,
        "periods": [_period(period) for period in antenna.periods.all()],
        "is_demonstration": antenna.is_demonstration,
    }


def booking_document(booking: Booking) -> dict[str, Any]:
    """A booking."""
    period = booking.period
    return {
        "reference": booking.reference,
        "antenna": period.antenna_id,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "company": booking.company,
        "places": booking.places,
        "purpose": booking.purpose,
        "state": booking.state,
        "reason": booking.reason,
        "version": booking.version,
        "asked_at": booking.asked_at,
        "is_demonstration": booking.is_demonstration,
    }


def _period(period: Period) -> dict[str, Any]:
    taken = getattr(period, "taken_places", None)
    left = left_in(period) if taken is None else period.places - taken
    return {
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "places": period.places,
        "left": left,
    }
