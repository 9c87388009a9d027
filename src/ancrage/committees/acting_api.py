"""The API of committees: a meeting under way, its decisions, its minutes, its conditions."""

from django.http import Http404, HttpRequest

from ancrage.committees import schemas
from ancrage.committees.access import Access, condition_where
from ancrage.committees.actions.concluding import (
    approve_minutes,
    correct_minutes,
    draft_minutes,
    write_minutes,
)
from ancrage.committees.actions.conditions import LIFTS, answer_condition, lift_condition
from ancrage.committees.actions.parts import MeetingRefusedError
from ancrage.committees.actions.sitting import (
    Asked,
    Ruling,
    close_meeting,
    decide_item,
    open_meeting,
    seat_members,
)
from ancrage.committees.actions.voting import vote_in_writing
from ancrage.committees.api import (
    ITEM,
    ONE,
    READ,
    WRITTEN,
    Code,
    Detail,
    Reference,
    item_of,
    meeting_of,
    refusals,
    router,
    told,
)
from ancrage.committees.documents import condition_document
from ancrage.committees.models import Condition, Meeting
from ancrage.committees.queries.meetings import find_condition
from ancrage.committees.rules.sitting import Attendance
from ancrage.journal.policy import may
from ancrage.people.acting_api import acting_in
from ancrage.people.middleware import actor_in

MINUTES = {200: schemas.MinutesOut, **WRITTEN}
CONDITION = "/conditions/{reference}"
OF_CONDITION = {200: schemas.CommitteeConditionOut, **WRITTEN}


@router.post(f"{ONE}/opening", response=Detail, operation_id="meeting_open")
def meeting_open(request: HttpRequest, code: Code) -> schemas.MeetingDetailOut:
    """Ouvre la séance, ou la consultation écrite."""
    held = meeting_of(request, code).meeting
    with refusals():
        open_meeting(**acting_in(request), meeting=held)
    return told(request, code)


@router.put(f"{ONE}/seats", response=Detail, operation_id="meeting_seats")
def meeting_seats(
    request: HttpRequest, code: Code, wanted: schemas.SeatingsIn
) -> schemas.MeetingDetailOut:
    """Consigne les présents, les excusés et leurs mandats."""
    held = meeting_of(request, code).meeting
    with refusals():
        seat_members(
            **acting_in(request),
            meeting=held,
            told=[Attendance(s.seat, s.status, s.person, s.by) for s in wanted.seats],
            names={seat.seat: seat.name for seat in wanted.seats if seat.name},
        )
    return told(request, code)


@router.post(f"{ITEM}/decision", response=Detail, operation_id="agenda_decide")
def agenda_decide(
    request: HttpRequest, code: Code, reference: Reference, wanted: schemas.CommitteeDecisionIn
) -> schemas.MeetingDetailOut:
    """Consigne la décision du comité sur un point : l’objet change d’état."""
    item = item_of(request, code, reference)
    ruling = Ruling(
        decision=wanted.decision,
        reason=wanted.reason,
        votes=wanted.votes,
        conditions=[Asked(c.words, c.due, c.role) for c in wanted.conditions],
    )
    with refusals():
        decide_item(**acting_in(request), item=item, ruling=ruling)
    return told(request, code)


@router.post(f"{ITEM}/vote", response=Detail, operation_id="agenda_vote")
def agenda_vote(
    request: HttpRequest, code: Code, reference: Reference, wanted: schemas.VoteIn
) -> schemas.MeetingDetailOut:
    """Donne l’avis d’un siège, dans une consultation écrite."""
    item = item_of(request, code, reference)
    with refusals():
        vote_in_writing(**acting_in(request), item=item, **wanted.dict())
    return told(request, code)


@router.post(f"{ONE}/closing", response=Detail, operation_id="meeting_close")
def meeting_close(request: HttpRequest, code: Code) -> schemas.MeetingDetailOut:
    """Clôt la séance."""
    held = meeting_of(request, code).meeting
    with refusals():
        close_meeting(**acting_in(request), meeting=held)
    return told(request, code)


def _members(request: HttpRequest, code: str) -> Access:
    """The meeting, for who may read its minutes: all members once approved, else who writes."""
    access = meeting_of(request, code)
    held = access.meeting
    is_read = access.is_member and held.state in {"held", "approved"}
    if not is_read or (held.state == "held" and not access.is_preparer):
        raise Http404("Cette réunion n’a pas de relevé que vous puissiez lire.")
    return access


