"""What must hold before a step of an amendment: each guard gives "" or one French sentence."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a regional committee's record says; `names` are those given of who was present."""

    body: str
    decided_on: dt.date
    present_count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at. What a step has not is left as it is by default.

    `passing` counts the moves that the list of today still allows.
    """

    today: dt.date
    moves: int = 0
    reason: str = ""
    words: str = ""
    is_current: bool = True
    sitting: Sitting | None = None
    other_regions: frozenset[str] = frozenset()
    objections: int = 0
    last_list_from: dt.date | None = None
    valid_from: dt.date | None = None
    passing: int = 0


Guard = Callable[[Facts], str]


def has_moves(facts: Facts) -> str:
    return "" if facts.moves else "Il n’y a encore aucun changement : ajoutez-en au moins un."


def has_reason(facts: Facts) -> str:
    return "" if facts.reason.strip() else "Écrivez le motif : pourquoi la région le demande."


def list_is_current(facts: Facts) -> str:
    if facts.is_current:
        return ""
    return (
        "La liste a changé depuis que ces changements ont été écrits : reprenez-les d’abord sur "
        "la liste du jour."
    )


def committee_sat(facts: Facts) -> str:
    if facts.sitting is None or not facts.sitting.body.strip():
        return "Nommez l’instance qui a décidé."
    if facts.sitting.decided_on > facts.today:
        return "La date de la séance est dans l’avenir : consignez la décision une fois prise."
    return ""


def somebody_sat(facts: Facts) -> str:
    if facts.sitting is None or facts.sitting.present_count < 1:
        return "Donnez le nombre de présents : au moins une personne."
    if len(facts.sitting.names) > facts.sitting.present_count:
        return "Vous nommez plus de présents que le nombre donné."
    return ""


def another_region(facts: Facts) -> str:
    if facts.other_regions:
        return ""
    return "Aucun territoire touché n’est à cheval sur une autre région."


def objections_answered(facts: Facts) -> str:
    if not facts.objections or facts.words.strip():
        return ""
    return "Une région voisine a fait une objection : répondez-y en quelques mots."


def follows_the_list(facts: Facts) -> str:
    if facts.valid_from is None or facts.valid_from < facts.today:
        return "Une liste ne change pas dans le passé : donnez la date du jour, ou plus tard."
    if facts.last_list_from is not None and facts.valid_from <= facts.last_list_from:
        day = long_date(facts.last_list_from)
        return f"La dernière liste commence le {day} : donnez une date plus tardive."
    return ""


def something_passes(facts: Facts) -> str:
    if facts.passing:
        return ""
    return (
        "La liste a changé depuis, et ne permet plus aucun de ces changements : renvoyez la "
        "modification à la région."
    )


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        has_moves,
        has_reason,
        list_is_current,
        committee_sat,
        somebody_sat,
        another_region,
        objections_answered,
        follows_the_list,
        something_passes,
    )
}


def refusal(names: Iterable[str], facts: Facts) -> str:
    """The first guard's sentence that does not hold; "" when all do."""
    found = (GUARDS[name](facts) for name in names)
    return typeset(next(filter(None, found), ""))
