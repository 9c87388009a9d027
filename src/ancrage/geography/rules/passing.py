"""What passes from one year of places to another: packs, intercommunalités, programmes' lists."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from ancrage.geography.rules.carrying import Undecided, coverage_of
from ancrage.geography.rules.changes import Change, Comparison, Kind
from ancrage.geography.rules.crosswalk import SAME, Fate, MemberPassage
from ancrage.geography.rules.listing import Gazetteer, ListedTerritory, ListVersion


@dataclass(frozen=True, slots=True)
class PackNote:
    """A pack, as the crosswalk names it."""

    code: str
    name: str
    vintage: str
    fingerprint: str
    reference_date: dt.date


@dataclass(frozen=True, slots=True)
class NextList:
    """The list that goes on from a programme's last one, in the next pack."""

    code: str
    name: str
    valid_from: dt.date
    territories: tuple[ListedTerritory, ...]


@dataclass(frozen=True, slots=True)
class ListChange:
    """What becomes of a list of a programme: `restated`, the same ground on the new places.

    `following` is the list that goes on from it; None for a past list, which only is history.
    """

    programme: str
    version: ListVersion
    name: str
    passages: tuple[MemberPassage, ...]
    restated: tuple[ListedTerritory, ...]
    following: NextList | None
    undecided: tuple[Undecided, ...]

    @property
    def is_touched(self) -> bool:
        return any(passage.fate not in SAME for passage in self.passages)

    @property
    def is_restated(self) -> bool:
        return coverage_of(self.restated) != coverage_of(self.version.territories)

    @property
    def changed(self) -> list[MemberPassage]:
        """The members that do not stay as they are; a new name is a change to be told."""
        return [passage for passage in self.passages if passage.fate != Fate.UNCHANGED]


@dataclass(frozen=True)
class YearPassage:
    """All that passes from the pack loaded to another: intercommunalités, EPTs, lists.

    `places` are those of the other pack.
    """

    before: PackNote
    after: PackNote
    places: Gazetteer
    groups: tuple[Comparison, ...]
    lists: tuple[ListChange, ...]

    @property
    def is_to_be_accepted(self) -> bool:
        """Whether programmes' lists change, or could not stay as they are."""
        return any(held.is_touched or held.undecided for held in self.lists)

    @property
    def undecided(self) -> list[Undecided]:
        return [problem for held in self.lists for problem in held.undecided]

    @property
    def changes(self) -> list[Change]:
        """What changes among intercommunalités and EPTs; those that stay are left out."""
        return [c for comparison in self.groups for c in comparison.changes if not stays(c)]

    @property
    def counts(self) -> Counter[Kind]:
        """How many changes of each kind; KEPT: those that stay, new name or SIREN included."""
        return Counter(c.kind for comparison in self.groups for c in comparison.changes)


def stays(change: Change) -> bool:
    """Whether nothing is to be told of it: the same SIREN, name and communes."""
    same_code = [t.code for t in change.before] == [t.code for t in change.after]
    return change.kind == Kind.KEPT and same_code and not change.is_renamed
