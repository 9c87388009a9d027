"""Looking up a whole file, row after row, without holding it in memory.

The input's columns are kept; the answer's come after. A row that cannot be read is told as
`invalid` and counted; no row is lost.
"""

import csv
import datetime as dt
import re
from codecs import BOM_UTF8, getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from ancrage.geography.rules.listing import Assignment
from ancrage.geography.rules.lookup import Register, Status
from ancrage.kernel.identifiers import read_commune_code
from ancrage.kernel.problems import InputRefused, Problem

ANSWER = ("territory_code", "territory_name", "list_version", "status", "repaired_from")
DELIMITERS = ";,\t|"
EXAMPLES = 20
PROGRESS_ROWS = 20_000
ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ].*)?")
FRENCH_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
Progress = Callable[[int], None]
"""Told how many bytes of the input were read, now and then."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a row's code and date are; `default_date` serves where there is no date."""

    code: str
    date: str | None
    default_date: dt.date | None


@dataclass(slots=True)
class Tally:
    """What was found: rows by status, how many codes were repaired, the first invalid rows."""

    rows: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    repaired: int = 0
    invalid: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a CSV file is written: its encoding and what separates its cells."""

    encoding: str
    delimiter: str
    output_encoding: str = "utf-8"


def detect_format(*, path: Path, delimiter: str | None = None) -> FileFormat:
    """UTF-8 (with or without a mark) or else cp1252; the delimiter that the header has most of.

    Raises InputRefused when the file is absent or empty.
    """
    if not path.is_file():
        raise _refusal(path.name, None, None, "le fichier n’existe pas.", "Vérifiez son chemin.")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as lines:
        header = lines.readline()
    if not header.strip():
        advice = "Donnez un en-tête et des lignes."
        raise _refusal(path.name, None, None, "le fichier est vide.", advice)
    with path.open("rb") as content:
        is_plain = encoding == "utf-8-sig" and content.read(3) != BOM_UTF8
    output = "utf-8" if is_plain else "utf-8-sig"  # a spreadsheet wrote it: let it read it again
    return FileFormat(encoding, delimiter or max(DELIMITERS, key=header.count), output)


def _encoding(path: Path) -> str:
    decoder = getincrementaldecoder("utf-8")()
    with path.open("rb") as content:
        try:
            while block := content.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252" if _decodes(path, "cp1252") else "latin-1"
    return "utf-8-sig"


def _decodes(path: Path, encoding: str) -> bool:
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def lookup_file(
    *,
    source: Path,
    out: Path,
    register: Register,
    columns: Columns,
    delimiter: str | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Write `out`: the rows of `source` with the territory of each commune at its date.

    The output is UTF-8, with the input's delimiter, and is put in place once it is complete.
    Raises InputRefused: `out` is the input, a column is missing, the file is no CSV.
    """
    form = detect_format(path=source, delimiter=delimiter)
    if out.exists() and out.samefile(source):
        raise _refusal(out.name, None, None, "c’est le fichier d’entrée.", "Donnez un autre --out.")
    finder = _Finder(source.name, register, columns.default_date)
    draft = out.with_name(f"{out.name}.part")
    try:
        with (
            source.open("rb") as content,
            TextIOWrapper(content, encoding=form.encoding, newline="") as lines,
            draft.open("w", encoding=form.output_encoding, newline="") as result,
        ):
            tell = (lambda: progress(content.tell())) if progress else (lambda: None)
            reader = csv.reader(lines, delimiter=form.delimiter)
            writer = csv.writer(result, delimiter=form.delimiter, lineterminator="\n")
            writer.writerows(_answered(reader, finder, columns, tell))
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return finder.tally()


def _answered(
    reader: Any,  # noqa: ANN401 - csv names no type for its reader
    finder: "_Finder",
    columns: Columns,
    tell: Callable[[], None],
) -> Iterator[list[str]]:
    """Each row with its answer. A row with too many cells keeps them, after the answer."""
    try:
        header = next(reader)
        code_at = _position(finder.file, header, columns.code)
        date_at = _position(finder.file, header, columns.date) if columns.date else None
        width = len(header)
        yield [*header, *ANSWER]
        for number, row in enumerate(reader, start=2):
            if number % PROGRESS_ROWS == 0:
                tell()
            if len(row) == width:
                yield row + finder.find(
                    number, row[code_at], row[date_at] if date_at is not None else ""
                )
            elif len(row) > width:
                yield [*row[:width], *finder.misshapen(number, len(row), width), *row[width:]]
            elif row:
                cells = row + [""] * (width - len(row))
                date = "" if date_at is None else cells[date_at]
                yield cells + finder.find(number, cells[code_at], date)
        tell()
    except csv.Error as error:
        what = f"le fichier n’est pas un CSV lisible ({error})."
        advice = "Vérifiez les guillemets."
        raise _refusal(finder.file, reader.line_num, None, what, advice) from error


def _position(file: str, header: list[str], column: str) -> int:
    names = [name.strip() for name in header]
    if column in names:
        return names.index(column)
    what = f"la colonne manque ; colonnes lues : {', '.join(names)}."
    raise _refusal(file, 1, column, what, "Donnez le nom d’une colonne du fichier.")


