"""A line of a financer's file as values: what each cell says, what was inferred, every fault."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

from ancrage.files.rules.cells import UnreadableError, read_day
from ancrage.files.rules.tables import FAULTY
from ancrage.funding.rules.cells import read_company, read_exercice, read_money, says_nothing
from ancrage.kernel.text import typeset, unescaped
from ancrage.roadmaps.rules.understanding import yes_or_no

LENGTHS = {
    "number": 60,
    "beneficiary": 200,
    "purpose": 256,
    "scheme": 200,
    "payment": 60,
    "aid_basis": 30,
    "envelope": 60,
    "document": 300,
}
CUT = frozenset({"purpose", "scheme", "beneficiary", "document", "aid_basis"})
"""Texts that are cut when they are too long, and said to be; the others tell things apart."""
CODES = {
    "code": (re.compile(r"D-\d{4}-\d{6,}"), "Le code d’un dossier est comme D-2026-000123."),
    "sheet": (re.compile(r"F-\d{4}-\d{6,}"), "Le code d’une fiche est comme F-2026-000123."),
    "request": (re.compile(r"S-\d{4}-\d{6,}"), "Le code est comme S-2026-000123."),
    "project": (re.compile(r"[0-9A-Z][0-9A-Z._/\-]{0,19}"), "Vingt signes au plus."),
}
DAYS = ("asked_on", "instructed_on", "decided_on")
"""In the order in which they come."""
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, where, what to do. `row` None: the whole file."""

    row: int | None
    column: str
    value: str
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class Note:
    """What was inferred of a line, to be confirmed: notes of the same text are shown together."""

    row: int
    column: str
    text: str
    example: str = ""


