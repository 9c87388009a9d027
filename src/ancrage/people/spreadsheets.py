"""A table that somebody sends, whatever his office made: CSV in UTF-8 or Windows-1252, XLSX."""

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl import load_workbook

from ancrage.files.limits import limits_at
from ancrage.files.rules.checking import check_file
from ancrage.files.rules.kinds import CSV, TEXT, XLSX, FileRefusedError
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import fold, typeset

MOST_ROWS, MOST_COLUMNS = 2000, 60
DELIMITERS = (";", ",", "\t")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: `row` counts as the spreadsheet does, `cells` by heading as the file writes it."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read: its file, its headings, its lines that are not empty."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_spreadsheet(*, name: str, content: bytes, on: dt.date) -> Sheet:
    """The first table of a file. InputRefused when it is none, with what to do."""
    try:
        kind = check_file(name=name, content=content, limits=limits_at(on)).kind
    except FileRefusedError as refusal:
        raise refused(name, str(refusal), "") from refusal
    if kind is XLSX:
        lines = _xlsx_lines(name, content)
    elif kind in {CSV, TEXT}:
        lines = _csv_lines(name, content)
    else:
        advice = "Enregistrez le tableau en XLSX ou en CSV."
        raise refused(name, "ce fichier n’est pas un tableau que l’on sait lire.", advice)
    return _sheet(name, lines)


def refused(file: str, what: str, advice: str, *, row: int | None = None) -> InputRefused:
    """A file refused for one fault of its own."""
    return InputRefused([Problem(file, row, None, typeset(what), typeset(advice))])


def _sheet(name: str, lines: Iterator[tuple[int, list[str]]]) -> Sheet:
    first = next(((row, cells) for row, cells in lines if any(cells)), None)
    if first is None:
        raise refused(name, "le tableau est vide.", "Remplissez le modèle.")
    head_row, headings = first
    named = [heading for heading in headings if heading]
    for heading in named:
        if [fold(h) for h in named].count(fold(heading)) > 1:
            what = f"la colonne « {heading} » figure plusieurs fois."
            raise refused(name, what, "Gardez-en une seule.", row=head_row)
    rows: list[SheetRow] = []
    for row, cells in lines:
        if len(rows) >= MOST_ROWS:
            what = f"le tableau dépasse {MOST_ROWS} lignes."
            raise refused(name, what, "Envoyez-le en plusieurs fois.")
        if any(cells):
            rows.append(SheetRow(row, _by_heading(headings, cells)))
    if not rows:
        raise refused(name, "le tableau n’a aucune ligne sous ses titres.", "Remplissez-le.")
    return Sheet(name, tuple(named), tuple(rows))


def _by_heading(headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    padded = [*cells, *[""] * len(headings)]
    return {heading: cell for heading, cell in zip(headings, padded, strict=False) if heading}


def _csv_lines(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [_text(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as fault:
        what = "les guillemets du fichier CSV ne se ferment pas."
        raise refused(name, what, "Vérifiez cette ligne.", row=reader.line_num) from fault


def _decoded(content: bytes) -> str:
    """UTF-8 when it is; else Windows-1252, as French spreadsheets still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _xlsx_lines(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with warnings.catch_warnings():  # what openpyxl does not keep matters to nobody here
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            page = book.worksheets[0]
            rows = page.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            lines = list(_numbered(islice(rows, MOST_ROWS * 2)))
            book.close()
    except Exception as fault:  # a damaged workbook makes it raise almost anything
        what = "le classeur est abîmé ou n’a pas de feuille lisible."
        raise refused(name, what, "Ouvrez-le, enregistrez-le à nouveau.") from fault
    yield from lines


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
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
