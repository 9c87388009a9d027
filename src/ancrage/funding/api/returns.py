"""The API of the returns: asked for, read, commented, certified, reopened."""

from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router

from ancrage.funding.actions.returns import (
    ReturnRefusedError,
    certify_return,
    figures_mark,
    open_returns,
    reopen_return,
    write_return,
)
from ancrage.funding.documents.matching import return_document, whole_return
from ancrage.funding.models import Return
from ancrage.funding.models.returns import CERTIFIED
from ancrage.funding.queries.returns import (
    figures_of,
    find_return,
    findings_of,
    half_of_return,
    reads_draft,
    return_rows,
)
from ancrage.funding.rules.halves import read_half
from ancrage.funding.rules.returns import document
from ancrage.funding.schemas import matching as schemas
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in

router = Router(tags=["money"])
READING = {404: Problem, 422: Problem}
WRITING = {401: Problem, 409: Problem, **READING}
refusals = partial(problems_for, ReturnRefusedError, StepRefusedError)
Financer = Annotated[schemas.Financer, Path()]
Half = Annotated[schemas.HalfCode, Path()]
ONE = "/money/returns/{financer}/{half}"


@router.get(
    "/money/returns",
    response={200: Page[schemas.ReturnOut], 422: Problem},
    operation_id="money_returns",
)
def money_returns(
    request: HttpRequest,
    financer: Annotated[schemas.Financer | None, Query()] = None,
    half: Annotated[schemas.HalfCode | None, Query()] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.ReturnOut]:
    """Les déclarations : où en est chacune, qui l’a certifiée, celles qui sont en retard."""
    held = Return.objects.all()
    held = held.filter(financer=financer) if financer else held
    held = held.filter(half=half) if half else held
    rows = return_rows(held[offset : offset + limit], on=timezone.localdate())
    items = [schemas.ReturnOut(**return_document(row)) for row in rows]
    return Page[schemas.ReturnOut](count=held.count(), limit=limit, offset=offset, items=items)


@router.post(
    "/money/returns/opening",
    response={200: list[schemas.ReturnOut], **WRITING},
    operation_id="money_returns_open",
)
def money_returns_open(request: HttpRequest, wanted: schemas.HalfIn) -> list[schemas.ReturnOut]:
    """Demande à chaque financeur sa déclaration d’un semestre."""
    half = read_half(wanted.half)
    if half is None:
        raise Http404(f"« {wanted.half} » n’est pas un semestre.")
    with refusals():
        made = open_returns(**acting_in(request), half=half)
    rows = return_rows(made, on=timezone.localdate())
    return [schemas.ReturnOut(**return_document(row)) for row in rows]


def _return(financer: str, half: str) -> Return:
    found = find_return(financer, half)
    if found is None:
        raise Http404("Cette déclaration n’a pas été demandée.")
    return found


def _whole(request: HttpRequest, held: Return) -> schemas.ReturnDetailOut:
    today = timezone.localdate()
    row = return_rows([held], on=today)[0]
    if held.state == CERTIFIED or not reads_draft(actor_in(request), held.financer):
        return schemas.ReturnDetailOut(**whole_return(row, None))
    figures = figures_of(held.financer, half_of_return(held), on=today)
    mark = figures_mark(document(figures))
    told = whole_return(row, figures, findings_of(held, figures), mark)
    return schemas.ReturnDetailOut(**told)


@router.get(ONE, response={200: schemas.ReturnDetailOut, **READING}, operation_id="money_return")
def money_return(request: HttpRequest, financer: Financer, half: Half) -> schemas.ReturnDetailOut:
    """Une déclaration : ses chiffres certifiés, ou ceux du grand livre pour qui la prépare."""
    return _whole(request, _return(financer, half))


@router.post(
    f"{ONE}/comments",
    response={200: schemas.ReturnDetailOut, **WRITING},
    operation_id="money_return_write",
)
def money_return_write(
    request: HttpRequest, financer: Financer, half: Half, wanted: schemas.ReturnWriteIn
) -> schemas.ReturnDetailOut:
    """Commente une déclaration, ou dit « néant »."""
    with refusals():
        held = write_return(
            **acting_in(request),
            held=_return(financer, half),
            comments=wanted.comments,
            is_nil=wanted.is_nil,
            revision=wanted.revision,
        )
    return _whole(request, held)


@router.post(
    f"{ONE}/certification",
    response={200: schemas.ReturnDetailOut, **WRITING},
    operation_id="money_return_certify",
)
def money_return_certify(
    request: HttpRequest, financer: Financer, half: Half, wanted: schemas.CertifyIn
) -> schemas.ReturnDetailOut:
    """Certifie les chiffres qui ont été lus."""
    with refusals():
        certify_return(
            **acting_in(request),
            held=_return(financer, half),
            certified_as=wanted.certified_as,
            mark=wanted.mark,
        )
    return _whole(request, _return(financer, half))


@router.post(
    f"{ONE}/reopening",
    response={200: schemas.ReturnDetailOut, **WRITING},
    operation_id="money_return_reopen",
)
def money_return_reopen(
    request: HttpRequest, financer: Financer, half: Half, wanted: schemas.ReopenIn
) -> schemas.ReturnDetailOut:
    """Rouvre une déclaration certifiée ; sa version reste lisible."""
    with refusals():
        held = reopen_return(
            **acting_in(request), held=_return(financer, half), reason=wanted.reason
        )
    return _whole(request, held)
