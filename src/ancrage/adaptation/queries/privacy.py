"""What amendments hold about a person: his name among who sat, the steps that he took."""

from typing import Any

from ancrage.adaptation.models import DecisionRecord, Step
from ancrage.kernel.text import fold
from ancrage.people.queries import names_of


def records_naming(reference: str) -> tuple[str, list[DecisionRecord]]:
    """A person's name, and the records that have it among who sat: names are free text there."""
    name = names_of([reference]).get(reference, "")
    if not name:
        return "", []
    held = DecisionRecord.objects.filter(present__isnull=False).select_related("step")
    return name, [r for r in held if fold(name) in {fold(told) for told in r.present or ()}]


def attendance_of(reference: str) -> list[dict[str, Any]]:
    """The sittings at which a person is named."""
    _name, records = records_naming(reference)
    return [
        {
            "amendment": record.step.amendment_id,
            "body": record.body,
            "decided_on": record.decided_on.isoformat(),
        }
        for record in records
    ]


def steps_by(reference: str) -> list[dict[str, Any]]:
    """The steps that a person took, under his reference."""
    return [
        {
            "amendment": step.amendment_id,
            "verb": step.verb,
            "at": step.at.isoformat(),
            "role": step.role,
            "words": step.words,
        }
        for step in Step.objects.filter(by=reference)
    ]
