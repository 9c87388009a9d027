"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at.

    `starts`, `ends`: days. `is_placed`: a place, a link, or a consultation in writing.
    `undecided`: labels of the items without a decision. `silent`: seats that were asked in
    writing and have not answered, before the last day.
    """

    today: dt.date
    starts: dt.date | None = None
    ends: dt.date | None = None
    is_placed: bool = False
    is_written: bool = False
    items: int = 0
    undecided: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    has_minutes: bool = False


def _placed(facts: Facts) -> str:
    if facts.starts is None:
        return "Donnez d’abord la date et l’heure."
    if facts.is_written and facts.ends is None:
        return "Donnez le dernier jour où les membres peuvent répondre."
    return "" if facts.is_placed else "Donnez le lieu, ou le lien de la visioconférence."


def _filled(facts: Facts) -> str:
    return "" if facts.items else typeset("L’ordre du jour est vide : ajoutez au moins un point.")


def _ahead(facts: Facts) -> str:
    last = facts.ends if facts.is_written else facts.starts
    if last is None or last >= facts.today:
        return ""
    return typeset(f"Le {long_date(last)} est passé : donnez une date à venir.")


def _come(facts: Facts) -> str:
    if facts.starts is None or facts.starts <= facts.today:
        return ""
    return f"Elle s’ouvre le {long_date(facts.starts)}, pas avant."


def _decided(facts: Facts) -> str:
    if not facts.undecided:
        return ""
    return typeset(f"Il reste à décider : {', '.join(facts.undecided)}.")


def _answered(facts: Facts) -> str:
    if not facts.is_written or not facts.silent:
        return ""
    if facts.ends is None or facts.ends < facts.today:
        return ""
    return typeset(
        f"Les membres ont jusqu’au {long_date(facts.ends)} pour répondre ; "
        f"on attend : {', '.join(facts.silent)}."
    )


def _drafted(facts: Facts) -> str:
    return "" if facts.has_minutes else "Le relevé n’est pas encore rédigé."


GUARDS: dict[str, Callable[[Facts], str]] = {
    "placed": _placed,
    "filled": _filled,
    "ahead": _ahead,
    "come": _come,
    "decided": _decided,
    "answered": _answered,
    "drafted": _drafted,
}
"""The conditions by the names that workflow.yaml gives them."""
