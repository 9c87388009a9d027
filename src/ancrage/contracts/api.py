"""The API of contracts: read, drafted, written, decided, sent, withdrawn."""

import datetime as dt
from functools import partial
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ancrage.contracts import schemas
from ancrage.contracts.actions.drafting import PREPARED, draft_act, prepare_act, write_act
from ancrage.contracts.actions.outside import Outside, enter_outside
from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.actions.sending import DECIDED, decide_act, send_act, withdraw_act
from ancrage.contracts.documents import act_document, acts_of, contract_document
from ancrage.contracts.models import Act, Contract
from ancrage.contracts.opening import Opened, file_of, paper_of
from ancrage.contracts.queries.contracts import find_act, find_contract, visible_to
from ancrage.files.responses import file_response
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.schemas import Limit, Offset, Page, Problem
from ancrage.kernel.bars import barred
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.middleware import actor_in
from ancrage.roadmaps.schemas import ScopeCode, SheetCode

router = Router(tags=["contracts"])
Code = Annotated[schemas.ContractCode, Path()]
Rank = Annotated[schemas.Rank, Path()]
ACT = "/contracts/{code}/acts/{rank}"
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
Detail = {200: schemas.ActDetailOut, **WRITTEN}
Made = {201: schemas.ActDetailOut, **WRITTEN}
refusals = partial(problems_for, ActRefusedError, StepRefusedError, FileRefusedError)


def contract_held(request: HttpRequest, code: str) -> Contract:
    """The contract of the address, if who asks may know of it."""
    found = find_contract(actor_in(request), code)
    if found is None:
        raise Http404(f"Le contrat « {code} » n’existe pas.")
    return found


def act_held(request: HttpRequest, code: str, rank: int, *, whole: bool = True) -> Opened:
    """The act of the address, if who asks may know of it; `whole`: as it is prepared."""
    actor = actor_in(request)
    found = find_act(actor, code, rank)
    held = Opened(actor, found, localdate()) if found else None
    if held is None or (whole and not held.is_whole):
        raise Http404(f"L’acte {rank} du contrat « {code} » n’existe pas.")
    return held


def told(request: HttpRequest, act: Act) -> schemas.ActDetailOut:
    """An act as it may be read, after a change too."""
    return opened_told(Opened(actor_in(request), act, localdate()))


def opened_told(held: Opened) -> schemas.ActDetailOut:
    made = act_document(
        held.act,
        content=held.content,
        change=held.change,
        draft=held.lacks,
        is_whole=held.is_whole,
    )
    return schemas.ActDetailOut(**made)


class ContractFilters(Schema):
    """What narrows the list."""

    territory: ScopeCode | None = None
    region: Annotated[str, Query(max_length=3, pattern=r"^[0-9A-Z]*$")] = ""


