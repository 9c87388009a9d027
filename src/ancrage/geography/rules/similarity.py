"""Which territories are alike: the nearest by structure, whatever their place.

A territory is a point whose coordinates are structural measures (size, industrial intensity,
cohesion, density, trend). Each coordinate is put on the same footing: its mean over all the
territories is taken away and it is divided by its standard deviation. The distance of two
territories is the root mean square of the differences of their coordinates, so 0 means
"the same" and 1 "one standard deviation apart on every measure".
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Structure:
    """What is compared. `population` in inhabitants, `density` in inhabitants per km²,
    `intensity` relative to the country (1 = as the country), `cohesion` a share (0 to 1),
    `trend` the relative change of private jobs over ten years (0.1 = +10 %)."""

    population: float
    density: float
    intensity: float
    cohesion: float
    trend: float

    def coordinates(self) -> tuple[float, ...]:
        """Sizes are compared by ratio, hence their logarithm."""
        return (
            math.log(self.population),
            math.log(self.density),
            self.intensity,
            self.cohesion,
            self.trend,
        )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A territory alike and how far it is (standard deviations, root mean square)."""

    code: str
    distance: float


def nearest(
    *, code: str, structures: Mapping[str, Structure], count: int = 5
) -> tuple[Neighbour, ...]:
    """The `count` territories nearest to `code`, nearest first, ties by code.

    Empty when `code` has no structure (one of its measures is unknown).
    """
    if code not in structures:
        return ()
    points = _standardised({key: s.coordinates() for key, s in structures.items()})
    here = points[code]
    found = [Neighbour(k, _distance(here, point)) for k, point in points.items() if k != code]
    return tuple(sorted(found, key=lambda n: (n.distance, n.code))[:count])


def _standardised(
    points: Mapping[str, Sequence[float]],
) -> dict[str, tuple[float, ...]]:
    columns = [_standard_column(values) for values in zip(*points.values(), strict=True)]
    return dict(zip(points, zip(*columns, strict=True), strict=True))


def _standard_column(values: Sequence[float]) -> list[float]:
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values))
    return [(v - mean) / deviation if deviation else 0.0 for v in values]


def _distance(a: Sequence[float], b: Sequence[float]) -> float:
    return math.sqrt(math.fsum((x - y) ** 2 for x, y in zip(a, b, strict=True)) / len(a))
