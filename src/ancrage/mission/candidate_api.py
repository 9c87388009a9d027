"""The API of candidates and of their readings: applied for, stepped, read apart, compared."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Status
from ninja.files import UploadedFile

from ancrage.geography.schemas import Problem
from ancrage.mission.access import Access, is_author, readings_access
from ancrage.mission.actions import settlements
from ancrage.mission.actions.applications import (
    Draft,
    propose_candidate,
    save_application,
    start_application,
)
from ancrage.mission.actions.attachments import attach_file, detach_file
from ancrage.mission.actions.candidates import STEPS
from ancrage.mission.actions.readings import Written, lock_reading, save_reading
from ancrage.mission.api import (
    READ,
    WRITTEN,
    Code,
    Number,
    candidate_of,
    mission_of,
    refusals,
    router,
)
from ancrage.mission.definitions import workflows
from ancrage.mission.documents import (
    candidate_document,
    comparison_document,
    draft_document,
    file_document,
    reading_document,
)
from ancrage.mission.dossier import interest_of, may_read
from ancrage.mission.models import Candidate, Reading
from ancrage.mission.queries.missions import expert_of
from ancrage.mission.queries.readings import active_readings, own_reading
from ancrage.mission.schemas import (
    ApplyIn,
    CandidateOut,
    ComparisonOut,
    DraftIn,
    DraftOut,
    FileOut,
    MarkAcceptIn,
    MarksIn,
    MissionReasonIn,
    ProposalIn,
    ProposeIn,
    ReadingOut,
    RemarkIn,
    Slug,
)
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in

ONE = "/missions/{code}/candidates/{number}"


@router.post(
    "/missions/{code}/candidates",
    response={201: DraftOut, **WRITTEN},
    operation_id="mission_apply",
)
def mission_apply(request: HttpRequest, code: Code, wanted: ApplyIn) -> Status[DraftOut]:
    """Commence une candidature d’intercommunalités."""
    with refusals():
        made = start_application(**acting_in(request), mission=mission_of(code), name=wanted.name)
    return Status(201, DraftOut(**draft_document(made)))


@router.post(
    "/missions/{code}/proposals",
    response={201: DraftOut, **WRITTEN},
    operation_id="mission_propose",
)
def mission_propose(request: HttpRequest, code: Code, wanted: ProposeIn) -> Status[DraftOut]:
    """Commence la proposition d’une Région."""
    with refusals():
        made = propose_candidate(
            **acting_in(request),
            mission=mission_of(code),
            region=wanted.region,
            name=wanted.name,
        )
    return Status(201, DraftOut(**draft_document(made)))


@router.get(
    f"{ONE}/draft", response={200: DraftOut, 401: Problem, **READ}, operation_id="mission_draft"
)
def mission_draft(request: HttpRequest, code: Code, number: Number) -> DraftOut:
    """Votre brouillon, et ce qui lui manque."""
    return DraftOut(**draft_document(_own(request, code, number)))


@router.put(f"{ONE}/draft", response={200: DraftOut, **WRITTEN}, operation_id="mission_save_draft")
def mission_save_draft(
    request: HttpRequest, code: Code, number: Number, wanted: DraftIn
) -> DraftOut:
    """Enregistre des réponses, et le périmètre s’il est donné."""
    with refusals():
        made = save_application(
            **acting_in(request),
            candidate=_own(request, code, number),
            version=wanted.version,
            draft=Draft(wanted.answers, wanted.members),
        )
    return DraftOut(**draft_document(made))


@router.post(f"{ONE}/files", response={201: FileOut, **WRITTEN}, operation_id="mission_attach")
def mission_attach(
    request: HttpRequest, code: Code, number: Number, kind: Form[Slug], file: File[UploadedFile]
) -> Status[FileOut]:
    """Joint une pièce à un brouillon."""
    with refusals():
        made = attach_file(
            **acting_in(request),
            candidate=_own(request, code, number),
            kind=kind,
            name=file.name or "",
            content=file.read(),
        )
    return Status(201, FileOut(**file_document(made)))


@router.delete(
    f"{ONE}/files/{{piece}}", response={204: None, **WRITTEN}, operation_id="mission_detach"
)
def mission_detach(request: HttpRequest, code: Code, number: Number, piece: Number) -> Status[None]:
    """Retire une pièce d’un brouillon."""
    candidate = _own(request, code, number)
    files = candidate.attachments.select_related("file")
    held = get_object_or_404(files, pk=piece)
    held.candidate = candidate
    with refusals():
        detach_file(**acting_in(request), attachment=held)
    return Status(204, None)


def _own(request: HttpRequest, code: str, number: int) -> Candidate:
    candidate = candidate_of(request, code, number)
    if not is_author(actor_in(request), candidate):
        raise Http404
    return candidate


def _step_operation(verb: str) -> Callable[..., CandidateOut]:
    """The operation of one step of the workflow."""
    step = workflows()["candidate"].steps[verb]

    def operation(
        request: HttpRequest, code: Code, number: Number, wanted: MissionReasonIn
    ) -> CandidateOut:
        candidate = candidate_of(request, code, number)
        reason = {"reason": wanted.reason} if step.needs_reason else {}
        with refusals():
            made = STEPS[verb](**acting_in(request), candidate=candidate, **reason)
        return CandidateOut(**candidate_document(made))

    operation.__name__ = f"mission_candidate_{verb}"
    operation.__doc__ = f"{step.label}{' (donnez la raison)' if step.needs_reason else ''}."
    return operation


for _verb in STEPS:
    router.post(
        f"{ONE}/{_verb}",
        response={200: CandidateOut, **WRITTEN},
        operation_id=f"mission_candidate_{_verb}",
    )(_step_operation(_verb))


@router.get(
    f"{ONE}/reading",
    response={200: ReadingOut, 401: Problem, **READ},
    operation_id="mission_own_reading",
)
def mission_own_reading(request: HttpRequest, code: Code, number: Number) -> ReadingOut:
    """Votre propre lecture d’un candidat."""
    return ReadingOut(**reading_document(_own_reading(request, code, number)))


@router.put(
    f"{ONE}/reading", response={200: ReadingOut, **WRITTEN}, operation_id="mission_save_marks"
)
def mission_save_marks(
    request: HttpRequest, code: Code, number: Number, wanted: MarksIn
) -> ReadingOut:
    """Enregistre vos notes, complètes ou non ; personne d’autre ne les voit."""
    with refusals():
        made = save_reading(
            **acting_in(request),
            reading=_own_reading(request, code, number),
            version=wanted.version,
            written=Written(wanted.marks, wanted.comments, wanted.summary),
        )
    return ReadingOut(**reading_document(made))


@router.post(
    f"{ONE}/reading/lock", response={200: ReadingOut, **WRITTEN}, operation_id="mission_lock"
)
def mission_lock(request: HttpRequest, code: Code, number: Number) -> ReadingOut:
    """Verrouille votre lecture : elle ne change plus."""
    with refusals():
        made = lock_reading(**acting_in(request), reading=_own_reading(request, code, number))
    return ReadingOut(**reading_document(made))


def _own_reading(request: HttpRequest, code: str, number: int) -> Reading:
    candidate = candidate_of(request, code, number)
    expert = expert_of(candidate.mission, actor_in(request))
    held = own_reading(candidate, expert) if expert else None
    if held is None or not may_read(actor_in(request), candidate):
        raise Http404
    held.candidate = candidate
    return held


@router.get(
    f"{ONE}/readings",
    response={200: ComparisonOut, 401: Problem, **READ},
    operation_id="mission_readings",
)
def mission_readings(request: HttpRequest, code: Code, number: Number) -> ComparisonOut:
    """Les deux lectures, une fois verrouillées toutes les deux."""
    candidate = candidate_of(request, code, number)
    readings, actor = active_readings(candidate), actor_in(request)
    interest = interest_of(expert_of(candidate.mission, actor), candidate)
    access = readings_access(actor, readings, interest)
    if access not in {Access.FULL, Access.OUTLINE}:
        raise Http404
    told = comparison_document(candidate, readings, is_outline=access == Access.OUTLINE)
    return ComparisonOut(**told)


@router.post(
    f"{ONE}/readings/remarks", response={201: None, **WRITTEN}, operation_id="mission_discuss"
)
def mission_discuss(
    request: HttpRequest, code: Code, number: Number, wanted: RemarkIn
) -> Status[None]:
    """Écrit dans la discussion des deux lecteurs."""
    with refusals():
        settlements.write_remark(
            **acting_in(request),
            candidate=candidate_of(request, code, number),
            text=wanted.text,
        )
    return Status(201, None)


@router.put(
    f"{ONE}/settlements/{{criterion}}",
    response={204: None, **WRITTEN},
    operation_id="mission_propose_mark",
)
def mission_propose_mark(
    request: HttpRequest, code: Code, number: Number, criterion: Slug, wanted: ProposalIn
) -> Status[None]:
    """Propose une note à l’autre lecteur."""
    with refusals():
        settlements.propose_mark(
            **acting_in(request),
            candidate=candidate_of(request, code, number),
            criterion=criterion,
            mark=wanted.mark,
            reason=wanted.reason,
        )
    return Status(204, None)


@router.post(
    f"{ONE}/settlements/{{criterion}}/accept",
    response={204: None, **WRITTEN},
    operation_id="mission_accept_mark",
)
def mission_accept_mark(
    request: HttpRequest, code: Code, number: Number, criterion: Slug, wanted: MarkAcceptIn
) -> Status[None]:
    """Accepte la note que l’autre lecteur propose."""
    with refusals():
        settlements.accept_mark(
            **acting_in(request),
            candidate=candidate_of(request, code, number),
            criterion=criterion,
            mark=wanted.mark,
        )
    return Status(204, None)


@router.post(
    f"{ONE}/settlements/{{criterion}}/keep",
    response={204: None, **WRITTEN},
    operation_id="mission_keep_both",
)
def mission_keep_both(
    request: HttpRequest, code: Code, number: Number, criterion: Slug, wanted: MissionReasonIn
) -> Status[None]:
    """Laisse les deux notes d’un désaccord, avec leur moyenne."""
    with refusals():
        settlements.keep_both(
            **acting_in(request),
            candidate=candidate_of(request, code, number),
            criterion=criterion,
            reason=wanted.reason,
        )
    return Status(204, None)
