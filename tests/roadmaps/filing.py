"""Files of sheets for the tests: made in memory, sent as somebody would."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from ancrage.roadmaps.actions.importing import ask_reading, prepare_import, take_import
from ancrage.roadmaps.models import SheetImport
from ancrage.roadmaps.queries.importing import Look, look_at
from ancrage.roadmaps.queries.reading import Given
from tests.roadmaps.world import ARVE, NOW, World

HEAD = ["N°", "Titre de l’action", "Porteur de projet", "Coût total (€)", "Date de début"]
GOOD = ["A1", "Ouvrir un atelier", "Verrerie Inventée", "21 667,00 €", "mars 2027"]


def as_csv(*rows: Sequence[str], head: Sequence[str] = HEAD, encoding: str = "cp1252") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([head, *rows])
    return buffer.getvalue().encode(encoding)


def as_xlsx(pages: Mapping[str, Sequence[Sequence[Any]]], *, change: Any = None) -> bytes:
    """A workbook; `change` is given it before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def prepared(
    world: World, content: bytes, name: str = "fiches.csv", who: str = "manager", scope: str = ARVE
) -> SheetImport:
    """A file sent and read."""
    held = prepare_import(by=world.actor(who), now=NOW, scope=scope, files=[Given(name, content)])
    return ask_reading(held=held, now=NOW)


def looked(world: World, content: bytes, name: str = "fiches.csv", **more: Any) -> Look:
    """What a file would do."""
    look = look_at(prepared(world, content, name, **more))
    assert look is not None
    return look


def taken(world: World, content: bytes, name: str = "fiches.csv", **more: Any) -> SheetImport:
    """A file sent, read and taken in."""
    held = prepared(world, content, name, **more)
    who = more.get("who", "manager")
    return take_import(by=world.actor(who), now=NOW, held=held, confirmed=True)


def told(look: Look) -> list[tuple[Any, ...]]:
    """Its faults: page, row, column, value, what."""
    return [(f.page, f.row, f.column, f.value, f.what) for f in look.plan.all_faults]
