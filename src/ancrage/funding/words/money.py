"""Money in words: accounts, financers, places, what is made up for the demonstration."""

from collections.abc import Mapping

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.definitions import chart
from ancrage.funding.models import Dossier, Entry
from ancrage.funding.models.dossiers import PLACES
from ancrage.kernel.text import typeset

SOURCE = "Ancrage, grand livre des financements"
INVENTED_SOURCE = "Ancrage, démonstration : enveloppes, dossiers et montants inventés"
INVENTED = (
    "Démonstration : ces dossiers, ces engagements et ces paiements sont inventés. Ils ne disent "
    "rien de ce que les financeurs ont fait."
)
RESERVED = "(réservé)"
CERTAINTIES = {
    "official": ("texte officiel", "success"),
    "reported": ("rapporté", "info"),
    "unknown": ("inconnu", "warning"),
}
"""How sure we are of an envelope: the word, the kind of its badge."""


def signed(cents: int) -> str:
    """« 4 000 € », « −12,50 € »."""
    return f"{'−' if cents < 0 else ''}{euros(abs(cents))}"


def account_words(entry: Entry, code: str) -> str:
    """One of the accounts of an entry, with what holds it: « Payé (dossier D-2024-000012) »."""
    account = chart().accounts[code]
    holder = {
        "envelope": entry.envelope.name if entry.envelope else "",
        "line": entry.dossier.code if entry.dossier else "",
        "dossier": entry.dossier.code if entry.dossier else "",
    }.get(account.held_by, "")
    return f"{account.label} ({holder})" if holder else account.label


def place_words(row: Entry | Dossier, names: Mapping[str, str]) -> str:
    """The territory's name, or why there is none."""
    if row.territory:
        return names.get(row.territory, row.territory)
    return str(dict(PLACES).get(row.place, row.place))


def source_of(*, is_invented: bool) -> str:
    """What a list or a figure says of where it comes from."""
    return typeset(INVENTED_SOURCE if is_invented else SOURCE)
