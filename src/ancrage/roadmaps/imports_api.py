"""The API of imports and exports: files sent and read, accepted, undone; sheets as a file."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import File, Path, Query, Status
from ninja.files import UploadedFile
from pydantic import Field

from ancrage.kernel.text import fold
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in
from ancrage.roadmaps import files as taken_away
from ancrage.roadmaps import schemas
from ancrage.roadmaps.actions.importing import (
    check_sizes,
    choose_columns,
    prepare_import,
    read_import,
    take_import,
)
from ancrage.roadmaps.actions.undoing import undo_import
from ancrage.roadmaps.api import READ, WRITTEN, Territory, refusals, router
from ancrage.roadmaps.import_schemas import ColumnsIn, ImportOut, TakeIn, import_document
from ancrage.roadmaps.models import SheetImport
from ancrage.roadmaps.queries.importing import find_import, may_import
from ancrage.roadmaps.queries.reading import Given

ONE = "/sheet-imports/{reference}"
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]


def _held(request: HttpRequest, reference: str) -> SheetImport:
    held = find_import(actor_in(request), reference)
    if held is None:
        raise Http404(f"La reprise « {reference} » n’existe pas.")
    return held


def _territory(request: HttpRequest, scope: str) -> str:
    if not may_import(actor_in(request), scope):
        raise Http404(f"Vous ne reprenez pas de fichiers pour « {scope} ».")
    return scope


def _told(held: SheetImport) -> ImportOut:
    held.refresh_from_db()
    return ImportOut(**import_document(held))


@router.post(
    "/sheet-imports", response={201: ImportOut, **WRITTEN}, operation_id="sheet_import_prepare"
)
def sheet_import_prepare(
    request: HttpRequest,
    territory: Annotated[schemas.ScopeCode, Query()],
    files: Annotated[list[UploadedFile], File()],
) -> Status[ImportOut]:
    """Envoie des fichiers de fiches (XLSX, ODS, CSV, DOCX) : dit ce qu’ils feraient, sans rien
    écrire."""
    scope, acting = _territory(request, territory), acting_in(request)
    with refusals():
        sizes = [(one.name or "fichier", one.size or 0) for one in files]
        check_sizes(sizes, day=localdate(acting["now"]))
        given = [Given(one.name or "fichier", one.read()) for one in files]
        held = prepare_import(**acting, scope=scope, files=given)
    return Status(201, _told(read_import(held=held, now=acting["now"])))


@router.get(ONE, response={200: ImportOut, **READ}, operation_id="sheet_import")
def sheet_import(request: HttpRequest, reference: Reference) -> ImportOut:
    """Ce que des fichiers envoyés feraient maintenant, ou ce qu’ils ont fait."""
    return _told(_held(request, reference))


@router.put(
    f"{ONE}/columns", response={200: ImportOut, **WRITTEN}, operation_id="sheet_import_columns"
)
def sheet_import_columns(
    request: HttpRequest, reference: Reference, wanted: ColumnsIn
) -> ImportOut:
    """Dit ce que sont des colonnes, par leur titre ; les fichiers sont relus."""
    held, now = _held(request, reference), acting_in(request)["now"]
    columns = {fold(heading): target for heading, target in wanted.columns.items()}
    with refusals():
        choose_columns(held=held, columns=columns, pages=wanted.pages)
        read_import(held=held, now=now)
    return _told(held)


@router.post(
    f"{ONE}/taking", response={200: ImportOut, **WRITTEN}, operation_id="sheet_import_take"
)
def sheet_import_take(request: HttpRequest, reference: Reference, wanted: TakeIn) -> ImportOut:
    """Écrit ce que les fichiers disent, en une seule fois ; les lignes fautives attendent."""
    held = _held(request, reference)
    with refusals():
        take_import(**acting_in(request), held=held, confirmed=wanted.confirmed)
    return _told(held)


@router.post(f"{ONE}/undo", response={200: ImportOut, **WRITTEN}, operation_id="sheet_import_undo")
def sheet_import_undo(request: HttpRequest, reference: Reference) -> ImportOut:
    """Défait toute une reprise, tant que rien n’a été fait depuis sur ses fiches."""
    held = _held(request, reference)
    with refusals():
        undo_import(**acting_in(request), held=held)
    return _told(held)


@router.get("/roadmaps/{territory}/export", response=READ, operation_id="roadmap_export")
def roadmap_export(
    request: HttpRequest,
    territory: Territory,
    kind: Annotated[str, Query(pattern="^(xlsx|ods|csv)$", alias="format")] = "csv",
) -> Any:  # noqa: ANN401 the file itself
    """Les fiches d’un territoire avec tous leurs champs : un fichier qui se relit à l’identique."""
    acting = acting_in(request)
    day = localdate(acting["now"])
    made = taken_away.export(acting["by"], _territory(request, territory), kind, day=day)
    return made or HttpResponse(status=404)
