"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

from collections.abc import Callable
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. `planned`: revision that the plan answers, None without one;
    `status`: of that plan. `left`: cents that the envelope has left, None without envelope;
    `cents`: what the plan grants. `granted`: dossiers of the adoption that a decision granted."""

    lines: int = 0
    is_running: bool = False
    revision: int = 1
    planned: int | None = None
    status: str = ""
    left: int | None = None
    cents: int = 0
    granted: int = 0


AMENDED = "amended"
"""The status of a plan kept as it was changed by hand, although it breaks rules."""
FOUND = frozenset({"optimal", "feasible", AMENDED})
"""The statuses of a plan that gives grants."""


def _has_lines(facts: Facts) -> str:
    return "" if facts.lines else "Ajoutez d’abord des projets."


def _idle(facts: Facts) -> str:
    told = "Un calcul est en cours : attendez sa fin, ou annulez-le."
    return typeset(told) if facts.is_running else ""


def _planned(facts: Facts) -> str:
    if facts.planned is None:
        return typeset("Aucun plan n’est encore calculé : calculez-le.")
    if facts.planned != facts.revision:
        return typeset("Projets ou règles ont changé depuis le plan : calculez-le à nouveau.")
    if facts.status not in FOUND:
        return typeset("Aucun plan ne respecte toutes les règles : changez-en une, et recalculez.")
    return ""


def _on_envelope(facts: Facts) -> str:
    told = "Dites quelle enveloppe ce scénario partage."
    return told if facts.left is None else ""


def _grants(facts: Facts) -> str:
    return "" if facts.cents else "Ce plan n’attribue rien."


def _left(facts: Facts) -> str:
    if facts.left is None or facts.cents <= facts.left:
        return ""
    told = (
        f"Le plan attribue {euros(facts.cents)} ; il ne reste que {euros(max(facts.left, 0))} sur "
        "l’enveloppe."
    )
    return typeset(told)


def _nothing_granted(facts: Facts) -> str:
    if not facts.granted:
        return ""
    if facts.granted == 1:
        told = "Un dossier a déjà reçu une décision : annulez-la d’abord."
    else:
        told = f"{facts.granted} dossiers ont déjà reçu une décision : annulez-les d’abord."
    return typeset(told)


GUARDS: dict[str, Callable[[Facts], str]] = {
    "has_lines": _has_lines,
    "idle": _idle,
    "planned": _planned,
    "on_envelope": _on_envelope,
    "grants": _grants,
    "left": _left,
    "nothing_granted": _nothing_granted,
}
