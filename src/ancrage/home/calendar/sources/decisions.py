"""What is decided and signed: meetings of committees, conditions, signatures, acts of contracts."""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.utils.timezone import localdate

from ancrage.committees.access import committee_where, condition_where
from ancrage.committees.definitions import workflows
from ancrage.committees.models import Meeting
from ancrage.committees.queries.meetings import name_of, pending_conditions
from ancrage.committees.queries.meetings import visible_to as visible_meetings
from ancrage.contracts.models import SIGNED, Act, Contract, Signature
from ancrage.contracts.queries.contracts import read_by
from ancrage.home.calendar.rules import Dated
from ancrage.home.calendar.sources.common import OWN, Asked
from ancrage.kernel.rights import Actor, ScopeKind, Where
from ancrage.kernel.text import typeset

CONCLUDED = frozenset({"held", "approved"})


def meeting_dates(asked: Asked) -> Iterator[Dated]:
    """The meetings that somebody may know of: those in preparation, of who prepares them. One
    query."""
    held = visible_meetings(asked.actor).filter(
        starts_at__date__lte=asked.period.end, starts_at__date__gte=asked.period.start
    )
    for meeting in held.order_by("code"):
        starts = cast(dt.datetime, meeting.starts_at)
        written = "Consultation écrite : " if meeting.is_written else ""
        yield Dated(
            key=f"meeting:{meeting.code}",
            uid=f"{meeting.code}@ancrage",  # that of the invitation: one event in any calendar
            kind="committee",
            label=typeset(f"{written}{name_of(meeting)}"),
            day=localdate(starts),
            until=_last_day(meeting),
            starts_at=starts,
            ends_at=meeting.ends_at,
            place=meeting.place or ("visioconférence" if meeting.link else ""),
            where=_meeting_where(asked.actor, meeting),
            page=("meeting", meeting.code),
            state=workflows()["meeting"].states[meeting.state].label,
            is_over=meeting.state in CONCLUDED,
            is_cancelled=meeting.state == "cancelled",
            source=OWN,
            known_on=localdate(meeting.created_at),
            sequence=max(meeting.sequence - 1, 0),
            changed_at=meeting.told_at or meeting.created_at,
            is_demonstration=meeting.is_demonstration,
        )


def _last_day(meeting: Meeting) -> dt.date | None:
    """Of what lasts beyond its first day."""
    if meeting.ends_at is None or meeting.starts_at is None:
        return None
    last = localdate(meeting.ends_at)
    return last if last > localdate(meeting.starts_at) else None


def _meeting_where(actor: Actor, meeting: Meeting) -> Where:
    """What the committee is held on, and what its agenda touches of the reader's own: the rest of
    the agenda is not everybody's."""
    held = committee_where(meeting)
    territories = meeting.territory_codes & actor.codes(ScopeKind.TERRITORY)
    return Where(regions=held.regions, territories=held.territories | territories)


def condition_dates(asked: Asked) -> Iterator[Dated]:
    """The conditions that wait for the reader, or that he follows. Three queries."""
    for one in pending_conditions(asked.actor):
        if asked.holds(one.due):
            meeting = one.item.meeting
            late = "en retard" if one.due < asked.today else ""
            yield Dated(
                key=f"condition:{one.reference}",
                kind="condition",
                label=typeset(f"Condition à lever : {one.words}"),
                day=one.due,
                where=condition_where(one),
                page=("condition", one.reference),
                state="réponse donnée" if one.answered_at else late,
                source=OWN,
                changed_at=one.answered_at or meeting.closed_at or meeting.created_at,
                is_demonstration=meeting.is_demonstration,
            )


def signature_dates(asked: Asked) -> Iterator[Dated]:
    """The signatures that acts in progress wait for, for who reads these. The parties are named,
    not the persons. One query."""
    held = Signature.objects.filter(
        asked.within("due"), act__contract__in=Contract.objects.filter(read_by(asked.actor))
    ).select_related("act__contract")
    held = held.defer("act__content", "act__choices")
    for one in held.exclude(state=Signature.SIGNED).order_by("pk"):
        act = one.act
        waits = one.state in (Signature.WAITING, Signature.ASKED)
        due = cast(dt.date, one.due)
        yield Dated(
            key=f"signature:{one.key}",
            kind="signature",
            label=typeset(f"Signature attendue, {one.organisation or one.quality} : {act.name}"),
            day=due,
            place=act.contract.territory_name,
            where=_signature_where(one),
            page=("act", act.contract.code, str(act.rank)),
            state="en retard" if waits and due < asked.today else one.get_state_display(),
            is_cancelled=not waits,
            source=OWN,
            known_on=localdate(act.sent_at) if act.sent_at else None,
            changed_at=one.reminded_at or one.asked_at or act.sent_at,
            is_demonstration=act.contract.is_demonstration,
        )


def _signature_where(one: Signature) -> Where:
    operators = {one.scope_code} if one.scope_kind == ScopeKind.OPERATOR else set()
    return Where(
        regions=one.act.contract.region_codes,
        territories=frozenset({one.act.contract.scope}),
        operators=frozenset(operators),
    )


def act_dates(asked: Asked) -> Iterator[Dated]:
    """Acts signed, and the days on which they end: public once signed. One query."""
    rows = Act.objects.filter(asked.within("signed_on") | asked.within("ends_on"), state=SIGNED)
    for act in rows.select_related("contract").defer("content", "choices").order_by("pk"):
        contract = act.contract
        told = ((act.signed_on, "Signature", "signed"), (act.ends_on, "Fin d’effet", "ends"))
        for day, words, code in told:
            if day is not None and asked.holds(day):
                yield Dated(
                    key=f"act:{contract.code}:{act.rank}:{code}",
                    kind="signature",
                    label=typeset(f"{words} : {act.name}, {contract.territory_name}"),
                    day=day,
                    where=Where(
                        regions=contract.region_codes, territories=frozenset({contract.scope})
                    ),
                    page=("act", contract.code, str(act.rank)),
                    is_over=day < asked.today,
                    source=OWN,
                    known_on=act.signed_on,
                    changed_at=act.moved_at,
                    is_demonstration=contract.is_demonstration,
                )
