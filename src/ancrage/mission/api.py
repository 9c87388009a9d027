"""The API of the missions: what may be read, and what the other parts of it share."""

from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions.applications import StaleDraftError
from ancrage.mission.actions.experts import InterestRefusedError
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.actions.readings import ReadingRefusedError, StaleReadingError
from ancrage.mission.actions.settlements import SettlementRefusedError
from ancrage.mission.documents import (
    candidate_document,
    dossier_document,
    effect_document,
    expert_documents,
    grid_document,
    mission_document,
)
from ancrage.mission.models import Candidate, Mission
from ancrage.mission.queries.candidates import find_candidate, visible_to
from ancrage.mission.queries.effects import last_effect
from ancrage.mission.queries.missions import find_mission
from ancrage.mission.queries.missions import missions as held_missions
from ancrage.mission.schemas import (
    CandidateDetailOut,
    CandidateOut,
    EffectOut,
    GridOut,
    MissionDetailOut,
    MissionOut,
    OriginName,
    StateName,
)
from ancrage.people.acting_api import problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["missions"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
Number = Annotated[int, Path(), Field(ge=1, le=1_000_000)]
READ = {404: Problem, 422: Problem}
WRITTEN = {401: Problem, 409: Problem, **READ}
refusals = partial(
    problems_for,
    FileRefusedError,
    InterestRefusedError,
    MissionRefusedError,
    ReadingRefusedError,
    SettlementRefusedError,
    StaleDraftError,
    StaleReadingError,
    StepRefusedError,
    faults=(InputRefused,),
)


def mission_of(code: str) -> Mission:
    """The mission of the address."""
    found = find_mission(code)
    if found is None:
        raise Http404(f"Aucune mission ne porte le code « {code} ».")
    return found


def candidate_of(request: HttpRequest, code: str, number: int) -> Candidate:
    """The candidate of the address, if who asks may know of it."""
    found = find_candidate(actor_in(request), mission_of(code), number)
    if found is None:
        raise Http404(f"La mission « {code} » n’a pas de candidat {number}.")
    return found


@router.get("/missions", response={200: Page[MissionOut], 422: Problem}, operation_id="missions")
def missions(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> Page[MissionOut]:
    """Les missions d’experts, les plus récentes d’abord."""
    held = held_missions()
    items = [MissionOut(**mission_document(m)) for m in held[offset : offset + limit]]
    return Page[MissionOut](count=len(held), limit=limit, offset=offset, items=items)


@router.get("/missions/{code}", response={200: MissionDetailOut, **READ}, operation_id="mission")
def one_mission(request: HttpRequest, code: Code) -> MissionDetailOut:
    """Une mission : son objet, ses dates, le poids de la note, ses experts."""
    mission = mission_of(code)
    told = {"experts": expert_documents(actor_in(request), mission)}
    return MissionDetailOut(**mission_document(mission) | told)


@router.get("/missions/{code}/grid", response={200: GridOut, **READ}, operation_id="mission_grid")
def mission_grid(request: HttpRequest, code: Code) -> GridOut:
    """La grille de lecture d’une mission, avec ses repères et ses sources."""
    return GridOut(**grid_document(mission_of(code)))


@router.get(
    "/missions/{code}/candidates",
    response={200: Page[CandidateOut], **READ},
    operation_id="mission_candidates",
)
def mission_candidates(
    request: HttpRequest,
    code: Code,
    state: Annotated[StateName | None, Query()] = None,
    origin: Annotated[OriginName | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[CandidateOut]:
    """Les candidats d’une mission que vous pouvez voir."""
    held = visible_to(actor_in(request), mission_of(code))
    held = held.filter(state=state) if state else held
    held = held.filter(origin=origin) if origin else held
    items = [CandidateOut(**candidate_document(c)) for c in held[offset : offset + limit]]
    return Page[CandidateOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.get(
    "/missions/{code}/candidates/{number}",
    response={200: CandidateDetailOut, **READ},
    operation_id="mission_candidate",
)
def one_candidate(request: HttpRequest, code: Code, number: Number) -> CandidateDetailOut:
    """Un candidat, et son dossier si vous pouvez le lire."""
    candidate = candidate_of(request, code, number)
    told = {"dossier": dossier_document(actor_in(request), candidate)}
    return CandidateDetailOut(**candidate_document(candidate) | told)


@router.get(
    "/missions/{code}/effect", response={200: EffectOut, **READ}, operation_id="mission_effect"
)
def mission_effect(request: HttpRequest, code: Code) -> EffectOut:
    """L’effet des notes arrêtées sur la liste (simulé)."""
    return EffectOut(**effect_document(last_effect(mission_of(code))))
