"""What changed between two lists, told from what the territories hold, never from their codes.

Over the communes of the gazetteer, the weight of a set of communes is its population (the
number of communes where no population is known). For a territory a of the list before and b
of the list after, sharing the communes a ∩ b:

    share of before   = weight(a ∩ b) / weight(a)
    share of after    = weight(a ∩ b) / weight(b)
    a and b are linked when one of the two shares is above one half

The linked territories fall into groups: one with one (kept, grown, shrunk or reshaped), several
with one (merged), one with several (split), several with several (recomposed); a territory
without a link went or came. Exchanging the two lists exchanges came and went, merged and
split, grown and shrunk.

Industrial jobs are known for whole intercommunalités and EPTs only, so what a crosswalk carries
of them is a lower bound.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ancrage.geography.rules.listing import Gazetteer, ListedTerritory, ListVersion, assignments

LINKED_ABOVE = 0.5


class Kind(StrEnum):
    """What became of a territory, or of several together."""

    CAME = "came"
    WENT = "went"
    MERGED = "merged"
    SPLIT = "split"
    RECOMPOSED = "recomposed"
    GREW = "grew"
    SHRANK = "shrank"
    RESHAPED = "reshaped"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the crosswalk: what a territory before and one after have in common.

    `before` or `after` is "" outside the list. `communes` is a number, `population` in
    inhabitants. `share_of_before` and `share_of_after` run from 0 to 1, None on the outside.
    `industrial_jobs` (salaried jobs, a lower bound) counts whole intercommunalités and EPTs;
    `jobs_share_of_before` is their part of those of the territory before.
    """

    before: str
    after: str
    communes: int
    population: int
    share_of_before: float | None
    share_of_after: float | None
    industrial_jobs: int
    jobs_share_of_before: float | None


@dataclass(frozen=True, slots=True)
class Shift:
    """An intercommunalité or EPT concerned: communes that came in and went out, of how many."""

    siren: str
    name: str
    entered: int
    left: int
    communes: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the territories `before`, which are now `after`; by code in both."""

    kind: Kind
    before: tuple[ListedTerritory, ...]
    after: tuple[ListedTerritory, ...]
    shifts: tuple[Shift, ...]

    @property
    def is_renamed(self) -> bool:
        """One territory that is now one, under another name."""
        if len(self.before) != 1 or len(self.after) != 1:
            return False
        return self.before[0].name != self.after[0].name


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything between two lists: the changes, and the whole crosswalk."""

    before: ListVersion
    after: ListVersion
    changes: tuple[Change, ...]
    passages: tuple[Passage, ...]

    def of_kind(self, *kinds: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind in kinds]

    def renamed(self) -> list[Change]:
        return [change for change in self.changes if change.is_renamed]


def compare_lists(
    *,
    before: ListVersion,
    after: ListVersion,
    gazetteer: Gazetteer,
    industrial_jobs: Mapping[str, int | None],
) -> Comparison:
    """Compare two lists over the same places.

    `industrial_jobs` maps the SIREN of an intercommunalité or EPT to its salaried jobs in
    industry, None when unknown.
    """
    return _Comparer(before, after, gazetteer, industrial_jobs).comparison()


Pair = tuple[str, str]


