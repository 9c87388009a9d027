"""Personal data of the missions: names of tandems and reasons of conflicts, let go."""

import datetime as dt

from ancrage.journal.command import unjournalled
from ancrage.kernel.text import fold
from ancrage.mission.models import Candidate, Interest
from ancrage.mission.queries.privacy import tandems_naming

PART = "une partie de l’effacement d’une personne ou des durées, qui en laissent la trace"


@unjournalled(PART)
def erase_tandems(*, reference: str, now: dt.datetime) -> int:
    """Take a person's name out of the tandems that it was proposed for."""
    name, held = tandems_naming(reference)
    for candidate in held:
        candidate.tandem = {
            field: "" if fold(text) == name else text for field, text in candidate.tandem.items()
        }
        candidate.save(update_fields=["tandem"])
    return len(held)


@unjournalled(PART)
def expire_tandems(*, before: dt.datetime) -> int:
    """Take every name out of the tandems of candidates that have not moved since an instant."""
    held = Candidate.objects.filter(moved_at__lt=before, saved_at__lt=before).exclude(tandem={})
    return held.update(tandem={})


@unjournalled(PART)
def erase_expertise(*, reference: str, now: dt.datetime) -> int:
    """Empty the reasons of a person's conflicts: they speak of his life.

    His marks stay, under a reference that names nobody: they are the score's.
    """
    held = Interest.objects.filter(expert__person=reference).exclude(reason="")
    return held.update(reason="")


@unjournalled(PART)
def expire_expertise(*, before: dt.datetime) -> int:
    """Empty the reasons of conflicts in missions that were closed before an instant."""
    held = Interest.objects.filter(candidate__mission__closed_at__lt=before).exclude(reason="")
    return held.update(reason="")
