"""The API of signatures: files verified, the root of confidence."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile
from pydantic import AwareDatetime

from ancrage.contracts.providers import roots_pem, trusted_roots
from ancrage.contracts.queries.verification import recorded
from ancrage.contracts.signing import verifying
from ancrage.contracts.signing.reading import LARGEST, UnreadableError
from ancrage.contracts.verified import report_document
from ancrage.geography.schemas import Problem

router = Router(tags=["contracts"])


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
        report = verifying.verify(file.read(), roots=trusted_roots())
    except UnreadableError as fault:
        raise HttpError(422, str(fault)) from fault
    return report_document(report, recorded(report))


@router.get("/trust-root", operation_id="trust_root", response={200: None})
def trust_root(request: HttpRequest) -> HttpResponse:
    """La racine de confiance de cette installation (PEM), pour vérifier sans elle."""
    return HttpResponse(roots_pem(), content_type="application/x-pem-file")
