"""The API of the calendar: what is dated, the secret addresses of one's own."""

import datetime as dt
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem, slice_of
from ancrage.home.calendar.actions import make_address, revoke_address
from ancrage.home.calendar.addresses import address_of, addresses_of, find_address
from ancrage.home.calendar.definitions import kinds
from ancrage.home.calendar.documents import address_document, dated_document, month_span
from ancrage.home.calendar.gathering import gather
from ancrage.home.calendar.rules import Period, Wanted
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.tokens import MadeToken, TokenRefusedError
from ancrage.people.middleware import actor_in
from ancrage.people.queries.tokens import shown

router = Router(tags=["calendrier"])
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-zA-Z]{1,32}$")]
KindName = Annotated[
    str, Field(pattern=f"^({'|'.join(kinds())})$", json_schema_extra={"enum": [*kinds()]})
]
READ = {422: Problem}
OWN = {401: Problem, 404: Problem, 409: Problem, 422: Problem}
LONGEST_DAYS = 3660


class DatedOut(Schema):
    """One date: `said` is the day as its source says it, when that is less precise."""

    key: str
    kind: str
    label: str
    day: dt.date
    until: dt.date | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    said: str
    place: str
    regions: list[str]
    territories: list[str]
    state: str
    is_over: bool
    is_cancelled: bool
    url: str
    source: str
    source_url: str
    is_demonstration: bool


class AddressOut(Schema):
    """A secret address, without its secret."""

    reference: str
    name: str
    state: str
    created_at: dt.datetime
    expires_on: dt.date
    last_used_at: dt.datetime | None


class MadeAddressOut(AddressOut):
    """With the address itself, this once."""

    address: str


class AddressIn(Schema):
    name: Annotated[str, Field(min_length=1, max_length=100)]


@router.get("/calendar", response={200: Page[DatedOut], **READ}, operation_id="calendar")
def calendar(
    request: HttpRequest,
    start: Annotated[Day | None, Query()] = None,
    end: Annotated[Day | None, Query()] = None,
    kind: Annotated[list[KindName], Query()] = [],  # noqa: B006 ninja reads it as a list
    region: Annotated[str, Query(max_length=3)] = "",
    territory: Annotated[str, Query(max_length=150)] = "",
    mine: Annotated[bool, Query()] = False,  # noqa: FBT002 a parameter of the address
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[DatedOut]:
    """Ce qui est daté et que vous pouvez lire ; sans dates, les trois mois qui viennent."""
    actor, today = actor_in(request), timezone.localdate()
    usual = month_span(today)
    period = Period(start or usual[0], end or max(start or usual[1], usual[1]))
    if not 0 <= (period.end - period.start).days <= LONGEST_DAYS:
        raise HttpError(422, "La fin vient après le début, dans les dix ans.")
    wanted = Wanted(frozenset(kind), region, territory, actor if mine else None)
    found = gather(actor, period=period, today=today, wanted=wanted)
    items = [DatedOut(**dated_document(one)) for one in slice_of(found, limit, offset)]
    return Page[DatedOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get("/me/calendars", response={200: list[AddressOut], **OWN}, operation_id="my_calendars")
def address_list(request: HttpRequest) -> list[AddressOut]:
    """Mes adresses de calendrier, et quand chacune a été lue."""
    found = addresses_of(actor_in(request), now=timezone.now())
    return [AddressOut(**address_document(one)) for one in found]


@router.post(
    "/me/calendars", response={201: MadeAddressOut, **OWN}, operation_id="make_calendar_address"
)
def make_calendar_address(request: HttpRequest, told: AddressIn) -> Status[MadeAddressOut]:
    """Fait une adresse secrète : elle n’est montrée que dans cette réponse."""
    with problems_for(TokenRefusedError):
        made = make_address(**acting_in(request), name=told.name)
    return Status(201, _made(request, made))


def _made(request: HttpRequest, made: MadeToken) -> MadeAddressOut:
    held = shown(actor_in(request), [made.token], now=timezone.now())[0]
    return MadeAddressOut(**address_document(held), address=address_of(made.key))


@router.post(
    "/me/calendars/{reference}/revocation",
    response={200: AddressOut, **OWN},
    operation_id="revoke_calendar_address",
)
def revoke_one_address(request: HttpRequest, reference: Reference) -> AddressOut:
    """Révoque une adresse : elle ne montre plus rien."""
    actor = actor_in(request)
    found = find_address(actor, reference)
    if found is None:
        raise Http404("Aucune adresse ne porte cette référence.")
    held = revoke_address(**acting_in(request), address=found)
    return AddressOut(**address_document(shown(actor, [held], now=timezone.now())[0]))
