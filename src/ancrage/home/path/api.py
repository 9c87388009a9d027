"""The API of the roads: where each territory stands."""

import datetime as dt
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from ancrage.geography.schemas import Day, Limit, Offset, Page, Problem, slice_of
from ancrage.home.path.documents import detail_document, kept, road_document
from ancrage.home.path.gathering import find_road, roads_at
from ancrage.people.middleware import actor_in

router = Router(tags=["parcours"])
Territory = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_:]{1,150}$")]
Asked = Annotated[Day | None, Query()]


class RoadStepOut(Schema):
    """A stage of the road: passed, here, next, ahead of its turn, later; `on` null: unknown."""

    stage: str
    label: str
    status: str
    on: dt.date | None
    proof: str


class RoadOut(Schema):
    """Where a territory stands; a day that is null is unknown. `act`: the one that is being
    prepared or signed, for who reads it."""

    territory: str
    name: str
    version: str
    region: str
    regions: list[str]
    stage: str | None
    since: dt.date | None
    next: str | None
    who: list[str]
    act: str | None
    act_state: str | None
    ahead: list[str]
    is_demonstration: bool


class RoadDetailOut(RoadOut):
    """With every stage and its proof."""

    steps: list[RoadStepOut]


@router.get(
    "/territory-paths",
    response={200: Page[RoadOut], 422: Problem},
    operation_id="territory_paths",
)
def territory_paths(
    request: HttpRequest,
    date: Asked = None,
    region: Annotated[str, Query(max_length=3)] = "",
    stage: Annotated[str, Query(max_length=20)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[RoadOut]:
    """Où en est chaque territoire sur son parcours, à une date ; sans date, aujourd’hui."""
    day = date or timezone.localdate()
    found = kept(roads_at(actor_in(request), day=day), region=region, stage=stage)
    items = [RoadOut(**road_document(one)) for one in slice_of(found, limit, offset)]
    return Page[RoadOut](count=len(found), limit=limit, offset=offset, items=items)


@router.get(
    "/territory-paths/{territory}",
    response={200: RoadDetailOut, 404: Problem, 422: Problem},
    operation_id="territory_path",
)
def territory_path(request: HttpRequest, territory: Territory, date: Asked = None) -> RoadDetailOut:
    """Le parcours d’un territoire, étape par étape, avec la preuve de chacune."""
    day = date or timezone.localdate()
    found = find_road(actor_in(request), territory, day=day)
    if found is None:
        raise Http404(f"Aucun territoire ne porte le code « {territory} » à cette date.")
    return RoadDetailOut(**detail_document(found))
