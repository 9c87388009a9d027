"""Organisations by what people type: a name, a SIREN, a SIRET, a code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ancrage.geography.models import Intercommunality, Region
from ancrage.kernel.text import fold
from ancrage.people.models import Organisation

SIREN_LENGTH = 9


@dataclass(frozen=True, slots=True)
class OrganisationChoice:
    """An organisation that is known here, or that the official lists name: to be added then."""

    kind: str
    code: str
    name: str
    siret: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.siret})" if self.siret else self.name


def known_organisations(kinds: Iterable[str]) -> list[OrganisationChoice]:
    """Those of some kinds that are known here, by name. One query."""
    return [
        OrganisationChoice(row.kind, row.code, row.name, row.siret)
        for row in Organisation.objects.filter(kind__in=list(kinds))
    ]


class OrganisationBook:
    """Every organisation that may be named, read once."""

    def __init__(self) -> None:
        known = known_organisations(kind for kind, _label in Organisation.KINDS)
        held = {(choice.kind, choice.code) for choice in known}
        official = [c for c in _official() if (c.kind, c.code) not in held]
        self.choices = known + official
        self.known = held

    def find(self, kinds: Iterable[str], text: str) -> list[OrganisationChoice]:
        """Those of some kinds that a text names: by code, SIREN or SIRET, by name, by words."""
        wanted = set(kinds)
        fitting = [choice for choice in self.choices if choice.kind in wanted]
        asked, digits, words = text.strip(), "".join(text.split()), fold(text)
        tests: list[Callable[[OrganisationChoice], bool]] = [
            lambda choice: asked in {choice.code, choice.label} or digits == choice.siret,
            lambda choice: digits in {choice.code, choice.siret[:SIREN_LENGTH]},
            lambda choice: words in {fold(choice.name), fold(choice.label)},
            lambda choice: words in fold(choice.name),
        ]
        for test in tests if words else ():
            found = [choice for choice in fitting if test(choice)]
            if found:
                return found
        return []


def _official() -> list[OrganisationChoice]:
    """Regional councils, prefectures of regions, intercommunalités: as the reference has them."""
    places = Intercommunality.objects.values_list("siren", "name")
    found = [
        OrganisationChoice(Organisation.INTERCOMMUNALITY, siren, name) for siren, name in places
    ]
    for code, name in Region.objects.values_list("code", "name"):
        found.append(OrganisationChoice(Organisation.REGION, code, f"Région {name}"))
        prefecture = f"Préfecture de région {name}"
        found.append(OrganisationChoice(Organisation.PREFECTURE, code, prefecture))
    return found
