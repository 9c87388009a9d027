"""What a report tells, and what is wrong with it or missing from it."""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from ancrage.kernel.text import typeset

LEGIFRANCE = re.compile(r"https://www\.legifrance\.gouv\.fr/[A-Za-z0-9_/.?=&%#-]+")
"""The form of an address of Légifrance. It is never fetched."""
LINE, TEXT = 160, 4000
MOST_CENTS, MOST_DAYS = 10**13, 36_500
LENGTHS = {
    "title": LINE,
    "rule": TEXT,
    "prevents": TEXT,
    "proposal": TEXT,
    "reference": LINE,
    "url": 300,
    "company_name": LINE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A block in the words of who meets it. What it costs is declared; None: not known."""

    title: str
    rule: str = ""
    prevents: str = ""
    need: str = "simplify"
    kind: str = ""
    proposal: str = ""
    reference: str = ""
    url: str = ""
    cost_cents: int | None = None
    delay_days: int | None = None
    company_name: str = ""
    is_private: bool = False

    def document(self) -> dict[str, Any]:
        """As it is kept, spaces at the ends taken out."""
        told = asdict(self)
        return {k: v.strip() if isinstance(v, str) else v for k, v in told.items()}


def faults(told: Told, *, needs: Collection[str], kinds: Collection[str]) -> dict[str, str]:
    """What is wrong, by field, one sentence each: even a draft is not kept with a fault."""
    found = {
        name: f"Au plus {most} caractères."
        for name, most in LENGTHS.items()
        if len(getattr(told, name)) > most
    }
    if not told.title.strip():
        found["title"] = "Dites le blocage en une ligne."
    if told.need not in needs:
        found["need"] = "Choisissez un besoin de la liste."
    if told.kind and told.kind not in kinds:
        found["kind"] = "Choisissez une proposition de la liste."
    if told.url.strip() and not is_legifrance(told.url.strip()):
        example = "https://www.legifrance.gouv.fr/…"
        found["url"] = typeset(f"Donnez l’adresse d’une page de Légifrance : {example}")
    found |= _number_fault("cost_cents", told.cost_cents, MOST_CENTS, "un montant")
    found |= _number_fault("delay_days", told.delay_days, MOST_DAYS, "un nombre de jours")
    return found


def is_legifrance(url: str) -> bool:
    """Whether an address has the form of Légifrance's."""
    return LEGIFRANCE.fullmatch(url) is not None


def _number_fault(name: str, value: int | None, most: int, what: str) -> dict[str, str]:
    if value is None or 0 <= value <= most:
        return {}
    return {name: f"Donnez {what} entre zéro et une limite raisonnable, ou laissez vide."}


def missing(told: Told) -> dict[str, str]:
    """What a draft lacks to be reported, by field. A cost may stay unknown."""
    needed = {
        "rule": "le texte ou la procédure",
        "prevents": "ce que cela empêche",
        "kind": "ce que vous proposez",
        "proposal": "la proposition en quelques mots",
    }
    return {name: label for name, label in needed.items() if not getattr(told, name).strip()}
