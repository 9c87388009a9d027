"""Where a mission is: the commune that was typed, and its territory in the list of a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.geography.models import Commune, Perimeter, PerimeterVersion
from ancrage.geography.queries import OFFICIAL, register_of
from ancrage.geography.rules.lookup import Lookup, Register, Status
from ancrage.kernel.identifiers import read_commune_code
from ancrage.kernel.text import typeset

NAMED_MOST = 6
"""How many communes of one name are listed before it is « and others »."""


class PlaceRefusedError(ValueError):
    """A place that cannot be told from what was typed; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A commune, and the territory that holds it that day.

    `is_placed` False: no list of that day is held, so nobody can say whether it is in one.
    """

    commune: str = ""
    commune_name: str = ""
    siren: str = ""
    region: str = ""
    territory: str = ""
    territory_name: str = ""
    list_code: str = ""
    is_placed: bool = False
    placed_on: dt.date | None = None

    @property
    def in_territory(self) -> bool | None:
        """Yes, no, or nobody can say."""
        return bool(self.territory) if self.is_placed else None


def list_perimeter() -> str:
    """The code of the list that counts: the programme's own, or the official one without.

    With several programmes, the one whose first list is the oldest.
    """
    own = PerimeterVersion.objects.filter(perimeter__kind=Perimeter.PROGRAMME)
    found = own.order_by("valid_from", "perimeter").values_list("perimeter", flat=True).first()
    return found or OFFICIAL


def programme_register() -> Register | None:
    """The lists that count over the loaded places; None when no place is loaded.

    Three queries once it is in memory.
    """
    return register_of(list_perimeter())


def place_at(text: str, *, day: dt.date) -> Placed:
    """The commune that a text names, by its code or its name, and its territory that day.

    Without any place loaded, nothing is known of it. PlaceRefusedError.
    """
    register = programme_register()
    if register is None or not text.strip():
        return Placed()
    return placed_in([_found(register, text.strip(), day)])[0]


def place_of(commune: str, *, day: dt.date) -> Placed:
    """The territory of a commune told by its code, that day."""
    register = programme_register()
    if register is None or not commune:
        return Placed()
    return placed_in([register.commune(text=commune, on=day)])[0]


def placed_in(lookups: Iterable[Lookup]) -> list[Placed]:
    """What look-ups of communes say, with the region and the intercommunalité. One query."""
    held = list(lookups)
    communes = Commune.objects.in_bulk([found.code for found in held])
    return [_placed(found, communes.get(found.code)) for found in held]


def _placed(found: Lookup, commune: Commune | None) -> Placed:
    if commune is None:
        return Placed()
    answer = found.answers[0] if found.answers else None
    version = found.version
    return Placed(
        commune=commune.code,
        commune_name=commune.name,
        siren=commune.intercommunality_id or "",
        region=commune.region_id,
        territory=f"{version.perimeter}:{answer.territory.code}" if answer and version else "",
        territory_name=answer.territory.name if answer else "",
        list_code=version.code if version else "",
        is_placed=found.status in {Status.MATCHED, Status.NONE},
        placed_on=found.on,
    )


def _found(register: Register, text: str, day: dt.date) -> Lookup:
    if read_commune_code(text):
        found = register.commune(text=text, on=day)
        if found.status != Status.INVALID:
            return found
    towns = [held for held in register.named(text=text, on=day) if held.kind == "commune"]
    if len(towns) == 1:
        return towns[0]
    if not towns:
        raise PlaceRefusedError(
            typeset(_("Aucune commune ne s’appelle « %s » : donnez son nom ou son code.") % text)
        )
    named = ", ".join(f"{town.name} ({town.code})" for town in towns[:NAMED_MOST])
    more = "…" if len(towns) > NAMED_MOST else ""
    raise PlaceRefusedError(
        typeset(
            _("Plusieurs communes portent ce nom : donnez le code de la vôtre, %s.")
            % (named + more)
        )
    )
