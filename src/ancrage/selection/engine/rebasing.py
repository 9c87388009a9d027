"""Two people amend the same list at once: moves thought of on `base`, made on `head`.

A move is set aside when the list of today changed what it changes too: the members, the name or
the region of one of its territories. A name and the members are apart: one may be changed by one
person and the other by another. A move is also set aside when today's list does not allow it (an
intercommunalité was taken elsewhere), or when it builds on one that was set aside. A move is
already done when today's list has all that the moves together would make of its territories.

So moves that touch other territories commute: whoever comes first, both survive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ancrage.kernel.text import fold, typeset
from ancrage.selection.engine.amending import (
    AddMember,
    AddTerritory,
    AmendedTerritory,
    MergeTerritories,
    Move,
    MoveRefused,
    RemoveMember,
    RenameTerritory,
    SplitTerritory,
    touched_codes,
    touched_sirens,
)
from ancrage.selection.engine.applying import Territories, apply_move, apply_moves, title
from ancrage.selection.engine.model import Country

MEMBERS, NAME, REGION = "members", "name", "region"
ALL = frozenset({MEMBERS, NAME, REGION})
NOTHING: frozenset[str] = frozenset()
Footprint = Mapping[str, frozenset[str]]
"""By code, which of the members, the name and the region a move changes."""


@dataclass(frozen=True, slots=True)
class TerritoryChange:
    """What became of the territory of a code: `before` None when it is new, `after` when gone."""

    code: str
    before: AmendedTerritory | None
    after: AmendedTerritory | None

    @property
    def joined(self) -> frozenset[str]:
        """The SIRENs that came in."""
        return _members(self.after) - _members(self.before)

    @property
    def left(self) -> frozenset[str]:
        """The SIRENs that went out."""
        return _members(self.before) - _members(self.after)

    @property
    def aspects(self) -> frozenset[str]:
        """Which of its members, its name and its region are not the same."""
        if self.before is None or self.after is None:
            return ALL
        pairs = {
            MEMBERS: (_members(self.before), _members(self.after)),
            NAME: (self.before.name, self.after.name),
            REGION: (self.before.region, self.after.region),
        }
        return frozenset(aspect for aspect, (old, new) in pairs.items() if old != new)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A move that today's list does not allow.

    `position` is its place among the moves, `territory` the code where it fails, `change` what
    became of that territory since (None: nothing did), `why` a French sentence.
    """

    position: int
    move: Move
    territory: str
    change: TerritoryChange | None
    why: str


@dataclass(frozen=True, slots=True)
class Rebased:
    """The list with the moves that could be made, those moves, and those set aside.

    `done` are the positions of moves that today's list has already. Without anything set aside,
    nobody's work is lost.
    """

    territories: Territories
    moves: tuple[Move, ...]
    set_aside: tuple[SetAside, ...]
    done: tuple[int, ...]


def list_changes(
    *, before: Sequence[AmendedTerritory], after: Sequence[AmendedTerritory]
) -> tuple[TerritoryChange, ...]:
    """The territories that are not the same in two lists, by code; members in any order."""
    old, new = _by_code(before), _by_code(after)
    changes = (TerritoryChange(code, old.get(code), new.get(code)) for code in sorted(old | new))
    return tuple(change for change in changes if change.aspects)


def rebase(
    *,
    country: Country,
    moves: Sequence[Move],
    base: Sequence[AmendedTerritory],
    head: Sequence[AmendedTerritory],
) -> Rebased:
    """Make on `head` the moves thought of on `base`. MoveRefused if `base` does not allow them."""
    trial = _Trial(country, moves, base, head)
    if trial.nothing_left:
        return Rebased(tuple(head), (), (), tuple(range(len(moves))))
    for position, move in enumerate(moves):
        trial.make(position, move)
    return Rebased(trial.now, tuple(trial.made), tuple(trial.refused), tuple(trial.done))


