"""Entries that were undone, posted again: in another cut, or for less."""

from collections.abc import Sequence

from ancrage.funding.actions.posting import Loose, Posting
from ancrage.funding.models import Entry


def again(entries: Sequence[Entry], *, less: dict[str, int], reason: str) -> list[Posting]:
    """Entries that were undone, to be posted again in their order, on their days.

    `less`: by how many cents each stage is lower, taken from its last entries.
    """
    left = dict(less)
    found = []
    for entry in sorted(entries, key=lambda e: -e.pk):
        taken = min(left.get(entry.stage, 0), entry.cents)
        left[entry.stage] = left.get(entry.stage, 0) - taken
        if entry.cents > taken:
            found.append(
                Posting(
                    stage=entry.stage,
                    cents=entry.cents - taken,
                    event_on=entry.event_on,
                    dossier=entry.dossier,
                    loose=None if entry.dossier else _loose(entry),
                    commitment=entry.line.commitment if entry.line else None,
                    document=entry.document,
                    file=entry.file,
                    row=entry.row,
                    is_verified=entry.is_verified,
                    reason=reason,
                )
            )
    return found[::-1]


def _loose(entry: Entry) -> Loose:
    """The cut of a payment that no commitment is known for."""
    return Loose(**{name: getattr(entry, name) for name in Loose.__slots__})
