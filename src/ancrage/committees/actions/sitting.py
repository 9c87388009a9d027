"""A meeting under way: opened, who is there, what is decided on each item, closed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import committee_where
from ancrage.committees.actions.notices import follow_condition, forget_meeting
from ancrage.committees.actions.parts import (
    MeetingRefusedError,
    locked_meeting,
    move,
    record_meeting,
)
from ancrage.committees.kinds.registry import Decided, Kind, KindRefusedError, kind_of
from ancrage.committees.models import AgendaItem, Condition, Meeting, Seating, Vote
from ancrage.committees.queries.composition import body_of
from ancrage.committees.queries.meetings import name_of
from ancrage.committees.queries.sitting import attendance_of, owner_roles
from ancrage.committees.rules.composition import Body
from ancrage.committees.rules.sitting import (
    POSTPONED,
    PRESENT,
    Attendance,
    check_attendance,
    check_decision,
    quorum_gap,
    tally,
)
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import long_date


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition as it is set: words, the day by when, the role that has to fill it."""

    words: str
    due: dt.date
    role: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a committee decides on an item. `votes`: by seat; empty when it agreed without."""

    decision: str
    reason: str = ""
    votes: Mapping[str, str] = field(default_factory=dict)
    conditions: Sequence[Asked] = ()


@command("committees.open")
def open_meeting(*, by: Actor, now: dt.datetime, meeting: Meeting) -> Meeting:
    """Open a meeting, or a consultation in writing. StepRefusedError."""
    held = locked_meeting(meeting)
    allow(committee_where(held))
    move(held, "open", now)
    held.opened_at = now
    held.save()
    record_meeting(held, _("Séance ouverte"))
    return held


@command("committees.seat")
def seat_members(
    *,
    by: Actor,
    now: dt.datetime,
    meeting: Meeting,
    told: Sequence[Attendance],
    names: Mapping[str, str] | None = None,
) -> Meeting:
    """Say who is there, in whose seat, who is excused and who speaks for him.

    `names`: of those from outside, by seat. What was told before is replaced. SittingRefusedError,
    MeetingRefusedError.
    """
    held = _open(meeting)
    allow(committee_where(held))
    if held.is_written:
        raise MeetingRefusedError(_("Une consultation écrite n’a pas de présents : on y répond."))
    body = body_of(held, localdate(now))
    check_attendance(body, told)
    if set(told) == set(attendance_of(held)) and not names:
        unchanged()
        return held
    held.seatings.all().delete()
    outside = names or {}
    Seating.objects.bulk_create(
        Seating(
            meeting=held,
            seat=one.seat,
            status=one.status,
            person=one.person,
            name=outside.get(one.seat, "")[:200] if not one.person else "",
            mandate=one.by,
        )
        for one in told
    )
    held.revision += 1
    held.save(update_fields=["revision"])
    record_meeting(
        held,
        _("Présences consignées"),
        after={one.seat: one.status for one in told},
        personal={"present": sorted(filter(None, outside.values()))} if outside else None,
    )
    return held


def _open(meeting: Meeting) -> Meeting:
    held = locked_meeting(meeting)
    if held.state != "open":
        raise MeetingRefusedError(_("La séance n’est pas ouverte."))
    return held


@command("committees.decide")
def decide_item(*, by: Actor, now: dt.datetime, item: AgendaItem, ruling: Ruling) -> AgendaItem:
    """Enter what the committee decides on an item: the thing moves, conditions are asked.

    MeetingRefusedError, also for what the thing itself refuses; SittingRefusedError. Nothing is
    kept then.
    """
    held = _open(item.meeting)
    allow(committee_where(held))
    kept = held.items.select_for_update().get(pk=item.pk)
    if kept.decision:
        raise MeetingRefusedError(_("Le comité s’est déjà prononcé sur ce point."))
    body, day = body_of(held, localdate(now)), localdate(now)
    _check(held, kept, ruling, body, day)
    _keep_votes(kept, ruling.votes, now)
    kept.effect = _act(held, kept, ruling, by=by, now=now)
    kept.decision, kept.reason = ruling.decision, ruling.reason.strip()
    kept.decided_at, kept.decided_by = now, by.reference
    kept.save()
    _ask(held, kept, ruling.conditions, now)
    _record_decision(held, kept, ruling)
    return kept


def _check(held: Meeting, kept: AgendaItem, ruling: Ruling, body: Body, day: dt.date) -> None:
    there = attendance_of(held)
    votes = _votes(held, kept, ruling)
    counted = tally(body, there, votes) if votes else None
    check_decision(
        ruling.decision,
        conditions=[one.words for one in ruling.conditions],
        reason=ruling.reason,
        votes=counted,
    )
    gap = quorum_gap(body, there)
    if gap and ruling.decision != POSTPONED:
        raise MeetingRefusedError(_("%s Le comité peut seulement ajourner.") % gap)
    roles = owner_roles(held, kept)
    for one in ruling.conditions:
        if one.due < day:
            raise MeetingRefusedError(_("L’échéance d’une condition est déjà passée."))
        if one.role not in roles:
            raise MeetingRefusedError(_("Dites qui doit remplir chaque condition."))
    if kept.subject:
        _check_paper(kept, kind_of(kept.kind), day)


def _votes(held: Meeting, kept: AgendaItem, ruling: Ruling) -> Mapping[str, str]:
    """The votes that count: in writing, those that the members gave themselves."""
    if not held.is_written:
        return ruling.votes
    return dict(kept.votes.values_list("seat", "vote"))


def _check_paper(kept: AgendaItem, kind: Kind, day: dt.date) -> None:
    """MeetingRefusedError when the thing is no longer what the members were sent."""
    subject = kind.find(kept.subject, day)
    if subject is None:
        raise MeetingRefusedError(_("L’objet de ce point n’est plus là : retirez-le."))
    if subject.mark != kept.mark:
        raise MeetingRefusedError(
            _(
                "L’objet a changé depuis que sa pièce a été figée : figez-la de nouveau, puis "
                "décidez sur ce que les membres ont sous les yeux."
            )
        )


def _keep_votes(kept: AgendaItem, votes: Mapping[str, str], now: dt.datetime) -> None:
    """The votes told in the meeting; those given in writing are kept already."""
    if votes and not kept.meeting.is_written:
        Vote.objects.bulk_create(
            Vote(item=kept, seat=seat, vote=vote, at=now) for seat, vote in sorted(votes.items())
        )


def _act(held: Meeting, kept: AgendaItem, ruling: Ruling, *, by: Actor, now: dt.datetime) -> str:
    if not kept.subject:
        return ""
    day = localdate(held.starts_at) if held.starts_at else localdate(now)
    name = name_of(held)
    present = [one for one in attendance_of(held) if one.status == PRESENT]
    decided = Decided(
        body=held.body,
        body_label=name,
        decision=ruling.decision,
        reason=ruling.reason.strip(),
        told=_("%(name)s du %(day)s (%(code)s)")
        % {"name": name, "day": long_date(day), "code": held.code},
        held_on=day,
        present=len(present),
    )
    kind = kind_of(kept.kind)
    refusals: tuple[type[ValueError], ...] = (KindRefusedError, *kind.refusals)
    try:
        return kind.act(by=by, now=now, reference=kept.subject, decided=decided)
    except refusals as refusal:
        raise MeetingRefusedError(str(refusal)) from refusal


def _ask(held: Meeting, kept: AgendaItem, asked: Sequence[Asked], now: dt.datetime) -> None:
    for one in asked:
        made = Condition.objects.create(
            item=kept, words=one.words.strip()[:500], due=one.due, role=one.role
        )
        made.item.meeting = held
        follow_condition(condition=made, now=now)


def _record_decision(held: Meeting, kept: AgendaItem, ruling: Ruling) -> None:
    record(
        kind="decision",
        reference=kept.reference,
        label=held.code,
        says=_("Décision d’un comité, réunion %(code)s : %(word)s")
        % {"code": held.code, "word": kept.get_decision_display()},
        after={"decision": ruling.decision, "item": kept.label, "votes": dict(ruling.votes)},
        details={
            "reason": ruling.reason,
            "effect": kept.effect,
            "paper": kept.digest,
            "conditions": [[c.words, c.due.isoformat(), c.role] for c in ruling.conditions],
        },
        private=True,
    )


@command("committees.close")
def close_meeting(*, by: Actor, now: dt.datetime, meeting: Meeting) -> Meeting:
    """Close a meeting once every item has its decision. StepRefusedError."""
    held = locked_meeting(meeting)
    allow(committee_where(held))
    move(held, "close", now)
    held.closed_at = now
    held.save()
    forget_meeting(meeting=held, now=now)
    record_meeting(held, _("Séance close"))
    return held
