"""The envelopes that public sources tell, as data tells them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset

TEXTS = ("name", "source", "remark")
CODES = ("financer", "operator", "measure", "need", "region", "territory", "certainty", "url")


@dataclass(frozen=True, slots=True)
class Official:
    """An envelope that a source tells: `fields` as its version holds them, `cents` on a day."""

    code: str
    parent: str
    nature: str
    cents: int
    on: dt.date
    fields: Mapping[str, Any]


def read_official(rows: Iterable[Mapping[str, Any]]) -> list[Official]:
    """Envelopes in their order, each after the one that it is a part of.

    ValueError for one whose parent does not come before it, or for parts that pass their whole.
    """
    found: dict[str, Official] = {}
    for row in rows:
        one = _official(row)
        if one.parent and one.parent not in found:
            raise ValueError(f"{one.code}: its parent {one.parent} does not come before it")
        found[one.code] = one
    for code, one in found.items():
        parts = sum(part.cents for part in found.values() if part.parent == code)
        if parts > one.cents:
            raise ValueError(f"{code}: its parts pass it by {parts - one.cents} cents")
    return list(found.values())


def _official(row: Mapping[str, Any]) -> Official:
    words = {name: typeset(row.get(name, "")) for name in TEXTS}
    codes = {name: row.get(name, "") for name in CODES}
    fields = words | codes | {"year": row.get("year")}
    cents = row["euros"] * 100
    return Official(row["code"], row.get("parent", ""), row["nature"], cents, row["day"], fields)
