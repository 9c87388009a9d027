"""The API of roadmaps and action sheets: read, begun, written."""

from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema, Status

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.bars import barred
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.middleware import actor_in
from ancrage.roadmaps import schemas
from ancrage.roadmaps.access import Access
from ancrage.roadmaps.actions.following import call_reports
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.roadmaps import write_roadmap
from ancrage.roadmaps.actions.writing import copy_sheet, start_sheet, undo_revision, write_sheet
from ancrage.roadmaps.documents import (
    conflict_document,
    detail_document,
    roadmap_document,
    sheet_documents,
)
from ancrage.roadmaps.models import API, ActionSheet, Roadmap
from ancrage.roadmaps.queries.sheets import (
    find_roadmap,
    find_sheet,
    shared_with,
    visible_to,
)

router = Router(tags=["roadmaps"])
Code = Annotated[schemas.SheetCode, Path()]
Territory = Annotated[schemas.ScopeCode, Path()]
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
refusals = partial(
    problems_for,
    *(SheetRefusedError, StepRefusedError, FileRefusedError, AccountRefusedError),
    faults=(InputRefused,),
)


def sheet_of(request: HttpRequest, code: str, *, in_full: bool = True) -> ActionSheet:
    """The sheet of the address, if who asks may know of it; `in_full`: as it is written."""
    actor = actor_in(request)
    found = find_sheet(actor, code)
    if found is None or (in_full and not Access(actor, found, shared_with(found)).is_full):
        raise Http404(f"La fiche « {code} » n’existe pas.")
    return found


def told(request: HttpRequest, sheet: ActionSheet) -> schemas.SheetDetailOut:
    """A sheet after a change."""
    return schemas.SheetDetailOut(**detail_document(sheet, actor_in(request)))


class SheetFilters(Schema):
    """What narrows the list."""

    territory: schemas.ScopeCode | None = None
    region: schemas.Slug = ""
    need: schemas.Slug = ""
    state: schemas.StateCode | None = None


@router.get(
    "/sheets",
    response={200: Page[schemas.SheetOut], 422: Problem},
    operation_id="sheets",
)
def sheets(
    request: HttpRequest,
    filters: Annotated[SheetFilters, Query()],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.SheetOut]:
    """Les fiches action que vous pouvez lire, la dernière commencée d’abord."""
    actor = actor_in(request)
    held = visible_to(actor)
    if filters.territory:
        held = held.filter(roadmap__scope=filters.territory)
    if filters.region:
        held = held.filter(roadmap__regions__contains=barred(filters.region))
    if filters.need:
        held = held.filter(need=filters.need)
    if filters.state:
        held = held.filter(state=filters.state)
    page = held.order_by("-code")[offset : offset + limit]
    items = [schemas.SheetOut(**one) for one in sheet_documents(page, actor)]
    return Page[schemas.SheetOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/sheets", response={201: schemas.SheetDetailOut, **WRITTEN}, operation_id="sheet_start"
)
def sheet_start(request: HttpRequest, wanted: schemas.SheetIn) -> Status[schemas.SheetDetailOut]:
    """Commence une fiche action : un intitulé suffit."""
    with refusals():
        made = start_sheet(
            **acting_in(request),
            scope=wanted.territory,
            values=wanted.values,
            is_private=wanted.is_private,
            origin=API,
        )
    return Status(201, told(request, made))


@router.get("/sheets/{code}", response={200: schemas.SheetDetailOut, **READ}, operation_id="sheet")
def sheet(request: HttpRequest, code: Code) -> schemas.SheetDetailOut:
    """Une fiche action, telle que vous pouvez la lire."""
    return told(request, sheet_of(request, code, in_full=False))


