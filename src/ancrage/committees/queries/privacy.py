"""What committees hold about a person."""

from typing import Any

from ancrage.committees.models import Condition, Seating, Vote


def sittings_of(reference: str) -> list[dict[str, Any]]:
    """Where a person sat, what he voted in writing, the conditions that he answered."""
    sat = Seating.objects.filter(person=reference).select_related("meeting")
    votes = Vote.objects.filter(person=reference).select_related("item__meeting")
    answers = Condition.objects.filter(answered_by=reference).select_related("item__meeting")
    return [
        *({"meeting": one.meeting.code, "seat": one.seat, "status": one.status} for one in sat),
        *(
            {
                "meeting": v.item.meeting.code,
                "item": v.item.label,
                "vote": v.vote,
                "said": v.comment,
            }
            for v in votes
        ),
        *(
            {"meeting": c.item.meeting.code, "condition": c.words, "answer": c.answer}
            for c in answers
        ),
    ]
