"""Files of sheets read and understood for a territory: tables, documents, many at once."""

import datetime as dt
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ancrage.files.limits import limits_at
from ancrage.files.rules.checking import check_file
from ancrage.files.rules.headers import amount_unit
from ancrage.files.rules.kinds import DOCX, FileRefusedError
from ancrage.files.rules.tables import refused
from ancrage.files.rules.tabling import FEW, Table, tables_of
from ancrage.files.workbooks import read_workbook
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.text import typeset
from ancrage.roadmaps.definitions import form, vocabularies
from ancrage.roadmaps.queries.registers import reader_for
from ancrage.roadmaps.rules.filed import Fault, Filed, Told, told_of
from ancrage.roadmaps.rules.financers import Financers
from ancrage.roadmaps.rules.lines import LineReader
from ancrage.roadmaps.rules.recognising import PAGES, SHEETS, Recogniser
from ancrage.roadmaps.word_template import read_document

MOST_FILES, MOST_BYTES = 100, 60_000_000
"""How much may be sent at once."""
READ, UNDERSTOOD = 0.4, 1.0
"""The shares of the work once files are read, once their lines are understood."""
EVERY = 200
EXAMPLE = 60
Progress = Callable[[str, float], None]
UNREAD = ("Notice", "Sources", "Mode d’emploi")
"""Sheets of our own workbooks that hold no table."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody sends it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody said: targets by folded title, what sheets of workbooks hold ("" to leave it),
    by `page_key`."""

    columns: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


def quiet(_step: str, _share: float) -> None:
    """Tell nobody."""


@lru_cache(maxsize=1)
def financers() -> Financers:
    """The words of financers."""
    return Financers(vocabularies()["financer_kinds"], vocabularies()["stages"])


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """The words of columns."""
    return Recogniser(form(), financers(), vocabularies()["indicators"].words)


def page_key(table: Table, rank: int) -> str:
    """What names a table among those of the files."""
    return f"{table.file}|{table.page}|{rank}"


def understand(
    files: Sequence[Given],
    *,
    scope: str,
    day: dt.date,
    choices: Choices,
    progress: Progress = quiet,
) -> Told:
    """What files say of the sheets of a territory. Faults of files are told, never raised."""
    tables: list[Table] = []
    faults: list[Fault] = []
    apart: list[str] = []
    for rank, given in enumerate(files):
        progress(typeset(f"lecture de « {given.name} »"), READ * rank / len(files))
        try:
            found, left = _tables(given, day)
            tables += found
            apart += [f"{given.name} · {page}" for page in left]
        except InputRefused as refusal:
            faults += [
                Fault(p.file, "", p.row, p.column or "", "", p.what, p.advice)
                for p in refusal.problems
            ]
    said = _understood(tables, faults, scope=scope, day=day, choices=choices, progress=progress)
    return replace(said, apart=(*map(typeset, apart), *said.apart))


def _tables(given: Given, day: dt.date) -> tuple[list[Table], list[str]]:
    """The tables of a file; its sheets that are left aside, and why."""
    limits = limits_at(day)
    try:
        kind = check_file(name=given.name, content=given.content, limits=limits).kind
    except FileRefusedError as refusal:
        raise refused(given.name, str(refusal), "") from refusal
    known = recogniser()
    if kind is DOCX:
        return read_document(name=given.name, content=given.content, recogniser=known), []
    book = read_workbook(name=given.name, content=given.content, on=day, knows=known.knows)
    found, left = [], [f"{page} : feuille masquée, laissée de côté" for page in book.hidden]
    for page in book.pages:
        if page.name in UNREAD:
            continue
        tables = tables_of(page, file=given.name, knows=known.knows)
        found += tables
        if not tables:
            left.append(f"{page.name} : aucun titre reconnu, feuille laissée de côté")
    if not found:
        what = "aucun titre de colonne n’a été reconnu."
        raise refused(given.name, what, "Prenez le modèle, ou donnez un titre à chaque colonne.")
    return found, left


