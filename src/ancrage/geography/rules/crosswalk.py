"""From the intercommunalités of one pack to those of the next, by the communes that they hold.

A commune of the pack before is followed by its code, by the history of codes (it was merged into
another), and by the communes re-created out of it since. The intercommunalités of both packs are
compared as two lists over the same communes (`changes.compare_lists`): kept, merged, split…,
with the share of communes and of population that passes. Populations are those of the pack
before, so that a share says the same at both ends.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ancrage.geography.rules.changes import Comparison, compare_lists
from ancrage.geography.rules.listing import (
    COMMUNE,
    EPCI,
    EPT,
    Gazetteer,
    ListedTerritory,
    ListVersion,
    Member,
    Town,
)


class Fate(StrEnum):
    """What became of a member of a list in the next pack."""

    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    REDRAWN = "redrawn"
    RECODED = "recoded"
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"
    UNKNOWN = "unknown"


SAME = frozenset({Fate.UNCHANGED, Fate.RENAMED})
"""What changes nothing to a list."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a member is now: `code` is "" outside of every intercommunalité.

    `population` is that of the pack before; `share` of the member's (of its communes when no
    population is known), `share_of_place` of the population of the place that it is now in.
    """

    code: str
    name: str
    communes: int
    population: int
    share: float
    share_of_place: float | None


@dataclass(frozen=True, slots=True)
class MemberPassage:
    """A member of a territory of a list, and where its communes are now."""

    territory: str
    territory_name: str
    member: Member
    name: str
    fate: Fate
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two packs' places; `followers`: what each commune of the first has become, `preceding`:
    what each commune of the second comes from."""

    before: Gazetteer
    after: Gazetteer
    followers: Mapping[str, frozenset[str]]
    preceding: Mapping[str, frozenset[str]]

    def image(self, communes: frozenset[str]) -> frozenset[str]:
        """The communes that these have become."""
        return frozenset(code for commune in communes for code in self.followers[commune])


def cross(*, before: Gazetteer, after: Gazetteer) -> Crossing:
    """Follow every commune from one pack to the next; those with no follower have an empty set."""
    children: dict[str, set[str]] = defaultdict(set)
    for child, parent in after.recreated.items():
        if child not in before.towns:
            children[parent].add(child)
    followers = {}
    preceding: dict[str, set[str]] = {code: set() for code in after.towns}
    for code in before.towns:
        found = code if code in after.towns else after.former.get(code, "")
        known = {found} & after.towns.keys()
        followers[code] = frozenset(known | children.get(code, set()))
        for follower in followers[code]:
            preceding[follower].add(code)
    held = {code: frozenset(codes) for code, codes in preceding.items()}
    return Crossing(before, after, followers, held)


def holder_of(town: Town, kind: str) -> str:
    """The intercommunalité or EPT (by the kind of member) of a commune; "" when in none."""
    if kind == COMMUNE:
        return town.code
    return town.ept if kind == EPT else town.epci


def compare_groups(crossing: Crossing, kind: str = EPCI) -> Comparison:
    """The intercommunalités (or EPTs) of both packs, as two lists over the same communes."""
    atoms = dict(_atoms(crossing, kind))
    country = Gazetteer(
        towns={code: town for code, (_before, town) in atoms.items()},
        former={},
        recreated={},
        reference_date=crossing.after.reference_date,
        groups=crossing.after.groups,
    )
    held = ({c: b for c, (b, _t) in atoms.items()}, {c: t.epci for c, (_b, t) in atoms.items()})
    names = crossing.before.groups, crossing.after.groups
    dates = crossing.before.reference_date, crossing.after.reference_date
    before, after = (_listed(*told) for told in zip(held, names, dates, strict=True))
    return compare_lists(before=before, after=after, gazetteer=country, industrial_jobs={})


