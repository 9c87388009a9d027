"""Lists of territories and the places that they are made of, as the rules see them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

EPCI, EPT, COMMUNE = "epci", "ept", "commune"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a territory: an intercommunalité, an EPT or a single commune.

    `communes` is None when the member is whole, else the communes that are inside.
    """

    code: str
    kind: str = EPCI
    communes: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        return self.communes is None


@dataclass(frozen=True, slots=True)
class ListedTerritory:
    """A territory of a list: `region` is a region's code."""

    code: str
    name: str
    region: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A list in force from `valid_from` to `valid_to`, both included (None: still is)."""

    code: str
    perimeter: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    territories: tuple[ListedTerritory, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A commune. `population` in inhabitants, None when unknown; `ept` and `epci` may be ""."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    epci: str
    ept: str
    population: int | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of a pack, by code.

    `former` maps a former commune code to today's; `recreated` a re-created commune to its
    parent, for lists older than `reference_date` (that of all codes); `groups` the SIREN of an
    intercommunalité or EPT to its name.
    """

    towns: Mapping[str, Town]
    former: Mapping[str, str]
    recreated: Mapping[str, str]
    reference_date: dt.date
    groups: Mapping[str, str]
    _held: dict[str, frozenset[str]] = field(default_factory=dict)

    def communes_of(self, code: str) -> frozenset[str]:
        """The communes of an intercommunalité or EPT; of a commune, itself."""
        if not self._held:
            held: dict[str, set[str]] = defaultdict(set)
            for town in self.towns.values():
                for holder in (town.epci, town.ept, town.code):
                    held[holder].add(town.code)
            self._held.update((holder, frozenset(codes)) for holder, codes in held.items())
        return self._held.get(code, frozenset()) if code else frozenset()

    def name_of(self, code: str) -> str:
        """The name of an intercommunalité, an EPT or a commune; "" when there is none."""
        town = self.towns.get(code)
        return town.name if town else self.groups.get(code, "")

    def covered(self, member: Member) -> frozenset[str]:
        """The communes that a member brings to its territory."""
        return self.communes_of(member.code) if member.communes is None else member.communes


@dataclass(frozen=True, slots=True)
class Assignment:
    """The territory that a commune is in, and the member that brings it there."""

    territory: ListedTerritory
    member: Member


def assignments(version: ListVersion, gazetteer: Gazetteer) -> dict[str, Assignment]:
    """For each commune of a list, the territory that it is in.

    A list older than the gazetteer that names a commune also covers the communes that were
    re-created out of it since.
    """
    held = {
        code: Assignment(territory, member)
        for territory in version.territories
        for member in territory.members
        for code in gazetteer.covered(member)
    }
    if version.valid_from < gazetteer.reference_date:
        for child, parent in gazetteer.recreated.items():
            if child not in held and parent in held:
                held[child] = held[parent]
    return held


def communes_of(version: ListVersion, gazetteer: Gazetteer) -> Iterator[dict[str, str]]:
    """The list as one row per commune, by territory then commune.

    Columns: commune, commune_name, epci, ept, territory_code, territory_name, coverage
    (whole or partial: of the member that brings the commune), list_version.
    """
    held = assignments(version, gazetteer)
    for code in sorted(held, key=lambda code: (held[code].territory.code, code)):
        town, territory = gazetteer.towns[code], held[code].territory
        yield {
            "commune": code,
            "commune_name": town.name,
            "epci": town.epci,
            "ept": town.ept,
            "territory_code": territory.code,
            "territory_name": territory.name,
            "coverage": "whole" if held[code].member.is_whole else "partial",
            "list_version": version.code,
        }


def doubly_listed(territories: Iterable[ListedTerritory], gazetteer: Gazetteer) -> list[str]:
    """The communes that are in two territories of one list, sorted; there should be none."""
    holders: dict[str, str] = {}
    twice: set[str] = set()
    for territory in territories:
        for code in {c for member in territory.members for c in gazetteer.covered(member)}:
            if holders.setdefault(code, territory.code) != territory.code:
                twice.add(code)
    return sorted(twice)
