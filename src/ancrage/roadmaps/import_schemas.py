"""What the API says of imports."""

from collections.abc import Mapping
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from ancrage.roadmaps.models import SheetImport
from ancrage.roadmaps.queries.importing import look_at
from ancrage.roadmaps.rules.planning import Plan

Heading = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(min_length=1, max_length=500)]
Target = Annotated[str, Field(max_length=60)]


class FaultOut(Schema):
    """What is wrong, where, how to mend it."""

    file: str
    page: str
    row: int | None
    column: str
    value: str
    what: str
    advice: str


class ImportLineOut(Schema):
    """A line and what it does: `new`, `changed`, `same` or `faulty`."""

    place: str
    effect: str
    code: str
    found_by: str
    title: str
    fields: list[str]
    inferred: list[str]


class ImportColumnOut(Schema):
    """A column as it was understood; `target` is empty for one that is not taken."""

    heading: str
    target: str
    example: str


class ImportTableOut(Schema):
    """A table of the files: `holds` one of sheets, funding, milestones, indicators a line; empty
    for one that is left aside."""

    key: str
    place: str
    holds: str
    columns: list[ImportColumnOut]


class ImportOut(Schema):
    """An import. Once it is taken in, its lines are those still at fault."""

    reference: str
    territory: str
    files: list[str]
    is_taken: bool
    is_undone: bool
    counts: dict[str, int]
    sheets: dict[str, int]
    tables: list[ImportTableOut]
    lines: list[ImportLineOut]
    faults: list[FaultOut]


class ColumnsIn(Schema):
    """Targets by title of column, what tables hold by key, empty for what is left aside."""

    columns: Annotated[dict[Heading, Target], Field(max_length=200)] = {}
    pages: Annotated[dict[Key, Target], Field(max_length=200)] = {}


class TakeIn(Schema):
    """`confirmed`: what was inferred is right."""

    confirmed: bool = False


def import_document(held: SheetImport) -> dict[str, Any]:
    """An import as the API and the command line say it."""
    look = look_at(held)
    plan = look.plan if look else Plan(())
    tables = look.told.tables if look else ()
    return {
        "reference": held.reference,
        "territory": held.scope,
        "files": held.names,
        "is_taken": held.taken_at is not None,
        "is_undone": held.undone_at is not None,
        "counts": held.counts or plan.counts,
        "sheets": held.made,
        "tables": [_table(table) for table in tables],
        "lines": [
            {
                "place": f"{row.filed.file} · {row.filed.place}",
                "effect": row.kind,
                "code": row.code,
                "found_by": row.how,
                "title": row.title,
                "fields": sorted(row.changes),
                "inferred": [note.text for note in row.filed.notes],
            }
            for row in plan.rows
        ],
        "faults": [
            {name: getattr(fault, name) for name in FaultOut.model_fields}
            for fault in plan.all_faults
        ],
    }


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": table["key"],
        "place": table["place"],
        "holds": table["kind"],
        "columns": [
            {"heading": heading, "target": target, "example": example}
            for heading, target, example, _unit in table["columns"]
        ],
    }
