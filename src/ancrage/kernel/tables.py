"""Reading CSV files so that every fault is found at once, with its place and what to do.

A file is UTF-8, comma separated, with one header line; an empty cell means unknown. Faults are
added to a list that the caller raises when the whole input is read.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from ancrage.kernel.problems import Problem

Directory = Path | Traversable


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file. `row` counts as a spreadsheet does: the header is row 1."""

    file: str
    row: int
    cells: dict[str, str]
    problems: list[Problem]

    def note(self, column: str | None, what: str, advice: str) -> None:
        """Add a fault of this line."""
        self.problems.append(Problem(self.file, self.row, column, what, advice))

    def text(self, column: str) -> str:
        """The cell's text; a fault, and "", when it is empty."""
        value = self.cells[column]
        if not value:
            self.note(column, "la cellule est vide.", "Donnez une valeur.")
        return value

    def count(self, column: str) -> int | None:
        """The cell as a whole number of at least 0; None when empty, or faulty (then noted)."""
        value = self.cells[column]
        if not value:
            return None
        if re.fullmatch(r"[0-9]+", value):
            return int(value)
        if re.fullmatch(r"-[0-9]+([.,][0-9]+)?", value):
            self.note(column, f"« {value} » est négatif.", "Donnez un nombre positif ou nul.")
        else:
            advice = "Écrivez-le en chiffres, sans décimale ni séparateur."
            self.note(column, f"« {value} » n’est pas un nombre entier.", advice)
        return None


def read_table(
    *,
    directory: Directory,
    file: str,
    required: Sequence[str],
    problems: list[Problem],
    may_be_empty: bool = False,
) -> list[Record] | None:
    """The records of `file`, each with at least the `required` columns, cells stripped.

    None, with the fault added to `problems`, when the file cannot be read as such a table. A
    header without any line is a fault unless the table `may_be_empty`.
    """
    path = directory / file
    if not path.is_file():
        advice = "Ajoutez-le au dossier des données."
        problems.append(Problem(file, None, None, "le fichier manque.", advice))
        return None
    return parse_table(
        content=path.read_bytes(),
        file=file,
        required=required,
        problems=problems,
        may_be_empty=may_be_empty,
    )


def parse_table(
    *,
    content: bytes,
    file: str,
    required: Sequence[str],
    problems: list[Problem],
    may_be_empty: bool = False,
) -> list[Record] | None:
    """The records of a file that is already read, as `read_table` gives them."""
    text = _decoded(content, file, problems)
    if text is None:
        return None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        what = f"le fichier n’est pas un CSV lisible ({error})."
        problems.append(Problem(file, None, None, what, "Vérifiez les guillemets."))
        return None
    header = [cell.strip() for cell in lines[0]] if lines else []
    faults = list(_header_faults(file, header, required))
    if len(lines) == 1 and not may_be_empty:
        what = "le fichier n’a aucune ligne sous son en-tête."
        faults.append(Problem(file, None, None, what, "Donnez ses lignes."))
    problems.extend(faults)
    return None if faults else _records(file, header, lines[1:], problems)


def _decoded(content: bytes, file: str, problems: list[Problem]) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        what = "le fichier n’est pas encodé en UTF-8."
        problems.append(Problem(file, row, None, what, "Enregistrez-le en UTF-8."))
        return None
    if text.strip():
        return text
    problems.append(Problem(file, None, None, "le fichier est vide.", "Donnez ses lignes."))
    return None


def _header_faults(file: str, header: list[str], required: Sequence[str]) -> Iterator[Problem]:
    for column in required:
        if column not in header:
            advice = "Ajoutez-la à la première ligne."
            if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
                advice = "Séparez les colonnes par des virgules."
            yield Problem(file, None, column, "la colonne obligatoire manque.", advice)
    for column in sorted({name for name in header if name and header.count(name) > 1}):
        what = "la colonne figure plusieurs fois."
        yield Problem(file, 1, column, what, "Gardez-en une seule.")


def _records(
    file: str, header: list[str], lines: list[list[str]], problems: list[Problem]
) -> list[Record]:
    records = []
    for row, line in enumerate(lines, start=2):
        if not line:
            continue
        if len(line) != len(header):
            what = f"la ligne a {len(line)} cellules au lieu de {len(header)}."
            advice = "Vérifiez les virgules et les guillemets."
            problems.append(Problem(file, row, None, what, advice))
            continue
        cells = dict(zip(header, (cell.strip() for cell in line), strict=True))
        records.append(Record(file, row, cells, problems))
    return records
