"""What a plan gives to each territory, need, region…: sums over the lines of a scenario."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ancrage.allocation.engine.model import Dimension, Place
from ancrage.allocation.models import Line, Scenario


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a dimension: what is asked there and what the plan gives, in cents.

    `code` "": the lines that have no value. `name`: a territory's own, "" elsewhere. `held`: lines
    set by hand. `jobs`: industrial jobs of a territory, None elsewhere or when they are not known.
    """

    code: str
    projects: int
    served: int
    asked: int
    granted: int
    held: int
    name: str = ""
    jobs: int | None = None

    @property
    def per_job(self) -> float | None:
        """Cents for each industrial job; None when they are not known, or there are none."""
        return self.granted / self.jobs if self.jobs else None


def parts_of(
    lines: Iterable[Line], dimension: Dimension, places: Mapping[str, Place] | None = None
) -> list[Part]:
    """A part for each value that these lines have, the most granted first."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[str(getattr(line, dimension) or "")].append(line)
    parts = [_part(code, held, dimension, places or {}) for code, held in found.items()]
    return sorted(parts, key=lambda part: (-part.granted, part.name, part.code))


def whole_of(lines: Iterable[Line]) -> Part:
    """These lines as one part."""
    return Part("", *_tally(list(lines)))


def worst_off(parts: Iterable[Part]) -> Part | None:
    """The territory that gets the least for each of its industrial jobs, where they are known."""
    known = [(part.per_job, part.code, part) for part in parts if part.per_job is not None]
    return min(known)[2] if known else None


def values_present(scenario: Scenario, dimensions: Sequence[Dimension]) -> dict[str, set[str]]:
    """The codes that the lines have, by dimension. One query."""
    lines = Line.objects.filter(scenario=scenario).order_by()
    rows = list(lines.values_list(*dimensions).distinct())
    return {name: {str(row[at]) for row in rows if row[at]} for at, name in enumerate(dimensions)}


def _part(
    code: str, lines: Sequence[Line], dimension: Dimension, places: Mapping[str, Place]
) -> Part:
    name = max(line.territory_name for line in lines) if dimension == "territory" else ""
    place = places.get(code)
    return Part(code, *_tally(lines), name=name, jobs=place.jobs if place else None)


def _tally(lines: Sequence[Line]) -> tuple[int, int, int, int, int]:
    """Lines, those that are served, cents asked, cents granted, lines set by hand."""
    return (
        len(lines),
        sum(1 for line in lines if line.granted),
        sum(line.asked for line in lines),
        sum(line.granted or 0 for line in lines),
        sum(1 for line in lines if line.held is not None),
    )
