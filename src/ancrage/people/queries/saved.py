"""The ways of seeing lists that somebody named."""

from typing import Any

from ancrage.kernel.rights import Actor
from ancrage.people.models import SavedView


def views_of(actor: Actor, page: str = "") -> list[SavedView]:
    """Somebody's own views of a list, or of all, by name."""
    if not actor.is_person:
        return []
    held = SavedView.objects.filter(person=actor.reference)
    return list(held.filter(page=page) if page else held)


def find_view(actor: Actor, reference: str) -> SavedView | None:
    """One of somebody's own views; None for another's, as if it were not there."""
    return SavedView.objects.filter(person=actor.reference, reference=reference).first()


def views_about(reference: str) -> list[dict[str, Any]]:
    """What is held of a person's views, as JSON would."""
    held = SavedView.objects.filter(person=reference)
    return [view_document(view) for view in held]


def view_document(view: SavedView) -> dict[str, str]:
    """A view for programs."""
    return {
        "reference": view.reference,
        "page": view.page,
        "name": view.name,
        "query": view.query,
    }
