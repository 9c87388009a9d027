"""What a plan gives to each territory, need, region…: sums over the lines of a scenario."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, Sum

from ancrage.allocation.engine.model import Dimension, Place
from ancrage.allocation.models import Line, Scenario

TALLY: dict[str, Any] = {
    "projects": Count("pk"),
    "served": Count("pk", filter=Q(granted__gt=0)),
    "asked": Sum("asked", default=0),
    "granted": Sum("granted", default=0),
    "held": Count("pk", filter=Q(held__isnull=False)),
}


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
    scenario: Scenario, dimension: Dimension, places: Mapping[str, Place] | None = None
) -> list[Part]:
    """A part for each value that the lines have, the most granted first. One query."""
    rows = Line.objects.filter(scenario=scenario).order_by().values(dimension).annotate(**TALLY)
    if dimension == "territory":
        rows = rows.annotate(name=Max("territory_name"))
    found = [_part(row, dimension, places or {}) for row in rows]
    return sorted(found, key=lambda part: (-part.granted, part.name, part.code))


def whole_of(scenario: Scenario) -> Part:
    """All the lines as one part. One query."""
    return Part("", **Line.objects.filter(scenario=scenario).aggregate(**TALLY))


def worst_off(parts: Iterable[Part]) -> Part | None:
    """The territory that gets the least for each of its industrial jobs, where they are known."""
    known = [(part.per_job, part.code, part) for part in parts if part.per_job is not None]
    return min(known)[2] if known else None


def values_present(scenario: Scenario, dimensions: Iterable[Dimension]) -> dict[str, set[str]]:
    """The codes that the lines have, by dimension. One query each."""
    lines = Line.objects.filter(scenario=scenario).order_by()
    return {
        name: {str(code) for code in lines.values_list(name, flat=True).distinct() if code}
        for name in dimensions
    }


def _part(row: dict[str, Any], dimension: str, places: Mapping[str, Place]) -> Part:
    code = str(row.pop(dimension) or "")
    place = places.get(code)
    return Part(code, **row, jobs=place.jobs if place else None)
