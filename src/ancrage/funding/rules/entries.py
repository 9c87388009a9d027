"""Entries as values: what is asked to be posted, what is written of it, and their chain."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from ancrage.kernel.chain import PLAIN, canonical, digest

GRANTED, UNMATCHED = "granted", "unmatched"
LINE_STAGES = frozenset({GRANTED, "ordered", "paid", "decommitted", "recovered"})
"""Stages of what is committed: their accounts are those of a line of a commitment."""


def cell_key(cut: Sequence[object]) -> str:
    """What finds the cell of a cut: a digest of its fields, in the order of `CUTS`."""
    told = "\x1f".join(map(str, cut))
    return hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()


def chain_hash(
    previous: str, header: Sequence[str], entries: Iterable[Sequence[Any]]
) -> tuple[str, int]:
    """The hash of a batch (of the one before, of its header, of its entries in order), and how
    many entries it has."""
    inner, count = hashlib.sha256(), 0
    for entry in entries:
        inner.update(canonical([v if type(v) in PLAIN else _plain(v) for v in entry]).encode())
        count += 1
    return digest(canonical([previous, list(header), inner.hexdigest()])), count


def _plain(value: Any) -> Any:  # noqa: ANN401 a cell of an entry
    return value.isoformat() if isinstance(value, dt.date) else value
