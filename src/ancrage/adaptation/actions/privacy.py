"""The names of who sat in a committee: taken out when a person is erased, and after their time."""

import datetime as dt

from ancrage.adaptation.models import DecisionRecord
from ancrage.adaptation.queries.privacy import records_naming
from ancrage.journal.command import unjournalled
from ancrage.kernel.text import fold

PART = "une partie de l’effacement des données personnelles, qui en laisse la trace"


@unjournalled(PART)
def erase_attendance(*, reference: str, now: dt.datetime) -> int:
    """Take a person's name out of the records; how many were there stays."""
    name, records = records_naming(reference)
    for record in records:
        record.present = [held for held in record.present or () if fold(held) != fold(name)]
        record.save(update_fields=["present"])
    return len(records)


@unjournalled(PART)
def expire_attendance(*, before: dt.datetime) -> int:
    """Take every name out of the records of sittings before an instant."""
    held = DecisionRecord.objects.filter(decided_on__lt=before.date(), present__isnull=False)
    return held.update(present=None)
