"""One field of an open file: what it holds, what its values may be, how they are written.

Open files are for programs: UTF-8, commas, decimal points, dates as AAAA-MM-JJ, « oui » and
« non ». An empty cell is a value that is not known, or not published. The constraints are those of
the Table Schema specification (specs.frictionlessdata.io/table-schema), under their English names
in what `described` makes of them.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ancrage.kernel.text import UNWRITABLE, escape_formula, unescaped

Value = str | int | Decimal | dt.date | bool | None
"""What a field holds. Money is integer cents; None is unknown, or not published."""
YES, NO = "oui", "non"
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


class Kind(StrEnum):
    """What a field's values are."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    DECIMAL = "decimal"
    WHOLE = "whole"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `title` names it for people, `meaning` says what it holds and when it is empty.

    `least` and `most` bound a number, `longest` a text; `pattern` is a whole match.
    """

    name: str
    title: str
    kind: Kind
    meaning: str
    unit: str = ""
    example: str = ""
    required: bool = False
    pattern: str = ""
    longest: int | None = None
    values: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, and what to do."""

    what: str
    advice: str


class CellRefusedError(ValueError):
    """A cell that cannot be read as its field's value. `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"{fault.what} {fault.advice}")


def written(field: Field, value: Value) -> str:
    """The value as a cell of a file holds it; `read` gives it back."""
    return escape_formula(value) if isinstance(value, str) else plain(field, value)


def plain(field: Field, value: Value) -> str:
    """The value as a text, before anything is done about spreadsheets."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, dt.date):
        return value.isoformat()
    if field.kind == Kind.MONEY and isinstance(value, int):
        return euros(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def euros(cents: int) -> str:
    """Cents as euros with two decimals and a point: 4780020 is « 47800.20 »."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02}"


def read(field: Field, cell: str) -> Value:
    """The value of a cell, checked against its field. CellRefusedError."""
    text = unescaped(cell) if field.kind == Kind.TEXT else cell
    if not text.strip():
        if field.required:
            raise _refused("la cellule est vide.", "Donnez une valeur.")
        return None
    value = _READERS[field.kind](text)
    _check_text(field, cell, text)
    _check_bounds(field, value)
    return value


def _text(text: str) -> str:
    found = UNWRITABLE.search(text)
    if found:
        what = f"elle contient un caractère invisible (U+{ord(found[0]):04X})."
        raise _refused(what, "Retirez-le.")
    return text


def _date(text: str) -> dt.date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise _refused(f"le jour « {text} » n’existe pas.", "Vérifiez la date.") from None
    what = f"« {_short(text)} » n’est pas une date de la forme AAAA-MM-JJ."
    raise _refused(what, "Écrivez par exemple 2026-11-26.")


def _decimal(text: str) -> Decimal:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    what = f"« {_short(text)} » n’est pas un nombre écrit avec un point."
    raise _refused(what, "Écrivez 47800.20 : ni espace, ni virgule, ni symbole.")


def _money(text: str) -> int:
    cents = _decimal(text) * 100
    if cents != int(cents):
        raise _refused(f"« {_short(text)} » a plus de deux décimales.", "Arrêtez-vous au centime.")
    return int(cents)


def _whole(text: str) -> int:
    number = _decimal(text)
    if number != int(number) or "." in text:
        raise _refused(f"« {_short(text)} » n’est pas entier.", "Écrivez-le sans décimale.")
    return int(number)


def _truth(text: str) -> bool:
    if text not in {YES, NO}:
        raise _refused(f"« {_short(text)} » n’est ni oui ni non.", "Écrivez « oui » ou « non ».")
    return text == YES


_READERS: Mapping[Kind, Callable[[str], Value]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.MONEY: _money,
    Kind.DECIMAL: _decimal,
    Kind.WHOLE: _whole,
    Kind.TRUTH: _truth,
}


def _check_text(field: Field, cell: str, text: str) -> None:
    if field.longest is not None and len(cell) > field.longest:
        what = f"le texte a {len(cell)} caractères ; {field.longest} au plus sont admis."
        raise _refused(what, "Raccourcissez-le.")
    if field.values and text not in field.values:
        what = f"« {_short(text)} » n’est pas une valeur admise."
        raise _refused(what, f"Choisissez parmi : {', '.join(field.values)}.")
    if field.pattern and not re.fullmatch(field.pattern, text, re.ASCII):
        what = f"« {_short(text)} » n’a pas la forme attendue."
        raise _refused(what, f"Écrivez par exemple {field.example}.")


def _check_bounds(field: Field, value: Value) -> None:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return
    number = Decimal(value) / 100 if field.kind == Kind.MONEY else value
    if field.least is not None and number < field.least:
        raise _refused(f"{number} est inférieur à {field.least}.", "Vérifiez la valeur.")
    if field.most is not None and number > field.most:
        raise _refused(f"{number} est supérieur à {field.most}.", "Vérifiez la valeur.")


def _refused(what: str, advice: str) -> CellRefusedError:
    return CellRefusedError(Fault(what, advice))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
