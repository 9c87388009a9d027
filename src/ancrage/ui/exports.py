"""Files that a reader takes away: CSV that French spreadsheets open by a double click, and XLSX.

CSV: `;` between cells, comma as decimal mark, UTF-8 with its mark, CRLF: what a French Excel
expects without an import dialogue. The first line is the headings and nothing else; the source
and the date go with every row as last columns, so that a row cut out keeps them.
XLSX: figures are numbers and dates are dates; a second sheet says the sources.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils.text import slugify
from odfdo import Document as OpenDocument
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from ancrage.kernel.text import UNWRITABLE, escape_formula
from ancrage.ui.frozen import frozen

Cell = str | int | float | bool | date | None

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOURCE_HEADING = "Source"
DATE_HEADING = "Date des données"
DATA, SOURCES = "Données", "Sources"
"""The names of the pages of a workbook."""
_NAME = 31
_UNNAMABLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to write: one heading and one value per column, and where the figures come from.

    `notes` are (heading, text) lines of the XLSX's second sheet, after source and date.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    source: str = ""
    as_of: str = ""
    notes: Sequence[tuple[str, str]] = ()


def csv_text(sheet: Sheet) -> str:
    """Write the sheet as CSV, with its source and date as last columns."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([*map(escape_formula, sheet.headings), SOURCE_HEADING, DATE_HEADING])
    origin = [escape_formula(sheet.source), escape_formula(sheet.as_of)]
    writer.writerows([*map(_csv_cell, row), *origin] for row in sheet.rows)
    return buffer.getvalue()


def csv_response(sheet: Sheet, filename: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + csv_text(sheet), content_type="text/csv; charset=utf-8")
    return as_download(response, filename, "csv")


def xlsx_response(sheet: Sheet, filename: str) -> HttpResponse:
    return as_download(HttpResponse(xlsx_bytes(sheet), content_type=XLSX_TYPE), filename, "xlsx")


def as_download(response: HttpResponse, filename: str, suffix: str) -> HttpResponse:
    """Name the file, in letters that every system keeps."""
    name = f"{slugify(filename) or 'ancrage'}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_bytes(sheet: Sheet) -> bytes:
    """Write the sheet as a workbook: « Données », then « Sources »."""
    book = Workbook(write_only=True)
    _write_data(book, sheet, DATA)
    _write_sources(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook_bytes(sheets: Sequence[Sheet], *, day: date) -> bytes:
    """Write several tables as one workbook of a given day: a page each, then « Sources ».

    The same tables are always the same bytes.
    """
    book = Workbook(write_only=True)
    names = _page_names([sheet.title for sheet in sheets])
    for name, sheet in zip(names, sheets, strict=True):
        _write_data(book, sheet, name)
    page = book.create_sheet(SOURCES)
    for letter, width in (("A", 33), ("B", 24), ("C", 100)):
        page.column_dimensions[letter].width = width
    for name, sheet in zip(names, sheets, strict=True):
        for heading, text in _source_lines(sheet):
            page.append(
                [_xlsx_cell(page, told, bold=told is heading) for told in (name, heading, text)]
            )
    buffer = io.BytesIO()
    book.save(buffer)
    return frozen(buffer.getvalue(), day=day)


def _page_names(titles: Sequence[str]) -> list[str]:
    """Names that a workbook takes, all different: 31 letters at most, without its own signs."""
    found: list[str] = []
    for title in titles:
        bare = " ".join(_UNNAMABLE.sub(" ", title).split()).strip("' ") or DATA
        name, again = bare[:_NAME], 1
        while name.casefold() in {SOURCES.casefold(), *(one.casefold() for one in found)}:
            again += 1
            mark = f" ({again})"
            name = bare[: _NAME - len(mark)] + mark
        found.append(name)
    return found


def ods_response(sheet: Sheet, filename: str) -> HttpResponse:
    return as_download(HttpResponse(ods_bytes(sheet), content_type=ODS_TYPE), filename, "ods")


def ods_bytes(sheet: Sheet) -> bytes:
    """Write the sheet as an OpenDocument workbook: « Données », then « Sources ».

    odfdo makes the document; its tables are put in as text, which is a hundred times as fast.
    """
    book = OpenDocument("spreadsheet")
    book.body.clear()
    content = book.content.serialize()
    data = [sheet.headings, *sheet.rows]
    tables = ((DATA, data), (SOURCES, _source_lines(sheet)))
    written = "".join(_ods_table(name, rows) for name, rows in tables)
    body = re.sub(
        rb"<office:spreadsheet */>", b"<office:spreadsheet></office:spreadsheet>", content
    )
    whole = body.replace(b"</office:spreadsheet>", f"{written}</office:spreadsheet>".encode(), 1)
    book.set_part("content.xml", whole)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _ods_table(name: str, rows: Iterable[Sequence[Cell]]) -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    return f'<table:table table:name="{name}">{lines}</table:table>'


def _ods_cell(value: Cell) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        held = f'office:value-type="float" office:value="{value!r}"'
        return f"<table:table-cell {held}><text:p>{value}</text:p></table:table-cell>"
    text = _csv_cell(value) if not isinstance(value, str) else escape_formula(value)
    lines = "".join(f"<text:p>{_ods_text(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _ods_text(line: str) -> str:
    """A line as XML: spaces that follow another, or begin the line, are told one by one."""
    bare = escape(UNWRITABLE.sub("", line))
    return re.sub(r"^ | (?= )|(?<= ) ", "<text:s/>", bare)


def _write_data(book: Workbook, sheet: Sheet, name: str) -> None:
    page = book.create_sheet(name)
    page.freeze_panes = "B2"
    for position, heading in enumerate(sheet.headings):
        letter = _column_letter(position)
        page.column_dimensions[letter].width = min(max(len(heading) + 2, 12), 40)
    page.append([_xlsx_cell(page, heading, bold=True) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([_xlsx_cell(page, value) for value in row])


def _write_sources(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(SOURCES)
    page.column_dimensions["A"].width = 24
    page.column_dimensions["B"].width = 100
    for heading, text in _source_lines(sheet):
        page.append([_xlsx_cell(page, heading, bold=True), _xlsx_cell(page, text)])


def _source_lines(sheet: Sheet) -> list[tuple[str, str]]:
    return [
        ("Tableau", sheet.title),
        (SOURCE_HEADING, sheet.source),
        (DATE_HEADING, sheet.as_of),
        *sheet.notes,
    ]


def _column_letter(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _xlsx_cell(page: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = escape_formula(UNWRITABLE.sub("", value))
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else escape_formula(value)
