"""Writing many rows at once, the same way on SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from ancrage.journal.command import unjournalled

BATCH = 1000
PART = "une partie de la commande, qui en laisse la trace"


@unjournalled(PART)
def rewrite(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that are there: one statement for many of them."""
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=fields,
            batch_size=BATCH,
        )


def in_chunks(values: Iterable[Any], size: int = BATCH) -> Iterable[list[Any]]:
    """The values, so many at a time."""
    held = list(values)
    for start in range(0, len(held), size):
        yield held[start : start + size]
