"""The journal as JSON lines: a header, then one entry a line, each in its canonical form."""

from collections.abc import Iterator
from typing import Any

from ancrage.journal.models import JournalEntry
from ancrage.kernel.chain import FIRST, canonical

FORMAT = "ancrage-1"


def export_lines(*, with_private: bool, with_personal: bool, first: int = 1) -> Iterator[str]:
    """The lines of an export from entry `first` to the last, each with its end of line.

    What is withheld (the change of a private entry, the personal parts) is null; its seal
    stays, so that the export verifies all the same.
    """
    entries = JournalEntry.objects.filter(number__gte=first)
    last = entries.last()
    before = JournalEntry.objects.filter(number=first - 1).first()
    previous = before.hash if before else FIRST
    header = {
        "journal": FORMAT,
        "first": first,
        "last": last.number if last else first - 1,
        "previous": previous,
        "head": last.hash if last else previous,
    }
    yield f"{canonical(header)}\n"
    for entry in entries.filter(number__lte=header["last"]).iterator(chunk_size=2000):
        yield f"{canonical(exported(entry, with_private, with_personal))}\n"


def exported(entry: JournalEntry, with_private: bool, with_personal: bool) -> dict[str, Any]:  # noqa: FBT001
    """One entry as a line of the export holds it."""
    shown = with_private or not entry.private
    parts = {
        "change": entry.change if shown else None,
        "personal": entry.personal if with_personal else None,
    }
    return entry.body() | {"parts": parts, "hash": entry.hash}
