"""Entries as values: what is asked to be posted, what is written of it, and their chain."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from ancrage.kernel.chain import canonical, digest

PAID_STAGES = frozenset({"ordered", "paid", "decommitted", "recovered"})
"""Stages that go on from a commitment: they need its line."""


def cell_key(cut: Sequence[object]) -> str:
    """What finds the cell of a cut: a digest of its fields, in the order of `CUTS`."""
    told = "\x1f".join(map(str, cut))
    return hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()


def chain_hash(previous: str, entries: Iterable[Sequence[Any]]) -> str:
    """The hash of a batch: of the hash before it and of its entries, in order."""
    inner = hashlib.sha256()
    for entry in entries:
        inner.update(canonical([_plain(value) for value in entry]).encode())
    return digest(canonical([previous, inner.hexdigest()]))


def _plain(value: Any) -> Any:  # noqa: ANN401 a cell of an entry
    return value.isoformat() if isinstance(value, dt.date) else value
