"""The API of the requests: listed, read, asked, and what comes out of them."""

import datetime as dt
from functools import partial
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status

from ancrage.catalogue.queries import vocabulary
from ancrage.catalogue.rules.facts import Value
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.bars import barred
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.requests import schemas
from ancrage.requests.access import Access
from ancrage.requests.actions.asking import Wanted, ask_request, edit_request
from ancrage.requests.actions.parts import RequestRefusedError
from ancrage.requests.documents import (
    detail_document,
    outcome_document,
    request_document,
    tally_document,
)
from ancrage.requests.models import API, ServiceRequest
from ancrage.requests.queries.judging import as_value
from ancrage.requests.queries.outcomes import counted
from ancrage.requests.queries.outcomes import outcomes as count_outcomes
from ancrage.requests.queries.requests import find_request, visible_to
from ancrage.requests.rules.deadlines import WAITS_FOR
from ancrage.requests.words import INVENTED_SOURCE, SOURCE

router = Router(tags=["requests"])
Code = Annotated[schemas.Code, Path()]
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
refusals = partial(
    problems_for, RequestRefusedError, StepRefusedError, FileRefusedError, faults=(InputRefused,)
)


def request_of(request: HttpRequest, code: str, *, in_full: bool = True) -> ServiceRequest:
    """The request of the address, if who asks may know of it."""
    found = find_request(actor_in(request), code)
    if found is None or (in_full and Access(actor_in(request), found).is_outline):
        raise Http404(f"La sollicitation « {code} » n’existe pas.")
    return found


@router.get(
    "/requests/outcomes",
    response={200: schemas.OutcomesOut, 422: Problem},
    operation_id="request_outcomes",
)
def request_outcomes(
    request: HttpRequest,
    operator: Annotated[schemas.Slug | None, Query()] = None,
    measure: Annotated[schemas.Slug | None, Query()] = None,
    year: Annotated[int | None, Query(ge=1990, le=2100)] = None,
) -> schemas.OutcomesOut:
    """Demandes, accords et délais, par opérateur et par mesure, dans les territoires et hors."""
    today = timezone.localdate()
    rows = counted(operator=operator or "", measure=measure or "", year=year)
    found = count_outcomes(rows, on=today)
    told: dict[str, Any] = {
        "as_of": today,
        "source": INVENTED_SOURCE if found.invented else SOURCE,
        "invented": found.invented,
        "whole": tally_document(found.whole),
        "inside": tally_document(found.places["inside"]),
        "outside": tally_document(found.places["outside"]),
        "rows": [outcome_document(row) for row in found.rows],
    }
    return schemas.OutcomesOut(**told)


class RequestFilters(Schema):
    """What narrows the list; `late`: those that should have been answered."""

    state: schemas.AnyStateName | None = None
    operator: schemas.Slug = ""
    measure: schemas.Slug = ""
    territory: schemas.Slug = ""
    region: schemas.Slug = ""
    place: schemas.PlaceName | None = None
    late: bool | None = None

    def narrowed(
        self, rows: "QuerySet[ServiceRequest]", today: dt.date
    ) -> "QuerySet[ServiceRequest]":
        """The rows that are kept."""
        for name in ("state", "operator", "measure", "territory", "place"):
            if value := getattr(self, name):
                rows = rows.filter(**{name: value})
        if self.region:
            rows = rows.filter(regions__contains=barred(self.region))
        if self.late is not None:
            late = rows.filter(state__in=WAITS_FOR, due__lt=today)
            rows = late if self.late else rows.exclude(pk__in=late.values("pk"))
        return rows


@router.get(
    "/requests",
    response={200: Page[schemas.RequestOut], 401: Problem, 422: Problem},
    operation_id="requests",
)
def requests(
    request: HttpRequest,
    filters: Annotated[RequestFilters, Query()],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.RequestOut]:
    """Les sollicitations que vous pouvez voir, la dernière envoyée d’abord."""
    actor = actor_in(request)
    held = filters.narrowed(visible_to(actor), timezone.localdate())
    page = held.order_by("-sent_on", "-code")[offset : offset + limit]
    items = [schemas.RequestOut(**request_document(row, actor)) for row in page]
    return Page[schemas.RequestOut](count=held.count(), limit=limit, offset=offset, items=items)


def wanted_of(told: schemas.RequestIn) -> Wanted:
    """What a body asks, in the catalogue's words."""
    held = vocabulary()
    facts: dict[str, Value | None] = {}
    for code, value in told.facts.items():
        read = as_value(held[code], value) if code in held else None
        facts[code] = value if read is None else read  # what cannot be is refused by the action
    body = told.dict(include={f for f in schemas.RequestIn.model_fields if f != "facts"})
    return Wanted(**body, facts=facts)


@router.post(
    "/requests",
    response={201: schemas.RequestDetailOut, **WRITTEN},
    operation_id="request_ask",
)
def request_ask(
    request: HttpRequest, wanted: schemas.RequestIn
) -> Status[schemas.RequestDetailOut]:
    """Commence une sollicitation, en brouillon."""
    with refusals():
        made = ask_request(**acting_in(request), wanted=wanted_of(wanted), origin=API)
    told = detail_document(made, actor_in(request))
    return Status(201, schemas.RequestDetailOut(**told))


@router.get(
    "/requests/{code}",
    response={200: schemas.RequestDetailOut, **READ},
    operation_id="request",
)
def request(request: HttpRequest, code: Code) -> schemas.RequestDetailOut:
    """Une sollicitation, ses échanges et ses pièces."""
    held = request_of(request, code, in_full=False)
    return schemas.RequestDetailOut(**detail_document(held, actor_in(request)))


@router.put(
    "/requests/{code}",
    response={200: schemas.RequestDetailOut, **WRITTEN},
    operation_id="request_edit",
)
def request_edit(
    request: HttpRequest, code: Code, wanted: schemas.RequestEdit
) -> schemas.RequestDetailOut:
    """Change un brouillon."""
    with refusals():
        made = edit_request(
            **acting_in(request),
            request=request_of(request, code),
            wanted=wanted_of(wanted),
            revision=wanted.revision,
        )
    return schemas.RequestDetailOut(**detail_document(made, actor_in(request)))
