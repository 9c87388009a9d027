"""What changed from one file to the next, row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Altered:
    """A row that is in both files and no longer says the same."""

    key: Key
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a file has more, less and otherwise than the one before. Keys are told as texts."""

    added: tuple[Key, ...]
    removed: tuple[Key, ...]
    altered: tuple[Altered, ...]
    same: int


def compared(before: Iterable[Row], after: Iterable[Row], key: Sequence[str]) -> Changes:
    """Compare two files whose rows are told apart by the columns `key`.

    Rows of the same key are told apart by their order, which both files must keep.
    """
    old, new = _by_key(before, key), _by_key(after, key)
    common = [one for one in new if one in old]
    altered = [
        Altered(one[:-1], tuple(name for name in new[one] if new[one][name] != old[one].get(name)))
        for one in common
        if new[one] != old[one]
    ]
    return Changes(
        added=tuple(one[:-1] for one in new if one not in old),
        removed=tuple(one[:-1] for one in old if one not in new),
        altered=tuple(altered),
        same=len(common) - len(altered),
    )


def _by_key(rows: Iterable[Row], key: Sequence[str]) -> dict[Key, Row]:
    seen = Counter[Key]()
    found: dict[Key, Row] = {}
    for row in rows:
        told = tuple(row[name] for name in key)
        seen[told] += 1
        found[(*told, str(seen[told]))] = row
    return found
