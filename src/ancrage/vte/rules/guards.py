"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. `against`: what the label's rule refuses, in words."""

    today: dt.date
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    is_corrected: bool = True
    against: str = ""
    closes_on: dt.date | None = None


def _complete(facts: Facts) -> str:
    if facts.missing:
        return typeset(f"Il manque : {', '.join(facts.missing)}.")
    if facts.faults:
        return typeset(" ".join(facts.faults))
    if facts.closes_on and facts.closes_on < facts.today:
        return typeset(f"La fin de l’annonce est passée ({long_date(facts.closes_on)}).")
    return ""


def _corrected(facts: Facts) -> str:
    told = "Cette mission a été refusée : corrigez-la avant de la proposer de nouveau."
    return "" if facts.is_corrected else told


def _within_the_rules(facts: Facts) -> str:
    return facts.against


def _against_the_rules(facts: Facts) -> str:
    return "" if facts.against else "Aucune règle ne refuse cette mission."


def _still_open(facts: Facts) -> str:
    if facts.closes_on is None or facts.today <= facts.closes_on:
        return ""
    return typeset(
        f"La fin de l’annonce est passée ({long_date(facts.closes_on)}) : refusez-la, "
        "l’entreprise en donnera une autre."
    )


def _over(facts: Facts) -> str:
    if facts.closes_on is not None and facts.closes_on < facts.today:
        return ""
    return "La fin de l’annonce n’est pas passée."


GUARDS: dict[str, Callable[[Facts], str]] = {
    "complete": _complete,
    "corrected": _corrected,
    "within_the_rules": _within_the_rules,
    "against_the_rules": _against_the_rules,
    "still_open": _still_open,
    "over": _over,
}
