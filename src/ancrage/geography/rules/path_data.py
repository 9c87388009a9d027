"""Polygons and lines as SVG path data, as short as it gets: relative steps on a rounded grid."""

from collections.abc import Iterator

import numpy as np
import shapely

from ancrage.geography.rules.projection import Coordinates


def path_data(geometry: shapely.Geometry, *, decimals: int, smallest: float = 0) -> str:
    """Write a geometry as `M x y l dx dy … z` rounded to `decimals`.

    Parts under `smallest` (square units) are left out, save the largest: no shape is lost.
    """
    return "".join(
        _line(np.asarray(line.coords), decimals, closed=closed)
        for line, closed in _lines(geometry, smallest)
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


def _line(points: Coordinates, decimals: int, *, closed: bool) -> str:
    grid = np.rint(points * 10**decimals).astype(np.int64)
    steps = np.diff(grid, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if closed:
        steps = steps[:-1]  # « z » draws the last one
    if len(steps) < 1 + closed:
        return ""
    start = _numbers(grid[0], decimals)
    return f"M{start}l{_numbers(steps.ravel(), decimals)}{'z' if closed else ''}"


def _numbers(values: Coordinates, decimals: int) -> str:
    """Join numbers; a minus sign separates as well as a space does."""
    if decimals:
        texts = [
            f"{value / 10**decimals:g}".replace("0.", ".", 1)
            if abs(value) < 10**decimals
            else f"{value / 10**decimals:g}"
            for value in values.tolist()
        ]
    else:
        texts = [str(value) for value in values.tolist()]
    return " ".join(texts).replace(" -", "-")
