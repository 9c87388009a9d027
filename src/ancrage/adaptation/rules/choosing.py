"""From what somebody chooses on a page, step by step, to a move: what is left to choose, what may
be chosen, the move once all is said.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ancrage.adaptation.rules.moves import is_within
from ancrage.kernel.text import fold
from ancrage.selection.engine.amending import (
    AddMember,
    AddTerritory,
    AmendedTerritory,
    MergeTerritories,
    Move,
    Part,
    RemoveMember,
    RemoveTerritory,
    RenameTerritory,
    SplitTerritory,
    new_code,
)
from ancrage.selection.engine.model import Country, Unit
from ancrage.selection.engine.names import name_territories
from ancrage.selection.engine.shapes import neighbours

SEVERAL = frozenset({SplitTerritory.kind, AddTerritory.kind})
"""The kinds that take several intercommunalités."""
NAMED = frozenset({SplitTerritory.kind, AddTerritory.kind, MergeTerritories.kind})
"""The kinds that give a name, which may be left to us."""
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen so far; "" and () are what is not."""

    kind: str = ""
    territory: str = ""
    other: str = ""
    members: tuple[str, ...] = ()
    name: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An intercommunalité to choose.

    `holder` is the territory it is in, which forbids adding it; `touches` whether it has a border
    with what was chosen.
    """

    unit: Unit
    holder: AmendedTerritory | None
    touches: bool
    is_chosen: bool


@dataclass(frozen=True)
class Chooser:
    """What may be chosen on a list, for a region.

    `used` are the codes ever given, `towns` the intercommunalités (SIREN) that have a commune of
    the name that is looked for.
    """

    country: Country
    territories: Sequence[AmendedTerritory]
    region: str
    used: frozenset[str]
    asked: Asked
    towns: frozenset[str] = frozenset()

    @cached_property
    def reachable(self) -> list[AmendedTerritory]:
        """The territories that the region may touch, by name."""
        found = (
            t
            for t in self.territories
            if is_within(country=self.country, region=self.region, territory=t)
        )
        return sorted(found, key=lambda t: fold(t.name))

    @cached_property
    def territory(self) -> AmendedTerritory | None:
        return next((t for t in self.reachable if t.code == self.asked.territory), None)

    @cached_property
    def other(self) -> AmendedTerritory | None:
        return next((t for t in self.mergeable if t.code == self.asked.other), None)

    @cached_property
    def mergeable(self) -> list[AmendedTerritory]:
        """The other territories within reach, those that touch the chosen one first."""
        touching = {t.code for t in self.reachable if self._touch(t.members)}
        others = [t for t in self.reachable if t != self.territory]
        return sorted(others, key=lambda t: (t.code not in touching, fold(t.name)))

    @cached_property
    def members(self) -> list[Place]:
        """The members of the chosen territory."""
        held = self.territory.members if self.territory else ()
        return [self._place(siren) for siren in held if siren in self._units]

    @cached_property
    def neighbours(self) -> list[Place]:
        """The intercommunalités that touch what was chosen, free ones first, largest first."""
        return self._sorted(s for s in self._around if s not in self._inside)

    @cached_property
    def found(self) -> list[Place]:
        """The intercommunalités whose name, or that of a commune, is what is looked for."""
        words = fold(self.asked.search).split()
        if not words:
            return []
        hits = {u.siren for u in self.country.units if all(w in fold(u.name) for w in words)}
        hits |= self.towns & self._units.keys()
        return self._sorted(s for s in hits if s not in self._inside)[:MOST_FOUND]

    @cached_property
    def chosen(self) -> list[Place]:
        """The intercommunalités chosen so far that exist."""
        return [self._place(siren) for siren in self._members]

    @property
    def takes_several(self) -> bool:
        return self.asked.kind in SEVERAL

    @property
    def is_named(self) -> bool:
        return self.asked.kind in NAMED

    @cached_property
    def suggested_name(self) -> str:
        """The name that we would give."""
        match self.asked.kind:
            case MergeTerritories.kind:
                held = [t for t in (self.territory, self.other) if t]
                return self._named(siren for t in held for siren in t.members)
            case RenameTerritory.kind:
                return self.territory.name if self.territory else ""
            case _:
                return self._named(self._members)

    def move(self) -> Move | None:
        """The move, once nothing is left to choose."""
        match self.asked.kind:
            case AddTerritory.kind:
                return self._new_territory()
            case MergeTerritories.kind:
                return self._merge()
            case AddMember.kind | RemoveMember.kind | SplitTerritory.kind:
                return self._of_members()
            case _:
                return self._of_the_whole()

    def _of_members(self) -> Move | None:
        """A move of intercommunalités that come into a territory, or leave it."""
        if self.territory is None or not self._members:
            return None
        if self.asked.kind == SplitTerritory.kind:
            return self._split(self.territory)
        made = AddMember if self.asked.kind == AddMember.kind else RemoveMember
        return made(self.territory.code, self._members[0])

    def _of_the_whole(self) -> Move | None:
        if self.territory is None:
            return None
        if self.asked.kind == RemoveTerritory.kind:
            return RemoveTerritory(self.territory.code)
        named = self.asked.kind == RenameTerritory.kind and self.asked.name
        return RenameTerritory(self.territory.code, self.asked.name) if named else None

    def _new_territory(self) -> Move | None:
        if not self._members:
            return None
        return AddTerritory(
            self._code(self.region), self._name, self.region, tuple(sorted(self._members))
        )

    def _merge(self) -> Move | None:
        if self.territory is None or self.other is None:
            return None
        held = (self.territory, self.other)
        apart = self.territory.region != self.other.region
        region = self._main_region(held) if apart else ""
        codes = (self.territory.code, self.other.code)
        return MergeTerritories(codes, self.territory.code, self._name, region)

    def _split(self, held: AmendedTerritory) -> Move:
        leaving = tuple(siren for siren in held.members if siren in self._members)
        staying = tuple(siren for siren in held.members if siren not in self._members)
        parts = (
            Part(held.code, held.name, staying),
            Part(self._code(held.region), self._name, leaving),
        )
        return SplitTerritory(held.code, parts)

    @property
    def _name(self) -> str:
        return self.asked.name or self.suggested_name

    def _code(self, region: str) -> str:
        return new_code(codes=self.used | {t.code for t in self.territories}, region=region)

    def _main_region(self, held: Iterable[AmendedTerritory]) -> str:
        """The region with most of the industrial jobs (ties: smallest code)."""
        jobs: Counter[str] = Counter()
        for unit in (self._units[s] for t in held for s in t.members if s in self._units):
            jobs[unit.region] += unit.industrial_jobs or 0
        return min(jobs, key=lambda code: (-jobs[code], code), default=self.region)

    def _named(self, sirens: Iterable[str]) -> str:
        units = [self._units[siren] for siren in sirens if siren in self._units]
        return name_territories([units])[0] if units else ""

    @cached_property
    def _members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s for s in self.asked.members if s in self._units))

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.siren: unit for unit in self.country.units}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {unit.siren: place for place, unit in enumerate(self.country.units)}

    @cached_property
    def _holders(self) -> dict[str, AmendedTerritory]:
        return {siren: t for t in self.territories for siren in t.members}

    @cached_property
    def _inside(self) -> frozenset[str]:
        """What is chosen already: the territory's members, or those of a territory to be."""
        return frozenset(self.territory.members) if self.territory else frozenset(self._members)

    @cached_property
    def _around(self) -> frozenset[str]:
        touching = neighbours(self.country)
        places = {self._positions[siren] for siren in self._inside if siren in self._positions}
        return frozenset(self.country.units[n].siren for p in places for n in touching[p])

    def _touch(self, sirens: Collection[str]) -> bool:
        return not self._around.isdisjoint(sirens)

    def _place(self, siren: str) -> Place:
        return Place(
            unit=self._units[siren],
            holder=self._holders.get(siren),
            touches=siren in self._around,
            is_chosen=siren in self._members,
        )

    def _sorted(self, sirens: Iterable[str]) -> list[Place]:
        """Free ones first, then those that touch, then by industrial jobs."""
        places = [self._place(siren) for siren in sirens]
        return sorted(
            places,
            key=lambda p: (
                p.holder is not None,
                not p.touches,
                -(p.unit.industrial_jobs or 0),
                p.unit.siren,
            ),
        )