def _understood(
    tables: Sequence[Table],
    faults: list[Fault],
    *,
    scope: str,
    day: dt.date,
    choices: Choices,
    progress: Progress,
) -> Told:
    reading = LineReader(form(), reader_for(scope, day=day), financers())
    total = max(1, sum(len(table.rows) for table in tables))
    lines: list[Filed] = []
    described, apart, done = [], [], 0
    for rank, table in enumerate(tables):
        key = page_key(table, rank)
        held = choices.pages.get(key)
        kind = held if held is not None else recogniser().page_kind(table.headings)
        kind = kind if kind in PAGES else ""
        targeted = recogniser().recognised(table.headings, kind=kind, chosen=choices.columns)
        described.append(_described(table, key, kind, targeted))
        apart += [f"{_place(table)}, ligne {row} : {why}" for row, why in table.apart]
        lone = _lone(table, targeted) if kind == SHEETS else {}
        apart += [f"{_place(table)}, ligne {row} : « {text} », seul" for row, text in lone.items()]
        rows = tuple(line for line in table.rows if line[0] not in lone)
        whole = replace(table, rows=rows)
        for filed in reading.read(whole, kind=kind, targeted=targeted) if kind else ():
            lines.append(filed)
            done += 1
            if done % EVERY == 0:
                share = READ + (UNDERSTOOD - READ) * done / total
                progress(f"{done} lignes comprises sur {total}", share)
        if not kind:
            apart.append(f"{_place(table)} : feuille laissée de côté")
    if not lines and not faults:
        faults = [_nothing(tables)]
    return Told(tuple(lines), tuple(faults), tuple(map(typeset, apart)), tuple(described))


def _lone(table: Table, targeted: Mapping[str, str]) -> dict[int, str]:
    """Lines that say one thing, which is no title of a sheet: a heading, a note under the table."""
    if table.is_document or len(table.headings) <= FEW:
        return {}
    titled = {rank for rank, heading in enumerate(table.headings) if targeted[heading] == "title"}
    found = {}
    for row, cells in table.rows:
        told = [rank for rank, cell in enumerate(cells) if cell]
        if len(told) == 1 and told[0] not in titled:
            found[row] = " ".join(cells[told[0]].split())[:EXAMPLE]
    return found


def _nothing(tables: Sequence[Table]) -> Fault:
    what = "aucune ligne à reprendre sous les titres."
    file = tables[0].file if tables else ""
    return Fault(file, "", None, "", "", what, "Remplissez le tableau, ou corrigez les colonnes.")


def _place(table: Table) -> str:
    return f"{table.file} · {table.page}" if table.page else table.file


def _described(table: Table, key: str, kind: str, targeted: Mapping[str, str]) -> dict[str, Any]:
    """A table for the screen where its columns are corrected."""
    columns = []
    for rank, heading in enumerate(table.headings):
        if heading:
            cells = (row[rank] for _number, row in table.rows[:EVERY] if rank < len(row))
            example = " ".join(next(filter(None, cells), "").split())[:EXAMPLE]
            unit = amount_unit(heading)
            columns.append([heading, targeted[heading], example, unit])
    return {
        "key": key,
        "place": _place(table),
        "kind": kind,
        "columns": columns,
        "rows": len(table.rows),
        "is_document": table.is_document,
    }


def packed(told: Told) -> bytes:
    """What was understood, small enough to be kept."""
    document = json.dumps(told.document(), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(document.encode(), level=3)


def unpacked(data: bytes) -> Told:
    """The inverse of `packed`."""
    return told_of(json.loads(zlib.decompress(data)))


def readable_names(files: Sequence[Given]) -> Iterator[str]:
    """Names told apart: two files of one name would be one in messages."""
    seen: dict[str, int] = {}
    for given in files:
        seen[given.name] = seen.get(given.name, 0) + 1
        again = seen[given.name]
        yield given.name if again == 1 else f"({again}) {given.name}"
