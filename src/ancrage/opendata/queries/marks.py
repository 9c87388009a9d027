"""Whether an agreement may have changed since they were read: what was read is kept until then."""

from dataclasses import dataclass

from django.db.models import Q

from ancrage.funding.models import LedgerHead
from ancrage.journal.models import JournalEntry, JournalHead

CHANGING = ("funding.", "stateaid.", "allocation.", "opendata.")
"""The commands of what may write in the ledger, its dossiers or the terms: no other imports them.
What another capability has them do posts, and moves the ledger's head."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of the journal and that of the ledger at a moment."""

    number: int
    hash: str
    ledger: str


def current_mark() -> Mark:
    """The mark of now. Two queries."""
    journal = JournalHead.objects.values_list("number", "hash").first()
    number, last = journal or (0, "")
    return Mark(number, last, _ledger())


def still_holds(mark: Mark) -> bool:
    """Whether nothing that counts was done since: only what the journal got since is read.

    The entry of the mark has to be there still: another database, or what was undone, has not.
    Two queries.
    """
    if _ledger() != mark.ledger:
        return False
    counts = Q(number=mark.number)
    for prefix in CHANGING:
        counts |= Q(command__startswith=prefix)
    since = JournalEntry.objects.filter(counts, number__gte=mark.number).order_by("number")
    found = list(since.values_list("number", "hash")[:2])
    return found == ([(mark.number, mark.hash)] if mark.number else [])


def _ledger() -> str:
    return LedgerHead.objects.values_list("hash", flat=True).first() or ""
