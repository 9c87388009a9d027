"""What waits for whom about antennas: told to the lists « À faire » as parts of the commands."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.antennas.definitions import parameters_at
from ancrage.antennas.models import Antenna, Booking, Period
from ancrage.antennas.queries.antennas import company_names, left_in
from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Where

PART = "une étape d’une commande, qui en laisse la trace"
TOLD = {
    "confirmed": "Place confirmée à l’antenne",
    "waiting": "Demande mise en liste d’attente",
    "refused": "Demande de place refusée",
    "honoured": "Place déclarée honorée",
}


@unjournalled(PART)
def follow_booking(*, booking: Booking, now: dt.datetime) -> None:
    """Ask the operator for an answer as long as one waits; tell the company what was decided."""
    antenna = booking.period.antenna
    cause = f"antennas:{booking.reference}:answer"
    if booking.state == "asked":
        delay = parameters_at(localdate(now)).answer_days
        ask(
            cause=cause,
            title=_("Répondre à une demande de place : %(name)s") % {"name": antenna.name},
            why=_("%(company)s demande une place d’accélération.")
            % {"company": _company(booking.company)},
            url_name="antenna_booking",
            url_args=[booking.reference],
            role="referent",
            where=Where(operators=frozenset({antenna.operator})),
            since=now,
            due=localdate(now) + dt.timedelta(days=delay),
            now=now,
        )
    else:
        settle(cause=cause, now=now)
    if booking.state in TOLD:
        inform(
            cause=f"antennas:{booking.reference}:{booking.state}:{booking.version}",
            title=f"{TOLD[booking.state]}\N{NO-BREAK SPACE}: {antenna.name}",
            why=booking.reason or _("Votre réservation a changé d’état."),
            url_name="antenna_booking",
            url_args=[booking.reference],
            role="company",
            where=Where(companies=frozenset({booking.company})),
            now=now,
        )


@unjournalled(PART)
def follow_period(*, period: Period, now: dt.datetime) -> None:
    """When a place is free and somebody waits for it, ask the operator to offer it."""
    cause = f"antennas:period:{period.pk}:freed"
    first = period.bookings.filter(state="waiting").order_by("asked_at", "pk").first()
    if first is None or left_in(period) < first.places or period.antenna.state == "closed":
        settle(cause=cause, now=now)
        return
    ask(
        cause=cause,
        title=_("Une place se libère : %(name)s") % {"name": period.antenna.name},
        why=_("%(company)s attend depuis le plus longtemps : confirmez-lui la place.")
        % {"company": _company(first.company)},
        url_name="antenna_booking",
        url_args=[first.reference],
        role="referent",
        where=Where(operators=frozenset({period.antenna.operator})),
        since=now,
        now=now,
    )


@unjournalled(PART)
def tell_antenna(*, antenna: Antenna, now: dt.datetime, told: str) -> None:
    """Tell the operator's referents that an antenna opened or closed."""
    inform(
        cause=f"antennas:{antenna.code}:{antenna.state}:{antenna.version}",
        title=told,
        why=antenna.reason or _("L’état de l’antenne a changé."),
        url_name="antenna",
        url_args=[antenna.code],
        role="referent",
        where=Where(operators=frozenset({antenna.operator})),
        now=now,
    )


def _company(code: str) -> str:
    return company_names([code]).get(code, code)