@router.patch(
    "/sheets/{code}",
    response={200: schemas.SheetWrittenOut, **WRITTEN},
    operation_id="sheet_write",
)
def sheet_write(
    request: HttpRequest, code: Code, wanted: schemas.SheetWriteIn
) -> schemas.SheetWrittenOut:
    """Écrit des champs ; ce que d’autres ont écrit entre-temps reste, et se dit."""
    held = sheet_of(request, code)
    with refusals():
        done = write_sheet(
            **acting_in(request),
            sheet=held,
            revision=wanted.revision,
            values=wanted.values,
            mine_wins=wanted.mine_wins,
            origin=API,
        )
    conflicts = [schemas.FieldConflictOut(**conflict_document(one)) for one in done.conflicts]
    return schemas.SheetWrittenOut(sheet=told(request, done.sheet), conflicts=conflicts)


@router.post(
    "/sheets/{code}/copy",
    response={201: schemas.SheetDetailOut, **WRITTEN},
    operation_id="sheet_copy",
)
def sheet_copy(
    request: HttpRequest, code: Code, wanted: schemas.SheetCopyIn
) -> Status[schemas.SheetDetailOut]:
    """Commence une fiche à partir d’une autre."""
    held = sheet_of(request, code, in_full=False)
    with refusals():
        made = copy_sheet(**acting_in(request), sheet=held, scope=wanted.territory)
    return Status(201, told(request, made))


@router.post(
    "/sheets/{code}/undo",
    response={200: schemas.SheetDetailOut, **WRITTEN},
    operation_id="sheet_undo",
)
def sheet_undo(
    request: HttpRequest, code: Code, wanted: schemas.SheetUndoIn
) -> schemas.SheetDetailOut:
    """Revient sur ce qu’une révision a changé, là où rien n’a été récrit."""
    held = sheet_of(request, code)
    with refusals():
        made = undo_revision(**acting_in(request), sheet=held, number=wanted.number)
    return told(request, made)


@router.get(
    "/roadmaps/{territory}", response={200: schemas.RoadmapOut, **READ}, operation_id="roadmap"
)
def roadmap(request: HttpRequest, territory: Territory) -> schemas.RoadmapOut:
    """La feuille de route d’un territoire, et ses fiches que vous pouvez lire."""
    return roadmap_told(request, roadmap_held(territory))


def roadmap_held(territory: str) -> Roadmap:
    """The roadmap of the address."""
    found = find_roadmap(territory)
    if found is None:
        raise Http404(f"« {territory} » n’a pas encore de feuille de route.")
    return found


def roadmap_told(request: HttpRequest, held: Roadmap) -> schemas.RoadmapOut:
    """A roadmap with the sheets that who asks may read."""
    actor = actor_in(request)
    rows = visible_to(actor).filter(roadmap=held).order_by("code")
    found = [schemas.SheetOut(**one) for one in sheet_documents(rows, actor)]
    return schemas.RoadmapOut(**roadmap_document(held), sheets=found)


@router.put(
    "/roadmaps/{territory}",
    response={200: schemas.RoadmapOut, **WRITTEN},
    operation_id="roadmap_write",
)
def roadmap_write(
    request: HttpRequest, territory: Territory, wanted: schemas.RoadmapIn
) -> schemas.RoadmapOut:
    """Écrit la stratégie et les axes."""
    with refusals():
        made = write_roadmap(
            **acting_in(request),
            scope=territory,
            revision=wanted.revision,
            strategy=wanted.strategy,
            axes=[axis.dict() for axis in wanted.axes],
        )
    return roadmap_told(request, made)


@router.post(
    "/roadmaps/{territory}/reports",
    response={200: schemas.ReportsCallOut, **WRITTEN},
    operation_id="roadmap_call",
)
def roadmap_call(
    request: HttpRequest, territory: Territory, wanted: schemas.ReportsCallIn
) -> schemas.ReportsCallOut:
    """Demande les points d’avancement avant un comité."""
    held = roadmap_held(territory)
    with refusals():
        asked = call_reports(**acting_in(request), roadmap=held, committee_on=wanted.committee_on)
    return schemas.ReportsCallOut(asked=asked)
