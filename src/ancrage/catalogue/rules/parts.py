"""Reading one field of a document: each function gives the value, or says why it is not one."""

import datetime as dt
import re
from enum import StrEnum
from typing import TypeVar

from ancrage.catalogue.rules.basket import Certainty, Means
from ancrage.kernel.text import typeset

CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9:._-]*$")
Choice = TypeVar("Choice", bound=StrEnum)
UNBROKEN = re.compile(r"(?<=\d) (?=\d{3}\b|M?€)")
"""The space of « 16 000 € »."""
SLUG = re.compile(r"^[A-Za-z0-9_-]{1,50}$")
ADDRESS = re.compile(r"^https?://\S+$")


class Unfit(ValueError):  # noqa: N818 it says what the value is
    """A value that cannot stand in a field; the message is French."""


def a_text(value: object) -> str:
    """Words, with French spacing; an amount stays in one piece."""
    if not isinstance(value, str):
        raise Unfit(f"un texte est attendu, pas « {value} »")
    return UNBROKEN.sub("\N{NO-BREAK SPACE}", typeset(" ".join(value.split())))


def texts(value: object) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(a_text(one) for one in _list(value))


def a_code(value: object) -> str:
    """A code: letters without accents, digits, « - . : _ »."""
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise Unfit(f"un code sans espace ni accent est attendu, pas « {value} »")
    return value


def a_slug(value: object) -> str:
    """A code that can stand in an address: letters without accents, digits, « - _ »."""
    if not isinstance(value, str) or not SLUG.fullmatch(value):
        raise Unfit(f"lettres sans accent, chiffres et tirets, 50 au plus : pas « {value} »")
    return value


def codes(value: object) -> tuple[str, ...]:
    """A list of codes, each once."""
    return tuple(dict.fromkeys(a_code(one) for one in _list(value)))


def an_address(value: object) -> str:
    """An address of the web."""
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        raise Unfit(f"une adresse « https://… » est attendue, pas « {value} »")
    return value


def a_day(value: object) -> dt.date:
    """A day: a date of YAML, or « 2018-11-22 »."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise Unfit(f"un jour « AAAA-MM-JJ » est attendu, pas « {value} »") from None


def a_whole(value: object) -> int:
    """A whole number that is not negative: money in cents, days."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unfit(f"un nombre entier positif est attendu, pas « {value} »")
    return value


def a_rate(value: object) -> float:
    """A share between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise Unfit(f"une part entre 0 et 1 est attendue, pas « {value} »")
    return float(value)


def a_boolean(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unfit(f"« true » ou « false » est attendu, pas « {value} »")
    return value


def means(value: object) -> frozenset[Means]:
    """The kinds of means, by their codes."""
    return frozenset(_one_of(Means, one) for one in _list(value))


def a_certainty(value: object) -> Certainty:
    """How sure we are."""
    return _one_of(Certainty, value)


def _one_of(kind: type[Choice], value: object) -> Choice:
    try:
        return kind(str(value))
    except ValueError:
        raise Unfit(f"« {value} » n’est pas l’un de : {', '.join(kind)}") from None


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise Unfit(f"une liste est attendue, pas « {value} »")
    return value