@dataclass(slots=True)
class Filed:
    """One line: what it tells by field (cents, days, codes), and what was found of it."""

    row: int
    told: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def get(self, name: str) -> Any:  # noqa: ANN401 cents, a day, a code
        return self.told.get(name)

    @property
    def company(self) -> str:
        """What tells the beneficiary: the SIREN, whatever the establishment."""
        return str(self.told.get("siren", ""))


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is taken: its rank, its heading, its field, by how much it multiplies."""

    rank: int
    heading: str
    field: str
    unit: int = 1


class Registers(Protocol):
    """What cells are looked up in."""

    def state(self, text: str) -> str:
        """The state that a word means, "" for none."""

    def measure(self, text: str) -> str:
        """The code of a measure of the basket, "" for none."""

    def commune(self, code: str, name: str, department: str) -> tuple[str, str]:
        """The code of a commune, or why there is none."""


@dataclass(frozen=True)
class LineReader:
    """Reads lines by the columns of their table. `today`: nothing has happened after it."""

    columns: Sequence[Column]
    registers: Registers
    today: dt.date

    def read(self, row: int, cells: Sequence[str]) -> Filed:
        """A line as values: its faults and what was inferred are noted in it."""
        filed, width = Filed(row), len(cells)
        for column in self.columns:
            text = cells[column.rank] if column.rank < width else ""
            if text:
                self._cell(filed, column, unescaped(" ".join(text.split())))
        self._place(filed)
        self._check(filed)
        return filed

    def _cell(self, filed: Filed, column: Column, text: str) -> None:
        if not text:
            return
        try:
            self._read(filed, column, text)
        except UnreadableError as refusal:
            what = "la formule n’a pas de valeur." if text in FAULTY else "ne se lit pas."
            self._blame(filed, column, text, what, str(refusal))

    def _blame(self, filed: Filed, column: Column, text: str, what: str, advice: str) -> None:
        fault = Fault(filed.row, column.heading, text[:SHOWN], typeset(what), typeset(advice))
        filed.faults.append(fault)

    def _read(self, filed: Filed, column: Column, text: str) -> None:
        name = column.field
        if name.endswith("_amount"):
            money = read_money(text, column.unit)
            if money is not None:
                filed.told[name] = money.cents
                self._note(filed, column, money.note, text)
        elif name.endswith("_on"):
            self._day(filed, column, text)
        elif name in OTHERS:
            OTHERS[name](self, filed, column, text)
        elif not says_nothing(text):
            self._text(filed, column, text)

    def _day(self, filed: Filed, column: Column, text: str) -> None:
        day = read_day(text)
        if day is not None and day > self.today:
            self._blame(filed, column, text, "cette date n’est pas encore passée.", "Vérifiez-la.")
        elif day is not None:
            filed.told[column.field] = day

    def _text(self, filed: Filed, column: Column, text: str) -> None:
        most = LENGTHS[column.field]
        if text in FAULTY:
            raise UnreadableError(FAULTY[text])
        if len(text) > most:
            if column.field not in CUT:
                what = "ce texte est trop long."
                self._blame(filed, column, text, what, f"{most} caractères au plus.")
                return
            self._note(filed, column, f"texte coupé à {most} caractères", text)
        filed.told[column.field] = text[:most].strip()

    def _company(self, filed: Filed, column: Column, text: str) -> None:
        company = read_company(text)
        if company is None:
            return
        known = filed.told.get("siren")
        if known and known != company.siren:
            what = "le SIREN et le SIRET ne disent pas la même entreprise."
            self._blame(filed, column, text, what, "Vérifiez les deux.")
            return
        filed.told["siren"] = company.siren
        if company.siret:
            filed.told["siret"] = company.siret
        self._note(filed, column, company.note if column.field == "siret" else "", text)

    def _year(self, filed: Filed, column: Column, text: str) -> None:
        year = read_exercice(text)
        if year is not None:
            filed.told["year"] = year

    def _measure(self, filed: Filed, column: Column, text: str) -> None:
        code = self.registers.measure(text)
        if code:
            filed.told["measure"] = code
        elif not says_nothing(text):
            filed.told.setdefault("scheme", text[: LENGTHS["scheme"]])
            self._note(filed, column, "pas une mesure du panier : gardé comme dispositif", text)

    def _state(self, filed: Filed, column: Column, text: str) -> None:
        state = self.registers.state(text)
        if not state and not says_nothing(text):
            raise UnreadableError(
                "Écrivez « en instruction », « accordé », « refusé », « retiré »."
            )
        filed.told["state"] = state

    def _commitment(self, filed: Filed, column: Column, text: str) -> None:
        told = tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())
        if any(len(part) > LENGTHS["number"] for part in told):
            raise UnreadableError("Un numéro d’engagement a soixante signes au plus.")
        if told and not says_nothing(text):
            filed.told["commitment"] = told

    def _reserved(self, filed: Filed, column: Column, text: str) -> None:
        if yes_or_no(text):
            filed.told["reserved"] = True

    def _code(self, filed: Filed, column: Column, text: str) -> None:
        pattern, advice = CODES[column.field]
        code = text.upper()
        if says_nothing(text):
            return
        if not pattern.fullmatch(code):
            raise UnreadableError(advice)
        filed.told[column.field] = code

    def _lieu(self, filed: Filed, column: Column, text: str) -> None:
        if not says_nothing(text):
            filed.told[column.field] = text

    def _note(self, filed: Filed, column: Column, text: str, example: str) -> None:
        if text:
            told = typeset(text)
            filed.notes.append(Note(filed.row, column.heading, told, example[:SHOWN]))

    def _place(self, filed: Filed) -> None:
        """The commune that the cells name together."""
        told = filed.told
        code, name = told.pop("commune_code", ""), told.pop("commune", "")
        if not code and not name:
            return
        found, fault = self.registers.commune(code, name, told.get("department", ""))
        if fault:
            advice = "Donnez le code INSEE de la commune, ou laissez vide : le lieu sera inconnu."
            heading = self.heading("commune" if name else "commune_code")
            what = typeset(fault)
            filed.faults.append(Fault(filed.row, heading, (name or code)[:SHOWN], what, advice))
        elif found:
            told["commune"] = found

    def heading(self, name: str) -> str:
        """The file's own heading of a field; "" when it has none."""
        return next((c.heading for c in self.columns if c.field == name), "")

    def _check(self, filed: Filed) -> None:
        known = [(name, filed.told[name]) for name in DAYS if name in filed.told]
        for (before, first), (after, second) in pairwise(known):
            if second < first:
                what = typeset(
                    f"« {self.heading(after)} » ({second:%d/%m/%Y}) précède "
                    f"« {self.heading(before)} » ({first:%d/%m/%Y})."
                )
                filed.faults.append(
                    Fault(filed.row, self.heading(after), "", what, "Vérifiez ces dates.")
                )


Reading = Callable[[LineReader, Filed, Column, str], None]
OTHERS: Mapping[str, Reading] = {
    "siret": LineReader._company,
    "siren": LineReader._company,
    "year": LineReader._year,
    "measure": LineReader._measure,
    "state": LineReader._state,
    "commitment": LineReader._commitment,
    "reserved": LineReader._reserved,
    "commune_code": LineReader._lieu,
    "commune": LineReader._lieu,
    "department": LineReader._lieu,
    **dict.fromkeys(CODES, LineReader._code),
}
"""How the cells are read that are no amount, no day, no plain text."""
