"""Personal data of committees, let go: names from outside, what was said in writing."""

import datetime as dt

from ancrage.committees.models import Seating, Vote
from ancrage.journal.command import unjournalled

PART = "une partie de l’effacement d’une personne ou des durées, qui en laissent la trace"


@unjournalled(PART)
def erase_named(*, reference: str, now: dt.datetime) -> int:
    """Empty the remarks that a person made in writing: his votes stay, under a reference that
    names nobody."""
    return Vote.objects.filter(person=reference).exclude(comment="").update(comment="")


@unjournalled(PART)
def expire_names(*, before: dt.datetime) -> int:
    """Take the names of those from outside out of the meetings held before an instant."""
    held = Seating.objects.filter(meeting__closed_at__lt=before).exclude(name="")
    return held.update(name="")
