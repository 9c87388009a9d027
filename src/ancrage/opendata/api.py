"""The API of open data: datasets and their files, publications, grant agreements."""

from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from ninja import File, Path, Router, Status
from ninja.files import UploadedFile

from ancrage.files.limits import limits_at
from ancrage.files.responses import file_response
from ancrage.files.rules.checking import check_size
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Commitment
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.opendata import schemas
from ancrage.opendata.actions.importing import import_grants
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import OpenDataRefusedError, name_grantor, tell_terms
from ancrage.opendata.datasets import datasets
from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.documents import (
    convention_document,
    dataset_detail,
    dataset_document,
    duty_document,
    publication_detail,
    publication_document,
)
from ancrage.opendata.handing import dataset_or_404, document, streamed
from ancrage.opendata.models import Publication
from ancrage.opendata.queries.conventions import Held, find_convention, with_lacks
from ancrage.opendata.queries.delays import duties_of
from ancrage.opendata.queries.positions import positions, readable_by, reads
from ancrage.opendata.rules.delays import past_delay
from ancrage.opendata.rules.described import table_schema
from ancrage.opendata.rules.scdl import read
from ancrage.opendata.rules.tabular import CSV, csv_lines, json_lines
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["open data"])
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
Code = Annotated[schemas.DatasetCode, Path()]
Numbered = Annotated[schemas.PublicationCode, Path()]
refusals = partial(problems_for, OpenDataRefusedError, LedgerRefusedError)


@router.get(
    "/open/datasets", response={200: list[schemas.OpenDatasetOut]}, operation_id="open_datasets"
)
def open_datasets(request: HttpRequest) -> list[schemas.OpenDatasetOut]:
    """Les jeux de données ouverts."""
    del request
    day = localdate()
    return [schemas.OpenDatasetOut(**dataset_document(one, day)) for one in datasets()]


@router.get(
    "/open/datasets/{code}",
    response={200: schemas.OpenDatasetDetailOut, **READ},
    operation_id="open_dataset",
)
def open_dataset(request: HttpRequest, code: Code) -> schemas.OpenDatasetDetailOut:
    """Un jeu de données et son dictionnaire."""
    del request
    return schemas.OpenDatasetDetailOut(**dataset_detail(dataset_or_404(code), localdate()))


@router.get("/open/datasets/{code}/schema", response=READ, operation_id="open_schema")
def open_schema(request: HttpRequest, code: Code) -> HttpResponse:
    """Le schéma (Table Schema) d’un jeu de données."""
    del request
    return document(table_schema(dataset_or_404(code).described), name=f"{code}-schema.json")


@router.get("/open/datasets/{code}/file", response=READ, operation_id="open_file")
def open_file(request: HttpRequest, code: Code, kind: schemas.FileKind = CSV) -> HttpResponseBase:
    """Le fichier d’un jeu de données : CSV, ou un objet JSON par ligne."""
    del request
    held, day = dataset_or_404(code), localdate()
    lines = (csv_lines if kind == CSV else json_lines)(held.described.fields, held.rows(day))
    return streamed(lines, name=held.filename(day, kind), suffix=kind)


@router.get(
    "/open/publications",
    response={200: Page[schemas.PublicationOut], 422: Problem},
    operation_id="open_publications",
)
def open_publications(
    request: HttpRequest, limit: Limit = 50, offset: Offset = 0
) -> Page[schemas.PublicationOut]:
    """Les publications datées, la plus récente d’abord."""
    del request
    rows = Publication.objects.select_related("file", "previous")
    page = rows[offset : offset + limit]
    items = [schemas.PublicationOut(**publication_document(one)) for one in page]
    return Page[schemas.PublicationOut](count=rows.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/open/publications",
    response={201: schemas.PublicationOut, **WRITTEN},
    operation_id="open_publish",
)
def open_publish(
    request: HttpRequest, wanted: schemas.PublicationIn
) -> Status[schemas.PublicationOut]:
    """Publie un jeu de données tel qu’il est aujourd’hui ; la dernière publication s’il n’a pas
    changé."""
    with refusals():
        made = publish(**acting_in(request), dataset=wanted.dataset, note=wanted.note)
    return Status(201, schemas.PublicationOut(**publication_document(made)))


@router.get(
    "/open/publications/{code}",
    response={200: schemas.PublicationDetailOut, **READ},
    operation_id="open_publication",
)
def open_publication(request: HttpRequest, code: Numbered) -> schemas.PublicationDetailOut:
    """Une publication, et chaque ligne qui a changé depuis la précédente."""
    del request
    return schemas.PublicationDetailOut(**publication_detail(_publication(code)))


