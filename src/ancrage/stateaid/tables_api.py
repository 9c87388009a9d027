"""State aid, through the API: dated tables, terms of dossiers, the register, oversight."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import File, Path, Query, Status
from ninja.files import UploadedFile

from ancrage.funding.access import financer_where
from ancrage.funding.api.ledger import DossierCode, dossier_of
from ancrage.journal.policy import granted
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in
from ancrage.stateaid import schemas
from ancrage.stateaid.actions.tables import import_table, withdraw_table
from ancrage.stateaid.actions.terms import TermsTold, tell_terms
from ancrage.stateaid.api import READ, WRITTEN, MaybeDay, Reference, refusals, router
from ancrage.stateaid.api_documents import (
    oversight_document,
    regime_document,
    table_document,
    terms_document,
)
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.queries.overruns import overruns, unchecked_grants
from ancrage.stateaid.queries.register import register_csv, registered
from ancrage.stateaid.queries.tables import everything
from ancrage.stateaid.queries.told import find_table

REGISTER = "stateaid.export_register"


@router.get(
    "/state-aid/regimes", response={200: list[schemas.AidRegimeOut]}, operation_id="aid_regimes"
)
def aid_regimes(request: HttpRequest) -> list[schemas.AidRegimeOut]:
    """Les régimes d’aides d’État, avec leurs versions datées et leurs sources."""
    return [schemas.AidRegimeOut(**regime_document(one)) for one in regimes().by_code.values()]


@router.get(
    "/state-aid/tables", response={200: list[schemas.AidTableOut]}, operation_id="aid_tables"
)
def aid_tables(request: HttpRequest) -> list[schemas.AidTableOut]:
    """Les tables datées importées, retirées comprises."""
    return [schemas.AidTableOut(**table_document(one)) for one in everything()]


@router.post(
    "/state-aid/tables",
    response={201: schemas.AidTableOut, **WRITTEN},
    operation_id="aid_table_import",
)
def aid_table_import(
    request: HttpRequest,
    kind: Annotated[schemas.TableKind, Query()],
    source: Annotated[schemas.Told, Query()],
    file: Annotated[UploadedFile, File()],
    as_of: MaybeDay = None,
) -> Status[schemas.AidTableOut]:
    """Importe une table datée, entière ou pas du tout ; revoit les verdicts qu’elle change."""
    with refusals():
        made, revised = import_table(
            **acting_in(request),
            kind=kind,
            name=file.name or "table.csv",
            content=file.read(),
            source=source,
            as_of=as_of,
        )
    return Status(201, schemas.AidTableOut(**table_document(made, revised)))


@router.post(
    "/state-aid/tables/{reference}/withdrawal",
    response={200: schemas.AidTableOut, **WRITTEN},
    operation_id="aid_table_withdraw",
)
def aid_table_withdraw(
    request: HttpRequest, reference: Reference, wanted: schemas.AidReasonIn
) -> schemas.AidTableOut:
    """Retire une table importée, avec la raison ; elle reste pour ce que l’on savait alors."""
    held = find_table(reference)
    if held is None:
        raise Http404(f"La table « {reference} » n’existe pas.")
    with refusals():
        made, revised = withdraw_table(**acting_in(request), table=held, reason=wanted.reason)
    return schemas.AidTableOut(**table_document(made, revised))


@router.put(
    "/state-aid/dossiers/{code}/terms",
    response={200: schemas.AidTermsOut, **WRITTEN},
    operation_id="aid_terms",
)
def aid_terms(
    request: HttpRequest, code: Annotated[DossierCode, Path()], wanted: schemas.AidTermsIn
) -> schemas.AidTermsOut:
    """Dit sous quel régime un dossier est aidé, et à quelles conditions."""
    with refusals():
        made, revised = tell_terms(
            **acting_in(request), dossier=dossier_of(code), told=TermsTold(**wanted.dict())
        )
    return schemas.AidTermsOut(**terms_document(made, revised))


@router.get("/state-aid/register", response=READ, operation_id="aid_register")
def aid_register(
    request: HttpRequest,
    financer: Annotated[schemas.Slug, Query()],
    since: Annotated[schemas.AidDay, Query()],
    until: Annotated[schemas.AidDay, Query()],
    kind: Annotated[Literal["real", "demonstration"], Query()] = "real",
) -> Any:  # noqa: ANN401 the file itself
    """Les aides d’un financeur entre deux jours, au format du registre national (CSV)."""
    granted(actor_in(request), REGISTER, financer_where(financer))
    held = registered(financer, since, until, is_demonstration=kind == "demonstration")
    return HttpResponse(register_csv(held), content_type="text/csv; charset=utf-8")


@router.get(
    "/state-aid/oversight",
    response={200: schemas.AidOversightOut, **READ},
    operation_id="aid_oversight",
)
def aid_oversight(request: HttpRequest, date: MaybeDay = None) -> schemas.AidOversightOut:
    """Les octrois que rien n’a vérifiés, et les entreprises au-dessus d’un plafond."""
    day = date or localdate()
    told = oversight_document(day, unchecked_grants(), overruns(on=day))
    return schemas.AidOversightOut(**told)
