"""The API of action sheets: their steps, and what surrounds their writing."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Path, Status
from ninja.files import UploadedFile
from pydantic import Field

from ancrage.files.responses import file_response
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in
from ancrage.roadmaps import schemas
from ancrage.roadmaps.actions.following import (
    Progress,
    attach_file,
    comment_sheet,
    detach_file,
    report_progress,
    resolve_comment,
    share_sheet,
    unshare_sheet,
)
from ancrage.roadmaps.actions.money import Declared, declare_funding, reverse_funding
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.actions.steps import (
    DECIDED,
    LED,
    SUBMITTED,
    decide_sheet,
    lead_sheet,
    submit_sheet,
)
from ancrage.roadmaps.actions.writing import delete_sheet, reserve_sheet, restore_sheet
from ancrage.roadmaps.api import READ, WRITTEN, Code, refusals, router, sheet_of, told
from ancrage.roadmaps.models import ActionSheet, Attachment
from ancrage.roadmaps.queries.sheets import find_deleted

ONE = "/sheets/{code}"
Piece = Annotated[int, Path(), Field(ge=1, le=2**31)]
Reference = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]
Detail = {200: schemas.SheetDetailOut, **WRITTEN}
Made = {201: schemas.SheetDetailOut, **WRITTEN}


def _of_group(verb: str, group: frozenset[str]) -> str:
    if verb not in group:
        raise SheetRefusedError(
            f"« {verb} » n’est pas une de ces étapes : {', '.join(sorted(group))}."
        )
    return verb


@router.post(f"{ONE}/submission", response=Detail, operation_id="sheet_submit")
def sheet_submit(
    request: HttpRequest, code: Code, wanted: schemas.SheetStepIn
) -> schemas.SheetDetailOut:
    """Soumet la fiche ou sa nouvelle version au comité, ou la reprend."""
    held = sheet_of(request, code)
    with refusals():
        verb = _of_group(wanted.verb, SUBMITTED)
        made = submit_sheet(**acting_in(request), sheet=held, verb=verb)
    return told(request, made)


@router.post(f"{ONE}/decision", response=Detail, operation_id="sheet_decide")
def sheet_decide(
    request: HttpRequest, code: Code, wanted: schemas.SheetStepIn
) -> schemas.SheetDetailOut:
    """Consigne la décision du comité."""
    held = sheet_of(request, code)
    with refusals():
        made = decide_sheet(
            **acting_in(request),
            sheet=held,
            verb=_of_group(wanted.verb, DECIDED),
            reason=wanted.reason,
            decision=wanted.decision,
        )
    return told(request, made)


@router.post(f"{ONE}/progress-state", response=Detail, operation_id="sheet_lead")
def sheet_lead(
    request: HttpRequest, code: Code, wanted: schemas.SheetStepIn
) -> schemas.SheetDetailOut:
    """Dit où en est l’action : engagée, suspendue, achevée, close, abandonnée, reprise."""
    held = sheet_of(request, code)
    with refusals():
        verb = _of_group(wanted.verb, LED)
        made = lead_sheet(**acting_in(request), sheet=held, verb=verb, reason=wanted.reason)
    return told(request, made)


@router.post(f"{ONE}/reserve", response=Detail, operation_id="sheet_reserve")
def sheet_reserve(
    request: HttpRequest, code: Code, wanted: schemas.SheetReserveIn
) -> schemas.SheetDetailOut:
    """Réserve la fiche, ou lève la réserve."""
    held = sheet_of(request, code)
    with refusals():
        made = reserve_sheet(**acting_in(request), sheet=held, is_private=wanted.is_private)
    return told(request, made)


@router.delete(ONE, response={204: None, **WRITTEN}, operation_id="sheet_delete")
def sheet_delete(request: HttpRequest, code: Code) -> Status[None]:
    """Met la fiche à la corbeille."""
    held = sheet_of(request, code)
    with refusals():
        delete_sheet(**acting_in(request), sheet=held)
    return Status(204, None)


@router.post(f"{ONE}/restore", response=Detail, operation_id="sheet_restore")
def sheet_restore(request: HttpRequest, code: Code) -> schemas.SheetDetailOut:
    """Sort la fiche de la corbeille."""
    held = find_deleted(actor_in(request)).filter(code=code).first()
    if held is None:
        raise Http404(f"La fiche « {code} » n’est pas à la corbeille.")
    with refusals():
        made = restore_sheet(**acting_in(request), sheet=held)
    return told(request, made)


@router.post(
    f"{ONE}/funding",
    response=Made,
    operation_id="sheet_declare",
)
def sheet_declare(
    request: HttpRequest, code: Code, wanted: schemas.FundingIn
) -> Status[schemas.SheetDetailOut]:
    """Déclare un montant d’un financeur."""
    held = sheet_of(request, code)
    with refusals():
        declare_funding(**acting_in(request), sheet=held, declared=Declared(**wanted.dict()))
    return Status(201, told(request, _again(held)))


@router.post(f"{ONE}/funding/{{piece}}/reversal", response=Detail, operation_id="sheet_reverse")
def sheet_reverse(
    request: HttpRequest, code: Code, piece: Piece, wanted: schemas.ReversalIn
) -> schemas.SheetDetailOut:
    """Annule une écriture par son opposée."""
    held = sheet_of(request, code)
    entry = held.funding.filter(pk=piece).first()
    if entry is None:
        raise Http404(f"{code} n’a pas d’écriture {piece}.")
    with refusals():
        reverse_funding(**acting_in(request), entry=entry, reason=wanted.reason)
    return told(request, _again(held))


@router.post(
    f"{ONE}/comments",
    response=Made,
    operation_id="sheet_comment",
)
def sheet_comment(
    request: HttpRequest, code: Code, wanted: schemas.SheetCommentIn
) -> Status[schemas.SheetDetailOut]:
    """Fait une remarque sur un champ, ou sur toute la fiche."""
    held = sheet_of(request, code)
    with refusals():
        comment_sheet(**acting_in(request), sheet=held, text=wanted.text, field=wanted.field)
    return Status(201, told(request, held))


@router.post(f"{ONE}/comments/{{reference}}", response=Detail, operation_id="sheet_resolve")
def sheet_resolve(
    request: HttpRequest, code: Code, reference: Reference, wanted: schemas.SheetResolveIn
) -> schemas.SheetDetailOut:
    """Dit qu’une remarque est résolue."""
    held = sheet_of(request, code)
    comment = held.comments.filter(reference=reference).first()
    if comment is None:
        raise Http404(f"{code} n’a pas cette remarque.")
    with refusals():
        resolve_comment(**acting_in(request), comment=comment, answer=wanted.answer)
    return told(request, held)


@router.post(f"{ONE}/reports", response=Made, operation_id="sheet_report")
def sheet_report(
    request: HttpRequest, code: Code, wanted: schemas.ProgressIn
) -> Status[schemas.SheetDetailOut]:
    """Fait le point : un feu, sa raison, les jalons faits, une phrase."""
    held = sheet_of(request, code)
    with refusals():
        report_progress(**acting_in(request), sheet=held, progress=Progress(**wanted.dict()))
    return Status(201, told(request, _again(held)))


@router.post(f"{ONE}/shares", response=Made, operation_id="sheet_share")
def sheet_share(
    request: HttpRequest, code: Code, wanted: schemas.SheetShareIn
) -> Status[schemas.SheetDetailOut]:
    """Confie la fiche à qui a un compte à cette adresse ; ne dit pas s’il y en a un."""
    held = sheet_of(request, code)
    with refusals():
        share_sheet(**acting_in(request), sheet=held, email=wanted.email)
    return Status(201, told(request, held))


@router.delete(
    f"{ONE}/shares/{{reference}}", response={204: None, **WRITTEN}, operation_id="sheet_unshare"
)
def sheet_unshare(request: HttpRequest, code: Code, reference: Reference) -> Status[None]:
    """Reprend la fiche à une personne."""
    held = sheet_of(request, code)
    with refusals():
        unshare_sheet(**acting_in(request), sheet=held, person=reference)
    return Status(204, None)


@router.post(
    f"{ONE}/attachments",
    response=Made,
    operation_id="sheet_attach",
)
def sheet_attach(
    request: HttpRequest, code: Code, file: File[UploadedFile]
) -> Status[schemas.SheetDetailOut]:
    """Joint une pièce."""
    held = sheet_of(request, code)
    with refusals():
        attach_file(**acting_in(request), sheet=held, name=file.name or "", content=file.read())
    return Status(201, told(request, held))


@router.get(f"{ONE}/attachments/{{piece}}", response={200: None, **READ}, operation_id="sheet_file")
def sheet_file(request: HttpRequest, code: Code, piece: Piece) -> HttpResponse:
    """Le contenu d’une pièce."""
    return file_response(_piece(sheet_of(request, code), piece).file)


@router.delete(
    f"{ONE}/attachments/{{piece}}", response={204: None, **WRITTEN}, operation_id="sheet_detach"
)
def sheet_detach(request: HttpRequest, code: Code, piece: Piece) -> Status[None]:
    """Retire une pièce."""
    held = _piece(sheet_of(request, code), piece)
    with refusals():
        detach_file(**acting_in(request), attachment=held)
    return Status(204, None)


def _piece(held: ActionSheet, piece: int) -> Attachment:
    found = held.attachments.select_related("file__content").filter(pk=piece).first()
    if found is None:
        raise Http404(f"{held.code} n’a pas de pièce {piece}.")
    found.sheet = held
    return found


def _again(held: ActionSheet) -> ActionSheet:
    held.refresh_from_db()
    return held