@router.get("/open/publications/{code}/file", response=READ, operation_id="open_publication_file")
def open_publication_file(request: HttpRequest, code: Numbered) -> HttpResponse:
    """Le fichier tel qu’il a été publié."""
    del request
    return file_response(_publication(code).file)


def _publication(code: str) -> Publication:
    found = Publication.objects.select_related("file", "previous").filter(code=code).first()
    if found is None:
        raise Http404(f"La publication « {code} » n’existe pas.")
    return found


@router.get("/open/duties", response={200: list[schemas.DutyOut]}, operation_id="open_duties")
def open_duties(request: HttpRequest) -> list[schemas.DutyOut]:
    """Conventions à publier, publiées, en retard, par attribuant."""
    del request
    held = duties_of(positions(localdate()))
    return [schemas.DutyOut(**duty_document(one)) for one in held]


@router.get(
    "/open/conventions",
    response={200: Page[schemas.ConventionOut], **READ},
    operation_id="open_conventions",
)
def open_conventions(
    request: HttpRequest, limit: Limit = 50, offset: Offset = 0
) -> Page[schemas.ConventionOut]:
    """Les conventions que vous pouvez lire une à une, la plus ancienne d’abord."""
    day = localdate()
    held = readable_by(actor_in(request), positions(day))
    page = with_lacks(held[offset : offset + limit], day)
    items = [schemas.ConventionOut(**convention_document(one)) for one in page]
    return Page[schemas.ConventionOut](count=len(held), limit=limit, offset=offset, items=items)


@router.patch(
    "/open/conventions/{commitment}",
    response={200: schemas.ConventionOut, **WRITTEN},
    operation_id="open_tell",
)
def open_tell(
    request: HttpRequest,
    commitment: Annotated[schemas.CommitmentNumber, Path()],
    wanted: schemas.TermsIn,
) -> schemas.ConventionOut:
    """Dit les conditions d’une convention ; ce qui n’est pas donné reste."""
    _readable(request, commitment)
    told = wanted.model_dump(exclude_unset=True)
    texts = {name: "" if value is None else value for name, value in told.items()}
    if "is_notified" in told:
        texts["is_notified"] = told["is_notified"]
    with refusals():
        tell_terms(
            **acting_in(request), commitment=Commitment.objects.get(pk=commitment), told=texts
        )
    return schemas.ConventionOut(**convention_document(_readable(request, commitment).position))


def _readable(request: HttpRequest, commitment: int) -> Held:
    found = find_convention(commitment, day=localdate())
    if found is None or not reads(actor_in(request), found.financer):
        raise Http404(f"La convention « {commitment} » n’existe pas.")
    return found


@router.put(
    "/open/grantors/{financer}",
    response={200: schemas.GrantorOut, **WRITTEN},
    operation_id="open_grantor",
)
def open_grantor(
    request: HttpRequest,
    financer: Annotated[schemas.Financer, Path()],
    wanted: schemas.GrantorIn,
) -> schemas.GrantorOut:
    """Dit quelle autorité est un financeur, et son SIRET."""
    with refusals():
        made = name_grantor(
            **acting_in(request), financer=financer, name=wanted.name, siret=wanted.siret
        )
    return schemas.GrantorOut(financer=made.financer, name=made.name, siret=made.siret)


@router.post(
    "/open/grants/check",
    response={200: schemas.LegalFileCheckOut, **READ},
    operation_id="open_check",
)
def open_check(
    request: HttpRequest, file: Annotated[UploadedFile, File()]
) -> schemas.LegalFileCheckOut:
    """Vérifie un fichier de données essentielles : chaque faute, à sa place. Rien n’est gardé."""
    del request
    with problems_for(faults=(FileRefusedError,)):
        check_size(size=file.size or 0, limits=limits_at(localdate()))
    found = read(file.read(), legal_format().columns, name=file.name or "")
    faults = [str(problem) for problem in found.problems]
    late = past_delay(
        (row.signed_on for row in found.rows),
        day=localdate(),
        months=parameters_at(localdate()).months,
    )
    return schemas.LegalFileCheckOut(rows=len(found.rows), late=late, faults=faults)


@router.post(
    "/open/grants", response={201: schemas.BroughtOut, **WRITTEN}, operation_id="open_import"
)
def open_import(
    request: HttpRequest, file: Annotated[UploadedFile, File()]
) -> Status[schemas.BroughtOut]:
    """Reprend un fichier de données essentielles dans le grand livre, entier ou pas du tout."""
    with refusals():
        made = import_grants(**acting_in(request), name=file.name or "", content=file.read())
    told = schemas.BroughtOut(
        added=made.added, changed=made.changed, same=made.same, sha256=made.file
    )
    return Status(201, told)