class _Comparer:
    def __init__(
        self,
        before: ListVersion,
        after: ListVersion,
        gazetteer: Gazetteer,
        industrial_jobs: Mapping[str, int | None],
    ) -> None:
        self.lists = before, after
        self.gazetteer, self.jobs = gazetteer, industrial_jobs
        self.held = tuple(_codes(version, gazetteer) for version in self.lists)
        self.territories = tuple({t.code: t for t in version.territories} for version in self.lists)
        self.communes = tuple(_inverted(held) for held in self.held)
        self.common: dict[Pair, set[str]] = defaultdict(set)
        for commune in self.held[0].keys() | self.held[1].keys():
            pair = self.held[0].get(commune, ""), self.held[1].get(commune, "")
            self.common[pair].add(commune)

    def comparison(self) -> Comparison:
        before, after = self.lists
        return Comparison(before, after, tuple(self._changes()), tuple(self._passages()))

    def _weight(self, communes: Iterable[str], *, by_population: bool) -> int:
        towns = (self.gazetteer.towns[code] for code in communes)
        return sum((town.population or 0) if by_population else 1 for town in towns)

    def _share(self, part: set[str], whole: set[str]) -> float:
        populated = self._weight(whole, by_population=True) > 0
        return self._weight(part, by_population=populated) / self._weight(
            whole, by_population=populated
        )

    def _shares(self, pair: Pair) -> tuple[float | None, float | None]:
        part = self.common[pair]
        before, after = (
            self._share(part, self.communes[side][code]) if code else None
            for side, code in enumerate(pair)
        )
        return before, after

    def _passages(self) -> Iterator[Passage]:
        carried, held = self._jobs_by_pair(), self._jobs_before()
        for pair in sorted(self.common):
            before, after = self._shares(pair)
            jobs, whole = carried.get(pair, 0), held.get(pair[0], 0)
            yield Passage(
                *pair,
                communes=len(self.common[pair]),
                population=self._weight(self.common[pair], by_population=True),
                share_of_before=before,
                share_of_after=after,
                industrial_jobs=jobs,
                jobs_share_of_before=jobs / whole if pair[0] and whole else None,
            )

    def _units(self, communes: Iterable[str]) -> dict[str, set[str]]:
        """The communes by EPT, or else by intercommunalité."""
        units: dict[str, set[str]] = defaultdict(set)
        for code in communes:
            town = self.gazetteer.towns[code]
            units[town.ept or town.epci].add(code)
        return units

    def _jobs_of(self, communes: Iterable[str]) -> int:
        """The industrial jobs of the intercommunalités and EPTs that lie whole in a set."""
        units = self._units(communes).items()
        whole = (siren for siren, held in units if held == self.gazetteer.communes_of(siren))
        return sum(self.jobs.get(siren) or 0 for siren in whole)

    def _jobs_by_pair(self) -> dict[Pair, int]:
        return {pair: self._jobs_of(communes) for pair, communes in self.common.items()}

    def _jobs_before(self) -> dict[str, int]:
        return {code: self._jobs_of(communes) for code, communes in self.communes[0].items()}

    def _changes(self) -> Iterator[Change]:
        for before, after in self._groups():
            held = self._union(0, before), self._union(1, after)
            yield Change(
                kind=_kind(before, after, *held),
                before=tuple(self.territories[0][code] for code in sorted(before)),
                after=tuple(self.territories[1][code] for code in sorted(after)),
                shifts=tuple(self._shifts(held[1] - held[0], held[0] - held[1])),
            )

    def _union(self, side: int, codes: Iterable[str]) -> set[str]:
        return {commune for code in codes for commune in self.communes[side].get(code, ())}

    def _shifts(self, entered: set[str], left: set[str]) -> Iterator[Shift]:
        come, gone = self._units(entered), self._units(left)
        for siren in sorted(come.keys() | gone.keys()):
            communes = len(self.gazetteer.communes_of(siren))
            name = self.gazetteer.groups.get(siren, "")
            counts = len(come.get(siren, ())), len(gone.get(siren, ()))
            yield Shift(siren, name, *counts, communes)

    def _groups(self) -> list[tuple[set[str], set[str]]]:
        """The territories that are linked, directly or through others; each in one group."""
        nodes = [(side, code) for side in (0, 1) for code in sorted(self.territories[side])]
        parent = {node: node for node in nodes}

        def root(node: tuple[int, str]) -> tuple[int, str]:
            while parent[node] != node:
                node = parent[node]
            return node

        for before, after in self._links():
            parent[root((1, after))] = root((0, before))
        groups: dict[tuple[int, str], tuple[set[str], set[str]]] = {}
        for side, code in nodes:
            groups.setdefault(root((side, code)), (set(), set()))[side].add(code)
        return sorted(groups.values(), key=lambda group: (sorted(group[1]), sorted(group[0])))

    def _links(self) -> Iterator[Pair]:
        for pair in sorted(self.common):
            if all(pair) and max(share or 0 for share in self._shares(pair)) > LINKED_ABOVE:
                yield pair


def _codes(version: ListVersion, gazetteer: Gazetteer) -> dict[str, str]:
    held = assignments(version, gazetteer).items()
    return {commune: assignment.territory.code for commune, assignment in held}


def _inverted(held: Mapping[str, str]) -> dict[str, set[str]]:
    communes: dict[str, set[str]] = defaultdict(set)
    for commune, code in held.items():
        communes[code].add(commune)
    return communes


def _kind(before: set[str], after: set[str], held: set[str], now: set[str]) -> Kind:
    """What became of a group: of `before` with the communes `held`, of `after` with `now`."""
    if not before:
        return Kind.CAME
    if not after:
        return Kind.WENT
    if len(before) > 1:
        return Kind.MERGED if len(after) == 1 else Kind.RECOMPOSED
    return Kind.SPLIT if len(after) > 1 else _kind_of_one(held, now)


def _kind_of_one(held: set[str], now: set[str]) -> Kind:
    """What became of one territory that is still one."""
    if held == now:
        return Kind.KEPT
    if held < now:
        return Kind.GREW
    return Kind.SHRANK if now < held else Kind.RESHAPED
