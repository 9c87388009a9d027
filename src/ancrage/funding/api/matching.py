"""The API of reconciliation: what waits, what is suggested, matched, refused, taken back, tied."""

from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field

from ancrage.funding.actions.linking import link_dossier, refuse_link, unlink_dossier
from ancrage.funding.actions.matching import (
    MatchRefusedError,
    match_by_key,
    match_payment,
    match_sure,
    refuse_match,
    undo_match,
)
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.documents.matching import (
    backlog_document,
    payment_document,
    plan_document,
    tie_document,
    whole_document,
)
from ancrage.funding.giving import accepted, given_of
from ancrage.funding.matching_definitions import parameters_at
from ancrage.funding.models import Dossier, Match, WaitingPayment
from ancrage.funding.queries.financers import financer_names, financers_of
from ancrage.funding.queries.linking import ties, unlinked
from ancrage.funding.queries.plans import sure_plan
from ancrage.funding.queries.waiting import READ, backlogs, find_payment, suggested, visible_to
from ancrage.funding.schemas import matching as schemas
from ancrage.funding.words.matching import source_of
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["money"])
READING = {401: Problem, 404: Problem, 422: Problem}
WRITING = {409: Problem, **READING}
refusals = partial(problems_for, MatchRefusedError, LedgerRefusedError)
Payment = Annotated[int, Path(), Field(ge=1, le=2**31)]
TieKind = Annotated[str, Path(), Field(pattern=r"^(request|sheet|project)$")]
Code = Annotated[schemas.DossierCode, Path()]
ONE = "/money/waiting/{number}"
TIE = "/money/links/{kind}/{dossier}"


@router.get("/money/backlog", response={200: schemas.BacklogsOut}, operation_id="waiting_backlog")
def waiting_backlog(request: HttpRequest) -> schemas.BacklogsOut:
    """Ce qui attend d’être rattaché, par financeur et par âge."""
    today = timezone.localdate()
    held = backlogs(on=today)
    names = financer_names([one.financer for one in held])
    told: dict[str, Any] = {
        "as_of": today,
        "source": source_of(invented=any(one.is_demonstration for one in held)),
        "limits": parameters_at(today).ages,
        "items": [backlog_document(one, names) for one in held],
    }
    return schemas.BacklogsOut(**told)


@router.get(
    "/money/waiting",
    response={200: Page[schemas.WaitingOut], 401: Problem, 422: Problem},
    operation_id="waiting_payments",
)
def waiting_payments(
    request: HttpRequest,
    financer: Annotated[schemas.Financer | None, Query()] = None,
    state: Annotated[str, Query(pattern=r"^(waiting|matched)$")] = "waiting",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.WaitingOut]:
    """Les paiements que vous pouvez lire, les plus anciens d’abord."""
    held = visible_to(actor_in(request)).filter(state=state, entry__reversal=None)
    if financer:
        held = held.filter(financer=financer)
    page = held.order_by("entry__event_on", "pk")[offset : offset + limit]
    items = [schemas.WaitingOut(**payment_document(one)) for one in page]
    return Page[schemas.WaitingOut](count=held.count(), limit=limit, offset=offset, items=items)


def _payment(request: HttpRequest, number: int) -> WaitingPayment:
    found = find_payment(actor_in(request), number)
    if found is None:
        raise Http404(f"Le paiement {number} n’existe pas.")
    return found


def _whole(payment: WaitingPayment) -> schemas.WaitingDetailOut:
    waits = payment.state == "waiting"
    found = suggested([payment], on=timezone.localdate())[payment.pk] if waits else []
    told = whole_document(payment, found, list(payment.matches.all()))
    return schemas.WaitingDetailOut(**told)


@router.get(
    ONE, response={200: schemas.WaitingDetailOut, **READING}, operation_id="waiting_payment"
)
def waiting_payment(request: HttpRequest, number: Payment) -> schemas.WaitingDetailOut:
    """Un paiement, les dossiers suggérés, ce qui a été fait."""
    return _whole(_payment(request, number))


@router.post(
    f"{ONE}/match",
    response={200: schemas.WaitingDetailOut, **WRITING},
    operation_id="payment_match",
)
def payment_match(
    request: HttpRequest, number: Payment, wanted: schemas.MatchIn
) -> schemas.WaitingDetailOut:
    """Rattache un paiement à un ou plusieurs dossiers, au centime près."""
    payment = _payment(request, number)
    parts = [(share.dossier, share.cents, share.commitment) for share in wanted.shares]
    with refusals():
        given = given_of(payment, parts, note=wanted.note)
        found = suggested([payment], on=timezone.localdate())[payment.pk]
        match_payment(**acting_in(request), given=accepted(given, found))
    return _whole(_payment(request, number))


@router.post(f"{ONE}/refusal", response={204: None, **WRITING}, operation_id="payment_refuse")
def payment_refuse(
    request: HttpRequest, number: Payment, wanted: schemas.RefusalIn
) -> Status[None]:
    """Refuse un dossier suggéré : il ne l’est plus."""
    payment = _payment(request, number)
    with refusals():
        refuse_match(
            **acting_in(request),
            waiting=payment,
            dossier=_dossier(wanted.dossier),
            reason=wanted.reason,
        )
    return Status(204, None)


