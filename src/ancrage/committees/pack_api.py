"""The API of the packs of meetings."""

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Schema, Status
from pydantic import Field

from ancrage.committees.actions.packs import ask_pack
from ancrage.committees.api import ONE, READ, WRITTEN, Code, meeting_of, refusals, router
from ancrage.committees.models import Pack
from ancrage.committees.pack.panel import pack_document, response_of
from ancrage.committees.pack.queries import PackAccess, find_file, find_pack
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in

Number = Annotated[int, Path(ge=1, le=999_999)]
FileKind = Annotated[str, Path(), Field(pattern=r"^(pdf|docx|pptx|xlsx)$")]


class PackFileOut(Schema):
    """Un fichier d’un dossier : son empreinte SHA-256, sa taille en octets."""

    kind: str
    digest: str
    size: int


class PackOut(Schema):
    """Un dossier : fait ou en cours, et ce qui distingue ses fichiers de tout autre."""

    meeting: str
    number: int
    edition: str
    reads: str
    asked_at: datetime
    made_at: datetime | None
    state: str
    share: float
    digest: str
    files: list[PackFileOut]


class PackIn(Schema):
    """Pour qui : « members », qui lit tout ce que le comité suit ; « public », tout le monde."""

    edition: Annotated[str, Field(pattern="^(members|public)$")] = "members"


def _pack_of(request: HttpRequest, code: str, number: int) -> Pack:
    held = find_pack(actor_in(request), code, number)
    if held is None:
        raise Http404(f"Le dossier n° {number} de « {code} » n’existe pas.")
    return held


def _told(pack: Pack) -> PackOut:
    return PackOut(**pack_document(pack, now=timezone.now()))


@router.get(f"{ONE}/packs", response={200: list[PackOut], **READ}, operation_id="packs")
def packs(request: HttpRequest, code: Code) -> list[PackOut]:
    """Les dossiers d’une réunion que vous pouvez lire, le dernier d’abord."""
    held = PackAccess(meeting_of(request, code))
    return [_told(one) for one in held.packs()]


@router.post(f"{ONE}/packs", response={202: PackOut, **WRITTEN}, operation_id="pack_make")
def pack_make(request: HttpRequest, code: Code, wanted: PackIn) -> Status[PackOut]:
    """Demande un dossier : il se fait en tâche de fond, son adresse dit où il en est."""
    meeting = meeting_of(request, code).meeting
    with refusals():
        made = ask_pack(**acting_in(request), meeting=meeting, edition=wanted.edition)
    return Status(202, _told(made))


@router.get(f"{ONE}/packs/{{number}}", response={200: PackOut, **READ}, operation_id="pack")
def pack(request: HttpRequest, code: Code, number: Number) -> PackOut:
    """Un dossier : où en est son travail, puis ses fichiers et leurs empreintes."""
    return _told(_pack_of(request, code, number))


@router.get(f"{ONE}/packs/{{number}}/{{kind}}", response=READ, operation_id="pack_file")
def pack_file(request: HttpRequest, code: Code, number: Number, kind: FileKind) -> HttpResponse:
    """Un fichier d’un dossier, tel qu’il a été fait : pdf, docx, pptx ou xlsx."""
    pack = _pack_of(request, code, number)
    held = find_file(pack, kind)
    if held is None:
        raise Http404("Ce fichier n’est pas encore fait.")
    return response_of(pack, held)
