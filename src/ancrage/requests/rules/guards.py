"""The conditions of the steps: each says in one sentence what keeps a step from being made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import long_date, typeset


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at. What a step does not need is left as it is."""

    today: dt.date
    missing: tuple[str, ...] = ()
    is_known: bool = True
    has_operator: bool = True
    closes: dt.date | None = None
    opens: dt.date | None = None


def _complete(facts: Facts) -> str:
    if not facts.missing:
        return ""
    return typeset(f"Il manque : {', '.join(facts.missing)}.")


def _open_measure(facts: Facts) -> str:
    if not facts.is_known:
        return typeset(
            "Cette mesure n’est plus dans le panier en vigueur : choisissez-en une autre."
        )
    if not facts.has_operator:
        return typeset("Aucune source ne dit qui répond pour cette mesure : on ne peut l’envoyer.")
    if facts.opens and facts.today < facts.opens:
        return typeset(f"Cette mesure s’ouvre le {long_date(facts.opens)} : gardez le brouillon.")
    if facts.closes and facts.closes < facts.today:
        return typeset(f"Cette mesure s’est close le {long_date(facts.closes)}.")
    return ""


GUARDS: dict[str, Callable[[Facts], str]] = {
    "complete": _complete,
    "open_measure": _open_measure,
}
"""The conditions by the names that workflow.yaml gives them."""
