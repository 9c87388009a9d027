"""How checks name things in French."""

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import long_date
from ancrage.stateaid.rules.model import Aid, Origin

ORIGINS = {
    Origin.LEDGER: "nos engagements",
    Origin.DECLARED: "la déclaration de l’entreprise",
    Origin.REGISTER: "le registre national",
}


def origin_words(origin: Origin) -> str:
    """« le registre national »."""
    return ORIGINS[origin]


def aid_words(aid: Aid) -> str:
    """« l’aide de 10 000 € du 3 mars 2024 à 123456789 (Bpifrance, n° 12) »."""
    amount = "l’aide d’un montant inconnu" if aid.cents is None else f"l’aide de {euros(aid.cents)}"
    number = f"n° {aid.number}" if aid.number else ""
    told = ", ".join(part for part in (aid.financer, number) if part)
    return f"{amount} du {long_date(aid.granted_on)} à {aid.siren}{f' ({told})' if told else ''}"