@router.post(
    f"{ONE}/undoing",
    response={200: schemas.WaitingDetailOut, **WRITING},
    operation_id="payment_undo",
)
def payment_undo(
    request: HttpRequest, number: Payment, wanted: schemas.WhyIn
) -> schemas.WaitingDetailOut:
    """Défait un rapprochement : le paiement attend à nouveau."""
    payment = _payment(request, number)
    held = Match.objects.filter(waiting=payment, undone_at=None).first()
    if held is None:
        raise Http404(f"Le paiement {number} n’est pas rattaché.")
    with refusals():
        undo_match(**acting_in(request), match=held, reason=wanted.reason)
    return _whole(_payment(request, number))


@router.post(
    "/money/matching/keys",
    response={200: schemas.PlanOut, **WRITING},
    operation_id="matches_by_key",
)
def matches_by_key(request: HttpRequest, wanted: schemas.FinancerIn) -> schemas.PlanOut:
    """Rattache les paiements d’un financeur que leur clé nomme."""
    with refusals():
        plan = match_by_key(**acting_in(request), financer=wanted.financer)
    return schemas.PlanOut(**plan_document(plan))


@router.get(
    "/money/matching/sure",
    response={200: schemas.PlanOut, **READING},
    operation_id="sure_matches",
)
def sure_matches(
    request: HttpRequest, financer: Annotated[schemas.Financer, Query()]
) -> schemas.PlanOut:
    """Les suggestions sans doute d’un financeur : rien n’est fait."""
    mine = financers_of(actor_in(request), READ)
    if mine is not None and financer not in mine:
        raise Http404(f"Le financeur « {financer} » n’est pas le vôtre.")
    return schemas.PlanOut(**plan_document(sure_plan(financer, on=timezone.localdate())))


@router.post(
    "/money/matching/acceptance",
    response={200: schemas.PlanOut, **WRITING},
    operation_id="sure_matches_accept",
)
def sure_matches_accept(request: HttpRequest, wanted: schemas.SureIn) -> schemas.PlanOut:
    """Accepte d’un coup les suggestions sans doute, telles qu’elles ont été lues."""
    with refusals():
        plan = match_sure(**acting_in(request), financer=wanted.financer, mark=wanted.mark)
    return schemas.PlanOut(**plan_document(plan))


@router.get(
    "/money/links/{kind}",
    response={200: Page[schemas.TieOut], **READING},
    operation_id="dossier_links",
)
def dossier_links(
    request: HttpRequest, kind: TieKind, limit: Limit = 50, offset: Offset = 0
) -> Page[schemas.TieOut]:
    """Les sollicitations, les fiches ou les dossiers à lier, et les dossiers suggérés."""
    rows = unlinked(actor_in(request), kind).order_by("-code")
    page = list(rows[offset : offset + limit])
    found = ties(page, kind, on=timezone.localdate())
    items = [schemas.TieOut(**tie_document(one)) for one in found]
    return Page[schemas.TieOut](count=rows.count(), limit=limit, offset=offset, items=items)


@router.post(
    f"{TIE}/tie", response={200: schemas.DossierLinksOut, **WRITING}, operation_id="dossier_link"
)
def dossier_link(
    request: HttpRequest, kind: TieKind, dossier: Code, wanted: schemas.TieIn
) -> schemas.DossierLinksOut:
    """Lie un dossier à une sollicitation, à une fiche, ou au projet d’un autre dossier."""
    with refusals():
        held = link_dossier(
            **acting_in(request), dossier=_dossier(dossier), kind=kind, code=wanted.code
        )
    return _links(held)


@router.post(f"{TIE}/refusal", response={204: None, **WRITING}, operation_id="dossier_link_refuse")
def dossier_link_refuse(
    request: HttpRequest, kind: TieKind, dossier: Code, wanted: schemas.TieRefusalIn
) -> Status[None]:
    """Refuse un lien suggéré : il ne l’est plus."""
    with refusals():
        refuse_link(
            **acting_in(request),
            dossier=_dossier(dossier),
            kind=kind,
            code=wanted.code,
            reason=wanted.reason,
        )
    return Status(204, None)


@router.post(
    f"{TIE}/untie",
    response={200: schemas.DossierLinksOut, **WRITING},
    operation_id="dossier_unlink",
)
def dossier_unlink(
    request: HttpRequest, kind: TieKind, dossier: Code, wanted: schemas.WhyIn
) -> schemas.DossierLinksOut:
    """Délie un dossier."""
    with refusals():
        held = unlink_dossier(
            **acting_in(request), dossier=_dossier(dossier), kind=kind, reason=wanted.reason
        )
    return _links(held)


def _dossier(code: str) -> Dossier:
    found = Dossier.objects.filter(code=code).first()
    if found is None:
        raise Http404(f"Le dossier « {code} » n’existe pas.")
    return found


def _links(held: Dossier) -> schemas.DossierLinksOut:
    return schemas.DossierLinksOut(
        code=held.code,
        request=held.request,
        sheet=held.sheet,
        project=held.project.code if held.project else None,
    )
