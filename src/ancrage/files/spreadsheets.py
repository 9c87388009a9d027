"""A table that somebody sends, whatever his office made: CSV (UTF-8, UTF-16, Windows-1252), XLSX.

A model that was filled has its headings on the first line. Of a file that an office keeps for
itself, `knows` tells the headings that are looked for: titles above them, headings on two lines,
blank lines and totals are then found and told apart.
"""

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl import load_workbook

from ancrage.files.limits import limits_at
from ancrage.files.rules.checking import check_file, decoded
from ancrage.files.rules.headers import LOOKED_AT, Header, Knows, find_header, is_total
from ancrage.files.rules.kinds import CSV, TEXT, XLSX, FileRefusedError, Limits
from ancrage.files.rules.tables import refused
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.text import fold

DELIMITERS = (";", ",", "\t", "|")
Lines = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: `row` counts as the spreadsheet does, `cells` by heading as the file writes it."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read: its file, its headings, its lines that are not empty.

    `totals`: the lines that sum others, left aside.
    """

    file: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    totals: tuple[int, ...] = ()


def read_spreadsheet(
    *,
    name: str,
    content: bytes,
    on: dt.date,
    knows: Knows | None = None,
    most_rows: int | None = None,
) -> Sheet:
    """The first table of a file. InputRefused when it is none, with what to do.

    `most_rows`: fewer lines than the limits in force allow.
    """
    limits = limits_at(on)
    try:
        kind = check_file(name=name, content=content, limits=limits).kind
    except FileRefusedError as refusal:
        raise refused(name, str(refusal), "") from refusal
    if kind is XLSX:
        lines = _xlsx_lines(name, content, limits)
    elif kind in {CSV, TEXT}:
        rows = csv_lines(name, content, limits, knows)
        lines = (
            (row, [_text(cell) for cell in cells[: limits.table_columns]]) for row, cells in rows
        )
    else:
        advice = "Enregistrez le tableau en XLSX ou en CSV."
        raise refused(name, "ce fichier n’est pas un tableau que l’on sait lire.", advice)
    most = min(most_rows or limits.table_rows, limits.table_rows)
    if knows is None:
        return _sheet(name, lines, _first_line(name, lines), most)
    held = list(islice(lines, LOOKED_AT))
    header = find_header(held, knows)
    if header is None:
        raise _empty(name)
    rest = [*((row, cells) for row, cells in held if row > header.row), *lines]
    totals = tuple(row for row, cells in rest if is_total(cells))
    kept = ((row, cells) for row, cells in rest if row not in set(totals))
    return _sheet(name, kept, header, most, totals)


def _empty(name: str) -> InputRefused:
    return refused(name, "le tableau est vide.", "Remplissez le modèle.")


def _first_line(name: str, lines: Lines) -> Header:
    """The headings of a model: its first line that is not empty."""
    first = next(((row, cells) for row, cells in lines if any(cells)), None)
    if first is None:
        raise _empty(name)
    row, headings = first
    named = [fold(heading) for heading in headings if heading]
    for heading in filter(None, headings):
        if named.count(fold(heading)) > 1:
            what = f"la colonne « {heading} » figure plusieurs fois."
            raise refused(name, what, "Gardez-en une seule.", row=row)
    return Header(tuple(headings), row, 0)


def _sheet(
    name: str,
    lines: Iterable[tuple[int, list[str]]],
    header: Header,
    most: int,
    totals: tuple[int, ...] = (),
) -> Sheet:
    rows: list[SheetRow] = []
    for row, cells in lines:
        if any(cells):
            if len(rows) >= most:
                what = f"le tableau dépasse {most} lignes."
                raise refused(name, what, "Envoyez-le en plusieurs fois.")
            rows.append(SheetRow(row, _by_heading(header.headings, cells)))
    if not rows:
        raise refused(name, "le tableau n’a aucune ligne sous ses titres.", "Remplissez-le.")
    return Sheet(name, tuple(filter(None, header.headings)), tuple(rows), totals)


def _by_heading(headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    padded = [*cells, *[""] * len(headings)]
    return {heading: cell for heading, cell in zip(headings, padded, strict=False) if heading}


def csv_lines(name: str, content: bytes, limits: Limits, knows: Knows | None) -> Lines:
    """The lines of a CSV, their cells as they are. InputRefused when quotes do not close."""
    text = decoded(content)
    delimiter = _delimiter(text, knows)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as fault:
        what = "les guillemets du fichier CSV ne se ferment pas."
        raise refused(name, what, "Vérifiez cette ligne.", row=reader.line_num) from fault


def _delimiter(text: str, knows: Knows | None) -> str:
    """What separates the cells: of a model, what its first line has most of; else, what makes
    most headings known."""
    first = text.lstrip("\r\n").partition("\n")[0]
    usual = max(DELIMITERS, key=first.count)
    if knows is None:
        return usual

    def known(delimiter: str) -> int:
        # a file whose quotes do not close is told with its place once it is read whole
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        top = enumerate(islice(reader, LOOKED_AT), start=1)
        header = find_header([(row, [_text(c) for c in cells]) for row, cells in top], knows)
        return header.known if header else 0

    return max([usual, *DELIMITERS], key=known)


def _xlsx_lines(name: str, content: bytes, limits: Limits) -> Lines:
    try:
        with warnings.catch_warnings():  # what openpyxl does not keep matters to nobody here
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            page = book.worksheets[0]
            rows = page.iter_rows(max_col=limits.table_columns, values_only=True)
            lines = list(_numbered(islice(rows, limits.table_rows * 2)))
            book.close()
    except Exception as fault:  # a damaged workbook makes it raise almost anything
        what = "le classeur est abîmé ou n’a pas de feuille lisible."
        raise refused(name, what, "Ouvrez-le, enregistrez-le à nouveau.") from fault
    yield from lines


def _numbered(rows: Iterable[Sequence[object]]) -> Lines:
    for number, cells in enumerate(rows, start=1):
        yield number, [_text(cell) for cell in cells]


def _text(value: object) -> str:
    """A cell as text: a day in ISO, a number without decimals that it has not."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
