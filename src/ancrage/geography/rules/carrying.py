"""Carrying a programme's list over to the places of the next pack.

A territory keeps its communes, and a whole intercommunalité stays whole while its SIREN lives on,
whatever communes it won or lost. What else a territory holds is grouped again by the
intercommunalités (or EPTs) of the next pack: whole when all of its communes are inside, in part
otherwise. Nobody gains or loses a commune that no whole intercommunalité took along; where that
cannot be, a person has to decide, and the reason says where.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ancrage.geography.rules.crosswalk import Crossing, holder_of
from ancrage.geography.rules.listing import (
    COMMUNE,
    EPCI,
    EPT,
    ListedTerritory,
    ListVersion,
    Member,
    assignments,
)

KINDS = (EPCI, EPT, COMMUNE)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Undecided:
    """What keeps a list from being carried over: where, what is wrong, what to do."""

    version: str
    territory: str
    territory_name: str
    what: str
    advice: str


UNKNOWN_COMMUNES = (
    "le nouveau jeu ne dit pas ce que sont devenues des communes de ce territoire (%s).",
    "Ajoutez-les à commune_history.csv, avec la commune qui les contient.",
)
TWO_TERRITORIES = (
    "des communes (%s) seraient à la fois dans ce territoire et dans le territoire %s.",
    "Décidez avant du territoire qui les garde : modifiez la liste, puis recommencez.",
)
MERGED_OUTSIDE = (
    "la commune %s réunit des communes de ce territoire et, pour plus de la moitié de ses "
    "habitants, d’autres qui n’y sont pas.",
    "Décidez avant si elle y entre en entier ou si elle en sort : modifiez la liste.",
)
MERGED_ACROSS = (
    "la commune %s réunit des communes de ce territoire et du territoire %s.",
    "Décidez avant du territoire qui la garde : modifiez la liste, puis recommencez.",
)
NO_REGION = (
    "sa région, « %s », n’est pas dans le nouveau jeu.",
    "Gardez-la dans regions.csv tant que des listes, même passées, y renvoient.",
)


def restate(version: ListVersion, crossing: Crossing) -> tuple[ListedTerritory, ...]:
    """A list of the past on the places of the next pack: the same ground, commune by commune.

    A commune made of several goes to the territory that most of its people were in.
    """
    held = assignments(version, crossing.before)
    claims: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kinds: dict[tuple[str, str], str] = {}
    for code in sorted(held):
        territory, kind = held[code].territory.code, held[code].member.kind
        for follower in crossing.followers[code]:
            claims[follower][territory] += crossing.before.towns[code].population or 0
            kinds[territory, follower] = kind
    pieces: dict[str, dict[str, str]] = defaultdict(dict)
    for follower, weights in claims.items():
        keeper = min(weights, key=lambda code: (-weights[code], code))
        pieces[keeper][follower] = kinds[keeper, follower]
    return tuple(
        _with_members(t, _grouped(pieces[t.code], frozenset(), crossing))
        for t in version.territories
    )


def lost_communes(version: ListVersion, crossing: Crossing) -> list[Undecided]:
    """The communes of a list that nothing in the next pack follows, territory by territory."""
    found = []
    for territory in version.territories:
        covered = {c for m in territory.members for c in crossing.before.covered(m)}
        lost = [code for code in sorted(covered) if not crossing.followers[code]]
        if lost:
            found.append(_undecided(version, territory, UNKNOWN_COMMUNES, _some(lost)))
    return found


def lost_regions(version: ListVersion, regions: Collection[str]) -> list[Undecided]:
    """The territories whose region is not in the next pack."""
    return [
        _undecided(version, territory, NO_REGION, territory.region)
        for territory in version.territories
        if territory.region not in regions
    ]


def _some(codes: Sequence[str]) -> str:
    """The first codes of many, and how many there are."""
    shown = ", ".join(codes[:SHOWN])
    return shown if len(codes) <= SHOWN else f"{shown}… : {len(codes)} en tout"


def _undecided(
    version: ListVersion, territory: ListedTerritory, told: tuple[str, str], *more: str
) -> Undecided:
    return Undecided(version.code, territory.code, territory.name, told[0] % more, told[1])


def _with_members(territory: ListedTerritory, members: Iterable[Member]) -> ListedTerritory:
    return ListedTerritory(territory.code, territory.name, territory.region, tuple(members))


def carry(
    version: ListVersion, crossing: Crossing
) -> tuple[tuple[ListedTerritory, ...], list[Undecided]]:
    """The list as it goes on in the next pack, and what a person has to decide before."""
    carrier = _Carrier(version, crossing)
    carried = tuple(map(carrier.territory, version.territories))
    carrier.check_disjoint(carried)
    return carried, carrier.undecided


class _Carrier:
    def __init__(self, version: ListVersion, crossing: Crossing) -> None:
        self.version, self.crossing = version, crossing
        self.undecided: list[Undecided] = []
        self.told: set[str] = set()
        held = assignments(version, crossing.before).items()
        self.territory_of = {code: found.territory.code for code, found in held}

    def territory(self, territory: ListedTerritory) -> ListedTerritory:
        """A territory with the members that it has in the next pack."""
        after = self.crossing.after
        wholes = {
            member.code: member
            for member in territory.members
            if member.is_whole and member.kind != COMMUNE and after.communes_of(member.code)
        }
        pieces: dict[str, str] = {}
        for member in territory.members:
            if member.code not in wholes:
                pieces |= dict.fromkeys(self._followers(member), member.kind)
        covered = frozenset(code for siren in wholes for code in after.communes_of(siren))
        left = {code: kind for code, kind in pieces.items() if code not in covered}
        self._check_mergers(territory, left)
        grouped = _grouped(left, covered, self.crossing)
        return _with_members(territory, [*wholes.values(), *grouped])

    def _followers(self, member: Member) -> Iterator[str]:
        for code in sorted(self.crossing.before.covered(member)):
            yield from sorted(self.crossing.followers[code])

    def _note(self, territory: ListedTerritory, told: tuple[str, str], *more: str) -> None:
        self.undecided.append(_undecided(self.version, territory, told, *more))

    def _check_mergers(self, territory: ListedTerritory, communes: Iterable[str]) -> None:
        """A commune made of several, not all from here: most of its people must be from here."""
        for code in communes:
            origin = self.crossing.preceding[code]
            owners = {self.territory_of.get(source, "") for source in origin}
            others = sorted(owners - {territory.code, ""})
            if others:
                self.told.add(code)
                self._note(territory, MERGED_ACROSS, code, others[0])
            elif "" in owners and not self._is_mostly_from(territory, origin):
                self._note(territory, MERGED_OUTSIDE, code)

    def _is_mostly_from(self, territory: ListedTerritory, origin: Iterable[str]) -> bool:
        towns = self.crossing.before.towns
        weights = {code: towns[code].population or 0 for code in origin}
        inside = [c for c in weights if self.territory_of.get(c) == territory.code]
        if any(weights.values()):
            return 2 * sum(weights[code] for code in inside) > sum(weights.values())
        return 2 * len(inside) > len(weights)

    def check_disjoint(self, territories: Iterable[ListedTerritory]) -> None:
        """No commune may end in two territories."""
        owners: dict[str, str] = {}
        for territory in territories:
            twice: dict[str, list[str]] = defaultdict(list)
            covered = {c for m in territory.members for c in self.crossing.after.covered(m)}
            for code in sorted(covered - self.told):
                owner = owners.setdefault(code, territory.code)
                if owner != territory.code:
                    twice[owner].append(code)
            for owner, codes in sorted(twice.items()):
                self._note(territory, TWO_TERRITORIES, _some(codes), owner)


def _grouped(
    pieces: Mapping[str, str], covered: frozenset[str], crossing: Crossing
) -> Iterator[Member]:
    """Communes (with the kind of member that held them) as members of the next pack.

    `covered`: communes that the territory has already, through whole members.
    """
    held: dict[tuple[int, str], set[str]] = defaultdict(set)
    for code, kind in pieces.items():
        holder = holder_of(crossing.after.towns[code], kind)
        place = (KINDS.index(kind), holder) if holder else (KINDS.index(COMMUNE), code)
        held[place].add(code)
    for (rank, holder), codes in sorted(held.items()):
        kind = KINDS[rank]
        whole = kind == COMMUNE or crossing.after.communes_of(holder) <= codes | covered
        yield Member(holder, kind, None if whole else frozenset(codes))


def coverage_of(territories: Iterable[ListedTerritory]) -> dict[str, set[Member]]:
    """What a list says, whatever the order of its members."""
    return {territory.code: set(territory.members) for territory in territories}
