"""The crosswalks to another year that were shown, accepted or not."""

from django.db.models import QuerySet

from ancrage.geography.models import YearCrosswalk


def year_crosswalks() -> QuerySet[YearCrosswalk]:
    """All of them, the last shown first, without their documents."""
    return YearCrosswalk.objects.defer("document")


def year_crosswalk(fingerprint: str) -> YearCrosswalk | None:
    """One of them with its document."""
    return YearCrosswalk.objects.filter(pk=fingerprint).first()
