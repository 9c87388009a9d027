"""Meetings as the API and the command line give them, as far as one may read them."""

from typing import Any

from ancrage.committees.access import Access
from ancrage.committees.kinds.registry import SUBJECT, kind_of
from ancrage.committees.models import AgendaItem, Condition, Meeting
from ancrage.committees.queries.meetings import agenda_of, name_of
from ancrage.committees.rules.composition import Body
from ancrage.committees.rules.sitting import needed
from ancrage.committees.shown import state_of
from ancrage.people.roles import role_label

FIELDS = ("code", "body", "scope_kind", "scope", "scope_name", "title", "state", "is_written")
MOMENTS = ("starts_at", "ends_at", "frozen_at", "opened_at", "closed_at", "approved_at")


def meeting_document(meeting: Meeting) -> dict[str, Any]:
    """A meeting in a list."""
    return {
        **{name: getattr(meeting, name) for name in (*FIELDS, *MOMENTS)},
        "name": name_of(meeting),
        "state_label": state_of(meeting).label,
        "regions": sorted(meeting.region_codes),
        "place": meeting.place,
        "reason": meeting.reason,
        "revision": meeting.revision,
        "sequence": meeting.sequence,
        "is_demonstration": meeting.is_demonstration,
    }


def detail_document(access: Access) -> dict[str, Any]:
    """A meeting with its agenda; what who asks may not read is told as being there."""
    held = access.meeting
    items = agenda_of(held)
    for item in items:
        item.meeting = held
    return {
        **meeting_document(held),
        "link": held.link if access.is_member else None,
        "minutes_revision": held.minutes_revision,
        "items": [item_document(item, is_read=access.reads(item)) for item in items],
        "seats": [seat["code"] for seat in held.seats],
    }


def item_document(item: AgendaItem, *, is_read: bool) -> dict[str, Any]:
    """An item of an agenda."""
    return {
        "reference": item.reference,
        "position": item.position,
        "kind": item.kind,
        "kind_label": "" if item.kind == SUBJECT else kind_of(item.kind).label,
        "subject": item.subject if is_read else None,
        "label": item.label if is_read else None,
        "asked": item.asked if is_read else None,
        "digest": item.digest or None,
        "decision": (item.decision or None) if is_read else None,
        "reason": item.reason if is_read else None,
        "effect": item.effect if is_read else None,
        "decided_at": item.decided_at if is_read else None,
        "conditions": [condition_document(c) for c in item.conditions.all()] if is_read else [],
    }


def condition_document(condition: Condition) -> dict[str, Any]:
    """A condition with what became of it."""
    return {
        "reference": condition.reference,
        "words": condition.words,
        "due": condition.due,
        "role": condition.role,
        "role_label": role_label(condition.role),
        "state": condition.state,
        "answer": condition.answer,
        "reason": condition.reason,
    }


def body_document(body: Body) -> dict[str, Any]:
    """A committee with its seats."""
    return {
        "code": body.code,
        "label": body.label,
        "scope": body.scope,
        "chair": body.chair,
        "needed": needed(body),
        "after_contract": body.after_contract,
        "seats": [
            {
                "code": seat.code,
                "label": seat.label,
                "role": seat.role,
                "always": seat.always,
                "votes": seat.votes,
            }
            for seat in body.seats
        ],
    }
