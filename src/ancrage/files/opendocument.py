"""The sheets of an ODS, read as they come: what is repeated a million times is not unfolded.

odfdo makes an object of each cell, which takes a minute for ten thousand lines: the document is
walked through instead. Its size once unfolded was checked before (`rules/archives.py`); expat
fetches nothing and refuses entities that swell.
"""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import ZipFile

from ancrage.files.rules.kinds import Limits
from ancrage.files.rules.tables import (
    FAULTY,
    UNCOMPUTED,
    Line,
    Merge,
    Page,
    number,
    percentage,
    refused,
)
from ancrage.kernel.problems import InputRefused

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MOST_REPEATED = 100
"""A line that is not empty and is repeated more often is a border drawn down the sheet."""


@dataclass
class _Reading:
    """A sheet under way."""

    name: str
    is_hidden: bool
    row: int = 1
    lines: list[Line] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


def read_opendocument(*, name: str, content: bytes, limits: Limits) -> tuple[list[Page], list[str]]:
    """The sheets that are shown, the names of those that are not. InputRefused."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            document = archive.read("content.xml")
        read = list(_sheets(document, name, limits))
    except InputRefused:
        raise
    except (ParseError, KeyError, ValueError) as fault:
        what = "le classeur est abîmé ou n’a pas de feuille lisible."
        raise refused(name, what, "Ouvrez-le, enregistrez-le à nouveau.") from fault
    shown = [Page(s.name, tuple(s.lines), tuple(s.merges)) for s in read if not s.is_hidden]
    return shown, [s.name for s in read if s.is_hidden]


def _sheets(document: bytes, name: str, limits: Limits) -> Iterator[_Reading]:
    hidden_styles: set[str] = set()
    held: _Reading | None = None
    for event, element in iterparse(io.BytesIO(document), events=("start", "end")):  # noqa: S314
        if event == "start":
            if element.tag == f"{TABLE}table":
                style = element.get(f"{TABLE}style-name", "")
                held = _Reading(element.get(f"{TABLE}name", ""), style in hidden_styles)
            continue
        if element.tag == f"{STYLE}style":
            shown = element.find(f"{STYLE}table-properties")
            if shown is not None and shown.get(f"{TABLE}display") == "false":
                hidden_styles.add(element.get(f"{STYLE}name", ""))
        elif element.tag == f"{TABLE}table-row" and held is not None:
            _take_row(held, element, name, limits)
            element.clear()
        elif element.tag == f"{TABLE}table" and held is not None:
            yield held
            element.clear()
            held = None


def _take_row(held: _Reading, element: Element, name: str, limits: Limits) -> None:
    times = int(element.get(f"{TABLE}number-rows-repeated", "1"))
    cells = _row(held, element, name, limits)
    if cells:
        for again in range(min(times, MOST_REPEATED)):
            held.lines.append((held.row + again, tuple(cells)))
        if len(held.lines) > limits.table_rows:
            what = f"la feuille « {held.name} » dépasse {limits.table_rows} lignes."
            raise refused(name, what, "Envoyez-la en plusieurs fois.")
    held.row += times


def _row(held: _Reading, element: Element, name: str, limits: Limits) -> list[str]:
    cells: list[str] = []
    gap = 0
    for cell in element:
        if cell.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            continue
        times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        is_covered = cell.tag == f"{TABLE}covered-table-cell"
        text = "" if is_covered else _text(cell)
        if not text:
            gap += times
            continue
        if len(cells) + gap + times > limits.table_columns:
            what = f"la feuille « {held.name} » dépasse {limits.table_columns} colonnes."
            raise refused(name, what, "Ôtez celles qui ne servent pas.", row=held.row)
        cells += [""] * gap
        gap = 0
        _note_merge(held, cell, len(cells) + 1)
        cells += [text] * times
    return cells


def _note_merge(held: _Reading, cell: Element, column: int) -> None:
    wide = int(cell.get(f"{TABLE}number-columns-spanned", "1"))
    tall = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
    if wide > 1 or tall > 1:
        held.merges.append(Merge(held.row, column, held.row + tall - 1, column + wide - 1))


def _text(cell: Element) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    value = cell.get(f"{OFFICE}value", "")
    shown = "\n".join(_words(p) for p in cell.findall(f"{TEXT}p")).strip()
    if kind in {"float", "currency", "percentage"} and value:
        return (percentage if kind == "percentage" else number)(float(value))
    if kind == "date":
        return _day(cell.get(f"{OFFICE}date-value", ""), shown)
    if kind == "boolean":
        return "oui" if cell.get(f"{OFFICE}boolean-value") == "true" else "non"
    return _computed(shown) if cell.get(f"{TABLE}formula") else shown


def _computed(shown: str) -> str:
    """What a formula shows: its fault under a name that is known."""
    if not shown:
        return UNCOMPUTED
    return "#REF!" if shown.startswith(("#", "Err:")) and shown not in FAULTY else shown


def _day(value: str, shown: str) -> str:
    """A day, no more precise than it is shown: « mars 2027 » shows no day."""
    try:
        day = dt.date.fromisoformat(value[:10])
    except ValueError:
        return shown
    figures = "".join(c if c.isdigit() else " " for c in shown).split()
    if len(figures) == 1 and shown.strip() == str(day.year):
        return str(day.year)
    only_year = figures in ([str(day.year)], [f"{day.year % 100:02d}"])
    return day.isoformat()[:7] if only_year else day.isoformat()


def _words(paragraph: Element) -> str:
    """The text of a paragraph: spaces, tabs and line ends are elements of their own."""
    found = [paragraph.text or ""]
    for part in paragraph:
        if part.tag == f"{TEXT}s":
            found.append(" " * int(part.get(f"{TEXT}c", "1")))
        elif part.tag == f"{TEXT}line-break":
            found.append("\n")
        elif part.tag == f"{TEXT}tab":
            found.append(" ")
        elif part.tag != f"{OFFICE}annotation":
            found.append(_words(part))
        found.append(part.tail or "")
    return "".join(found)
