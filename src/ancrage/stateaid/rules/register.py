"""The national register's file: its layout, the lines that we write for it.

Regulation (EU) 2023/2831, art. 6(1): beneficiary, amount, day of the grant, granting authority,
instrument, sector (NACE). The layout of the French platform is not held: ours is the default, and
another is imported as a table field → column.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset
from ancrage.stateaid.rules.model import Aid


@dataclass(frozen=True, slots=True)
class Field:
    """What a column holds: `field` names it for us, `column` is its title in the file."""

    field: str
    column: str
    label: str
    required: bool


Layout = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """An aid as the register wants it; "" when it is not known, and the cell stays empty."""

    aid: Aid
    name: str
    financer: str
    instrument: str
    nace: str


def read_layout(document: Sequence[Mapping[str, Any]]) -> Layout:
    """The default layout, in its last version."""
    return tuple(
        Field(told["field"], told["column"], typeset(told["label"]), told["required"])
        for told in document[-1]["fields"]
    )


def header(layout: Layout) -> tuple[str, ...]:
    """The titles of the columns, in order."""
    return tuple(field.column for field in layout)


def rows(aids: Iterable[Registered], layout: Layout) -> list[tuple[str, ...]]:
    """A line for each aid, the oldest first: amounts in euros with a point, days as 2026-01-31."""
    ordered = sorted(aids, key=lambda told: (told.aid.granted_on, told.aid.code))
    return [tuple(_cells(told)[field.field] for field in layout) for told in ordered]


def lacks(told: Registered, layout: Layout) -> tuple[str, ...]:
    """What the register requires of an aid and we do not know, by the labels of its columns."""
    cells = _cells(told)
    return tuple(field.label for field in layout if field.required and not cells[field.field])


def _cells(told: Registered) -> dict[str, str]:
    aid = told.aid
    return {
        "siren": aid.siren,
        "name": told.name,
        "cents": "" if aid.cents is None else f"{aid.cents // 100}.{aid.cents % 100:02d}",
        "granted_on": aid.granted_on.isoformat(),
        "financer": told.financer,
        "instrument": told.instrument,
        "nace": told.nace,
        "regime": aid.regime,
        "number": aid.number,
    }
