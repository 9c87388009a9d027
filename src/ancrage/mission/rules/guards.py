"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset

READERS = 2
"""How many experts read each candidate, apart from each other."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. What a step does not need is left as it is."""

    today: dt.date
    mission_state: str = "open"
    is_use_declared: bool = True
    applications_until: dt.date | None = None
    readings_until: dt.date | None = None
    experts: int = READERS
    left: int = 0
    candidate_state: str = "admissible"
    missing: tuple[str, ...] = ()
    locked: int = 0
    unsettled: tuple[str, ...] = ()
    is_score_known: bool = True
    is_conflicted: bool = False
    is_declared: bool = True
    unmarked: tuple[str, ...] = ()


def _use_declared(facts: Facts) -> str:
    told = "Déclarez d’abord ce que la note changera à la liste : le poids se dit avant les notes."
    return "" if facts.is_use_declared else told


def _dates_set(facts: Facts) -> str:
    if facts.applications_until is None or facts.readings_until is None:
        return "Donnez les deux dates : fin des candidatures, fin des lectures."
    if facts.applications_until < facts.today:
        return "La fin des candidatures est déjà passée : changez-la."
    if facts.readings_until < facts.applications_until:
        return "Les lectures finiraient avant les candidatures : changez une des deux dates."
    return ""


def _enough_experts(facts: Facts) -> str:
    if facts.experts >= READERS:
        return ""
    return f"Nommez au moins {READERS} experts : chaque candidat a deux lectures."


def _nothing_left(facts: Facts) -> str:
    if not facts.left:
        return ""
    told = "candidature attend" if facts.left == 1 else "candidatures attendent"
    return f"{facts.left} {told} encore une décision ou une note."


def _mission_open(facts: Facts) -> str:
    return "" if facts.mission_state == "open" else "La mission n’est pas ouverte."


def _in_time(facts: Facts) -> str:
    until = facts.applications_until
    if until is None or facts.today <= until:
        return ""
    return f"Les candidatures sont closes depuis le {long_date(until)}."


def _complete(facts: Facts) -> str:
    if not facts.missing:
        return ""
    return typeset(f"Il manque : {', '.join(facts.missing)}.")


def _both_locked(facts: Facts) -> str:
    if facts.locked >= READERS:
        return ""
    return "Les deux lectures ne sont pas encore verrouillées."


def _all_settled(facts: Facts) -> str:
    if not facts.unsettled:
        return ""
    return typeset(f"Désaccord à régler : {', '.join(facts.unsettled)}.")


def _score_known(facts: Facts) -> str:
    told = "Aucun critère n’a de note connue : il n’y a pas de note à arrêter."
    return "" if facts.is_score_known else told


def _candidate_admissible(facts: Facts) -> str:
    if facts.mission_state != "open":
        return "La mission n’est pas ouverte."
    if facts.candidate_state == "admissible":
        return ""
    return "Ce candidat n’est pas en lecture : sa note est arrêtée, ou il est retiré."


def _no_conflict(facts: Facts) -> str:
    if facts.is_conflicted:
        return "Vous avez déclaré un conflit d’intérêts avec ce candidat."
    if not facts.is_declared:
        return "Déclarez d’abord vos intérêts pour ce candidat, même s’il n’y en a pas."
    return ""


def _all_marked(facts: Facts) -> str:
    if not facts.unmarked:
        return ""
    return typeset(f"À compléter : {', '.join(facts.unmarked)}.")


GUARDS: dict[str, Callable[[Facts], str]] = {
    "use_declared": _use_declared,
    "dates_set": _dates_set,
    "enough_experts": _enough_experts,
    "nothing_left": _nothing_left,
    "mission_open": _mission_open,
    "in_time": _in_time,
    "complete": _complete,
    "both_locked": _both_locked,
    "all_settled": _all_settled,
    "score_known": _score_known,
    "candidate_admissible": _candidate_admissible,
    "no_conflict": _no_conflict,
    "all_marked": _all_marked,
}