class _Trial:
    """The moves made one after the other on today's list, as far as it goes."""

    def __init__(
        self,
        country: Country,
        moves: Sequence[Move],
        base: Sequence[AmendedTerritory],
        head: Sequence[AmendedTerritory],
    ) -> None:
        ours = _by_code(apply_moves(country=country, territories=base, moves=moves))
        changes = list_changes(before=base, after=head)
        wanted = list_changes(before=base, after=tuple(ours.values()))
        self.country = country
        self.since = {change.code: change for change in changes}
        self.agreed = {c.code: _agreed(ours.get(c.code), c.after) for c in changes}
        self.nothing_left = all(self.agreed.get(c.code) == ALL for c in wanted)
        self.now: Territories = tuple(head)
        self.made: list[Move] = []
        self.done: list[int] = []
        self.refused: list[SetAside] = []

    def make(self, position: int, move: Move) -> None:
        """Make one move, or note that it is done already, or why it cannot be made."""
        footprint = _footprint(move)
        agreed = (aspects <= self.agreed.get(c, NOTHING) for c, aspects in footprint.items())
        if all(agreed):
            self.done.append(position)
            return
        found = self._changed(footprint) or self._supposed(footprint)
        if found is None:
            try:
                now = apply_move(country=self.country, territories=self.now, move=move)
            except MoveRefused as refusal:
                found = self._not_allowed(move, refusal)
            else:
                self.now = now
                self.made.append(move)
                return
        code, why = found
        self.refused.append(SetAside(position, move, code, self.since.get(code), typeset(why)))

    def _changed(self, footprint: Footprint) -> tuple[str, str] | None:
        """What today's list changed of what the move changes."""
        for code, aspects in footprint.items():
            change = self.since.get(code)
            if change is not None and change.aspects & aspects:
                return code, _told(change, self.country)
        return None

    def _supposed(self, footprint: Footprint) -> tuple[str, str] | None:
        """The move set aside before on which this one builds: it changes the same thing."""
        for other in self.refused:
            theirs = _footprint(other.move)
            for code, aspects in footprint.items():
                if aspects & theirs.get(code, NOTHING):
                    return code, _supposes(other)
        return None

    def _not_allowed(self, move: Move, refusal: MoveRefused) -> tuple[str, str]:
        """Where a move is refused that changes nothing of what today's list changed.

        Another territory took its intercommunalité or its name, or a move set aside frees it.
        """
        sirens, names = _wanted(move)
        for other in self.refused:
            if sirens & touched_sirens(territories=self.now, move=other.move):
                return other.territory, _supposes(other)
        takers = (
            code
            for code, change in self.since.items()
            if change.joined & sirens or (change.after and fold(change.after.name) in names)
        )
        return next(takers, min(touched_codes(move))), str(refusal)


def _by_code(territories: Sequence[AmendedTerritory]) -> dict[str, AmendedTerritory]:
    return {territory.code: territory for territory in territories}


def _members(territory: AmendedTerritory | None) -> frozenset[str]:
    return frozenset(territory.members if territory else ())


def _agreed(ours: AmendedTerritory | None, theirs: AmendedTerritory | None) -> frozenset[str]:
    """On what our moves and today's list agree about a territory."""
    if ours is None or theirs is None:
        return ALL if ours is theirs else frozenset()
    return ALL - TerritoryChange(ours.code, ours, theirs).aspects


def _footprint(move: Move) -> Footprint:
    """What a move changes of which territory."""
    aspects = {RenameTerritory: {NAME}, AddMember: {MEMBERS}, RemoveMember: {MEMBERS}}
    changed = frozenset(aspects.get(type(move), ALL))
    return dict.fromkeys(sorted(touched_codes(move)), changed)


def _wanted(move: Move) -> tuple[frozenset[str], frozenset[str]]:
    """The SIRENs that must be free for the move, and the names (folded)."""
    match move:
        case AddMember():
            return frozenset({move.siren}), frozenset()
        case AddTerritory():
            return frozenset(move.members), frozenset({fold(move.name)})
        case RenameTerritory() | MergeTerritories():
            return frozenset(), frozenset({fold(move.name)})
        case SplitTerritory():
            return frozenset(), frozenset(fold(part.name) for part in move.parts)
        case _:
            return frozenset(), frozenset()


def _supposes(other: SetAside) -> str:
    return f"Ce changement suppose le changement n° {other.position + 1}, qui est écarté."


def _told(change: TerritoryChange, country: Country) -> str:
    """How the list changed the territory, in French."""
    held = change.after or change.before
    if held is None:
        return ""
    if change.before is None:
        what = f"Le territoire {title(held)} est apparu dans la liste"
    elif change.after is None:
        what = f"Le territoire {title(held)} n’est plus dans la liste"
    else:
        names = {unit.siren: f"{unit.name} ({unit.siren})" for unit in country.units}
        what = f"Dans la liste, le territoire {title(held)} {_how(change, names)}"
    return f"{what} depuis que ce changement a été écrit."


def _how(change: TerritoryChange, names: Mapping[str, str]) -> str:
    told = []
    if change.joined:
        told.append(f"a reçu {', '.join(names.get(s, s) for s in sorted(change.joined))}")
    if change.left:
        told.append(f"a perdu {', '.join(names.get(s, s) for s in sorted(change.left))}")
    if NAME in change.aspects and change.before:
        told.append(f"ne s’appelle plus « {change.before.name} »")
    if REGION in change.aspects and change.after:
        told.append(f"est porté par la région {change.after.region}")
    return " et ".join(told)
