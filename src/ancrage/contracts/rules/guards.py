"""The conditions of an act's steps: each says in one sentence what keeps a step from being made."""

from collections.abc import Callable
from dataclasses import dataclass

from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at.

    `unwritten`: labels of the fields that wait; `missing`: what lacks, in sentences; `stale`: what
    changed since the content was checked, in sentences; `is_seen`: the PDF to send is the one that
    was previewed; `unsigned`: how many signatures are still awaited, of `signatures`.
    """

    unwritten: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    needs_approval: bool = True
    is_approved: bool = False
    stale: tuple[str, ...] = ()
    is_seen: bool = True
    unsigned: int = 0
    signatures: int = 0
    is_overdue: bool = False


def _written(facts: Facts) -> str:
    if not facts.unwritten:
        return ""
    return typeset(f"Il reste à écrire : {', '.join(facts.unwritten)}.")


def _ready(facts: Facts) -> str:
    if not facts.missing:
        return ""
    first, rest = facts.missing[0], len(facts.missing) - 1
    more = f" Et {rest} autre{'s' if rest > 1 else ''}." if rest else ""
    return typeset(f"Il manque encore : {first[:1].lower()}{first[1:]}{more}")


def _undecided(facts: Facts) -> str:
    if not facts.needs_approval:
        return "Cet acte ne demande pas l’approbation du comité."
    return "Le comité l’a déjà approuvé." if facts.is_approved else ""


def _approved(facts: Facts) -> str:
    if facts.is_approved or not facts.needs_approval:
        return ""
    return "Le comité régional ne l’a pas encore approuvé."


def _fresh(facts: Facts) -> str:
    if not facts.stale:
        return ""
    told = " ".join(facts.stale[:3])
    return typeset(
        f"Ce qui a été vérifié n’est plus à jour : {told} Reprenez l’écriture, puis vérifiez."
    )


def _seen(facts: Facts) -> str:
    if facts.is_seen:
        return ""
    return "Ce document n’est pas celui de l’aperçu : relisez-le avant de l’envoyer."


def _unsigned(facts: Facts) -> str:
    if facts.unsigned or not facts.signatures:
        return ""
    return "La dernière signature est donnée : l’acte ne se retire plus."


def _signed_by_all(facts: Facts) -> str:
    if not facts.signatures:
        return "Aucune signature n’est demandée."
    if not facts.unsigned:
        return ""
    several = facts.unsigned > 1
    verb, plural = ("manquent", "s") if several else ("manque", "")
    return f"{facts.unsigned} signature{plural} {verb} encore."


def _overdue(facts: Facts) -> str:
    return "" if facts.is_overdue else "Le délai de signature court encore."


GUARDS: dict[str, Callable[[Facts], str]] = {
    "written": _written,
    "ready": _ready,
    "undecided": _undecided,
    "approved": _approved,
    "fresh": _fresh,
    "seen": _seen,
    "unsigned": _unsigned,
    "signed_by_all": _signed_by_all,
    "overdue": _overdue,
}
"""The conditions by the names that workflow.yaml gives them."""
