"""What the missions hold about a person: what he is named in, what he wrote and declared."""

from typing import Any

from ancrage.kernel.text import fold
from ancrage.mission.models import Candidate, Interest, Reading, Remark
from ancrage.people.queries import names_of


def tandems_naming(reference: str) -> tuple[str, list[Candidate]]:
    """A person's name as it is compared, and the candidates that propose him for their tandem."""
    name = fold(names_of([reference]).get(reference, ""))
    held = Candidate.objects.exclude(tandem={})
    return name, [candidate for candidate in held if name and name in _named(candidate)]


def _named(candidate: Candidate) -> set[str]:
    return {fold(text) for text in candidate.tandem.values() if text}


def tandem_of(reference: str) -> list[dict[str, Any]]:
    """The candidates whose tandem names a person, and those that he wrote."""
    _name, named = tandems_naming(reference)
    written = Candidate.objects.filter(author=reference)
    return [
        {"candidate": candidate.reference, "as": role}
        for role, held in (("tandem", named), ("author", written))
        for candidate in held
    ]


def expertise_of(reference: str) -> dict[str, list[dict[str, Any]]]:
    """What an expert declared, marked and wrote."""
    declared = Interest.objects.filter(expert__person=reference).select_related("candidate")
    readings = Reading.objects.filter(expert__person=reference).select_related("candidate")
    remarks = Remark.objects.filter(author=reference).select_related("candidate")
    return {
        "interests": [
            {"candidate": i.candidate.reference, "conflict": i.has_conflict, "reason": i.reason}
            for i in declared
        ],
        "readings": [
            {
                "candidate": r.candidate.reference,
                "state": r.state,
                "marks": r.marks,
                "comments": r.comments,
                "summary": r.summary,
            }
            for r in readings
        ],
        "remarks": [
            {"candidate": m.candidate.reference, "at": m.written_at.isoformat(), "text": m.text}
            for m in remarks
        ],
    }
