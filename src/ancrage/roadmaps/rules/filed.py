"""A line of a file as what it says of a sheet: values, money, where each comes from, every fault.

Values are told by path; rows have passing keys (« milestones.1.due »), which become those of the
sheet's own rows when the two are compared (`rules/planning.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ancrage.files.rules.tables import address
from ancrage.kernel.problems import Problem
from ancrage.kernel.text import fold, typeset

SHORT = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: file, sheet of the workbook, row, column, what it holds, how to mend it."""

    file: str
    page: str
    row: int | None
    column: str
    value: str
    what: str
    advice: str

    @property
    def place(self) -> str:
        """The file and its sheet."""
        return f"{self.file} · {self.page}" if self.page else self.file

    def problem(self) -> Problem:
        """As other inputs tell it."""
        held = f" « {self.value} »" if self.value else ""
        return Problem(self.place, self.row, self.column or None, self.what + held, self.advice)


@dataclass(frozen=True, slots=True)
class Note:
    """What was inferred, to be confirmed: the column and a sentence."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that a file tells of a financer, in cents, and its cell. `year` 0: not told."""

    financer: str
    kind: str
    year: int
    stage: str
    cents: int
    cell: str

    @property
    def key(self) -> tuple[str, int, str]:
        return fold(self.financer), self.year, self.stage


@dataclass(slots=True)
class Filed:
    """What a line says. `cells`: the line as the file writes it, by title."""

    file: str
    page: str
    row: int
    code: str = ""
    is_private: bool | None = None
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    money: list[Money] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    is_rows: bool = False

    @property
    def title(self) -> str:
        return str(self.values.get("title", ""))

    @property
    def reference(self) -> str:
        return str(self.values.get("reference", ""))

    @property
    def owner(self) -> str:
        return str(self.values.get("owner_name", ""))

    @property
    def place(self) -> str:
        """« Feuil1, ligne 12 »."""
        return f"{self.page}, ligne {self.row}" if self.page else f"ligne {self.row}"

    def blame(self, column: str, what: str, advice: str, value: str = "") -> None:
        """Note a fault of this line."""
        told = value if len(value) <= SHORT else f"{value[:SHORT]}…"
        self.faults.append(
            Fault(self.file, self.page, self.row, column, told, typeset(what), typeset(advice))
        )

    def tell(self, path: str, value: Any, cell: str) -> None:  # noqa: ANN401 as it is kept
        """Keep a value and its cell; an empty one says nothing."""
        if value is not None:
            self.values[path] = value
            self.origins[path] = cell

    def origin(self, column: int) -> str:
        """« fichier.xlsx · Feuil1!C12 »; the column from 1."""
        return f"{self.file} · {address(self.page, self.row, column)}"


@dataclass(frozen=True, slots=True)
class Told:
    """One file, or several, understood: lines, lines put apart, files refused, columns by table."""

    lines: tuple[Filed, ...] = ()
    faults: tuple[Fault, ...] = ()
    apart: tuple[str, ...] = ()
    tables: tuple[Mapping[str, Any], ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "lines": [_line(one) for one in self.lines],
            "faults": [asdict(fault) for fault in self.faults],
            "apart": list(self.apart),
            "tables": [dict(table) for table in self.tables],
        }


def _line(one: Filed) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in Filed.__slots__}
    told["money"] = [asdict(money) for money in one.money]
    told["notes"] = [asdict(note) for note in one.notes]
    told["faults"] = [asdict(fault) for fault in one.faults]
    return told


def told_of(document: Mapping[str, Any]) -> Told:
    """The inverse of `document`."""
    lines = []
    for one in document["lines"]:
        told = dict(one)
        told["money"] = [Money(**money) for money in one["money"]]
        told["notes"] = [Note(**note) for note in one["notes"]]
        told["faults"] = [Fault(**fault) for fault in one["faults"]]
        lines.append(Filed(**told))
    return Told(
        tuple(lines),
        tuple(Fault(**fault) for fault in document["faults"]),
        tuple(document["apart"]),
        tuple(document["tables"]),
    )


def joined(lines: Sequence[Filed]) -> list[Filed]:
    """Lines of rows (a financing, a milestone) put with the line of their sheet, in any file."""
    whole = [one for one in lines if not one.is_rows]
    by_name: dict[tuple[str, str], Filed] = {}
    for one in whole:
        for name in _names(one):
            by_name.setdefault(name, one)
    for one in lines:
        if not one.is_rows:
            continue
        held = next((by_name[name] for name in _names(one) if name in by_name), None)
        if held is None:
            whole.append(one)
            for name in _names(one):
                by_name.setdefault(name, one)
        elif held is not one:
            _add(held, one)
    return whole


def _names(one: Filed) -> list[tuple[str, str]]:
    told = (("code", one.code), ("reference", one.reference), ("title", one.title))
    return [(name, fold(value)) for name, value in told if value]


def _add(held: Filed, one: Filed) -> None:
    own = {"reference", "title"}
    held.values |= {path: v for path, v in one.values.items() if path not in own}
    held.origins |= {path: cell for path, cell in one.origins.items() if path not in own}
    held.money += one.money
    held.notes += one.notes
    held.faults += one.faults
