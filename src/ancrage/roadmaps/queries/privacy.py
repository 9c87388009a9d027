"""What roadmaps hold about a person: acts under his reference, and no name."""

from typing import Any

from ancrage.roadmaps.models import ActionSheet, Comment, ProgressReport, Share


def acts_of(reference: str) -> list[dict[str, Any]]:
    """The sheets that a person began, those given to him, what he remarked and reported."""
    begun = ActionSheet.objects.filter(author=reference).order_by("code")
    given = Share.objects.filter(person=reference).select_related("sheet")
    remarks = Comment.objects.filter(author=reference).select_related("sheet")
    reports = ProgressReport.objects.filter(author=reference).select_related("sheet")
    return [
        *({"sheet": one.code, "title": one.title} for one in begun),
        *({"sheet": one.sheet.code, "given_on": one.given_at.date().isoformat()} for one in given),
        *({"sheet": one.sheet.code, "remark": one.text} for one in remarks),
        *({"sheet": one.sheet.code, "report": one.sentence} for one in reports),
    ]