@dataclass(slots=True)
class _Entry:
    """The answer to a code at a date, why it is invalid if it is, how many rows have it."""

    cells: list[str]
    fault: tuple[str | None, str, str] | None = None
    count: int = 0


@dataclass(slots=True)
class _Entries:
    """The answers found so far under one list; "" without a list, `fault` without a date."""

    version: str
    held: dict[str, Assignment]
    fault: tuple[str | None, str, str] | None
    found: dict[str, _Entry] = field(default_factory=dict)


INVALID_CELLS = ["", "", "", Status.INVALID.value, ""]


class _Finder:
    """Finds the answer of each row; codes of days with the same list share their answers."""

    def __init__(self, file: str, register: Register, default_date: dt.date | None) -> None:
        self.file, self.register, self.default_date = file, register, default_date
        self._days: dict[str, _Entries] = {}
        self._lists: dict[str, _Entries] = {}
        self._codes: dict[str, tuple[str | None, str]] = {}
        self._others: list[_Entry] = []
        self._invalid: list[Problem] = []

    def find(self, row: int, code: str, date: str) -> list[str]:
        """The answer's cells, counted."""
        try:
            entry = self._days[date].found[code]
        except KeyError:
            entry = self._entry(code, date)
        entry.count += 1
        if entry.fault:
            self._note(row, entry.fault)
        return entry.cells

    def misshapen(self, row: int, cells: int, width: int) -> list[str]:
        """The answer to a row with more cells than the header."""
        fault = (None, f"{cells} cellules au lieu de {width}.", "Vérifiez les guillemets.")
        self._others.append(_Entry(INVALID_CELLS, fault, 1))
        self._note(row, fault)
        return INVALID_CELLS

    def tally(self) -> Tally:
        """The counts over all the rows so far."""
        held = [entry for entries in self._lists.values() for entry in entries.found.values()]
        tally = Tally(invalid=self._invalid)
        for entry in (*held, *self._others):
            tally.rows += entry.count
            tally.statuses[entry.cells[3]] += entry.count
            tally.repaired += entry.count if entry.cells[4] else 0
        return tally

    def _entry(self, code: str, date: str) -> _Entry:
        if date not in self._days:
            self._days[date] = self._list_of(date)
        entries = self._days[date]
        if code not in entries.found:
            entries.found[code] = self._answer(code, entries)
        return entries.found[code]

    def _list_of(self, date: str) -> "_Entries":
        day = read_date(date) if date.strip() else self.default_date
        version = self.register.version_at(day) if day else None
        key = version.code if version else "" if day else f"no date: {date}"
        if key not in self._lists:
            what = f"« {date} » n’est pas une date." if date.strip() else "la date manque."
            fault = None if day else ("date", what, "Écrivez AAAA-MM-JJ ou JJ/MM/AAAA.")
            held = self.register.assignments(version) if version else {}
            self._lists[key] = _Entries(version.code if version else "", held, fault)
        return self._lists[key]

    def _answer(self, text: str, entries: "_Entries") -> _Entry:
        if text not in self._codes:
            read = read_commune_code(text)
            code = self.register.current_code(read.code) if read else None
            self._codes[text] = code, read.repaired_from if read else ""
        code, repaired = self._codes[text]
        if code is None:
            what = f"« {text} » n’est le code d’aucune commune."
            what = what if text.strip() else "le code manque."
            return _Entry(INVALID_CELLS, ("code", what, "Corrigez le code."))
        if entries.fault:
            return _Entry(INVALID_CELLS, entries.fault)
        if not entries.version:
            return _Entry(["", "", "", Status.UNKNOWN.value, repaired])
        held = entries.held.get(code)
        if held is None:
            return _Entry(["", "", entries.version, Status.NONE.value, repaired])
        named = [held.territory.code, held.territory.name]
        return _Entry([*named, entries.version, Status.MATCHED.value, repaired])

    def _note(self, row: int, fault: tuple[str | None, str, str]) -> None:
        if len(self._invalid) < EXAMPLES:
            self._invalid.append(Problem(self.file, row, *fault))


def tally_document(tally: Tally) -> dict[str, Any]:
    """The counts as JSON has them, with the first invalid rows and what is wrong there."""
    counts = {status.value: tally.statuses[status.value] for status in Status}
    invalid = [{"row": p.row, "column": p.column, "what": p.what} for p in tally.invalid]
    return {"rows": tally.rows, **counts, "repaired": tally.repaired, "invalid_rows": invalid}


def read_date(text: str) -> dt.date | None:
    """A day written AAAA-MM-JJ (a time may follow) or JJ/MM/AAAA; None when it is neither."""
    found = ISO_DAY.fullmatch(text.strip()) or FRENCH_DAY.fullmatch(text.strip())
    if not found:
        return None
    try:
        return dt.date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def _refusal(
    file: str, row: int | None, column: str | None, what: str, advice: str
) -> InputRefused:
    return InputRefused([Problem(file, row, column, what, advice)])
