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
from pathlib import Path
from typing import Any, TextIO

from ancrage.geography.rules.lookup import Register, Status
from ancrage.kernel.identifiers import read_commune_code
from ancrage.kernel.problems import InputRefused, Problem

ANSWER = ("territory_code", "territory_name", "list_version", "status", "repaired_from")
DELIMITERS = ";,\t|"
EXAMPLES = 20
PROGRESS_LINES = 20_000
NO_LIST = "no list held yet"
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
            source.open(encoding=form.encoding, newline="") as lines,
            draft.open("w", encoding=form.output_encoding, newline="") as result,
        ):
            reader = csv.reader(_told(lines, progress), delimiter=form.delimiter)
            writer = csv.writer(result, delimiter=form.delimiter, lineterminator="\n")
            writer.writerows(_answered(reader, finder, columns))
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return finder.tally


def _told(lines: TextIO, progress: Progress | None) -> Iterator[str]:
    """The lines, telling now and then how far into the file they are."""
    for number, line in enumerate(lines):
        if progress and number % PROGRESS_LINES == 0:
            progress(lines.buffer.tell())
        yield line


def _answered(reader: Any, finder: "_Finder", columns: Columns) -> Iterator[list[str]]:  # noqa: ANN401 - csv names no type for its reader
    """Each row with its answer. A row with too many cells keeps them, after the answer."""
    try:
        header = next(reader)
        code_at = _position(finder.file, header, columns.code)
        date_at = _position(finder.file, header, columns.date) if columns.date else None
        width = len(header)
        yield [*header, *ANSWER]
        for number, row in enumerate(reader, start=2):
            if not row:
                continue
            if len(row) > width:
                yield [*row[:width], *finder.misshapen(number, len(row), width), *row[width:]]
                continue
            cells = row if len(row) == width else row + [""] * (width - len(row))
            date = "" if date_at is None else cells[date_at]
            yield cells + finder.find(number, cells[code_at], date)
    except csv.Error as error:
        what = f"le fichier n’est pas un CSV lisible ({error})."
        raise _refusal(
            finder.file, reader.line_num, None, what, "Vérifiez les guillemets."
        ) from error


def _position(file: str, header: list[str], column: str) -> int:
    names = [name.strip() for name in header]
    if column in names:
        return names.index(column)
    what = f"la colonne manque ; colonnes lues : {', '.join(names)}."
    raise _refusal(file, 1, column, what, "Donnez le nom d’une colonne du fichier.")


class _Finder:
    """Finds the answer of each row; what was computed for a code, a date, a pair is kept."""

    def __init__(self, file: str, register: Register, default_date: dt.date | None) -> None:
        self.file, self.register, self.default_date = file, register, default_date
        self.tally = Tally()
        self._codes: dict[str, tuple[str | None, str]] = {}
        self._versions: dict[str, str | None] = {}
        self._answers: dict[tuple[str, str], list[str]] = {}

    def find(self, row: int, code_text: str, date_text: str) -> list[str]:
        """The answer's cells, counted."""
        self.tally.rows += 1
        read = self._codes.get(code_text) or self._read_code(code_text)
        version = self._versions.get(date_text, "")
        if version == "":
            version = self._version(date_text)
        if read[0] is None or version is None:
            return self._invalid(row, code_text if read[0] is None else None, date_text)
        cells = self._answers.get((read[0], version)) or self._answer(read[0], version)
        self.tally.statuses[cells[3]] += 1
        if read[1]:
            self.tally.repaired += 1
            return [*cells, read[1]]
        return [*cells, ""]

    def misshapen(self, row: int, cells: int, width: int) -> list[str]:
        """The answer to a row with more cells than the header."""
        self.tally.rows += 1
        self._note(row, None, f"{cells} cellules au lieu de {width}.", "Vérifiez les guillemets.")
        return ["", "", "", Status.INVALID, ""]

    def _read_code(self, text: str) -> tuple[str | None, str]:
        read = read_commune_code(text)
        current = self.register.current_code(read.code) if read else None
        held = (current, read.repaired_from if read and current else "")
        self._codes[text] = held
        return held

    def _version(self, text: str) -> str | None:
        """The code of the list in force, UNKNOWN without one; None when the date is wrong."""
        day = read_date(text) if text.strip() else self.default_date
        version = self.register.version_at(day) if day else None
        held = None if day is None else version.code if version else NO_LIST
        self._versions[text] = held
        return held

    def _answer(self, code: str, version: str) -> list[str]:
        cells = ["", "", "", Status.UNKNOWN.value]
        if version != NO_LIST:
            held = next(v for v in self.register.versions if v.code == version)
            found = self.register.assignments(held).get(code)
            cells = ["", "", version, Status.NONE.value]
            if found:
                territory = found.territory
                cells = [territory.code, territory.name, version, Status.MATCHED.value]
        self._answers[code, version] = cells
        return cells

    def _invalid(self, row: int, code_text: str | None, date_text: str) -> list[str]:
        if code_text is not None:
            what = f"« {code_text} » n’est le code d’aucune commune."
            what = what if code_text.strip() else "le code manque."
            self._note(row, "code", what, "Corrigez le code.")
        else:
            what = (
                f"« {date_text} » n’est pas une date." if date_text.strip() else "la date manque."
            )
            self._note(row, "date", what, "Écrivez AAAA-MM-JJ ou JJ/MM/AAAA.")
        return ["", "", "", Status.INVALID.value, ""]

    def _note(self, row: int, column: str | None, what: str, advice: str) -> None:
        self.tally.statuses[Status.INVALID.value] += 1
        if len(self.tally.invalid) < EXAMPLES:
            self.tally.invalid.append(Problem(self.file, row, column, what, advice))


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
