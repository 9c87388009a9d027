"""Looking at the site as somebody else: read-only, and told in the journal."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.people.models import Person


@command("people.look_as")
def look_as(*, by: Actor, now: dt.datetime, person: Person) -> None:
    """Begin to see the site as this person. What is private to a tandem stays in outline."""
    allow()
    record(
        kind="person",
        reference=person.reference,
        says=_("Site vu comme une autre personne"),
        personal={"person_name": person.name},
    )
