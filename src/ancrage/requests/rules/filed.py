"""A line of an operator's file as a request: what each cell says, and every fault, located."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from ancrage.files.rules.cells import UnreadableError, read_amount, read_day
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.problems import Problem
from ancrage.kernel.text import fold, typeset
from ancrage.requests.rules.columns import Words

T = TypeVar("T")
SIRET_LENGTH = 14
SIRET_SHORTEST = 12
"""A spreadsheet takes the zeros at its head for nothing."""
LENGTHS = {"code": 20, "number": 60, "company": 200, "purpose": 5000, "reason": 5000}
DATED = ("sent_on", "acknowledged_on", "decided_on", "delivered_on")


@dataclass(frozen=True, slots=True)
class Filed:
    """One request as a file tells it. None and "": the file does not say. Amounts in cents.

    `measure` is a code of the basket; `outcome` is what the state and the rest say of the end;
    `is_implied`: the state is not written, the dates say it.
    """

    row: int
    code: str = ""
    number: str = ""
    measure: str = ""
    state: str = ""
    company: str = ""
    siret: str = ""
    commune_code: str = ""
    commune: str = ""
    department: str = ""
    purpose: str = ""
    cost: int | None = None
    asked_amount: int | None = None
    granted_amount: int | None = None
    sent_on: dt.date | None = None
    acknowledged_on: dt.date | None = None
    decided_on: dt.date | None = None
    delivered_on: dt.date | None = None
    reason: str = ""
    is_implied: bool = False

    @property
    def outcome(self) -> str:
        """`granted`, `refused`, `withdrawn`, or "" for what is not decided or not told."""
        if self.state in {"granted", "delivered"}:
            return "granted"
        if self.state in {"refused", "withdrawn"}:
            return self.state
        if self.state == "closed":
            if self.granted_amount or self.delivered_on:
                return "granted"
            return "refused" if self.reason else ""
        return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: the field of each heading, our words, the measures by folded word.

    `measure`: that of the whole file, when it has no column of measures.
    """

    file: str
    columns: Mapping[str, str]
    words: Words
    measures: Mapping[str, str]
    measure: str = ""

    def heading(self, field: str) -> str:
        """The file's own heading of a field; ours when it has none."""
        found = (heading for heading, held in self.columns.items() if held == field)
        return next(found, self.words.headings.get(field, field))


def read_lines(
    lines: Iterable[tuple[int, Mapping[str, str]]], *, reading: Reading
) -> tuple[list[Filed], list[Problem]]:
    """Every line that can be read, and every fault of the others, in order."""
    problems: list[Problem] = []
    found = []
    by_field = [(heading, field) for heading, field in reading.columns.items() if field]
    for row, cells in lines:
        told = {field: cells[heading] for heading, field in by_field if cells.get(heading)}
        reader = _Reader(reading, row, told)
        filed = reader.read()
        if filed is not None:
            found.append(filed)
        problems.extend(reader.problems)
    return found, problems


