"""The API of the antennas: where to open them, the antennas, the bookings of their places."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.antennas.actions import antennas as antenna_acts
from ancrage.antennas.actions import bookings as booking_acts
from ancrage.antennas.actions import sitings as siting_acts
from ancrage.antennas.actions.antennas import AntennaRefusedError, Offer
from ancrage.antennas.actions.bookings import BookingRefusedError
from ancrage.antennas.actions.sitings import SitingRefusedError, Wanted
from ancrage.antennas.documents import (
    antenna_document,
    booking_document,
    siting_detail,
    siting_document,
)
from ancrage.antennas.engine.model import Objective, Question
from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.antennas.queries.antennas import antennas as held_antennas
from ancrage.antennas.queries.antennas import find_antenna, find_booking, visible_to
from ancrage.antennas.queries.sitings import find_siting
from ancrage.antennas.queries.sitings import visible_to as visible_sitings
from ancrage.antennas.schemas import (
    AdoptIn,
    AntennaIn,
    AntennaOut,
    AntennaReasonIn,
    BookingIn,
    BookingOut,
    BookingState,
    OfferIn,
    SitingChangeIn,
    SitingDetailOut,
    SitingIn,
    SitingOut,
    StateName,
)
from ancrage.antennas.travel import travel_at
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["antennas"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{10}$")]
READ = {404: Problem, 422: Problem}
WRITTEN = {401: Problem, 409: Problem, **READ}
_refusals = partial(
    problems_for, AntennaRefusedError, BookingRefusedError, SitingRefusedError, StepRefusedError
)


def _siting(code: str) -> Siting:
    found = find_siting(code)
    if found is None:
        raise Http404(f"Aucun scénario ne porte le code « {code} ».")
    return found


def _antenna(code: str) -> Antenna:
    found = find_antenna(code)
    if found is None:
        raise Http404(f"Aucune antenne ne porte le code « {code} ».")
    return found


def _booking(request: HttpRequest, reference: str) -> Booking:
    found = find_booking(actor_in(request), reference)
    if found is None:
        raise Http404(f"Aucune réservation ne porte la référence « {reference} ».")
    return found


def _wanted(told: SitingIn) -> Wanted:
    if told.radius_km is not None and told.minutes is not None:
        raise HttpError(422, "Donnez un rayon ou une durée, pas les deux.")
    radius = told.radius_km
    if told.minutes is not None:
        radius = travel_at(timezone.localdate()).kilometres(told.minutes)
    question = Question(
        count=told.count,
        objective=Objective(told.objective),
        radius_km=radius,
        capacity=told.capacity,
        kept=frozenset(told.kept),
        excluded=frozenset(told.excluded),
    )
    return Wanted(told.name, question, told.note, told.minutes)


@router.get("/antennas", response={200: Page[AntennaOut], 422: Problem}, operation_id="antennas")
def antennas(
    request: HttpRequest,
    state: Annotated[StateName | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[AntennaOut]:
    """Les antennes locales des centres d’accélération."""
    held = held_antennas().filter(state=state) if state else held_antennas()
    items = [AntennaOut(**antenna_document(a)) for a in held[offset : offset + limit]]
    return Page[AntennaOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.get("/antennas/{code}", response={200: AntennaOut, **READ}, operation_id="antenna")
def one_antenna(request: HttpRequest, code: Code) -> AntennaOut:
    """Une antenne : son hôte, ses dates, ses places."""
    return AntennaOut(**antenna_document(_antenna(code)))


@router.put("/antennas/{code}", response={200: AntennaOut, **WRITTEN}, operation_id="antenna_edit")
def put_antenna(request: HttpRequest, code: Code, wanted: AntennaIn) -> AntennaOut:
    """Change le nom et les dates d’une antenne."""
    return _changed(request, code, antenna_acts.edit_antenna, **dict(wanted))


@router.post(
    "/antennas/{code}/places", response={200: AntennaOut, **WRITTEN}, operation_id="antenna_places"
)
def post_places(request: HttpRequest, code: Code, wanted: OfferIn) -> AntennaOut:
    """Offre des places sur une période."""
    return _changed(request, code, antenna_acts.set_places, offer=Offer(**dict(wanted)))


@router.post(
    "/antennas/{code}/open", response={200: AntennaOut, **WRITTEN}, operation_id="antenna_open"
)
def antenna_open(request: HttpRequest, code: Code) -> AntennaOut:
    """Ouvre une antenne prévue."""
    return _changed(request, code, antenna_acts.open_antenna)


@router.post(
    "/antennas/{code}/close", response={200: AntennaOut, **WRITTEN}, operation_id="antenna_close"
)
def antenna_close(request: HttpRequest, code: Code, wanted: AntennaReasonIn) -> AntennaOut:
    """Ferme une antenne, et dit pourquoi."""
    return _changed(request, code, antenna_acts.close_antenna, reason=wanted.reason)


@router.get(
    "/antenna-sitings",
    response={200: Page[SitingOut], 401: Problem, **READ},
    operation_id="sitings",
)
def sitings(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> Page[SitingOut]:
    """Les scénarios d’implantation que vous pouvez lister."""
    held = visible_sitings(actor_in(request))
    items = [SitingOut(**siting_document(s)) for s in held[offset : offset + limit]]
    return Page[SitingOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/antenna-sitings", response={201: SitingDetailOut, **WRITTEN}, operation_id="siting_create"
)
def post_siting(request: HttpRequest, wanted: SitingIn) -> Status[SitingDetailOut]:
    """Crée un scénario d’implantation."""
    with _refusals():
        made = siting_acts.create_siting(**acting_in(request), wanted=_wanted(wanted))
    return Status(201, SitingDetailOut(**siting_detail(made)))


@router.get(
    "/antenna-sitings/{code}", response={200: SitingDetailOut, **READ}, operation_id="siting"
)
def one_siting(request: HttpRequest, code: Code) -> SitingDetailOut:
    """Un scénario d’implantation, son plan avec sa preuve, sa courbe."""
    return SitingDetailOut(**siting_detail(_siting(code)))


@router.put(
    "/antenna-sitings/{code}",
    response={200: SitingDetailOut, **WRITTEN},
    operation_id="siting_edit",
)
def put_siting(request: HttpRequest, code: Code, wanted: SitingChangeIn) -> SitingDetailOut:
    """Change ce qu’un scénario demande."""
    with _refusals():
        siting_acts.edit_siting(
            **acting_in(request),
            siting=_siting(code),
            wanted=_wanted(wanted),
            revision=wanted.revision,
        )
    return SitingDetailOut(**siting_detail(_siting(code)))


@router.post(
    "/antenna-sitings/{code}/run",
    response={202: SitingOut, 503: Problem, **WRITTEN},
    operation_id="siting_run",
)
def post_siting_run(request: HttpRequest, code: Code) -> Status[SitingOut]:
    """Demande le calcul du plan."""
    return _computed(request, code, siting_acts.run_siting)


@router.post(
    "/antenna-sitings/{code}/curve",
    response={202: SitingOut, 503: Problem, **WRITTEN},
    operation_id="siting_curve",
)
def post_siting_curve(request: HttpRequest, code: Code) -> Status[SitingOut]:
    """Demande ce qu’apporte chaque antenne de plus."""
    return _computed(request, code, siting_acts.run_curve)


@router.post(
    "/antenna-sitings/{code}/cancel",
    response={202: SitingOut, **WRITTEN},
    operation_id="siting_cancel",
)
def post_siting_cancel(request: HttpRequest, code: Code) -> Status[SitingOut]:
    """Annule le calcul en cours."""
    return _computed(request, code, siting_acts.cancel_siting)


@router.post(
    "/antenna-sitings/{code}/adopt",
    response={201: list[AntennaOut], **WRITTEN},
    operation_id="siting_adopt",
)
def post_siting_adopt(
    request: HttpRequest, code: Code, wanted: AdoptIn
) -> Status[list[AntennaOut]]:
    """Fait du plan des antennes prévues ; rend les nouvelles."""
    offer = Offer(wanted.starts_on, wanted.ends_on, wanted.places)
    with _refusals():
        made = antenna_acts.adopt_siting(
            **acting_in(request), siting=_siting(code), opens_on=wanted.opens_on, offer=offer
        )
    return Status(201, [AntennaOut(**antenna_document(antenna)) for antenna in made])


@router.get(
    "/antenna-bookings",
    response={200: Page[BookingOut], 401: Problem, **READ},
    operation_id="antenna_bookings",
)
def bookings(
    request: HttpRequest,
    state: Annotated[BookingState | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[BookingOut]:
    """Les réservations de places que vous pouvez lire."""
    held = visible_to(actor_in(request))
    held = held.filter(state=state) if state else held
    items = [BookingOut(**booking_document(b)) for b in held[offset : offset + limit]]
    return Page[BookingOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post("/antenna-bookings", response={201: BookingOut, **WRITTEN}, operation_id="booking_ask")
def post_booking(request: HttpRequest, wanted: BookingIn) -> Status[BookingOut]:
    """Demande des places d’accélération pour une entreprise."""
    antenna = _antenna(wanted.antenna)
    period = next((p for p in antenna.periods.all() if p.starts_on == wanted.starts_on), None)
    if period is None:
        raise Http404("Cette antenne n’offre pas de places à partir de ce jour.")
    with _refusals():
        made = booking_acts.ask_booking(
            **acting_in(request),
            period=period,
            company=wanted.company,
            purpose=wanted.purpose,
            places=wanted.places,
        )
    return Status(201, BookingOut(**booking_document(made)))


@router.get(
    "/antenna-bookings/{reference}",
    response={200: BookingOut, 401: Problem, **READ},
    operation_id="antenna_booking",
)
def one_booking(request: HttpRequest, reference: Reference) -> BookingOut:
    """Une réservation."""
    return BookingOut(**booking_document(_booking(request, reference)))


@router.post(
    "/antenna-bookings/{reference}/refuse",
    response={200: BookingOut, **WRITTEN},
    operation_id="booking_refuse",
)
def booking_refuse(
    request: HttpRequest, reference: Reference, wanted: AntennaReasonIn
) -> BookingOut:
    """Refuse une demande, et dit pourquoi."""
    return _stepped(request, reference, "refuse", reason=wanted.reason)


@router.post(
    "/antenna-bookings/{reference}/confirm",
    response={200: BookingOut, **WRITTEN},
    operation_id="booking_confirm",
)
def booking_confirm(request: HttpRequest, reference: Reference) -> BookingOut:
    """Confirme la place, tant qu’il en reste."""
    return _stepped(request, reference, "confirm")


@router.post(
    "/antenna-bookings/{reference}/wait",
    response={200: BookingOut, **WRITTEN},
    operation_id="booking_wait",
)
def booking_wait(request: HttpRequest, reference: Reference) -> BookingOut:
    """Met la demande en liste d’attente."""
    return _stepped(request, reference, "wait")


@router.post(
    "/antenna-bookings/{reference}/cancel",
    response={200: BookingOut, **WRITTEN},
    operation_id="booking_cancel",
)
def booking_cancel(request: HttpRequest, reference: Reference) -> BookingOut:
    """Annule la réservation : la place est libre."""
    return _stepped(request, reference, "cancel")


@router.post(
    "/antenna-bookings/{reference}/honour",
    response={200: BookingOut, **WRITTEN},
    operation_id="booking_honour",
)
def booking_honour(request: HttpRequest, reference: Reference) -> BookingOut:
    """Déclare la place honorée."""
    return _stepped(request, reference, "honour")


def _changed(
    request: HttpRequest, code: str, act: Callable[..., object], /, **told: object
) -> AntennaOut:
    antenna = _antenna(code)
    with _refusals():
        act(**acting_in(request), antenna=antenna, **told)
    return AntennaOut(**antenna_document(_antenna(code)))


def _computed(request: HttpRequest, code: str, act: Callable[..., Siting]) -> Status[SitingOut]:
    siting = _siting(code)
    with _refusals():
        act(**acting_in(request), siting=siting)
    return Status(202, SitingOut(**siting_document(_siting(code))))


def _stepped(request: HttpRequest, reference: str, verb: str, **more: Any) -> BookingOut:  # noqa: ANN401
    held = _booking(request, reference)
    with _refusals():
        made = booking_acts.STEPS[verb](**acting_in(request), booking=held, **more)
    return BookingOut(**booking_document(made))
