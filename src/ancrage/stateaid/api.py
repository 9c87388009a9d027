"""State aid, through the API: companies, links, declarations, checks."""

import datetime as dt
from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from ninja import Path, Query, Router, Status

from ancrage.files.rules.kinds import FileRefusedError
from ancrage.funding.api.ledger import dossier_of
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.problems import InputRefused
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.stateaid import schemas
from ancrage.stateaid.access import reads_company
from ancrage.stateaid.actions.checking import (
    accept_unknown,
    check_dossier,
    check_grant,
    revise_check,
)
from ancrage.stateaid.actions.companies import describe_company
from ancrage.stateaid.actions.declaring import declare_aids, withdraw_declaration
from ancrage.stateaid.actions.links import add_link, end_link, withdraw_link
from ancrage.stateaid.actions.parts import StateAidRefusedError
from ancrage.stateaid.api_documents import (
    check_document,
    company_document,
    declaration_document,
    link_document,
)
from ancrage.stateaid.asking_words import asked_in, changes_of, declared_of, link_of
from ancrage.stateaid.documents import read_verdict, verdict_document
from ancrage.stateaid.models import Check, CompanyLink, Declaration
from ancrage.stateaid.queries.checks import everything, find_check, visible_to
from ancrage.stateaid.queries.told import (
    declarations_of,
    find_declaration,
    find_link,
    known_of,
    links_of,
)
from ancrage.stateaid.trying import try_dossier, try_grant

router = Router(tags=["aides d’État"])
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
refusals = partial(problems_for, StateAidRefusedError, faults=(InputRefused, FileRefusedError))
Siren = Annotated[schemas.Siren, Path()]
AskedSiren = Annotated[schemas.Siren, Query()]
MaybeDay = Annotated[schemas.AidDay | None, Query()]
CheckCode = Annotated[schemas.AidCode, Path()]
Reference = Annotated[schemas.Reference, Path()]


# Companies


def _readable(request: HttpRequest, siren: str) -> str:
    if not reads_company(actor_in(request), siren):
        raise Http404(f"L’entreprise « {siren} » n’existe pas, ou ses aides ne sont pas à vous.")
    return siren


def _company(siren: str, on: dt.date, known_on: dt.date | None = None) -> schemas.AidCompanyOut:
    told = company_document(known_of(siren, on=on, known_on=known_on))
    return schemas.AidCompanyOut(**told)


@router.get(
    "/state-aid/companies/{siren}",
    response={200: schemas.AidCompanyOut, **READ},
    operation_id="aid_company",
)
def aid_company(
    request: HttpRequest, siren: Siren, date: MaybeDay = None, known_on: MaybeDay = None
) -> schemas.AidCompanyOut:
    """Ce que l’on sait d’une entreprise à une date, tel qu’on le savait à une autre."""
    return _company(_readable(request, siren), date or localdate(), known_on)


@router.patch(
    "/state-aid/companies/{siren}",
    response={200: schemas.AidCompanyOut, **WRITTEN},
    operation_id="aid_describe",
)
def aid_describe(
    request: HttpRequest, siren: Siren, wanted: schemas.AidCompanyIn
) -> schemas.AidCompanyOut:
    """Dit ce que l’on sait d’une entreprise, d’où on le sait."""
    with refusals():
        describe_company(
            **acting_in(request),
            siren=siren,
            changes=changes_of(wanted),
            revision=wanted.revision,
        )
    return _company(siren, localdate())


# Links


def _link(held: CompanyLink, revised: list[Check] | None = None) -> schemas.CompanyLinkOut:
    return schemas.CompanyLinkOut(**link_document(held, revised or ()))


def _held_link(request: HttpRequest, reference: str) -> CompanyLink:
    found = find_link(actor_in(request), reference)
    if found is None:
        raise Http404(f"Le lien « {reference} » n’existe pas.")
    return found


@router.get(
    "/state-aid/links",
    response={200: list[schemas.CompanyLinkOut], **READ},
    operation_id="aid_links",
)
def aid_links(request: HttpRequest, siren: AskedSiren) -> list[schemas.CompanyLinkOut]:
    """Les liens d’une entreprise avec d’autres, retirés compris."""
    return [_link(one) for one in links_of(_readable(request, siren))]


