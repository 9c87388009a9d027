"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset

OPEN_TO_REPORTS = frozenset({"open", "asked", "granted", "refused"})
"""The states of a case that a report may join, and so have its answer."""
ANSWERED = frozenset({"granted", "refused", "closed"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. What a step does not need is left as it is."""

    today: dt.date
    missing: tuple[str, ...] = ()
    is_private: bool = False
    case_state: str = ""
    was_asked: bool = False
    reports: int = 1
    untold: int = 0
    follow_up_on: dt.date | None = None


def _complete(facts: Facts) -> str:
    if not facts.missing:
        return ""
    return typeset(f"Il manque : {', '.join(facts.missing)}.")


def _case_open(facts: Facts) -> str:
    if facts.case_state in OPEN_TO_REPORTS:
        return ""
    return "Ce cas n’est plus ouvert aux signalements."


def _case_unasked(facts: Facts) -> str:
    if facts.case_state in {"", "open"}:
        return ""
    return "L’autorité est saisie de ce cas : le signalement y reste."


def _is_reserved(facts: Facts) -> str:
    return "" if facts.is_private else "Ce signalement n’est pas réservé."


def _case_answered(facts: Facts) -> str:
    if facts.case_state in ANSWERED:
        return ""
    return "L’autorité n’a pas encore répondu."


def _has_reports(facts: Facts) -> str:
    return "" if facts.reports else "Aucun signalement n’est réuni à ce cas."


def _never_asked(facts: Facts) -> str:
    return "Une autorité a été saisie de ce cas : il ne se dissout plus." if facts.was_asked else ""


def _effects_known(facts: Facts) -> str:
    """Who does not answer holds nobody up for ever: once the day has passed, the case may close."""
    due = facts.follow_up_on
    if not facts.untold or due is None or facts.today > due:
        return ""
    said = "territoire n’a" if facts.untold == 1 else "territoires n’ont"
    return f"{facts.untold} {said} pas encore dit l’effet, attendu jusqu’au {long_date(due)}."


GUARDS: dict[str, Callable[[Facts], str]] = {
    "complete": _complete,
    "case_open": _case_open,
    "case_unasked": _case_unasked,
    "case_answered": _case_answered,
    "is_reserved": _is_reserved,
    "has_reports": _has_reports,
    "never_asked": _never_asked,
    "effects_known": _effects_known,
}