def _atoms(crossing: Crossing, kind: str) -> Iterator[tuple[str, tuple[str, Town]]]:
    """Each commune of either pack once: its holder before, itself with its holder after as epci.

    A re-created commune comes out of its parent's holder; one that nothing preceded, out of none.
    """
    before, after = crossing.before, crossing.after
    followed: set[str] = set()
    for code, town in before.towns.items():
        holder = holder_of(town, kind)
        followers = crossing.followers[code]
        followed |= followers
        same = code if code in followers else min(followers, default="")
        yield code, (holder, _atom(code, after.towns.get(same), kind, town.population))
        for child in sorted(c for c in followers if c != same and c not in before.towns):
            found = after.towns[child]
            yield child, (holder, _atom(child, found, kind, found.population))
    for code in sorted(after.towns.keys() - followed - before.towns.keys()):
        found = after.towns[code]
        yield code, ("", _atom(code, found, kind, found.population))


def _atom(code: str, town: Town | None, kind: str, population: int | None) -> Town:
    return Town(code, "", (), holder_of(town, kind) if town else "", "", population)


def _listed(held: Mapping[str, str], names: Mapping[str, str], day: dt.date) -> ListVersion:
    communes: dict[str, list[Member]] = defaultdict(list)
    for code, holder in held.items():
        communes[holder].append(Member(code, COMMUNE))
    return ListVersion(
        code="",
        perimeter="",
        name="",
        valid_from=day,
        valid_to=None,
        territories=tuple(
            ListedTerritory(holder, names.get(holder, ""), "", tuple(members))
            for holder, members in sorted(communes.items())
            if holder
        ),
    )


def member_passages(version: ListVersion, crossing: Crossing) -> Iterator[MemberPassage]:
    """What becomes of each member of a list."""
    for territory in version.territories:
        for member in territory.members:
            communes = crossing.before.covered(member)
            yield MemberPassage(
                territory=territory.code,
                territory_name=territory.name,
                member=member,
                name=crossing.before.name_of(member.code),
                fate=_fate(member, communes, crossing),
                parts=tuple(_parts(member, communes, crossing)),
            )


def _fate(member: Member, communes: frozenset[str], crossing: Crossing) -> Fate:
    after, image = crossing.after, crossing.image(communes)
    if not all(crossing.followers[code] for code in communes):
        return Fate.UNKNOWN
    now = after.communes_of(member.code)
    if now:
        same = image == now if member.is_whole else image == communes and image <= now
        return _kept(member, same, crossing)
    holders = {holder_of(after.towns[code], member.kind) for code in image}
    if "" in holders:
        return Fate.DISSOLVED
    if len(holders) > 1:
        return Fate.SPLIT
    origin = frozenset(code for town in image for code in crossing.preceding[town])
    alone = image == after.communes_of(*holders) and origin == communes
    return Fate.RECODED if alone else Fate.MERGED


def _kept(member: Member, same: bool, crossing: Crossing) -> Fate:  # noqa: FBT001
    if not same:
        return Fate.REDRAWN
    renamed = crossing.before.name_of(member.code) != crossing.after.name_of(member.code)
    return Fate.RENAMED if renamed else Fate.UNCHANGED


def _parts(member: Member, communes: frozenset[str], crossing: Crossing) -> Iterator[Part]:
    """Where the member's communes are now, the most populated part first."""
    held: dict[str, set[str]] = defaultdict(set)
    for code in communes:
        for follower in crossing.followers[code]:
            held[holder_of(crossing.after.towns[follower], member.kind)].add(code)
    whole = _population(communes, crossing)
    parts = []
    for holder, inside in held.items():
        population = _population(inside, crossing)
        share = population / whole if whole else len(inside) / len(communes)
        place = _population_before(holder, crossing)
        of_place = min(population / place, 1.0) if place else None
        name = crossing.after.name_of(holder)
        parts.append(Part(holder, name, len(inside), population, share, of_place))
    yield from sorted(parts, key=lambda part: (-part.population, -part.communes, part.code))


def _population(communes: frozenset[str] | set[str], crossing: Crossing) -> int:
    return sum(crossing.before.towns[code].population or 0 for code in communes)


def _population_before(place: str, crossing: Crossing) -> int:
    """The population, in the pack before, of what a place of the pack after holds."""
    if not place:
        return 0
    now = crossing.after.communes_of(place)
    return _population({c for town in now for c in crossing.preceding[town]}, crossing)
