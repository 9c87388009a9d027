"""What the pages of the antennas share: which object, where the page stands, refusals."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancrage.antennas.actions.antennas import AntennaRefusedError
from ancrage.antennas.actions.bookings import BookingRefusedError
from ancrage.antennas.actions.sitings import SitingRefusedError
from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.antennas.queries.antennas import find_antenna, find_booking
from ancrage.antennas.queries.sitings import find_siting
from ancrage.jobs.queue import QueueFullError
from ancrage.journal.policy import NotAllowedError, may
from ancrage.kernel.rights import Where
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link

REFUSALS = (AntennaRefusedError, BookingRefusedError, SitingRefusedError, StepRefusedError)
"""What an action may refuse with one French sentence."""
CONFLICT, BAD = 409, 422
Trail = list[tuple[str, str]]


def siting_or_404(code: str) -> Siting:
    """The scenario of the address."""
    found = find_siting(code)
    if found is None:
        raise Http404(_("Aucun scénario ne porte ce code."))
    return found


def antenna_or_404(code: str) -> Antenna:
    """The antenna of the address."""
    found = find_antenna(code)
    if found is None:
        raise Http404(_("Aucune antenne ne porte ce code."))
    return found


def booking_or_404(request: ActorRequest, reference: str) -> Booking:
    """The booking of the address, if the reader may know of it."""
    found = find_booking(request.actor, reference)
    if found is None:
        raise Http404(_("Aucune réservation ne porte cette référence."))
    return found


def demand(request: ActorRequest, action: str, where: Where) -> None:
    """What one may not do is not there."""
    if not may(request.actor, action, where):
        raise NotAllowedError(action)


def trail(request: ActorRequest, *steps: tuple[str, str]) -> Trail:
    """The breadcrumb; the last step, without address, is the page itself."""
    return [(_("Antennes"), link(request, "antennas")), *steps]


def said(request: ActorRequest, name: str) -> str:
    """What a form posts under a name, without what no database keeps; "" when nothing."""
    return request.POST.get(name, "").replace("\x00", "")


def attempt(
    act: Callable[[], Any], *, done: Callable[[], str], refused: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Do something; go to `done`'s address, or show the page again with what was refused."""
    try:
        act()
    except REFUSALS as refusal:
        return refused(str(refusal))
    except QueueFullError:
        return refused(_("Trop de calculs attendent déjà : réessayez dans quelques minutes."))
    return redirect(done())
