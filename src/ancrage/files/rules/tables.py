"""Sheets of a file as values: their lines, their merged cells, where each cell is."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset

Line = tuple[int, Sequence[str]]
"""A line's number, as the spreadsheet counts, and its cells."""
UNCOMPUTED = "#FORMULE!"
"""What a cell holds whose formula was saved without its value."""
FAULTY = {
    UNCOMPUTED: "La formule n’a pas été calculée : ouvrez le fichier dans votre tableur, "
    "enregistrez-le.",
    **dict.fromkeys(
        ("#REF!", "#N/A", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NULL!"),
        "La formule de cette cellule est en erreur : corrigez-la, ou écrivez la valeur.",
    ),
}
"""What a cell whose formula has no value holds, and what to do."""
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
MOST_DIGITS = 15
"""More digits than a spreadsheet keeps are noise."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are merged into one: first row and column, last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its lines that are not empty. `is_1904`: it counts days from 1904."""

    name: str
    lines: tuple[Line, ...]
    merges: tuple[Merge, ...] = ()
    is_1904: bool = False

    def filled_down(self, first: int) -> tuple[Line, ...]:
        """The lines from a row on, what is merged over several rows told on each of them."""
        tall = [m for m in self.merges if m.bottom > m.top and m.top >= first]
        if not tall:
            return tuple(line for line in self.lines if line[0] >= first)
        held = {row: list(cells) for row, cells in self.lines if row >= first}
        for merge in tall:
            top = held.get(merge.top, [])
            value = top[merge.left - 1] if len(top) >= merge.left else ""
            for row in range(merge.top + 1, merge.bottom + 1):
                if value and row in held:
                    cells = held[row]
                    cells += [""] * (merge.left - len(cells))
                    cells[merge.left - 1] = cells[merge.left - 1] or value
        return tuple(sorted((row, tuple(cells)) for row, cells in held.items()))


def letters(column: int) -> str:
    """The letters that name a column, the first one being 1: « A », « AB »."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def address(page: str, row: int, column: int) -> str:
    """« Feuil1!C12 »; « C12 » in a file of one table."""
    place = f"{letters(column)}{row}"
    return f"{page}!{place}" if page else place


def as_text(value: object, shown: str) -> str:
    """A value that is no text, as one. `shown`: how the spreadsheet shows it, in its own code."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime | dt.date):
        return _day(value, shown)
    if isinstance(value, float | int):
        return percentage(float(value)) if "%" in shown else number(value)
    return str(value).strip()


def number(value: float) -> str:
    """« 21667,5 », without the noise of binary fractions."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(value, f".{MOST_DIGITS}g").replace(".", ",")


def percentage(value: float) -> str:
    """« 20 % »."""
    return f"{number(round(value * 100, 9))} %"


def _day(value: dt.date, shown: str) -> str:
    """A day, no more precise than it is shown."""
    told = value.isoformat()[:10]
    codes = QUOTED.sub("", shown).lower()
    if not codes or "d" in codes or "j" in codes or "general" in codes:
        return told
    return told[:7] if "m" in codes else told[:4]


def refused(file: str, what: str, advice: str, *, row: int | None = None) -> InputRefused:
    """A file refused for one fault of its own."""
    return InputRefused([Problem(file, row, None, typeset(what), typeset(advice))])
