"""Money in words: accounts, financers, places, what is made up for the demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.catalogue.queries import versions_and_added
from ancrage.catalogue.rules.facts import euros
from ancrage.funding.access import REGION
from ancrage.funding.definitions import chart
from ancrage.funding.models import Dossier, Entry
from ancrage.funding.models.dossiers import PLACES
from ancrage.funding.queries.financers import STATES
from ancrage.geography.models import Region
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


@dataclass(frozen=True, slots=True)
class Names:
    """Financers, measures, needs and regions in words, by code: the last name, when it changed.

    `added`: the measures of Regions and of operators.
    """

    financers: dict[str, str]
    measures: dict[str, str]
    added: dict[str, str]
    needs: dict[str, str]
    regions: dict[str, str]


def read_names() -> Names:
    """The names of every version of the basket, and of the regions. Two queries."""
    baskets, added = versions_and_added()
    regions = dict(Region.objects.values_list("code", "name"))
    told = _("Région %(name)s")
    councils = {f"{REGION}{code}": told % {"name": name} for code, name in regions.items()}
    financers = {code: one.name for held in baskets for code, one in held.operators.items()}
    financers |= STATES | councils
    measures = {
        code: one.title for held in baskets for code, one in held.measures.items() if one.is_found
    }
    more = {one.measure.code: one.measure.title for one in added if one.measure.is_found}
    needs = {code: typeset(one.name) for held in baskets for code, one in held.needs.items()}
    return Names(financers, measures, more, needs, regions)


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