def _minutes(held: Meeting) -> schemas.MinutesOut:
    return schemas.MinutesOut(
        text=held.minutes, revision=held.minutes_revision, approved_at=held.approved_at
    )


@router.get(
    f"{ONE}/minutes", response={200: schemas.MinutesOut, **READ}, operation_id="meeting_minutes"
)
def meeting_minutes(request: HttpRequest, code: Code) -> schemas.MinutesOut:
    """Le relevé de décisions."""
    return _minutes(_members(request, code).meeting)


@router.put(f"{ONE}/minutes", response=MINUTES, operation_id="minutes_write")
def minutes_write(
    request: HttpRequest, code: Code, wanted: schemas.MinutesIn
) -> schemas.MinutesOut:
    """Corrige le relevé."""
    held = meeting_of(request, code).meeting
    with refusals():
        made = write_minutes(
            **acting_in(request), meeting=held, revision=wanted.revision, text=wanted.text
        )
    return _minutes(made)


@router.post(f"{ONE}/minutes/draft", response=MINUTES, operation_id="minutes_draft")
def minutes_draft(request: HttpRequest, code: Code) -> schemas.MinutesOut:
    """Rédige le relevé d’après la séance."""
    held = meeting_of(request, code).meeting
    with refusals():
        made = draft_minutes(**acting_in(request), meeting=held)
    return _minutes(made)


@router.post(f"{ONE}/minutes/approval", response=MINUTES, operation_id="minutes_approve")
def minutes_approve(
    request: HttpRequest, code: Code, wanted: schemas.MinutesApproveIn
) -> schemas.MinutesOut:
    """Approuve le relevé tel qu’il a été lu, et le publie."""
    held = meeting_of(request, code).meeting
    with refusals():
        made = approve_minutes(**acting_in(request), meeting=held, revision=wanted.revision)
    return _minutes(made)


@router.post(f"{ONE}/minutes/correction", response=MINUTES, operation_id="minutes_correct")
def minutes_correct(
    request: HttpRequest, code: Code, wanted: schemas.MeetingReasonIn
) -> schemas.MinutesOut:
    """Rouvre un relevé approuvé, avec la raison."""
    held = meeting_of(request, code).meeting
    with refusals():
        made = correct_minutes(**acting_in(request), meeting=held, reason=wanted.reason)
    return _minutes(made)


def _condition_of(request: HttpRequest, reference: str) -> Condition:
    actor = actor_in(request)
    held = find_condition(actor, reference)
    if held is None or not may(actor, "committees.read", condition_where(held)):
        raise Http404(f"La condition « {reference} » n’existe pas.")
    return held


@router.get(
    CONDITION, response={200: schemas.CommitteeConditionOut, **READ}, operation_id="condition"
)
def condition(request: HttpRequest, reference: Reference) -> schemas.CommitteeConditionOut:
    """Une condition posée par un comité."""
    return schemas.CommitteeConditionOut(**condition_document(_condition_of(request, reference)))


@router.post(f"{CONDITION}/answer", response=OF_CONDITION, operation_id="condition_answer")
def condition_answer(
    request: HttpRequest, reference: Reference, wanted: schemas.ConditionAnswerIn
) -> schemas.CommitteeConditionOut:
    """Dit ce qui a été fait pour la remplir."""
    held = _condition_of(request, reference)
    with refusals():
        made = answer_condition(**acting_in(request), condition=held, answer=wanted.answer)
    return schemas.CommitteeConditionOut(**condition_document(made))


@router.post(f"{CONDITION}/lift", response=OF_CONDITION, operation_id="condition_lift")
def condition_lift(
    request: HttpRequest, reference: Reference, wanted: schemas.ConditionLiftIn
) -> schemas.CommitteeConditionOut:
    """La lève, la redemande, ou ne la demande plus."""
    held = _condition_of(request, reference)
    with refusals():
        if wanted.verb not in LIFTS:
            raise MeetingRefusedError("Dites lift, send_back ou drop.")
        made = lift_condition(
            **acting_in(request), condition=held, verb=wanted.verb, reason=wanted.reason
        )
    return schemas.CommitteeConditionOut(**condition_document(made))