@router.get(
    "/contracts",
    response={200: Page[schemas.ContractOut], 422: Problem},
    operation_id="contracts",
)
def contracts(
    request: HttpRequest,
    filters: Annotated[ContractFilters, Query()],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[schemas.ContractOut]:
    """Les contrats que vous pouvez lire, par territoire."""
    actor = actor_in(request)
    rows = visible_to(actor)
    if filters.territory:
        rows = rows.filter(scope=filters.territory)
    if filters.region:
        rows = rows.filter(regions__contains=barred(filters.region))
    page = rows.order_by("territory_name", "pk")[offset : offset + limit]
    items = [schemas.ContractOut(**contract_document(one, acts_of(one, actor))) for one in page]
    return Page[schemas.ContractOut](count=rows.count(), limit=limit, offset=offset, items=items)


@router.post("/contracts", response=Made, operation_id="act_draft")
def act_draft(request: HttpRequest, wanted: schemas.ActDraftIn) -> Status[schemas.ActDetailOut]:
    """Commence le protocole, le contrat ou un avenant d’un territoire."""
    with refusals():
        made = draft_act(**acting_in(request), scope=wanted.territory, kind=wanted.kind)
    return Status(201, told(request, made))


@router.post("/contracts/outside", response=Made, operation_id="act_enter")
def act_enter(
    request: HttpRequest,
    territory: Annotated[ScopeCode, Form()],
    kind: Annotated[schemas.Kind, Form()],
    signed_on: Annotated[dt.date, Form()],
    scan: Annotated[UploadedFile, File()],
    starts_on: Annotated[dt.date | None, Form()] = None,
    ends_on: Annotated[dt.date | None, Form()] = None,
    sheets: Annotated[list[SheetCode] | None, Form()] = None,
) -> Status[schemas.ActDetailOut]:
    """Verse un acte signé hors de l’outil, avec son scan."""
    outside = Outside(kind, signed_on, starts_on, ends_on, tuple(sheets or ()))
    with refusals():
        made = enter_outside(
            **acting_in(request),
            scope=territory,
            told=outside,
            name=scan.name or "",
            content=scan.read(),
        )
    return Status(201, told(request, made))


@router.get(
    "/contracts/{code}", response={200: schemas.ContractOut, **READ}, operation_id="contract"
)
def contract(request: HttpRequest, code: Code) -> schemas.ContractOut:
    """Un contrat et ses actes que vous pouvez lire."""
    held = contract_held(request, code)
    return schemas.ContractOut(**contract_document(held, acts_of(held, actor_in(request))))


@router.get(ACT, response={200: schemas.ActDetailOut, **READ}, operation_id="act")
def act(request: HttpRequest, code: Code, rank: Rank) -> schemas.ActDetailOut:
    """Un acte : ce qu’il dit, ce qu’il change, ce qui lui manque, qui le signe."""
    return opened_told(act_held(request, code, rank, whole=False))


@router.patch(ACT, response=Detail, operation_id="act_write")
def act_write(
    request: HttpRequest, code: Code, rank: Rank, wanted: schemas.ActWriteIn
) -> schemas.ActDetailOut:
    """Écrit des champs d’un acte en préparation."""
    held = act_held(request, code, rank)
    with refusals():
        made = write_act(
            **acting_in(request),
            act=held.act,
            revision=wanted.revision,
            choices=dict(wanted.choices),
        )
    return told(request, made)


@router.post(f"{ACT}/preparation", response=Detail, operation_id="act_prepare")
def act_prepare(
    request: HttpRequest, code: Code, rank: Rank, wanted: schemas.ActStepIn
) -> schemas.ActDetailOut:
    """Vérifie l’acte, en reprend l’écriture, l’abandonne, le reprend."""
    held = act_held(request, code, rank)
    with refusals():
        verb = of_group(wanted.verb, PREPARED)
        made = prepare_act(**acting_in(request), act=held.act, verb=verb, reason=wanted.reason)
    return told(request, made)


@router.post(f"{ACT}/decision", response=Detail, operation_id="act_decide")
def act_decide(
    request: HttpRequest, code: Code, rank: Rank, wanted: schemas.ActStepIn
) -> schemas.ActDetailOut:
    """Consigne la décision du comité régional."""
    held = act_held(request, code, rank)
    with refusals():
        made = decide_act(
            **acting_in(request),
            act=held.act,
            verb=of_group(wanted.verb, DECIDED),
            reason=wanted.reason,
            decision=wanted.decision,
        )
    return told(request, made)


@router.post(f"{ACT}/sending", response=Detail, operation_id="act_send")
def act_send(
    request: HttpRequest, code: Code, rank: Rank, wanted: schemas.ActSendIn
) -> schemas.ActDetailOut:
    """Envoie à la signature le document dont vous donnez l’empreinte."""
    held = act_held(request, code, rank)
    with refusals():
        made = send_act(
            **acting_in(request), act=held.act, digest_seen=wanted.digest, due=wanted.due
        )
    return told(request, made)


@router.post(f"{ACT}/withdrawal", response=Detail, operation_id="act_withdraw")
def act_withdraw(
    request: HttpRequest, code: Code, rank: Rank, wanted: schemas.ActWithdrawIn
) -> schemas.ActDetailOut:
    """Retire l’acte de la signature, avant la dernière."""
    held = act_held(request, code, rank)
    with refusals():
        made = withdraw_act(**acting_in(request), act=held.act, reason=wanted.reason)
    return told(request, made)


@router.get(f"{ACT}/paper", response=READ, operation_id="act_paper")
def act_paper(request: HttpRequest, code: Code, rank: Rank) -> HttpResponse:
    """Le document en PDF, le contenu lisible par une machine joint."""
    made = paper_of(act_held(request, code, rank, whole=False))
    if made is None:
        raise Http404("Cet acte n’a pas de document.")
    return HttpResponse(made, content_type="application/pdf")


@router.get(f"{ACT}/file", response=READ, operation_id="act_file")
def act_file(request: HttpRequest, code: Code, rank: Rank) -> HttpResponse:
    """Le fichier signé jusqu’ici, ou le scan d’un acte né hors de l’outil."""
    found = file_of(act_held(request, code, rank))
    if found is None:
        raise Http404("Cet acte n’a pas encore de fichier signé.")
    return file_response(found)


def of_group(verb: str, group: frozenset[str]) -> str:
    """A verb of the group. ActRefusedError."""
    if verb not in group:
        raise ActRefusedError(
            f"« {verb} » n’est pas une de ces étapes : {', '.join(sorted(group))}."
        )
    return verb
