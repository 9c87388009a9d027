"""Every write of the bookings: asked by a company, answered by the operator's referents.

The places that are held never pass those of the period: whoever changes how many are held takes
the period's row first, so that two at once come one after the other.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.antennas.actions.notices import follow_booking, follow_period
from ancrage.antennas.definitions import workflows
from ancrage.antennas.models import Booking, Period
from ancrage.antennas.queries.antennas import (
    booking_facts,
    company_names,
    where_of_booking,
)
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import StepRefusedError

KIND = "booking"
HOLDING = ("confirmed", "honoured")
PURPOSE_LENGTH = 2000


class BookingRefusedError(ValueError):
    """A booking that cannot be made; the message is one French sentence."""


@command("antennas.ask_booking")
def ask_booking(
    *,
    by: Actor,
    now: dt.datetime,
    period: Period,
    company: str,
    purpose: str,
    places: int = 1,
    is_demonstration: bool = False,
) -> Booking:
    """Ask for places of a period for a company; the operator answers. BookingRefusedError."""
    made = Booking(
        reference=secrets.token_hex(5),
        period=_locked(period),
        company=company,
        places=places,
        purpose=typeset(purpose.strip()),
        asked_by=by.reference,
        asked_at=now,
        moved_at=now,
        is_demonstration=is_demonstration,
    )
    allow(where_of_booking(made))
    _check(made, now)
    made.save(force_insert=True)
    follow_booking(booking=made, now=now)
    _record(made, _("Place d’accélération demandée"), after=_told(made))
    return made


@command("antennas.confirm_booking")
def confirm_booking(*, by: Actor, now: dt.datetime, booking: Booking) -> Booking:
    """Hold the places for the company, as long as there are enough."""
    held = _allowed(booking)
    return _moved(held, "confirm", now, "", _("Place confirmée"))


@command("antennas.wait_booking")
def wait_booking(*, by: Actor, now: dt.datetime, booking: Booking) -> Booking:
    """Put a request on the waiting list of a period that is full."""
    held = _allowed(booking)
    return _moved(held, "wait", now, "", _("Demande en liste d’attente"))


@command("antennas.refuse_booking")
def refuse_booking(*, by: Actor, now: dt.datetime, booking: Booking, reason: str) -> Booking:
    """Refuse a request, and say why."""
    held = _allowed(booking)
    return _moved(held, "refuse", now, reason, _("Demande de place refusée"))


@command("antennas.cancel_booking")
def cancel_booking(*, by: Actor, now: dt.datetime, booking: Booking) -> Booking:
    """Give places up; who waits for them is proposed to the operator."""
    held = _allowed(booking)
    return _moved(held, "cancel", now, "", _("Réservation annulée"))


@command("antennas.honour_booking")
def honour_booking(*, by: Actor, now: dt.datetime, booking: Booking) -> Booking:
    """Say that the company came."""
    held = _allowed(booking)
    return _moved(held, "honour", now, "", _("Place honorée"))


STEPS: dict[str, Callable[..., Booking]] = {
    "confirm": confirm_booking,
    "wait": wait_booking,
    "refuse": refuse_booking,
    "cancel": cancel_booking,
    "honour": honour_booking,
}
"""The command of each step of the workflow."""


def _check(booking: Booking, now: dt.datetime) -> None:
    period = booking.period
    if booking.company not in company_names([booking.company]):
        raise BookingRefusedError(_("L’entreprise « %s » n’est pas connue.") % booking.company)
    if not 1 <= booking.places <= period.places:
        raise BookingRefusedError(_("Demandez de 1 à %d places.") % period.places)
    if not booking.purpose or len(booking.purpose) > PURPOSE_LENGTH:
        raise BookingRefusedError(
            _("Décrivez le projet à accélérer, en %d caractères au plus.") % PURPOSE_LENGTH
        )
    if period.antenna.state == "closed":
        raise BookingRefusedError(_("L’antenne est fermée : elle n’accueille plus."))
    if period.ends_on < localdate(now):
        raise BookingRefusedError(_("Cette période est finie : choisissez-en une autre."))
    doubles = period.bookings.filter(
        company=booking.company, state__in=("asked", "waiting", "confirmed")
    )
    if doubles.exists():
        raise BookingRefusedError(_("Cette entreprise a déjà une demande sur cette période."))


def _locked(period: Period) -> Period:
    held = Period.objects.select_for_update(of=("self",)).select_related("antenna")
    return held.get(pk=period.pk)


def _allowed(booking: Booking) -> Booking:
    """The booking as it is now, its period kept from other changes."""
    period = _locked(booking.period)
    held = Booking.objects.select_for_update().get(pk=booking.pk)
    held.period = period
    allow(where_of_booking(held))
    return held


def _moved(held: Booking, verb: str, now: dt.datetime, reason: str, says: str) -> Booking:
    before = _told(held)
    facts = booking_facts(held, today=localdate(now))
    held.state = workflows()["booking"].after(verb, state=held.state, facts=facts, reason=reason)
    held.taken = held.places if held.state in HOLDING else 0
    held.reason, held.moved_at = reason.strip(), now
    held.version += 1
    held.save()
    follow_booking(booking=held, now=now)
    follow_period(period=held.period, now=now)
    more = {"details": {"reason": held.reason}} if held.reason else {}
    _record(held, says, before=before, after=_told(held), **more)
    return held


def _told(booking: Booking) -> dict[str, Any]:
    return {
        "state": booking.state,
        "places": booking.places,
        "company": booking.company,
        "period": str(booking.period.starts_on),
    }


def _record(booking: Booking, says: str, **more: Any) -> None:  # noqa: ANN401 the journal's
    antenna = booking.period.antenna
    record(
        kind=KIND,
        reference=booking.reference,
        label=antenna.name,
        says=f"{says}\N{NO-BREAK SPACE}: {antenna.name}",
        private=True,
        **more,
    )


REFUSALS = (BookingRefusedError, StepRefusedError)
