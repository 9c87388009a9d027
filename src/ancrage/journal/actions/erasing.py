"""Erasing a person's part of the journal: the seals stay, so the chain still verifies."""

from ancrage.journal.models import JournalEntry


def erase_personal(*, numbers: list[int]) -> int:
    """Empty the personal part of these entries; returns how many held one."""
    held = JournalEntry.objects.filter(number__in=numbers, personal__isnull=False)
    return held.update(personal=None)
