"""The API of signatures: given, delegated, refused, on paper; files verified, the root."""

import datetime as dt
from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import File, Form, Path, Router, Schema, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from ancrage.contracts.actions.parts import ActRefusedError
from ancrage.contracts.actions.signing import (
    delegate_signature,
    refuse_signature,
    remind_signature,
)
from ancrage.contracts.actions.signing_paper import give_scan, settle_scan
from ancrage.contracts.models import Signature
from ancrage.contracts.providers import roots_pem, verified
from ancrage.contracts.queries.signing import awaited_of, document_of, find_signature
from ancrage.contracts.queries.verification import recorded
from ancrage.contracts.rules.circuit import CircuitRefusedError
from ancrage.contracts.signing.report import LARGEST, UnreadableError
from ancrage.contracts.signing_documents import signature_told, signatures_told
from ancrage.contracts.signing_run import sign
from ancrage.contracts.signing_sheet import signing_sheet
from ancrage.contracts.verified import report_document
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.geography.schemas import Problem
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.accounts import AccountRefusedError
from ancrage.people.middleware import actor_in
from ancrage.ui.papers import as_pdf

router = Router(tags=["contracts"])
ONE = "/signatures/{key}"
Key = Annotated[str, Path(), Field(pattern=r"^[0-9a-f]{32}$")]
READ = {401: Problem, 404: Problem, 422: Problem}
WRITTEN = {409: Problem, **READ}
PDF = "application/pdf"
refusals = partial(
    problems_for,
    *(ActRefusedError, CircuitRefusedError, StepRefusedError, FileRefusedError),
    faults=(AccountRefusedError,),
)


class VerifiedSignatureOut(Schema):
    """One signature of a file."""

    number: int
    name: str
    quality: str
    organisation: str
    at: AwareDatetime | None
    reason: str
    place: str
    issuer: str
    covers_whole_file: bool
    is_intact: bool
    is_trusted: bool
    fault: str
    distrust: str


class RecordedOut(Schema):
    """Whether it is the file that is kept here, and of which act once everybody reads it."""

    same: str
    says: str
    state: str
    contract: str
    rank: int | None


class VerifiedOut(Schema):
    """What may be believed of a file."""

    verdict: str
    says: str
    faults: list[str]
    sha256: str
    signed_sha256: str
    signatures: list[VerifiedSignatureOut]
    recorded: RecordedOut | None


