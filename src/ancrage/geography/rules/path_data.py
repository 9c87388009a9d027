"""Polygons and lines as SVG path data, as short as it gets: relative steps in whole units."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from ancrage.geography.rules.projection import Coordinates


def path_data(geometry: shapely.Geometry, *, smallest: float = 0) -> str:
    """Write a geometry as `M x y l dx dy … z` in whole units.

    Parts under `smallest` (square units) are left out, save the largest: no shape is lost.
    """
    return "".join(
        _line(np.asarray(line.coords), closed=closed) for line, closed in _lines(geometry, smallest)
    )


def _lines(geometry: shapely.Geometry, smallest: float) -> Iterator[tuple[shapely.Geometry, bool]]:
    parts = shapely.get_parts(geometry)
    areas = shapely.area(parts)
    for part, area in zip(parts, areas, strict=True):
        if part.geom_type != "Polygon":
            yield part, False
        elif area >= smallest or area == areas.max():
            yield part.exterior, True
            yield from ((hole, True) for hole in part.interiors)


def _line(points: Coordinates, *, closed: bool) -> str:
    grid = np.rint(points).astype(np.int64)
    steps = np.diff(grid, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if closed:
        steps = steps[:-1]  # « z » draws the last one
    if len(steps) < 1 + closed:
        return ""
    return f"M{_numbers(grid[0])}l{_numbers(steps)}{'z' if closed else ''}"


def _numbers(values: NDArray[np.int64]) -> str:
    """Join numbers; a minus sign separates as well as a space does."""
    return " ".join(map(str, values.ravel().tolist())).replace(" -", "-")