def check_lines(lines: Iterable[Filed], *, reading: Reading) -> list[Problem]:
    """The faults between cells and between lines: dates in disorder, the same file twice."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for filed in lines:
        problems += _own_faults(filed, reading)
        for field in ("code", "number"):
            value = getattr(filed, field)
            first = seen.setdefault((field, value), filed.row) if value else filed.row
            if first != filed.row:
                what = f"« {value} » est déjà à la ligne {first}."
                problems.append(_problem(reading, filed.row, field, what, "Gardez-en une."))
    return problems


def _own_faults(filed: Filed, reading: Reading) -> list[Problem]:
    found = []
    if not filed.code and not filed.number:
        what, advice = "rien ne dit de quel dossier il s’agit.", "Donnez son numéro, ou son code."
        found.append(_problem(reading, filed.row, "number", what, advice))
    known = [(field, getattr(filed, field)) for field in DATED if getattr(filed, field)]
    for (before, first), (after, second) in pairwise(known):
        if second < first:
            what = (
                f"« {reading.heading(after)} » ({second:%d/%m/%Y}) précède "
                f"« {reading.heading(before)} » ({first:%d/%m/%Y})."
            )
            found.append(_problem(reading, filed.row, after, what, "Vérifiez ces dates."))
    if filed.state == "closed" and not filed.outcome:
        what = "le dossier est clos, mais rien ne dit s’il a été accordé ou refusé."
        advice = "Donnez un montant accordé, une date de réalisation, ou un motif de refus."
        found.append(_problem(reading, filed.row, "state", what, advice))
    return found


def _problem(reading: Reading, row: int, field: str, what: str, advice: str) -> Problem:
    return Problem(reading.file, row, reading.heading(field), typeset(what), typeset(advice))


class _Reader:
    """Reads one line, noting its faults."""

    def __init__(self, reading: Reading, row: int, told: Mapping[str, str]) -> None:
        self.reading, self.row, self.told = reading, row, told
        self.problems: list[Problem] = []

    def note(self, field: str, what: str, advice: str) -> None:
        self.problems.append(_problem(self.reading, self.row, field, what, advice))

    def read(self) -> Filed | None:
        state = self._state()
        values: dict[str, Any] = {
            "measure": self._measure(),
            "state": state or self._implied_state(),
            "is_implied": not state,
            "siret": self._siret(),
        }
        for field in ("cost", "asked_amount", "granted_amount"):
            values[field] = self._cell(field, read_amount)
        for field in DATED:
            values[field] = self._cell(field, read_day)
        for field in ("code", "number", "company", "purpose", "reason"):
            values[field] = self._text(field)
        for field in ("commune_code", "commune", "department"):
            values[field] = self.told.get(field, "")
        values["code"] = values["code"].upper()
        return None if self.problems else Filed(self.row, **values)

    def _cell(self, field: str, read: Callable[[str], T | None]) -> T | None:
        text = self.told.get(field, "")
        try:
            return read(text)
        except UnreadableError as fault:
            self.note(field, f"« {text[:40]} » ne se lit pas.", str(fault))
            return None

    def _text(self, field: str) -> str:
        text = self.told.get(field, "")
        if len(text) > LENGTHS[field]:
            self.note(field, "ce texte est trop long.", f"{LENGTHS[field]} caractères au plus.")
        return text

    def _measure(self) -> str:
        text = self.told.get("measure", "")
        if not text:
            return self.reading.measure
        found = self.reading.measures.get(fold(text), "")
        if not found:
            advice = "Écrivez le nom ou le code de la mesure comme dans le panier."
            self.note("measure", f"« {text[:60]} » n’est pas une mesure de l’opérateur.", advice)
        return found

    def _state(self) -> str:
        text = self.told.get("state", "")
        found = self.reading.words.states.get(fold(text), "") if text else ""
        if text and not found:
            advice = "Écrivez par exemple « en instruction », « accordée » ou « refusée »."
            self.note("state", f"« {text[:40]} » n’est pas un état connu.", advice)
        return found

    def _implied_state(self) -> str:
        """What the dates say when no column says the state; "" when they say nothing."""
        if self.told.get("delivered_on"):
            return "delivered"
        if self.told.get("decided_on"):
            return "refused" if self.told.get("reason") else "granted"
        return "acknowledged" if self.told.get("acknowledged_on") else ""

    def _siret(self) -> str:
        text = "".join(self.told.get("siret", "").split())
        if not text:
            return ""
        is_short = text.isdigit() and len(text) >= SIRET_SHORTEST
        whole = text.zfill(SIRET_LENGTH) if is_short else text
        found = read_siret(whole) if len(whole) == SIRET_LENGTH else None
        if found is None:
            rounded = "E+" in text.upper()
            advice = (
                "Le tableur l’a arrondi : mettez la colonne en texte."
                if rounded
                else "Quatorze chiffres."
            )
            self.note("siret", f"le SIRET « {text[:20]} » est faux.", advice)
        return found or ""
