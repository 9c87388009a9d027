"""The API of amendments: each step of the workflow, and the history of a list."""

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Path, Router, Status
from ninja.errors import HttpError
from pydantic import Field

from ancrage.adaptation import actions
from ancrage.adaptation.answers import amendment_out, detail_out, version_out
from ancrage.adaptation.models import Amendment
from ancrage.adaptation.queries.amendments import find_amendment, visible_to
from ancrage.adaptation.queries.history import passages
from ancrage.adaptation.queries.programmes import find_programme
from ancrage.adaptation.rules.guards import Sitting
from ancrage.adaptation.schemas import (
    AmendmentAcceptIn,
    AmendmentDetailOut,
    AmendmentOut,
    DecisionIn,
    FileIn,
    HistoryOut,
    MoveIn,
    NewAmendmentIn,
    RevisionIn,
    WordsIn,
    WriteIn,
)
from ancrage.files.forms import GivenFile
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.actions import ListRefusedError
from ancrage.geography.api import LOST
from ancrage.geography.schemas import Limit, NamedCode, Offset, Page, Problem
from ancrage.kernel.problems import InputRefused
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.selection.engine.amending import move_from_document
from ancrage.selection.queries.country import loaded_country

router = Router(tags=["modifications"])
Code = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,20}$")]
Programme = Annotated[str, Path(), Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
DONE = {200: AmendmentDetailOut, 401: Problem, 409: Problem, **LOST}


@router.get("/amendments", response={200: Page[AmendmentOut], **LOST}, operation_id="amendments")
def amendments(
    request: HttpRequest,
    state: Annotated[str | None, Field(pattern=r"^[a-z]{1,12}$")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[AmendmentOut]:
    """Les modifications que vous pouvez lire ; sans jeton, celles qui sont acceptées."""
    held = visible_to(actor_in(request))
    if state is not None:
        held = held.filter(state=state)
    items = [amendment_out(found) for found in held[offset : offset + limit]]
    return Page[AmendmentOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.get(
    "/amendments/{code}", response={200: AmendmentDetailOut, **LOST}, operation_id="amendment"
)
def one_amendment(request: HttpRequest, code: Code) -> AmendmentDetailOut:
    """Une modification : ses changements, ce qu’ils font, son histoire, ce que vous y pouvez."""
    return detail_out(actor_in(request), _held(request, code))


@router.post(
    "/amendments",
    response={201: AmendmentDetailOut, 401: Problem, 409: Problem, **LOST},
    operation_id="post_amendment",
)
def propose_amendment(request: HttpRequest, wanted: NewAmendmentIn) -> Status[AmendmentDetailOut]:
    """Ouvre un brouillon sur la dernière liste d’un programme."""
    with _refusals():
        made = actions.propose_amendment(**acting_in(request), **wanted.dict())
    return Status(201, detail_out(actor_in(request), _held(request, made.code)))


@router.post("/amendments/{code}/moves", response=DONE, operation_id="post_amendment_move")
def add_amendment_move(request: HttpRequest, code: Code, wanted: MoveIn) -> AmendmentDetailOut:
    """Ajoute un changement à un brouillon."""
    with _refusals():
        move = move_from_document(wanted.move)
    return _acted(request, code, actions.add_move, move=move, revision=wanted.revision)


@router.post("/amendments/{code}/undo", response=DONE, operation_id="post_amendment_undo")
def undo_amendment_move(request: HttpRequest, code: Code, wanted: RevisionIn) -> AmendmentDetailOut:
    """Annule le dernier changement d’un brouillon."""
    return _acted(request, code, actions.undo_move, **wanted.dict())


@router.put("/amendments/{code}/words", response=DONE, operation_id="put_amendment_words")
def write_amendment(request: HttpRequest, code: Code, wanted: WriteIn) -> AmendmentDetailOut:
    """Change le titre et le motif d’un brouillon."""
    return _acted(request, code, actions.write_amendment, **wanted.dict())


@router.post("/amendments/{code}/refresh", response=DONE, operation_id="post_amendment_refresh")
def refresh_amendment(request: HttpRequest, code: Code, wanted: RevisionIn) -> AmendmentDetailOut:
    """Reprend un brouillon sur la dernière liste."""
    return _acted(request, code, actions.refresh_amendment, **wanted.dict())


@router.post(
    "/amendments/{code}/set-aside/{position}/forget",
    response=DONE,
    operation_id="post_amendment_forget",
)
def forget_amendment_aside(
    request: HttpRequest,
    code: Code,
    position: Annotated[int, Path(), Field(ge=0, le=1_000)],
    wanted: RevisionIn,
) -> AmendmentDetailOut:
    """Oublie un changement mis de côté."""
    act = actions.forget_set_aside
    return _acted(request, code, act, position=position, **wanted.dict())


@router.post("/amendments/{code}/submit", response=DONE, operation_id="post_amendment_submit")
def submit_amendment(request: HttpRequest, code: Code, wanted: WordsIn) -> AmendmentDetailOut:
    """Soumet une modification au comité régional."""
    return _acted(request, code, actions.submit_amendment, **wanted.dict())


@router.post("/amendments/{code}/decision", response=DONE, operation_id="post_amendment_decision")
def decide_amendment(request: HttpRequest, code: Code, wanted: DecisionIn) -> AmendmentDetailOut:
    """Consigne la décision du comité régional."""
    sitting = Sitting(wanted.body, wanted.decided_on, wanted.present_count, tuple(wanted.present))
    with _refusals():
        file = _given(wanted.file)
    return _acted(
        request,
        code,
        actions.decide_amendment,
        favourable=wanted.favourable,
        sitting=sitting,
        words=wanted.words,
        file=file,
        revision=wanted.revision,
    )


def _given(file: FileIn | None) -> GivenFile | None:
    if file is None:
        return None
    try:
        return GivenFile(file.name, base64.b64decode(file.content_base64, validate=True))
    except binascii.Error as fault:
        raise HttpError(422, "Le fichier n’est pas en base64.") from fault


@router.post("/amendments/{code}/take-back", response=DONE, operation_id="post_amendment_take_back")
def take_back_amendment(request: HttpRequest, code: Code, wanted: WordsIn) -> AmendmentDetailOut:
    """Reprend une modification soumise, pour la corriger."""
    return _acted(request, code, actions.take_back_amendment, **wanted.dict())


@router.post("/amendments/{code}/objection", response=DONE, operation_id="post_amendment_objection")
def object_amendment(request: HttpRequest, code: Code, wanted: WordsIn) -> AmendmentDetailOut:
    """Fait une objection, pour une autre région concernée."""
    return _acted(request, code, actions.object_to_amendment, **wanted.dict())


@router.post("/amendments/{code}/withdraw", response=DONE, operation_id="post_amendment_withdraw")
def withdraw_amendment(request: HttpRequest, code: Code, wanted: WordsIn) -> AmendmentDetailOut:
    """Retire une modification."""
    return _acted(request, code, actions.withdraw_amendment, **wanted.dict())


@router.post("/amendments/{code}/accept", response=DONE, operation_id="post_amendment_accept")
def accept_amendment(
    request: HttpRequest, code: Code, wanted: AmendmentAcceptIn
) -> AmendmentDetailOut:
    """Accepte une modification et publie la liste qui en résulte."""
    return _acted(request, code, actions.accept_amendment, **wanted.dict())


@router.post("/amendments/{code}/refuse", response=DONE, operation_id="post_amendment_refuse")
def refuse_amendment(request: HttpRequest, code: Code, wanted: WordsIn) -> AmendmentDetailOut:
    """Refuse une modification, avec le motif."""
    return _acted(request, code, actions.refuse_amendment, **wanted.dict())


@router.post("/amendments/{code}/send-back", response=DONE, operation_id="post_amendment_send_back")
def send_back_amendment(request: HttpRequest, code: Code, wanted: WordsIn) -> AmendmentDetailOut:
    """Renvoie une modification à sa région, pour correction."""
    return _acted(request, code, actions.send_back_amendment, **wanted.dict())


@router.get(
    "/programmes/{programme}/history",
    response={200: HistoryOut, **LOST},
    operation_id="list_history",
)
def programme_history(request: HttpRequest, programme: Programme) -> HistoryOut:
    """L’histoire de la liste d’un programme, version par version, la dernière d’abord."""
    found = find_programme(programme)
    if found is None:
        raise Http404(f"Aucun programme ne porte le code « {programme} ».")
    country = loaded_country()
    versions = [version_out(passage, country) for passage in passages(found)]
    return HistoryOut(programme=NamedCode(code=found.code, name=found.name), versions=versions)


def _held(request: HttpRequest, code: str) -> Amendment:
    found = find_amendment(actor_in(request), code)
    if found is None:
        raise Http404(f"Aucune modification ne porte le numéro « {code} ».")
    return found


def _acted(
    request: HttpRequest, code: str, act: Callable[..., Amendment], **told: object
) -> AmendmentDetailOut:
    _held(request, code)
    with _refusals():
        act(**acting_in(request), code=code, **told)
    return detail_out(actor_in(request), _held(request, code))


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused, as the API answers it."""
    conflicts = (actions.AmendmentRefusedError, ListRefusedError)
    with problems_for(*conflicts, faults=(InputRefused, FileRefusedError)):
        try:
            yield
        except actions.StaleAmendmentError as stale:
            raise HttpError(409, f"{stale} (révision {stale.held.revision})") from stale