@router.post("/verify", response={200: VerifiedOut, 422: Problem}, operation_id="verify")
def verify(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Vérifie un PDF signé : qui, quand, en quelle qualité, rien de changé. Rien n’est gardé."""
    if (file.size or 0) > LARGEST:
        raise HttpError(422, f"Le fichier dépasse {LARGEST // 1_000_000} Mo.")
    try:
        report = verified(file.read())
    except UnreadableError as fault:
        raise HttpError(422, str(fault)) from fault
    return report_document(report, recorded(report))


@router.get("/trust-root", operation_id="trust_root", response={200: None})
def trust_root(request: HttpRequest) -> HttpResponse:
    """La racine de confiance de cette installation (PEM), pour vérifier sans elle."""
    return HttpResponse(roots_pem(), content_type="application/x-pem-file")


class AttemptOut(Schema):
    """What the signature service has of it."""

    state: str
    asked_at: AwareDatetime
    words: str


class SignatureDetailOut(Schema):
    """One signature of an act being signed; `obstacle`: why it cannot be given now."""

    key: str
    contract: str
    rank: int
    act: str
    party: str
    organisation: str
    quality: str
    order: int
    state: str
    means: str
    name: str
    signed_at: AwareDatetime | None
    due: dt.date | None
    document_sha256: str
    obstacle: str
    attempt: AttemptOut | None


class SignIn(Schema):
    """The click that binds: the SHA-256 of the document that was read."""

    document_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    place: Annotated[str, Field(max_length=80)] = ""


class DelegateIn(Schema):
    """To whom; "" takes the signature back."""

    email: Annotated[str, Field(max_length=254)]


class ReasonIn(Schema):
    """Why, in words that the other parties read."""

    reason: Annotated[str, Field(min_length=1, max_length=5000)]


class ScanIn(Schema):
    """What the signed sheet says."""

    code: Annotated[str, Field(max_length=20)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    signed_on: dt.date


class ConfirmIn(Schema):
    """Whether the scan suits; why not."""

    accept: bool
    reason: Annotated[str, Field(max_length=5000)] = ""


def _held(request: HttpRequest, key: str) -> Signature:
    found = find_signature(actor_in(request), key)
    if found is None:
        raise Http404("Cette signature n’existe pas.")
    return found


def _told(request: HttpRequest, key: str) -> SignatureDetailOut:
    return SignatureDetailOut(**signature_told(_held(request, key), day=localdate()))


@router.get(
    "/signatures", response={200: list[SignatureDetailOut], 401: Problem}, operation_id="signatures"
)
def signatures(request: HttpRequest) -> list[SignatureDetailOut]:
    """Les signatures que l’on peut donner, celles dont c’est le tour d’abord."""
    day = localdate()
    held = awaited_of(actor_in(request))
    return [SignatureDetailOut(**one) for one in signatures_told(held, day=day)]


@router.get(ONE, response={200: SignatureDetailOut, **READ}, operation_id="signature")
def signature(request: HttpRequest, key: Key) -> SignatureDetailOut:
    """Une signature : de qui, à quel tour, où elle en est."""
    return _told(request, key)


@router.get(f"{ONE}/document", response={200: None, **READ}, operation_id="signature_document")
def signature_document(request: HttpRequest, key: Key) -> HttpResponse:
    """Le document exact qui se signe, avec les signatures déjà données (PDF)."""
    return HttpResponse(document_of(_held(request, key).act), content_type=PDF)


@router.get(f"{ONE}/sheet", response={200: None, **READ}, operation_id="signature_sheet")
def signature_sheet(request: HttpRequest, key: Key) -> HttpResponse:
    """La feuille à signer sur papier, avec son code (PDF)."""
    held = _held(request, key)
    if held.act.state != "sent":
        raise Http404("Cet acte n’attend pas de signature.")
    return HttpResponse(as_pdf(signing_sheet(held, day=localdate())), content_type=PDF)


@router.post(
    f"{ONE}/sign",
    response={200: SignatureDetailOut, 202: SignatureDetailOut, **WRITTEN},
    operation_id="signature_sign",
)
def signature_sign(request: HttpRequest, key: Key, wanted: SignIn) -> Status[SignatureDetailOut]:
    """Signe le document qui a été lu. 202 : le service n’a pas encore répondu, il est suivi."""
    held = _held(request, key)
    with refusals():
        attempt = sign(
            **acting_in(request),
            signature=held,
            digest_seen=wanted.document_sha256,
            place=wanted.place,
        )
    return Status(202 if attempt.state == attempt.PENDING else 200, _told(request, key))


@router.post(
    f"{ONE}/delegate",
    response={200: SignatureDetailOut, **WRITTEN},
    operation_id="signature_delegate",
)
def signature_delegate(request: HttpRequest, key: Key, wanted: DelegateIn) -> SignatureDetailOut:
    """Délègue sa signature à une personne qui a un compte, ou la reprend."""
    with refusals():
        delegate_signature(**acting_in(request), signature=_held(request, key), email=wanted.email)
    return _told(request, key)


@router.post(
    f"{ONE}/refuse", response={200: SignatureDetailOut, **WRITTEN}, operation_id="signature_refuse"
)
def signature_refuse(request: HttpRequest, key: Key, wanted: ReasonIn) -> SignatureDetailOut:
    """Refuse de signer, en disant pourquoi : le circuit s’arrête."""
    with refusals():
        refuse_signature(**acting_in(request), signature=_held(request, key), reason=wanted.reason)
    return _told(request, key)


@router.post(
    f"{ONE}/remind", response={200: SignatureDetailOut, **WRITTEN}, operation_id="signature_remind"
)
def signature_remind(request: HttpRequest, key: Key) -> SignatureDetailOut:
    """Relance qui doit signer."""
    with refusals():
        remind_signature(**acting_in(request), signature=_held(request, key))
    return _told(request, key)


@router.post(
    f"{ONE}/scan", response={200: SignatureDetailOut, **WRITTEN}, operation_id="signature_scan"
)
def signature_scan(
    request: HttpRequest, key: Key, wanted: Form[ScanIn], file: File[UploadedFile]
) -> SignatureDetailOut:
    """Dépose le scan de la feuille signée, avec son code."""
    with refusals():
        give_scan(
            **acting_in(request),
            signature=_held(request, key),
            code=wanted.code,
            name=wanted.name,
            signed_on=wanted.signed_on,
            file_name=file.name or "scan",
            content=file.read(),
        )
    return _told(request, key)


@router.post(
    f"{ONE}/confirm",
    response={200: SignatureDetailOut, **WRITTEN},
    operation_id="signature_confirm",
)
def signature_confirm(request: HttpRequest, key: Key, wanted: ConfirmIn) -> SignatureDetailOut:
    """Confirme le scan déposé par l’autre partie, ou l’écarte en disant pourquoi."""
    with refusals():
        settle_scan(
            **acting_in(request),
            signature=_held(request, key),
            accept=wanted.accept,
            reason=wanted.reason,
        )
    return _told(request, key)
