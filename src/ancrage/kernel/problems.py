"""What is wrong with an input, where, and what to do: gathered, never one at a time."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input.

    `row` counts as a spreadsheet does: the header is row 1, the first record row 2;
    None when the fault is the file's or the column's.
    """

    file: str
    row: int | None
    column: str | None
    what: str
    advice: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", ligne {self.row}"
        if self.column is not None:
            place += f", colonne {self.column}"
        return f"{place} : {self.what} {self.advice}".rstrip()


class InputRefused(ValueError):  # noqa: N818 it says what happened
    """An input that was refused whole, with every fault found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
