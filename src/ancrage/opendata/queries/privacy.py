"""What open data hold about a person: the publications that he made."""

from typing import Any

from ancrage.opendata.models import Publication


def publications_of(reference: str) -> list[dict[str, Any]]:
    """The publications of a person. One query."""
    held = Publication.objects.filter(published_by=reference)
    return [{"publication": one.code, "published_at": one.published_at} for one in held]
