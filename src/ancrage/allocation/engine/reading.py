"""Read `projects.csv`: every fault with its line, its column and what to do, all at once.

UTF-8 (a byte-order mark is allowed), separated by commas or semicolons, one line of header. The
columns of `REQUIRED` are obligatory, those of `OPTIONAL` are not, others are refused: a column
that nobody reads would be a column that somebody believes in. Columns are read whole, so that
200,000 lines take under two seconds; only a column that holds a fault is read cell by cell.
"""

import csv
import difflib
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from ancrage.allocation.engine.model import Project
from ancrage.kernel.memory import no_collector
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.problems import Problem as Fault

REQUIRED = (
    "project",
    "territory",
    "region",
    "need",
    "measure",
    "operator",
    "year",
    "asked_cents",
    "minimum_cents",
    "eligible_cents",
    "result",
)
OPTIONAL = (
    "mode",
    "steps",
    "jobs",
    "overrun",
    "maturity",
    "cofunding_cents",
    "room_cents",
    "requires",
    "starts",
    "ends",
)
FIELDS = {"project": "code"} | {
    f"{name}_cents": name for name in ("asked", "minimum", "eligible", "cofunding", "room")
}
"""The fields of `Project` whose column has another name."""
DIGITS = 13
"""Of an amount in cents, at most: less than a hundred billion euros, where sums are exact."""
YEARS = range(1900, 2201)
MODES = ("partial", "whole", "stepped")
SEPARATOR = "|"
"""Between the steps, or the codes of projects, of one cell."""
NEAREST_AMONG = 5000
"""Beyond so many codes, looking for the one that was meant takes too long."""
FLOAT = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
NUMBER = "Écrivez un nombre positif ou nul, sans séparateur de milliers."
WHOLE = f"Écrivez un nombre entier positif ou nul, en chiffres seuls, {DIGITS} au plus."
Cells = list[str]


@dataclass(slots=True)
class Table:
    """The cells of a file by column, and the row of each line as a spreadsheet counts it."""

    file: str
    rows: list[int]
    columns: dict[str, Cells]
    decimal_comma: bool
    faults: list[Fault] = field(default_factory=list)

    def note(self, line: int, column: str | None, what: str, advice: str) -> None:
        """Add a fault of this line, counted from 0."""
        self.faults.append(Fault(self.file, self.rows[line], column, what, advice))


def read_projects(content: bytes, *, file: str = "projects.csv") -> tuple[Project, ...]:
    """The projects, in the order of the file. InputRefused with every fault."""
    with no_collector():
        return _projects(_table(content, file))


def _projects(table: Table) -> tuple[Project, ...]:
    values = {name: _column(table, name) for name in (*REQUIRED, *OPTIONAL)}
    if not table.faults:
        _check_lines(table, values)
    _check_codes(table, values["project"], values["requires"])
    if table.faults:
        raise InputRefused(sorted(table.faults, key=lambda fault: fault.row or 0))
    by_field = {FIELDS.get(name, name): column for name, column in values.items()}
    return tuple(map(Project, *(by_field[one.name] for one in fields(Project))))


def nearest(name: str, names: Sequence[str]) -> str:
    """An advice that proposes the known name closest to `name`, if there is one."""
    near = difflib.get_close_matches(name, names, 1, 0) if len(names) <= NEAREST_AMONG else []
    return f"Le plus proche est « {near[0]} »." if near else "Vérifiez son écriture."


