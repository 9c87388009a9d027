"""The file of essential grant data: written so that the same rows are the same bytes, and read
back with every fault located.

UTF-8, commas, decimal points, one header line, one row per beneficiary. A file may lack the columns
that may be empty, as those of the regulatory text of 2017 do; the others come in their order.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ancrage.kernel.problems import Problem
from ancrage.kernel.text import typeset
from ancrage.opendata.rules import fields as cells
from ancrage.opendata.rules.fields import CellRefusedError, Fault, Field, Value
from ancrage.opendata.rules.grants import GrantRow, file_faults, row_faults, row_of
from ancrage.opendata.rules.tabular import csv_lines


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The rows of a file, the line of each in it, and its faults; no row when it has any."""

    rows: tuple[GrantRow, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def ordered(rows: Iterable[GrantRow]) -> list[GrantRow]:
    """Rows in the one order of a file: by grantor, date, decision, then all the rest."""
    return sorted(rows, key=lambda row: (row.grantor_siret, row.signed_on, row.decision, str(row)))


def written(rows: Iterable[GrantRow], columns: Sequence[Field]) -> bytes:
    """The file of these rows, the same whatever their order."""
    return "".join(csv_lines(columns, (row.values() for row in ordered(rows)))).encode()


def read(content: bytes, columns: Sequence[Field], *, name: str) -> ReadFile:
    """The rows of a file called `name`, or all that is wrong with it."""
    reading = _Reading(name, columns)
    reading.run(content)
    if not reading.problems:
        reading.compare()
    if reading.problems:
        return ReadFile(problems=tuple(reading.problems))
    return ReadFile(tuple(reading.rows), tuple(reading.lines))


@dataclass
class _Reading:
    """A file being read: its rows so far, the line of each, its faults."""

    name: str
    columns: Sequence[Field]
    rows: list[GrantRow] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def run(self, content: bytes) -> None:
        text = self._decoded(content)
        if text is None:
            return
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(lines, [])
            if self._is_known(header):
                self._take(header, lines)
        except csv.Error as error:
            what = f"le fichier n’est plus lisible à partir d’ici ({error})."
            self._note(lines.line_num, None, Fault(what, "Vérifiez les guillemets."))

    def compare(self) -> None:
        """Look at what holds between rows."""
        for found in file_faults(self.rows):
            self._note(self.lines[found.rank], found.column, found.fault)

    def _decoded(self, content: bytes) -> str | None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = content[: error.start].count(b"\n") + 1
            fault = Fault("le fichier n’est pas encodé en UTF-8.", "Enregistrez-le en UTF-8.")
            self._note(row, None, fault)
            return None
        if text.strip():
            return text
        self._note(None, None, Fault("le fichier est vide.", "Donnez ses lignes."))
        return None

    def _is_known(self, header: Sequence[str]) -> bool:
        before = len(self.problems)
        names = [column.name for column in self.columns]
        for column in self.columns:
            if column.required and column.name not in header:
                self._note(1, column.name, Fault("la colonne manque.", _advice(header)))
        for name in dict.fromkeys(header):
            if name not in names:
                fault = Fault(f"« {name[:40]} » n’est pas une colonne du format.", "Retirez-la.")
                self._note(1, None, fault)
            elif header.count(name) > 1:
                self._note(1, name, Fault("la colonne figure plusieurs fois.", "Gardez-en une."))
        if len(self.problems) == before and list(header) != [n for n in names if n in header]:
            what = "les colonnes ne sont pas dans l’ordre du format."
            self._note(1, None, Fault(what, f"Mettez-les dans l’ordre : {', '.join(names)}."))
        return len(self.problems) == before

    def _take(self, header: Sequence[str], lines: Iterator[list[str]]) -> None:
        for row, line in enumerate(lines, start=2):
            if not line:
                continue
            if len(line) != len(header):
                what = f"la ligne a {len(line)} cellules au lieu de {len(header)}."
                self._note(row, None, Fault(what, "Vérifiez les virgules et les guillemets."))
                continue
            self._row(row, dict(zip(header, line, strict=True)))

    def _row(self, row: int, line: dict[str, str]) -> None:
        before = len(self.problems)
        values = [self._value(row, column, line.get(column.name, "")) for column in self.columns]
        if len(self.problems) > before:
            return
        made = row_of(values)
        for name, fault in row_faults(made):
            self._note(row, name, fault)
        self.rows.append(made)
        self.lines.append(row)

    def _value(self, row: int, column: Field, cell: str) -> Value:
        try:
            return cells.read(column, cell)
        except CellRefusedError as refusal:
            self._note(row, column.name, refusal.fault)
            return None

    def _note(self, row: int | None, column: str | None, fault: Fault) -> None:
        told = (typeset(fault.what), typeset(fault.advice))
        self.problems.append(Problem(self.name, row, column, *told))


def _advice(header: Sequence[str]) -> str:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return "Séparez les colonnes par des virgules."
    return "Ajoutez-la à la première ligne, à sa place."
