"""Meetings as far as somebody may know of them, and what their steps look at."""

import datetime as dt

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.committees.access import KNOWN, OPEN_TO_ALL, PREPARE, READ, condition_where
from ancrage.committees.models import AgendaItem, Condition, Meeting, Vote
from ancrage.committees.rules.guards import Facts
from ancrage.journal.policy import may, rights
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor, Reach, ScopeKind

NATION, REGION, TERRITORY = (
    k.value for k in (ScopeKind.NATION, ScopeKind.REGION, ScopeKind.TERRITORY)
)
PENDING = ("open", "answered")
"""The states of a condition that the committee still waits for."""


def visible_to(actor: Actor) -> "QuerySet[Meeting]":
    """The meetings that somebody may know of: those called, of the nation and regions; those of
    his scope; those in preparation, of who prepares them."""
    found = Q(scope_kind__in=OPEN_TO_ALL, state__in=KNOWN)
    for right, limit in ((READ, Q(state__in=KNOWN)), (PREPARE, ~Q(pk=None))):
        who = rights().rights[right].who
        for holding in actor.held:
            reach = who.get(holding.role)
            if reach in {Reach.ANY, Reach.OUTLINE}:
                found |= limit
            elif reach == Reach.OWN:
                found |= limit & _on(holding.scope.kind, holding.scope.code, right)
    return Meeting.objects.filter(found)


def _on(kind: ScopeKind, code: str, right: str) -> Q:
    """Meetings that a scope reaches: who reads is reached by the agenda too, who prepares by what
    the committee is held on alone."""
    if kind == ScopeKind.REGION:
        reached = Q(regions__contains=barred(code))
        return reached if right == READ else reached & ~Q(scope_kind=NATION)
    if kind == ScopeKind.TERRITORY:
        held = Q(scope_kind=TERRITORY, scope=code)
        return held | Q(territories__contains=barred(code)) if right == READ else held
    return ~Q(pk=None) if kind == ScopeKind.NATION else Q(pk=None)


def find_meeting(actor: Actor, code: str) -> Meeting | None:
    """A meeting that somebody may know of; None for the others, as if they were not there."""
    return visible_to(actor).filter(code=code).first()


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The items in order, with their votes and conditions. Three queries."""
    conditions = Prefetch("conditions", Condition.objects.order_by("due", "pk"))
    return list(meeting.items.prefetch_related("votes", conditions))


def facts_of(meeting: Meeting, *, today: dt.date) -> Facts:
    """What the steps of a meeting look at. Two queries at most."""
    items = list(meeting.items.all())
    return Facts(
        today=today,
        starts=localdate(meeting.starts_at) if meeting.starts_at else None,
        ends=localdate(meeting.ends_at) if meeting.ends_at else None,
        is_placed=meeting.is_written or bool(meeting.place or meeting.link),
        is_written=meeting.is_written,
        items=len(items),
        undecided=tuple(item.label for item in items if not item.decision),
        silent=_silent(meeting, items) if meeting.is_written and meeting.state == "open" else (),
        has_minutes=bool(meeting.minutes.strip()),
    )


def _silent(meeting: Meeting, items: list[AgendaItem]) -> tuple[str, ...]:
    """The voting seats that have not said anything on some item."""
    said: dict[str, int] = {}
    for seat in Vote.objects.filter(item__in=items).values_list("seat", flat=True):
        said[seat] = said.get(seat, 0) + 1
    voting = [seat for seat in meeting.seats if seat["votes"]]
    return tuple(s["label"] for s in voting if said.get(s["code"], 0) < len(items))


def name_of(meeting: Meeting) -> str:
    """What a meeting is called: its committee, where, or its own title."""
    told = f"{meeting.body_label[:1].upper()}{meeting.body_label[1:]}"
    if meeting.scope_kind != NATION:
        told = _("%(body)s, %(place)s") % {"body": told, "place": meeting.scope_name}
    return f"{told} – {meeting.title}" if meeting.title else told


def previous_of(meeting: Meeting) -> Meeting | None:
    """The last meeting of the same committee that was held before."""
    held = Meeting.objects.filter(
        body=meeting.body, scope=meeting.scope, state__in=("held", "approved")
    ).exclude(pk=meeting.pk)
    if meeting.starts_at is not None:
        held = held.filter(starts_at__lt=meeting.starts_at)
    return held.order_by("-starts_at").first()


def conditions_before(meeting: Meeting) -> list[Condition]:
    """What became of the conditions of earlier meetings: those pending, and those of the last
    meeting. Two queries."""
    last = previous_of(meeting)
    held = Condition.objects.filter(
        item__meeting__body=meeting.body, item__meeting__scope=meeting.scope
    ).exclude(item__meeting=meeting)
    if meeting.starts_at is not None:
        held = held.filter(item__meeting__starts_at__lt=meeting.starts_at)
    wanted = Q(state__in=PENDING) | (Q(item__meeting=last) if last else Q(pk=None))
    return list(held.filter(wanted).select_related("item__meeting").order_by("due", "pk"))


def find_condition(actor: Actor, reference: str) -> Condition | None:
    """A condition of a meeting that somebody may know of."""
    held = Condition.objects.select_related("item__meeting").filter(reference=reference).first()
    if held is None or not visible_to(actor).filter(pk=held.item.meeting_id).exists():
        return None
    return held


def find_item(actor: Actor, reference: str) -> AgendaItem | None:
    """An item of a meeting that somebody may know of."""
    held = AgendaItem.objects.select_related("meeting").filter(reference=reference).first()
    if held is None or not visible_to(actor).filter(pk=held.meeting_id).exists():
        return None
    return held


def pending_conditions(actor: Actor) -> list[Condition]:
    """The conditions that wait for somebody: of his role, or of the committees that he prepares,
    the first due first."""
    held = Condition.objects.filter(state__in=PENDING, item__meeting__in=visible_to(actor))
    mine = held.filter(role__in=actor.roles) | held.filter(item__meeting__in=_prepared_by(actor))
    rows = mine.select_related("item__meeting").order_by("due", "pk").distinct()
    return [one for one in rows if _concerns(actor, one)]


def _prepared_by(actor: Actor) -> "QuerySet[Meeting]":
    found = Q(pk=None)
    for holding in actor.held:
        reach = rights().rights[PREPARE].who.get(holding.role)
        if reach == Reach.ANY:
            found |= ~Q(pk=None)
        elif reach == Reach.OWN:
            found |= _on(holding.scope.kind, holding.scope.code, PREPARE)
    return Meeting.objects.filter(found)


def _concerns(actor: Actor, condition: Condition) -> bool:
    """Whether a condition of one's role is on one's scope, or of a committee that one prepares."""
    where = condition_where(condition)
    return may(actor, PREPARE, where) or may(actor, "committees.answer", where)
