"""Every sheet of a file that holds tables (XLSX, ODS, CSV), cell by cell, as text.

A day is written in ISO, no more precise than it is shown (« 2027-03 » for « mars-27 »); a number
with a decimal comma; a share shown as a percentage, as « 20 % ». A formula has the value that was
saved with it; without one, the cell says so.
"""

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ancrage.files.limits import limits_at
from ancrage.files.opendocument import read_opendocument
from ancrage.files.rules.checking import check_file
from ancrage.files.rules.headers import Knows
from ancrage.files.rules.kinds import CSV, ODS, TEXT, XLSX, FileRefusedError, Limits
from ancrage.files.rules.tables import UNCOMPUTED, Line, Merge, Page, as_text, refused
from ancrage.files.spreadsheets import csv_lines

FORMULA = re.compile(rb"<f[ />]")
MERGES = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
DAMAGED = "le classeur est abîmé ou n’a pas de feuille lisible."
AGAIN = "Ouvrez-le, enregistrez-le à nouveau."


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read: its sheets that hold something, the names of those that are hidden."""

    file: str
    pages: tuple[Page, ...]
    hidden: tuple[str, ...] = ()


def read_workbook(
    *,
    name: str,
    content: bytes,
    on: dt.date,
    knows: Knows | None = None,
    is_large: bool = False,
) -> Workbook:
    """Every visible sheet of a file. InputRefused when it is no table, with what to do.

    `knows`: the headings that are looked for, which tell what separates the cells of a CSV.
    `is_large`: it may have as many lines as the largest files, which the worker reads.
    """
    limits = limits_at(on)
    if is_large:
        limits = replace(limits, table_rows=limits.large_table_rows)
    try:
        kind = check_file(name=name, content=content, limits=limits).kind
    except FileRefusedError as refusal:
        raise refused(name, str(refusal), "") from refusal
    if kind is XLSX:
        pages, hidden = _xlsx(name, content, limits)
    elif kind is ODS:
        pages, hidden = read_opendocument(name=name, content=content, limits=limits)
    elif kind in {CSV, TEXT}:
        pages, hidden = [_csv(name, content, limits, knows)], []
    else:
        advice = "Enregistrez le tableau en XLSX, ODS ou CSV."
        raise refused(name, "ce fichier n’est pas un tableau que l’on sait lire.", advice)
    held = tuple(page for page in pages if page.lines)
    if not held:
        raise refused(name, "le fichier est vide.", "Remplissez le modèle.")
    return Workbook(name, held, tuple(hidden))


def _csv(name: str, content: bytes, limits: Limits, knows: Knows | None) -> Page:
    told = csv_lines(name, content, limits, knows)
    lines = _kept(
        name, "", ((row, [cell.strip() for cell in cells]) for row, cells in told), limits
    )
    return Page("", lines)


def _kept(
    name: str, page: str, lines: Iterable[tuple[int, Sequence[str]]], limits: Limits
) -> tuple[Line, ...]:
    """The lines that are not empty, without the empty cells at their end. InputRefused."""
    found: list[Line] = []
    for row, cells in lines:
        width = len(cells)
        while width and not cells[width - 1]:
            width -= 1
        if not width:
            continue
        if width > limits.table_columns:
            what = f"la feuille « {page or name} » dépasse {limits.table_columns} colonnes."
            raise refused(name, what, "Ôtez celles qui ne servent pas.", row=row)
        if len(found) >= limits.table_rows:
            what = f"la feuille « {page or name} » dépasse {limits.table_rows} lignes."
            raise refused(name, what, "Envoyez-la en plusieurs fois.")
        found.append((row, tuple(cells[:width])))
    return tuple(found)


def _xlsx(name: str, content: bytes, limits: Limits) -> tuple[list[Page], list[str]]:
    try:
        with warnings.catch_warnings():  # what openpyxl does not keep matters to nobody here
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        shown = [page for page in book.worksheets if page.sheet_state == "visible"]
        hidden = [page.title for page in book.worksheets if page.sheet_state != "visible"]
        with ZipFile(io.BytesIO(content)) as archive:
            parts = {page.title: archive.read(_part(page)) for page in shown}
        formulas = _formulas(
            content, [title for title, part in parts.items() if FORMULA.search(part)]
        )
        read = [(page.title, _numbered(_cells(page, formulas.get(page.title)))) for page in shown]
        held = [(title, list(lines)) for title, lines in read]
        book.close()
    except Exception as fault:  # a damaged workbook makes it raise almost anything
        raise refused(name, DAMAGED, AGAIN) from fault
    epoch = book.epoch == CALENDAR_MAC_1904
    pages = [
        Page(title, _kept(name, title, lines, limits), _merges(parts[title]), epoch)
        for title, lines in held
    ]
    return pages, hidden


def _part(page: object) -> str:
    """Where a sheet is in the archive; openpyxl says it nowhere else."""
    path: str = page._worksheet_path  # type: ignore[attr-defined]
    return path.lstrip("/")


def _numbered(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return enumerate(rows, start=1)


def _cells(page: object, formulas: list[list[bool]] | None) -> Iterator[list[str]]:
    page.reset_dimensions()  # type: ignore[attr-defined] # what the file says of its size may be false
    for number, row in enumerate(page.iter_rows()):  # type: ignore[attr-defined]
        cells = [_text(cell) for cell in row]
        if formulas is not None and number < len(formulas):
            for rank, is_formula in enumerate(formulas[number]):
                if is_formula and rank < len(cells) and not cells[rank]:
                    cells[rank] = UNCOMPUTED
        yield cells


def _formulas(content: bytes, titles: list[str]) -> dict[str, list[list[bool]]]:
    """Where formulas are, in the sheets that have some: their saved values may be missing."""
    if not titles:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    found = {}
    for title in titles:
        page = book[title]
        page.reset_dimensions()
        found[title] = [[cell.data_type == "f" for cell in row] for row in page.iter_rows()]
    book.close()
    return found


def _text(cell: object) -> str:
    value = cell.value  # type: ignore[attr-defined]
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dt.datetime | dt.date | float | int) and not isinstance(value, bool):
        return as_text(value, cell.number_format)  # type: ignore[attr-defined]
    return as_text(value, "")


def _merges(part: bytes) -> tuple[Merge, ...]:
    found = []
    for reference in MERGES.findall(part):
        left, top, right, bottom = range_boundaries(reference.decode())
        found.append(Merge(top, left, bottom, right))
    return tuple(found)
