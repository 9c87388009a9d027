"""The entries of a batch as its hash tells them, and the batch itself."""

from collections.abc import Iterator
from typing import Any

from ancrage.funding.models import CUTS, Batch, Entry
from ancrage.kernel.chain import written_instant

BODY = (
    *(name for name in CUTS if name != "stage"),
    "pk",
    "stage",
    "debit",
    "credit",
    "cents",
    "dossier__code",
    "line__commitment__number",
    "envelope__code",
    "event_on",
    "document",
    "file__content",
    "row",
    "reason",
    "reverses",
)
"""What the hash of a batch holds of each entry, in this order."""


def bodies(batch: Batch) -> Iterator[tuple[Any, ...]]:
    """The entries of a batch, in their order, as its hash holds them."""
    return Entry.objects.filter(batch=batch).order_by("pk").values_list(*BODY).iterator()


def header(batch: Batch) -> list[Any]:
    """What the hash of a batch holds of the batch itself."""
    entered = written_instant(batch.entered_at)
    return [batch.reference, batch.financer, batch.key, batch.origin, batch.author, entered]
