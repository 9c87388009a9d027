"""What missions hold about a person: that he wrote them. Nobody who answers, nobody hired."""

from typing import Any

from ancrage.vte.models import Offer


def offers_by(reference: str) -> list[dict[str, Any]]:
    """The missions that a person wrote, under his reference."""
    held = Offer.objects.filter(author=reference).order_by("code")
    return [
        {"code": offer.code, "title": offer.title, "at": offer.created_at.isoformat()}
        for offer in held
    ]
