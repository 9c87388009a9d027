"""The API of the requests: every step, the thread, the files, an operator's batches."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Path, Status
from ninja.files import UploadedFile
from pydantic import Field

from ancrage.files.responses import file_response
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in
from ancrage.requests import schemas
from ancrage.requests.actions.imports import take_batch
from ancrage.requests.actions.links import revoke_links
from ancrage.requests.actions.steps import STEPS
from ancrage.requests.actions.thread import (
    attach_document,
    detach_document,
    write_message,
    write_note,
)
from ancrage.requests.answers import answered
from ancrage.requests.api import READ, WRITTEN, Code, refusals, request_of, router
from ancrage.requests.definitions import words, workflow
from ancrage.requests.documents import detail_document, file_document
from ancrage.requests.models import Document, ServiceRequest
from ancrage.requests.queries.filing import Filing, measure_words
from ancrage.requests.queries.places import programmes
from ancrage.requests.rules.filed import Filed, Reading, check_lines

ONE = "/requests/{code}"
Piece = Annotated[int, Path(), Field(ge=1, le=2**31)]
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]


def _step_operation(verb: str) -> Callable[..., schemas.RequestDetailOut]:
    """The operation of one step of the workflow."""
    step = workflow().steps[verb]

    def operation(
        request: HttpRequest, code: Code, wanted: schemas.RequestStepIn
    ) -> schemas.RequestDetailOut:
        held = request_of(request, code)
        more: dict[str, Any] = answered(verb, wanted.dict())
        with refusals():
            made = STEPS[verb](**acting_in(request), request=held, revision=wanted.revision, **more)
        return schemas.RequestDetailOut(**detail_document(made, actor_in(request)))

    operation.__name__ = f"request_{verb}"
    operation.__doc__ = f"{step.label}{' (donnez la raison)' if step.needs_reason else ''}."
    return operation


for _verb in STEPS:
    router.post(
        f"{ONE}/{_verb.replace('_', '-')}",
        response={200: schemas.RequestDetailOut, **WRITTEN},
        operation_id=f"request_{_verb}",
    )(_step_operation(_verb))


@router.post(f"{ONE}/messages", response={201: None, **WRITTEN}, operation_id="request_write")
def request_write(request: HttpRequest, code: Code, wanted: schemas.TextIn) -> Status[None]:
    """Écrit un message, que l’autre partie lira."""
    held = request_of(request, code)
    with refusals():
        write_message(**acting_in(request), request=held, text=wanted.text)
    return Status(201, None)


@router.post(f"{ONE}/notes", response={201: None, **WRITTEN}, operation_id="request_note")
def request_note(request: HttpRequest, code: Code, wanted: schemas.TextIn) -> Status[None]:
    """Ajoute une note interne : l’API ne les rend jamais."""
    held = request_of(request, code)
    with refusals():
        write_note(**acting_in(request), request=held, text=wanted.text)
    return Status(201, None)


@router.post(
    f"{ONE}/documents",
    response={201: schemas.DocumentOut, **WRITTEN},
    operation_id="request_attach",
)
def request_attach(
    request: HttpRequest, code: Code, file: File[UploadedFile]
) -> Status[schemas.DocumentOut]:
    """Joint une pièce."""
    held = request_of(request, code)
    with refusals():
        made = attach_document(
            **acting_in(request), request=held, name=file.name or "", content=file.read()
        )
    return Status(201, schemas.DocumentOut(**file_document(made)))


@router.get(
    f"{ONE}/documents/{{piece}}", response={200: None, **READ}, operation_id="request_document"
)
def request_document(request: HttpRequest, code: Code, piece: Piece) -> HttpResponse:
    """Le contenu d’une pièce."""
    return file_response(_piece(request_of(request, code), piece).file)


@router.delete(
    f"{ONE}/documents/{{piece}}", response={204: None, **WRITTEN}, operation_id="request_detach"
)
def request_detach(request: HttpRequest, code: Code, piece: Piece) -> Status[None]:
    """Retire une pièce que votre côté a jointe."""
    held = _piece(request_of(request, code), piece)
    with refusals():
        detach_document(**acting_in(request), document=held)
    return Status(204, None)


def _piece(held: ServiceRequest, piece: int) -> Document:
    found = held.documents.select_related("file__content").filter(pk=piece).first()
    if found is None:
        raise Http404(f"{held.code} n’a pas de pièce {piece}.")
    found.request = held
    return found


@router.post(
    f"{ONE}/links/revoke", response={204: None, **WRITTEN}, operation_id="request_revoke_links"
)
def request_revoke_links(request: HttpRequest, code: Code) -> Status[None]:
    """Révoque les liens signés d’une sollicitation."""
    held = request_of(request, code)
    with refusals():
        revoke_links(**acting_in(request), request=held)
    return Status(204, None)


@router.post(
    "/requests-batch",
    response={200: schemas.BatchOut, **WRITTEN},
    operation_id="request_batch",
)
def request_batch(request: HttpRequest, wanted: schemas.BatchIn) -> schemas.BatchOut:
    """Reprend les dossiers d’un opérateur : tout ou rien, sans rien doubler."""
    known = [code for code, _name in programmes()]
    programme = wanted.programme or (known[0] if known else "")
    reading = Reading("lot", {}, words(), measure_words(wanted.operator))
    filing = Filing(wanted.operator, programme, reading, timezone.localdate())
    lines = [_filed(rank, row) for rank, row in enumerate(wanted.rows, start=1)]
    with refusals():
        made = take_batch(
            **acting_in(request),
            filing=filing,
            lines=lines,
            problems=check_lines(lines, reading=reading),
            key=wanted.key,
        )
    counts = {name: made.counts.get(name, 0) for name in ("new", "changed", "same")}
    return schemas.BatchOut(reference=made.reference, **counts)


def _filed(rank: int, row: schemas.BatchRow) -> Filed:
    told = {name: value for name, value in row.dict().items() if value is not None}
    return Filed(row=rank, **told)
