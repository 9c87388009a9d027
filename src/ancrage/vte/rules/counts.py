"""Counting missions and aids by territory, by region, by year."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Line:
    """One mission for the counters: where, when it was proposed, and what became of it.

    Years are None when it never came so far. `asked` and `granted` count its aids.
    """

    territory: str
    region: str
    posted: int | None
    published: int | None
    filled: int | None
    asked: int = 0
    granted: int = 0
    granted_cents: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many missions were proposed, published and filled; aids asked and granted."""

    posted: int = 0
    published: int = 0
    filled: int = 0
    asked: int = 0
    granted: int = 0
    granted_cents: int = 0

    def plus(self, line: Line) -> "Counts":
        """With one mission more; aids count with the hiring that they are asked for."""
        return Counts(
            self.posted + (line.posted is not None),
            self.published + (line.published is not None),
            self.filled + (line.filled is not None),
            self.asked + line.asked,
            self.granted + line.granted,
            self.granted_cents + line.granted_cents,
        )


def counted(lines: Iterable[Line], by: Callable[[Line], object]) -> dict[object, Counts]:
    """The counts of each group of missions."""
    found: dict[object, Counts] = {}
    for line in lines:
        found[by(line)] = found.get(by(line), Counts()).plus(line)
    return found


def yearly(lines: Iterable[Line]) -> dict[int, Counts]:
    """What happened in each year: a mission counts in the year of each of its events."""
    found: dict[int, Counts] = {}
    for line in lines:
        for year, one in _events(line):
            found[year] = found.get(year, Counts()).plus(one)
    return found


def _events(line: Line) -> Iterable[tuple[int, Line]]:
    """Each event of a mission, in its year, as a line of its own; aids go with the hiring."""
    bare = Line(line.territory, line.region, None, None, None)
    if line.posted is not None:
        yield line.posted, replace(bare, posted=line.posted)
    if line.published is not None:
        yield line.published, replace(bare, published=line.published)
    if line.filled is not None:
        yield line.filled, replace(line, posted=None, published=None)
