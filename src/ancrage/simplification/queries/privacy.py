"""What blocks hold about a person: acts under his reference, and no name."""

from typing import Any

from ancrage.simplification.models import BlockReport, Question


def acts_of(reference: str) -> list[dict[str, Any]]:
    """The reports that a person wrote, the answers that he gave."""
    written = BlockReport.objects.filter(author=reference).order_by("number")
    answered = Question.objects.filter(answered_by=reference).select_related("case")
    return [
        *({"report": one.number, "title": one.title, "state": one.state} for one in written),
        *({"case": one.case.number, "answer": one.answer} for one in answered),
    ]
