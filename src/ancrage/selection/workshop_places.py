"""The intercommunalités that a scenario puts in, leaves out or holds together, by name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.kernel.text import fold
from ancrage.selection.engine.model import Country, Unit
from ancrage.selection.workshop_rules import EXCLUDE, GROUP, INCLUDE, role_words

FOUND_MOST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """An intercommunalité with what is asked of it ("" for nothing) and what could be.

    `bonus` is the text typed for what its jobs count for more, `error` what is wrong with it.
    """

    siren: str
    name: str
    region: str
    role: str
    choices: tuple[tuple[str, str], ...]
    bonus: str = ""
    error: str = ""


def places_of(
    country: Country, named: Mapping[str, str], regions: Mapping[str, str]
) -> list[Place]:
    """Those that are named, by name; one that the figures no longer have keeps its SIREN."""
    units = {unit.siren: unit for unit in country.units}
    choices = role_choices(named)
    found = [
        _place(siren, units.get(siren), role, regions, choices) for siren, role in named.items()
    ]
    return sorted(found, key=lambda place: fold(place.name))


def find_places(
    country: Country, asked: str, regions: Mapping[str, str], *, apart_from: Mapping[str, str]
) -> list[Place]:
    """Those whose name holds all the words asked for, or of that SIREN: twenty at most."""
    words, siren = fold(asked).split(), "".join(asked.split())
    choices = role_choices(apart_from)
    found = [
        unit
        for unit in country.units
        if unit.siren not in apart_from
        and (unit.siren == siren or (words and _holds(fold(unit.name), words)))
    ]
    found.sort(key=lambda unit: (len(unit.name), unit.name))
    return [_place(unit.siren, unit, "", regions, choices) for unit in found[:FOUND_MOST]]


def role_choices(named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What can be asked of an intercommunalité: the groups that there are, and one more."""
    groups = {int(role.removeprefix(GROUP)) for role in named.values() if role.startswith(GROUP)}
    roles = ["", INCLUDE, EXCLUDE, *(f"{GROUP}{n}" for n in range(1, max(groups, default=0) + 2))]
    return tuple((role, role_words(role) or _("sans place imposée")) for role in roles)


def _holds(name: str, words: Collection[str]) -> bool:
    return all(word in name for word in words)


def _place(
    siren: str,
    unit: Unit | None,
    role: str,
    regions: Mapping[str, str],
    choices: tuple[tuple[str, str], ...],
) -> Place:
    if unit is None:
        return Place(siren, siren, "", role, choices)
    return Place(siren, unit.name, regions.get(unit.region, unit.region), role, choices)
