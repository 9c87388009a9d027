"""The ways of seeing the list that somebody named."""

from ancrage.kernel.rights import Actor
from ancrage.requests.models import SavedView


def views_of(actor: Actor) -> list[SavedView]:
    """Somebody's own views, by name."""
    return list(SavedView.objects.filter(person=actor.reference)) if actor.is_person else []


def find_view(actor: Actor, reference: str) -> SavedView | None:
    """One of somebody's own views; None for another's, as if it were not there."""
    return SavedView.objects.filter(person=actor.reference, reference=reference).first()
