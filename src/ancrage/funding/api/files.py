"""The API of financers' files: sent and read, accepted, undone; dossiers as a file."""

import datetime as dt
from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from ninja import File, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from ancrage.funding import money_files
from ancrage.funding.actions.import_undoing import undo_import
from ancrage.funding.actions.importing import choose, prepare_import, read_file, take_import
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import MoneyImport
from ancrage.funding.queries.importing import find_import, may_import
from ancrage.funding.schemas.files import (
    MoneyChoicesIn,
    MoneyFileOut,
    MoneyTakeIn,
    import_document,
)
from ancrage.geography.schemas import Problem
from ancrage.kernel.problems import InputRefused
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["funding"])
ONE = "/money-files/{reference}"
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]
Financer = Annotated[str, Query(), Field(min_length=1, max_length=60)]
Key = Annotated[str, Query(), Field(max_length=100)]
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
refusals = partial(problems_for, LedgerRefusedError, faults=(InputRefused,))


def _held(request: HttpRequest, reference: str) -> MoneyImport:
    held = find_import(actor_in(request), reference)
    if held is None:
        raise Http404(f"La reprise « {reference} » n’existe pas.")
    return held


def _financer(request: HttpRequest, financer: str) -> str:
    if not may_import(actor_in(request), financer):
        raise Http404(f"Vous ne reprenez pas les fichiers de « {financer} ».")
    return financer


def _told(held: MoneyImport) -> MoneyFileOut:
    held.refresh_from_db()
    return MoneyFileOut(**import_document(held))


@router.post(
    "/money-files", response={201: MoneyFileOut, **WRITTEN}, operation_id="money_file_prepare"
)
def money_file_prepare(
    request: HttpRequest,
    financer: Financer,
    file: Annotated[UploadedFile, File()],
    as_at: Annotated[dt.date | None, Query()] = None,
    key: Key = "",
) -> Status[MoneyFileOut]:
    """Envoie un fichier financier (CSV, XLSX, ODS) : dit ce qu’il ferait, sans rien écrire. Avec
    une clé, le même envoi répété est le même."""
    whose, acting = _financer(request, financer), acting_in(request)
    with refusals():
        held = prepare_import(
            **acting,
            financer=whose,
            name=file.name or "fichier",
            content=file.read(),
            as_at=as_at,
            key=key,
        )
        if held.taken_at is None:
            read_file(held=held, now=acting["now"])
    return Status(201, _told(held))


@router.get(ONE, response={200: MoneyFileOut, **READ}, operation_id="money_file")
def money_file(request: HttpRequest, reference: Reference) -> MoneyFileOut:
    """Ce qu’un fichier envoyé ferait, ou ce qu’il a fait."""
    return _told(_held(request, reference))


@router.put(
    f"{ONE}/reading", response={200: MoneyFileOut, **WRITTEN}, operation_id="money_file_read"
)
def money_file_read(
    request: HttpRequest, reference: Reference, wanted: MoneyChoicesIn
) -> MoneyFileOut:
    """Dit comment le fichier se comprend : ses colonnes, ce qu’est une ligne, ce que sont les
    baisses, le jour de ses montants ; il est relu."""
    held = _held(request, reference)
    with refusals():
        choose(held=held, **wanted.dict())
        read_file(held=held, now=acting_in(request)["now"])
    return _told(held)


@router.post(
    f"{ONE}/taking", response={200: MoneyFileOut, **WRITTEN}, operation_id="money_file_take"
)
def money_file_take(
    request: HttpRequest, reference: Reference, wanted: MoneyTakeIn
) -> MoneyFileOut:
    """Passe au grand livre ce que le fichier dit, en une fois ; les lignes fautives attendent."""
    held = _held(request, reference)
    with refusals():
        take_import(**acting_in(request), held=held, confirmed=wanted.confirmed)
    return _told(held)


@router.post(f"{ONE}/undo", response={200: MoneyFileOut, **WRITTEN}, operation_id="money_file_undo")
def money_file_undo(request: HttpRequest, reference: Reference) -> MoneyFileOut:
    """Défait toute une reprise, tant que rien n’a été passé depuis sur ses dossiers."""
    held = _held(request, reference)
    with refusals():
        undo_import(**acting_in(request), held=held)
    return _told(held)


@router.get("/money-dossiers-file", response=READ, operation_id="money_export")
def money_export(
    request: HttpRequest,
    financer: Financer,
    kind: Annotated[str, Query(pattern="^(xlsx|ods|csv)$", alias="format")] = "csv",
) -> Any:  # noqa: ANN401 the file itself
    """Les dossiers d’un financeur, en un fichier qui se relit à l’identique."""
    whose, day = _financer(request, financer), localdate(acting_in(request)["now"])
    return money_files.WRITES[kind](money_files.dossiers_sheet(whose, day=day), f"dossiers-{whose}")