def _table(content: bytes, file: str) -> Table:
    """The cells, stripped; what makes the file unreadable is told at once."""
    text = _decoded(content, file)
    header_line = text.partition("\n")[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        what = f"le fichier n’est pas un CSV lisible ({error})."
        advice = "Vérifiez les guillemets."
        raise InputRefused([Fault(file, reader.line_num, None, what, advice)]) from None
    header = [cell.strip() for cell in lines[0]]
    faults = list(_header_faults(file, header))
    if not any(map(any, lines[1:])):
        what = "le fichier n’a aucune ligne sous son en-tête."
        faults.append(Fault(file, None, None, what, "Donnez au moins un projet."))
    if faults:
        raise InputRefused(faults)
    return _cut(file, header, lines, decimal_comma=delimiter == ";")


def _decoded(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        what = "le fichier n’est pas encodé en UTF-8."
        advice = "Enregistrez-le en UTF-8."
        raise InputRefused([Fault(file, row, None, what, advice)]) from None
    if text.strip():
        return text
    advice = f"Donnez les colonnes {', '.join(REQUIRED)}."
    raise InputRefused([Fault(file, None, None, "le fichier est vide.", advice)])


def _header_faults(file: str, header: list[str]) -> Iterator[Fault]:
    for column in REQUIRED:
        if column not in header:
            what = "la colonne obligatoire manque."
            yield Fault(file, 1, column, what, "Ajoutez-la à la première ligne.")
    known = (*REQUIRED, *OPTIONAL)
    for column in dict.fromkeys(header):
        if column not in known:
            what = "cette colonne n’est pas connue."
            missing = [name for name in known if name not in header]
            yield Fault(file, 1, column, what, nearest(column, missing or known))
        elif header.count(column) > 1:
            yield Fault(file, 1, column, "la colonne figure plusieurs fois.", "Gardez-en une.")


def _cut(file: str, header: list[str], lines: list[list[str]], *, decimal_comma: bool) -> Table:
    """The columns of the lines that are not blank and have as many cells as the header."""
    rows = [row for row, line in enumerate(lines) if row and any(line)]
    whole = [row for row in rows if len(lines[row]) == len(header)]
    cells = zip(*(lines[row] for row in whole), strict=True) if whole else [()] * len(header)
    columns = {
        name: list(map(str.strip, column)) for name, column in zip(header, cells, strict=True)
    }
    table = Table(file, [row + 1 for row in whole], columns, decimal_comma)
    for row in rows if len(whole) < len(rows) else ():
        if len(lines[row]) != len(header):
            what = f"la ligne a {len(lines[row])} cellules au lieu de {len(header)}."
            advice = "Vérifiez les séparateurs et les guillemets."
            table.faults.append(Fault(file, row + 1, None, what, advice))
    return table


def _column(table: Table, name: str) -> list[Any]:
    """The values of a column; of one that is not there, what its absence means."""
    read, absent = COLUMNS[name]
    if name not in table.columns:
        return [absent] * len(table.rows)
    return read(table, name)


def _texts(table: Table, name: str) -> list[str]:
    """Codes, each text kept once in memory however often it comes."""
    once: dict[str, str] = {}
    return [once.setdefault(cell, cell) for cell in table.columns[name]]


def _codes(table: Table, name: str) -> list[str]:
    for line, cell in enumerate(table.columns[name]):
        if not cell:
            table.note(line, name, "la cellule est vide.", "Donnez un code à chaque projet.")
        elif SEPARATOR in cell:
            what = f"« {cell} » contient « {SEPARATOR} », qui sépare des codes."
            table.note(line, name, what, "Écrivez le code autrement.")
    return table.columns[name]


def _whole_numbers(empty: int | None, *, needed: bool = False) -> "Reader":
    """A reader of whole numbers; what an empty cell says, or that it is a fault (`needed`)."""

    def read(table: Table, name: str) -> list[int | None]:
        cells = table.columns[name]
        joined = "".join(cells)
        clean = joined.isascii() and joined.isdigit() and max(map(len, cells)) <= DIGITS
        if clean and all(cells):
            return list(map(int, cells))
        if clean and not needed:
            return [int(cell) if cell else empty for cell in cells]
        return [_whole(table, line, name, empty, needed=needed) for line in range(len(cells))]

    return read


def _whole(table: Table, line: int, name: str, empty: int | None, *, needed: bool) -> int | None:
    cell = table.columns[name][line]
    if re.fullmatch(rf"[0-9]{{1,{DIGITS}}}", cell):
        return int(cell)
    if cell:
        what = "est négatif" if re.fullmatch(r"-[0-9.,]+", cell) else "n’est pas un nombre entier"
        table.note(line, name, f"« {cell} » {what}.", WHOLE)
    elif needed:
        table.note(line, name, "la cellule est vide.", WHOLE)
    return empty


def _numbers(empty: float | None, *, needed: bool = False) -> "Reader":
    """A reader of numbers of at least 0, with a comma or a point for decimals."""

    def read(table: Table, name: str) -> list[float | None]:
        cells = table.columns[name]
        if table.decimal_comma:
            cells = [cell.replace(",", ".") for cell in cells]
        if all(cells) and set("".join(cells)) <= set("0123456789.eE+-"):
            try:
                values = list(map(float, cells))
            except ValueError:
                values = [-1.0]
            if min(values) >= 0 and max(values) < math.inf:
                return list(values)
        return [_number(table, line, name, empty, needed) for line in range(len(cells))]

    return read


def _number(
    table: Table,
    line: int,
    name: str,
    empty: float | None,
    needed: bool,  # noqa: FBT001 - as its reader was asked
) -> float | None:
    cell = table.columns[name][line]
    plain = cell.replace(",", ".") if table.decimal_comma else cell
    if FLOAT.fullmatch(plain) and float(plain) < math.inf:
        return float(plain)
    if cell:
        table.note(line, name, f"« {cell} » n’est pas un nombre positif ou nul.", NUMBER)
    elif needed:
        table.note(line, name, "la cellule est vide.", f"{NUMBER} 0 s’il n’y a pas de résultat.")
    return empty


def _years(table: Table, name: str) -> list[int | None]:
    values = _whole_numbers(None)(table, name)
    for line, year in enumerate(values):
        if year is not None and year not in YEARS:
            advice = f"Donnez une année entre {YEARS[0]} et {YEARS[-1]}."
            table.note(line, name, f"« {year} » n’est pas une année.", advice)
    return values


def _maturities(table: Table, name: str) -> list[int | None]:
    values = _whole_numbers(None)(table, name)
    for line, value in enumerate(values):
        if value is not None and value > 3:
            what = f"« {value} » n’est pas une maturité."
            table.note(line, name, what, "Donnez 0 (idée), 1, 2 ou 3 (prêt à partir).")
    return values


def _modes(table: Table, name: str) -> list[str]:
    cells = [cell or MODES[0] for cell in _texts(table, name)]
    for line, cell in enumerate(cells):
        if cell not in MODES:
            what = f"« {cell} » n’est pas une façon d’accorder."
            table.note(line, name, what, f"Choisissez parmi {', '.join(MODES)}.")
    return cells


def _lists(table: Table, name: str) -> list[tuple[str, ...]]:
    parts = (map(str.strip, cell.split(SEPARATOR)) if cell else () for cell in table.columns[name])
    return [tuple(filter(None, one)) for one in parts]


def _steps(table: Table, name: str) -> list[tuple[int, ...]]:
    found = []
    for line, parts in enumerate(_lists(table, name)):
        wrong = [part for part in parts if not re.fullmatch(rf"[0-9]{{1,{DIGITS}}}", part)]
        for part in wrong:
            table.note(line, name, f"« {part} » n’est pas un montant en centimes.", WHOLE)
        found.append(() if wrong else tuple(sorted({int(part) for part in parts})))
    return found


Reader = Callable[[Table, str], list[Any]]
COLUMNS: dict[str, tuple[Reader, Any]] = (
    dict.fromkeys(("territory", "region", "need", "measure", "operator"), (_texts, ""))
    | dict.fromkeys(("year", "starts", "ends"), (_years, None))
    | {
        "project": (_codes, ""),
        "asked_cents": (_whole_numbers(0, needed=True), 0),
        "minimum_cents": (_whole_numbers(0), 0),
        "eligible_cents": (_whole_numbers(None), None),
        "result": (_numbers(0.0, needed=True), 0.0),
        "mode": (_modes, MODES[0]),
        "steps": (_steps, ()),
        "jobs": (_numbers(0.0), 0.0),
        "overrun": (_numbers(None), None),
        "maturity": (_maturities, None),
        "cofunding_cents": (_whole_numbers(0), 0),
        "room_cents": (_whole_numbers(None), None),
        "requires": (_lists, ()),
    }
)
"""How each column is read, and what it holds when it is absent."""


def _check_lines(table: Table, values: Mapping[str, list[Any]]) -> None:
    """What a line says against itself."""
    names = ("asked_cents", "minimum_cents", "mode", "steps", "starts", "ends")
    told = zip(*(values[name] for name in names), strict=True)
    for line, (asked, minimum, mode, steps, starts, ends) in enumerate(told):
        if not asked:
            what = "le projet ne demande rien."
            table.note(line, "asked_cents", what, "Donnez un montant, ou retirez la ligne.")
        if minimum > asked:
            what = f"le minimum ({minimum}) dépasse ce qui est demandé ({asked})."
            table.note(line, "minimum_cents", what, "Corrigez l’un des deux.")
        if (mode == "stepped") != bool(steps):
            what = "des paliers sans « stepped », ou « stepped » sans palier."
            table.note(
                line, "steps", what, "Donnez « stepped » et ses paliers, ou ni l’un ni l’autre."
            )
        elif steps and (steps[-1] > asked or not steps[0]):
            what = f"un palier est nul, ou dépasse ce qui est demandé ({asked})."
            table.note(line, "steps", what, "Corrigez les paliers.")
        if starts is not None and ends is not None and starts > ends:
            what = f"la fin ({ends}) précède le début ({starts})."
            table.note(line, "ends", what, "Corrigez l’une des deux années.")


def _check_codes(table: Table, codes: list[str], requires: list[tuple[str, ...]]) -> None:
    """Each code once; those that are required are there."""
    first: dict[str, int] = {}
    for line, code in enumerate(codes):
        known = first.setdefault(code, line)
        if code and known != line:
            what = f"« {code} » figure déjà à la ligne {table.rows[known]}."
            table.note(line, "project", what, "Gardez une seule ligne par projet.")
    for line, wanted in enumerate(requires):
        for code in wanted:
            if code not in first:
                what = f"« {code} » n’est pas un projet du fichier."
                table.note(line, "requires", what, nearest(code, list(first)))
            elif code == codes[line]:
                what = "le projet se demande lui-même."
                table.note(line, "requires", what, "Retirez son code.")
