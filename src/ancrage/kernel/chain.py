"""The hash chain of the journal: its canonical form, and the recipe of its hashes.

`docs/reference/journal.md` tells the same in words, so that others can write a checker.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

FIRST = "0" * 64
"""What the first entry of a journal carries as the hash of the one before."""
PLAIN = frozenset({str, int, bool, type(None)})
"""What has nothing in it that could be a float: most records hold nothing else."""


def canonical(value: object) -> str:
    """JSON with sorted keys, no white space, every character as itself, and no float.

    TypeError for what JSON does not hold, and for floats: they are not written alike everywhere.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(part: Mapping[str, Any]) -> str:
    """What an entry holds of a part that may be withheld or erased: the hash of its form."""
    return digest(canonical(part))


def entry_hash(body: Mapping[str, Any]) -> str:
    """The hash of an entry: of its canonical form, which holds the hash of the one before."""
    return digest(canonical(body))


def plain_value(value: Any) -> Any:  # noqa: ANN401 whatever a record may hold
    """A value as the journal writes it: dates in ISO, decimals and floats as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain_value(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(held) for held in value]
    if isinstance(value, set | frozenset):
        return sorted(plain_value(held) for held in value)
    return _as_text(value)


def _as_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return written_instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"the journal does not hold a {type(value).__name__}")


def written_instant(instant: dt.datetime) -> str:
    """An instant in UTC with microseconds: « 2026-11-25T15:59:30.000000Z »."""
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form: write it as text")
    parts = list(value.values()) if isinstance(value, Mapping) else value
    if isinstance(parts, list | tuple) and not PLAIN.issuperset(map(type, parts)):
        for held in parts:
            _refuse_floats(held)
