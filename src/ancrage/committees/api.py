"""The API of committees: meetings read, prepared, called; their agendas; who sits."""

import datetime as dt
from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.timezone import is_naive, localdate, make_aware
from ninja import Path, Query, Router, Schema, Status

from ancrage.committees import schemas
from ancrage.committees.access import Access
from ancrage.committees.actions.calling import call_meeting, cancel_meeting, refreeze_paper
from ancrage.committees.actions.composing import set_composition
from ancrage.committees.actions.parts import REFUSALS
from ancrage.committees.actions.preparing import (
    Convened,
    order_agenda,
    prepare_meeting,
    put_on_agenda,
    take_off_agenda,
    write_meeting,
)
from ancrage.committees.definitions import bodies_at
from ancrage.committees.documents import body_document, detail_document, meeting_document
from ancrage.committees.models import AgendaItem
from ancrage.committees.queries.composition import set_body
from ancrage.committees.queries.meetings import find_item, find_meeting, visible_to
from ancrage.committees.rules.composition import Seat
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.bars import barred
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["committees"])
Code = Annotated[schemas.MeetingCode, Path()]
Reference = Annotated[schemas.Reference, Path()]
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
ONE = "/meetings/{code}"
ITEM = "/meetings/{code}/items/{reference}"
Detail = {200: schemas.MeetingDetailOut, **WRITTEN}
refusals = partial(problems_for, *REFUSALS)


def meeting_of(request: HttpRequest, code: str) -> Access:
    """The meeting of the address, if who asks may know of it."""
    actor = actor_in(request)
    found = find_meeting(actor, code)
    if found is None:
        raise Http404(f"La réunion « {code} » n’existe pas.")
    return Access(actor, found)


def item_of(request: HttpRequest, code: str, reference: str) -> AgendaItem:
    """The item of the address, if who asks may read it."""
    actor = actor_in(request)
    found = find_item(actor, reference)
    if found is None or found.meeting.code != code or not Access(actor, found.meeting).reads(found):
        raise Http404(f"Le point « {reference} » n’existe pas.")
    return found


def told(request: HttpRequest, code: str) -> schemas.MeetingDetailOut:
    """A meeting after a change."""
    return schemas.MeetingDetailOut(**detail_document(meeting_of(request, code)))


def _convened(wanted: schemas.ConvenedIn) -> Convened:
    return Convened(
        title=wanted.title,
        is_written=wanted.is_written,
        starts_at=_aware(wanted.starts_at),
        ends_at=_aware(wanted.ends_at),
        place=wanted.place,
        link=wanted.link,
    )


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """A moment without its offset is told in the hours of Paris."""
    return make_aware(moment) if moment and is_naive(moment) else moment


class MeetingFilters(Schema):
    """What narrows the list."""

    body: schemas.Code = ""
    region: schemas.Slug = ""
    state: schemas.Code = ""


@router.get(
    "/meetings", response={200: Page[schemas.MeetingOut], 422: Problem}, operation_id="meetings"
)
def meetings(
    request: HttpRequest,
    filters: Annotated[MeetingFilters, Query()],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.MeetingOut]:
    """Les réunions que vous pouvez connaître, la plus tardive d’abord."""
    held = visible_to(actor_in(request))
    if filters.body:
        held = held.filter(body=filters.body)
    if filters.region:
        held = held.filter(regions__contains=barred(filters.region))
    if filters.state:
        held = held.filter(state=filters.state)
    items = [schemas.MeetingOut(**meeting_document(m)) for m in held[offset : offset + limit]]
    return Page[schemas.MeetingOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/meetings",
    response={201: schemas.MeetingDetailOut, **WRITTEN},
    operation_id="meeting_prepare",
)
def meeting_prepare(
    request: HttpRequest, wanted: schemas.MeetingIn
) -> Status[schemas.MeetingDetailOut]:
    """Prépare une réunion."""
    with refusals():
        made = prepare_meeting(
            **acting_in(request), body=wanted.body, scope=wanted.scope, told=_convened(wanted)
        )
    return Status(201, told(request, made.code))


@router.get(ONE, response={200: schemas.MeetingDetailOut, **READ}, operation_id="meeting")
def meeting(request: HttpRequest, code: Code) -> schemas.MeetingDetailOut:
    """Une réunion, son ordre du jour tel que vous pouvez le lire."""
    return told(request, code)


@router.put(ONE, response=Detail, operation_id="meeting_write")
def meeting_write(
    request: HttpRequest, code: Code, wanted: schemas.MeetingWriteIn
) -> schemas.MeetingDetailOut:
    """Change la date, le lieu ; une fois les membres convoqués, ils l’apprennent."""
    held = meeting_of(request, code).meeting
    with refusals():
        write_meeting(
            **acting_in(request),
            meeting=held,
            revision=wanted.revision,
            told=_convened(wanted),
            reason=wanted.reason,
        )
    return told(request, code)


