"""What the API and the command line say of financers' files."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from ancrage.funding.models import MoneyImport
from ancrage.funding.queries.previews import Grouped, Row, Sum, unpacked
from ancrage.funding.rules.filed import Fault

MoneyHeading = Annotated[str, Field(min_length=1, max_length=200)]
MoneyField = Annotated[str, Field(max_length=40, pattern="^[a-z_]*$")]


class MoneyFaultOut(Schema):
    """What is wrong, where, how to mend it."""

    row: int | None
    column: str
    value: str
    what: str
    advice: str


class MoneyNoteOut(Schema):
    """What was inferred the same way of `count` lines: the first of them, an example."""

    column: str
    text: str
    count: int
    row: int
    example: str


class MoneySumOut(Schema):
    """What the file posts at a stage, in cents, by where it lands. `corrected:…`: what it takes
    back of a stage as an error."""

    stage: str
    cents: int
    count: int
    inside: int
    outside: int
    unknown: int


class MoneyRowOut(Schema):
    """A dossier, or a payment to match, and what becomes of it: `new`, `changed`, `same`,
    `loose`."""

    row: int
    kind: str
    code: str
    name: str
    how: str
    says: str
    place: str
    territory: str


class MoneyColumnOut(Schema):
    """A column as it was understood; `field` is empty for one that is not taken."""

    heading: str
    field: str
    example: str
    unit: int


class MoneyFileOut(Schema):
    """A financer's file. `shows`: how many rows are told here, out of all of them."""

    reference: str
    financer: str
    name: str
    digest: str
    as_at: dt.date
    layout: str
    decreases: str
    is_read: bool
    is_taken: bool
    is_undone: bool
    needs_word: bool
    counts: dict[str, int]
    columns: list[MoneyColumnOut]
    sums: list[MoneySumOut]
    notes: list[MoneyNoteOut]
    faults: list[MoneyFaultOut]
    rows: list[MoneyRowOut]
    shows: int


class MoneyChoicesIn(Schema):
    """How a file is understood: what columns are, by heading, "" for one that is left aside."""

    columns: Annotated[dict[MoneyHeading, MoneyField], Field(max_length=100)] = {}
    layout: Literal["", "dossiers", "payments"] = ""
    decreases: Literal["", "real", "error"] = ""
    as_at: dt.date | None = None


class MoneyTakeIn(Schema):
    """`confirmed`: what was inferred, lowered, corrected is right."""

    confirmed: bool = False


MOST = 1000
"""How many rows and faults are told at once; the screen and the exports tell them all."""


def import_document(held: MoneyImport) -> dict[str, Any]:
    """A file and what it does, as the API and the command line say it."""
    preview = unpacked(bytes(held.preview)) if held.preview is not None else None
    counts = held.counts if held.taken_at else (preview.counts if preview else {})
    return {
        "reference": held.reference,
        "financer": held.financer,
        "name": held.name,
        "digest": held.digest,
        "as_at": held.as_at,
        "layout": preview.layout if preview else held.layout,
        "decreases": held.decreases,
        "is_read": preview is not None,
        "is_taken": held.taken_at is not None,
        "is_undone": held.undone_at is not None,
        "needs_word": bool(preview and preview.needs_word),
        "counts": counts,
        "columns": [
            dict(zip(MoneyColumnOut.model_fields, column, strict=True))
            for column in (preview.columns if preview else ())
        ],
        "sums": [_plain(one, Sum) for one in (preview.sums if preview else ())],
        "notes": [_plain(one, Grouped) for one in (preview.notes if preview else ())],
        "faults": [_plain(one, Fault) for one in (preview.faults if preview else ())][:MOST],
        "rows": [_plain(one, Row) for one in (preview.rows if preview else ())[:MOST]],
        "shows": min(len(preview.rows), MOST) if preview else 0,
    }


def _plain(one: object, kind: type) -> dict[str, Any]:
    return {name: getattr(one, name) for name in kind.__slots__}  # type: ignore[attr-defined]
