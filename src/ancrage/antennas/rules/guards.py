"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. `left`: places of the period that nobody holds yet."""

    today: dt.date
    antenna_state: str = "open"
    periods: int = 1
    promised: int = 0
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    left: int = 0
    wanted: int = 1


def _has_places(facts: Facts) -> str:
    told = "Donnez d’abord sa capacité sur au moins une période : sans place, rien ne se réserve."
    return "" if facts.periods else typeset(told)


def _nothing_promised(facts: Facts) -> str:
    if not facts.promised:
        return ""
    if facts.promised == 1:
        return typeset("Une réservation n’est pas close : répondez-y, ou annulez-la d’abord.")
    told = f"{facts.promised} réservations ne sont pas closes : répondez-y, ou annulez-les d’abord."
    return typeset(told)


def _antenna_takes(facts: Facts) -> str:
    told = "L’antenne est fermée : elle n’accueille plus."
    return told if facts.antenna_state == "closed" else ""


def _not_past(facts: Facts) -> str:
    if facts.ends_on is None or facts.today <= facts.ends_on:
        return ""
    return f"Cette période est finie depuis le {long_date(facts.ends_on)}."


def _room(facts: Facts) -> str:
    if facts.left >= facts.wanted:
        return ""
    if not facts.left:
        return typeset("Plus aucune place sur cette période : mettez en liste d’attente.")
    left = "une place reste" if facts.left == 1 else f"{facts.left} places restent"
    return typeset(f"{facts.wanted} places demandées, {left} : mettez en liste d’attente.")


def _full(facts: Facts) -> str:
    told = "Il reste assez de places sur cette période : confirmez plutôt la demande."
    return typeset(told) if facts.left >= facts.wanted else ""


def _begun(facts: Facts) -> str:
    if facts.starts_on is None or facts.starts_on <= facts.today:
        return ""
    return f"La période ne commence que le {long_date(facts.starts_on)}."


GUARDS: dict[str, Callable[[Facts], str]] = {
    "has_places": _has_places,
    "nothing_promised": _nothing_promised,
    "antenna_takes": _antenna_takes,
    "not_past": _not_past,
    "room": _room,
    "full": _full,
    "begun": _begun,
}
