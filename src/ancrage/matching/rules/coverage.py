"""Who answers for a measure on a territory, on a day: designations, and which of them comes first.

An operator designates people for its measures (all or some) on territories, on regions or
everywhere. The narrowest place comes first: the territory, then the region, then the country; on
the same place, who is named for that very measure comes before who is named for all of them. Two
people of the same rank are a double; nobody is a hole.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How wide a designation is; in the order in which they come first."""

    TERRITORY = "territory"
    REGION = "region"
    NATION = "nation"


ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class Place:
    """A territory by its scope code, and the regions that it touches."""

    code: str
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    """A designation: `measures` empty is all of the operator's; `places` is empty for the nation.

    `until` is the last day, None when no end is set.
    """

    reference: str
    operator: str
    person: str
    measures: frozenset[str]
    level: Level
    places: frozenset[str]
    since: dt.date
    until: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        """Whether it holds on that day, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)

    def answers_for(self, *, measure: str, place: Place) -> bool:
        """Whether it is about this measure, there."""
        return (not self.measures or measure in self.measures) and self.covers(place)

    def covers(self, place: Place) -> bool:
        """Whether the territory is in what it covers."""
        if self.level == Level.NATION:
            return True
        if self.level == Level.REGION:
            return not self.places.isdisjoint(place.regions)
        return place.code in self.places

    @property
    def rank(self) -> int:
        """From 1, the closest: the place first, then whether the measure is named."""
        return 2 * ORDER.index(self.level) + (1 if self.measures else 2)


class State(StrEnum):
    """What is found of a measure on a territory."""

    ONE = "one"
    HOLE = "hole"
    DOUBLE = "double"


def answering(
    posts: Iterable[Post],
    *,
    operator: str,
    measure: str,
    place: Place,
    day: dt.date,
    holders: Collection[str],
) -> list[Post]:
    """The designations that answer, one for each person: those of the closest rank.

    `holders` are the people who hold the role of referent of that operator on that day: a
    designation whose person no longer does counts for nothing.
    """
    held = [
        post
        for post in posts
        if post.operator == operator
        and post.person in holders
        and post.in_force(day)
        and post.answers_for(measure=measure, place=place)
    ]
    closest = min((post.rank for post in held), default=0)
    first = sorted((p for p in held if p.rank == closest), key=lambda p: (p.since, p.reference))
    return list({post.person: post for post in reversed(first)}.values())[::-1]


def state_of(found: Collection[object]) -> State:
    """A hole, somebody, or several of the same rank."""
    if not found:
        return State.HOLE
    return State.ONE if len(found) == 1 else State.DOUBLE
