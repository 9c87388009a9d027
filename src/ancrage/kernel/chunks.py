"""Many values, a part at a time: a statement takes no more than so many."""

from collections.abc import Iterable, Iterator
from typing import Any

BATCH = 1000


def in_chunks(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """The values, so many at a time."""
    held = list(values)
    for start in range(0, len(held), size):
        yield held[start : start + size]