@router.post(
    "/state-aid/links",
    response={201: schemas.CompanyLinkOut, **WRITTEN},
    operation_id="aid_link_add",
)
def aid_link_add(
    request: HttpRequest, wanted: schemas.CompanyLinkIn
) -> Status[schemas.CompanyLinkOut]:
    """Ajoute un lien entre deux entreprises ; revoit les verdicts qu’il change."""
    with refusals():
        made, revised = add_link(**acting_in(request), told=link_of(wanted))
    return Status(201, _link(made, revised))


@router.post(
    "/state-aid/links/{reference}/end",
    response={201: schemas.CompanyLinkOut, **WRITTEN},
    operation_id="aid_link_end",
)
def aid_link_end(
    request: HttpRequest, reference: Reference, wanted: schemas.CompanyLinkEndIn
) -> Status[schemas.CompanyLinkOut]:
    """Dit jusqu’à quel jour un lien a duré : le même, avec sa fin, le remplace."""
    held = _held_link(request, reference)
    with refusals():
        made, revised = end_link(
            **acting_in(request), link=held, until=wanted.until, reason=wanted.reason
        )
    return Status(201, _link(made, revised))


@router.post(
    "/state-aid/links/{reference}/withdrawal",
    response={200: schemas.CompanyLinkOut, **WRITTEN},
    operation_id="aid_link_withdraw",
)
def aid_link_withdraw(
    request: HttpRequest, reference: Reference, wanted: schemas.AidReasonIn
) -> schemas.CompanyLinkOut:
    """Retire un lien saisi par erreur, avec la raison."""
    held = _held_link(request, reference)
    with refusals():
        made, revised = withdraw_link(**acting_in(request), link=held, reason=wanted.reason)
    return _link(made, revised)


# Declarations


def _declaration(
    held: Declaration, revised: list[Check] | None = None
) -> schemas.AidDeclarationOut:
    return schemas.AidDeclarationOut(**declaration_document(held, revised or ()))


@router.get(
    "/state-aid/declarations",
    response={200: list[schemas.AidDeclarationOut], **READ},
    operation_id="aid_declarations",
)
def aid_declarations(request: HttpRequest, siren: AskedSiren) -> list[schemas.AidDeclarationOut]:
    """Ce qu’une entreprise a déclaré, le dernier état d’abord."""
    return [_declaration(one) for one in declarations_of(_readable(request, siren))]


@router.post(
    "/state-aid/declarations",
    response={201: schemas.AidDeclarationOut, **WRITTEN},
    operation_id="aid_declare",
)
def aid_declare(
    request: HttpRequest, wanted: schemas.AidDeclarationIn
) -> Status[schemas.AidDeclarationOut]:
    """Enregistre la déclaration d’une entreprise ; revoit les verdicts qu’elle change."""
    with refusals():
        made, revised = declare_aids(**acting_in(request), declared=declared_of(wanted))
    return Status(201, _declaration(made, revised))


@router.post(
    "/state-aid/declarations/{reference}/withdrawal",
    response={200: schemas.AidDeclarationOut, **WRITTEN},
    operation_id="aid_declaration_withdraw",
)
def aid_declaration_withdraw(
    request: HttpRequest, reference: Reference, wanted: schemas.AidReasonIn
) -> schemas.AidDeclarationOut:
    """Retire une déclaration, ses aides et les liens qu’elle a dits, avec la raison."""
    held = find_declaration(actor_in(request), reference)
    if held is None:
        raise Http404(f"La déclaration « {reference} » n’existe pas.")
    with refusals():
        made, revised = withdraw_declaration(
            **acting_in(request), declaration=held, reason=wanted.reason
        )
    return _declaration(made, revised)


# Checks


def _held_check(request: HttpRequest, code: str) -> Check:
    found = find_check(actor_in(request), code)
    if found is None:
        raise Http404(f"La vérification « {code} » n’existe pas.")
    return found