@router.post(f"{ONE}/items", response=Detail, operation_id="agenda_put")
def agenda_put(
    request: HttpRequest, code: Code, wanted: schemas.AgendaIn
) -> schemas.MeetingDetailOut:
    """Met un point à l’ordre du jour."""
    held = meeting_of(request, code).meeting
    with refusals():
        put_on_agenda(**acting_in(request), meeting=held, **wanted.dict())
    return told(request, code)


@router.delete(ITEM, response=Detail, operation_id="agenda_take_off")
def agenda_take_off(
    request: HttpRequest, code: Code, reference: Reference
) -> schemas.MeetingDetailOut:
    """Retire un point."""
    item = item_of(request, code, reference)
    with refusals():
        take_off_agenda(**acting_in(request), item=item)
    return told(request, code)


@router.post(f"{ITEM}/rank", response=Detail, operation_id="agenda_order")
def agenda_order(
    request: HttpRequest, code: Code, reference: Reference, wanted: schemas.AgendaOrderIn
) -> schemas.MeetingDetailOut:
    """Monte ou descend un point d’un rang."""
    item = item_of(request, code, reference)
    with refusals():
        order_agenda(**acting_in(request), item=item, up=wanted.up)
    return told(request, code)


@router.get(
    f"{ITEM}/paper", response={200: schemas.AgendaPaperOut, **READ}, operation_id="agenda_paper"
)
def agenda_paper(request: HttpRequest, code: Code, reference: Reference) -> schemas.AgendaPaperOut:
    """La pièce d’un point, telle qu’elle est figée."""
    item = item_of(request, code, reference)
    if item.paper is None:
        raise Http404("Cette pièce n’est pas encore figée.")
    return schemas.AgendaPaperOut(label=item.label, digest=item.digest, **item.paper)


@router.post(f"{ITEM}/paper", response=Detail, operation_id="agenda_refreeze")
def agenda_refreeze(
    request: HttpRequest, code: Code, reference: Reference
) -> schemas.MeetingDetailOut:
    """Fige de nouveau la pièce d’un point dont l’objet a changé."""
    item = item_of(request, code, reference)
    with refusals():
        refreeze_paper(**acting_in(request), item=item)
    return told(request, code)


@router.post(f"{ONE}/call", response=Detail, operation_id="meeting_call")
def meeting_call(request: HttpRequest, code: Code) -> schemas.MeetingDetailOut:
    """Convoque les membres ; les pièces sont figées."""
    held = meeting_of(request, code).meeting
    with refusals():
        call_meeting(**acting_in(request), meeting=held)
    return told(request, code)


@router.post(f"{ONE}/cancellation", response=Detail, operation_id="meeting_cancel")
def meeting_cancel(
    request: HttpRequest, code: Code, wanted: schemas.MeetingReasonIn
) -> schemas.MeetingDetailOut:
    """Annule la réunion, avec la raison."""
    held = meeting_of(request, code).meeting
    with refusals():
        cancel_meeting(**acting_in(request), meeting=held, reason=wanted.reason)
    return told(request, code)


@router.get(
    "/committees",
    response={200: list[schemas.CommitteeOut], 422: Problem},
    operation_id="committees",
)
def committees(request: HttpRequest) -> list[schemas.CommitteeOut]:
    """Les comités et leurs sièges, selon la règle d’aujourd’hui."""
    return [schemas.CommitteeOut(**body_document(b)) for b in bodies_at(localdate()).values()]


@router.post(
    "/committees/{body}/{region}/composition",
    response={200: schemas.CompositionOut, **WRITTEN},
    operation_id="committee_compose",
)
def committee_compose(
    request: HttpRequest,
    body: Annotated[schemas.Code, Path()],
    region: Annotated[schemas.Slug, Path()],
    wanted: schemas.CompositionIn,
) -> schemas.CompositionOut:
    """Règle qui siège dans un comité d’une région, à compter d’un jour."""
    with refusals():
        made = set_composition(
            **acting_in(request),
            body=body,
            region=region,
            valid_from=wanted.valid_from,
            left_out=wanted.left_out,
            added=[Seat(**seat.dict()) for seat in wanted.added],
            reason=wanted.reason,
        )
    held = set_body(body, [region], wanted.valid_from)
    return schemas.CompositionOut(
        body=body,
        region=region,
        valid_from=made.valid_from,
        committee=schemas.CommitteeOut(**body_document(held)),
    )
