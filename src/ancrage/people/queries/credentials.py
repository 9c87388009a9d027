"""The account behind an actor, with what it signs in by."""

from ancrage.kernel.rights import Actor
from ancrage.people.models import Person


def person_of(actor: Actor) -> Person | None:
    """The person that an actor is, with the second factor. One query."""
    found = Person.objects.filter(reference=actor.reference, erased_at=None)
    return found.select_related("second_factor").first()