def _detail(held: Check) -> schemas.AidCheckDetailOut:
    row = everything().get(pk=held.pk)
    return schemas.AidCheckDetailOut(
        **check_document(row),
        verdict=schemas.AidVerdictOut(**verdict_document(read_verdict(row))),
    )


@router.get(
    "/state-aid/checks",
    response={200: Page[schemas.AidCheckOut], **READ},
    operation_id="aid_checks",
)
def aid_checks(
    request: HttpRequest,
    siren: Annotated[schemas.Siren | None, Query()] = None,
    financer: Annotated[schemas.Slug | None, Query()] = None,
    answer: Annotated[str | None, Query(pattern="^(yes|no|unknown)$")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.AidCheckOut]:
    """Les verdicts que l’on peut lire, les derniers d’abord."""
    asked = {"siren": siren, "financer": financer, "answer": answer}
    rows = visible_to(actor_in(request))
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    items = [schemas.AidCheckOut(**check_document(one)) for one in rows[offset : offset + limit]]
    count = rows.order_by().count()
    return Page[schemas.AidCheckOut](count=count, limit=limit, offset=offset, items=items)


@router.get(
    "/state-aid/checks/{code}",
    response={200: schemas.AidCheckDetailOut, **READ},
    operation_id="aid_check",
)
def aid_check(request: HttpRequest, code: CheckCode) -> schemas.AidCheckDetailOut:
    """Un verdict tel qu’il a été donné, avec tout ce qu’il compte."""
    return _detail(_held_check(request, code))


@router.post(
    "/state-aid/checks",
    response={201: schemas.AidCheckDetailOut, **WRITTEN},
    operation_id="aid_check_new",
)
def aid_check_new(
    request: HttpRequest, wanted: schemas.AskedAidIn
) -> Status[schemas.AidCheckDetailOut]:
    """Vérifie une aide avant de l’accorder, et garde le verdict."""
    acting = acting_in(request)
    with refusals():
        if wanted.dossier:
            dossier = dossier_of(wanted.dossier)
            made = check_dossier(**acting, dossier=dossier, cents=wanted.cents, on=wanted.on)
        else:
            asked = asked_in(wanted)
            made = check_grant(**acting, financer=wanted.financer, asked=asked, name=wanted.name)
    return Status(201, _detail(made))


@router.post(
    "/state-aid/trials",
    response={200: schemas.AidVerdictOut, **WRITTEN},
    operation_id="aid_check_try",
)
def aid_check_try(request: HttpRequest, wanted: schemas.AskedAidIn) -> schemas.AidVerdictOut:
    """Dit ce que serait le verdict, sans le garder."""
    by = actor_in(request)
    with refusals():
        if wanted.dossier:
            dossier = dossier_of(wanted.dossier)
            found = try_dossier(by, dossier=dossier, cents=wanted.cents, on=wanted.on)
        else:
            found = try_grant(by, financer=wanted.financer, asked=asked_in(wanted))
    return schemas.AidVerdictOut(**verdict_document(found))


@router.post(
    "/state-aid/checks/{code}/revision",
    response={200: schemas.AidCheckDetailOut, **WRITTEN},
    operation_id="aid_check_again",
)
def aid_check_again(request: HttpRequest, code: CheckCode) -> schemas.AidCheckDetailOut:
    """Redonne un verdict de ce que l’on sait aujourd’hui ; le premier reste."""
    held = _held_check(request, code)
    with refusals():
        made = revise_check(**acting_in(request), check=held)
    return _detail(made)


@router.post(
    "/state-aid/checks/{code}/acceptance",
    response={200: schemas.AidCheckDetailOut, **WRITTEN},
    operation_id="aid_check_accept",
)
def aid_check_accept(
    request: HttpRequest, code: CheckCode, wanted: schemas.AidReasonIn
) -> schemas.AidCheckDetailOut:
    """Accepte qu’une aide soit accordée malgré un verdict inconnu, avec la raison."""
    held = _held_check(request, code)
    with refusals():
        made = accept_unknown(**acting_in(request), check=held, reason=wanted.reason)
    return _detail(made)
