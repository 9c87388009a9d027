"""Lists of territories and the places that they are made of, as the rules see them."""

import datetime
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
    valid_from: datetime.date
    valid_to: datetime.date | None
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
    parent; `groups` the SIREN of an intercommunalité or EPT to its name.
    """

    towns: Mapping[str, Town]
    former: Mapping[str, str]
    recreated: Mapping[str, str]
    groups: Mapping[str, str]
    _held: dict[str, set[str]] = field(default_factory=dict)

    def communes_of(self, code: str) -> set[str]:
        """The communes of an intercommunalité or EPT; of a commune, itself."""
        if not self._held:
            for town in self.towns.values():
                for holder in (town.epci, town.ept, town.code):
                    self._held.setdefault(holder, set()).add(town.code)
        return self._held.get(code, set()) if code else set()

    def covered(self, member: Member) -> frozenset[str]:
        """The communes that a member brings to its territory."""
        return (
            frozenset(self.communes_of(member.code))
            if member.is_whole
            else member.communes or frozenset()
        )


def communes_of(version: ListVersion, gazetteer: Gazetteer) -> Iterator[dict[str, str]]:
    """The list as one row per commune, by territory then commune.

    Columns: commune, commune_name, epci, ept, territory_code, territory_name, coverage
    (whole or partial: of the member that brings the commune), list_version.
    """
    for territory in sorted(version.territories, key=lambda t: t.code):
        brought = {c: member for member in territory.members for c in gazetteer.covered(member)}
        for code in sorted(brought):
            town = gazetteer.towns[code]
            yield {
                "commune": code,
                "commune_name": town.name,
                "epci": town.epci,
                "ept": town.ept,
                "territory_code": territory.code,
                "territory_name": territory.name,
                "coverage": "whole" if brought[code].is_whole else "partial",
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
