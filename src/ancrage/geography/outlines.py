"""Outlines of places, ready to be drawn: read once in a process, then served from memory.

Shapes come from the reference pack (`epci.topojson`, `regions.topojson`), whose neighbours share
their borders; they are simplified together, so that they stay joined, at two levels: "overview"
for the country on a page, "detail" for a region or a territory. Paths are SVG path data in the
units of `rules.drawing.SHEET`. For display, not for measurement.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
import shapely

from ancrage.geography.pack import EMBEDDED
from ancrage.geography.rules.drawing import INSETS, SHEET, Box, to_sheet
from ancrage.geography.rules.path_data import path_data
from ancrage.geography.rules.topojson import Project, decode

Level = Literal["overview", "detail"]
Shapes = Mapping[str, shapely.Geometry]

_TOLERANCE: Mapping[Level, float] = {"overview": 9.0, "detail": 3.0}
_SMALLEST: Mapping[Level, float] = {"overview": 60.0, "detail": 0.0}
_SLIVER = 500.0  # square units: 5 km²
_LEAST = 250.0  # units: 25 km


def intercommunality_paths(level: Level = "overview") -> Mapping[str, str]:
    """Path data of every intercommunalité that has an outline, by SIREN (EPT have none)."""
    return _intercommunality_paths(level)


def territory_path(sirens: Iterable[str], level: Level = "overview") -> str:
    """Path data of one outline around several intercommunalités, without their inner borders.

    A SIREN without outline (an EPT, an island commune) is passed over; "" if none has one.
    """
    return _territory_path(frozenset(sirens), level)


def region_paths(level: Level = "overview") -> Mapping[str, str]:
    """Path data of the regions, by code, along the very lines of their intercommunalités."""
    return _region_paths(level)


@cache
def land_path(level: Level = "overview") -> str:
    """Path data of the whole country: its coasts and its frontiers."""
    return _data(shapely.coverage_union_all(list(_coverage(level).values())), level)


@cache
def region_borders(level: Level = "overview") -> str:
    """Path data of the borders between regions, coasts left out."""
    regions = list(_regions(level).values())
    borders = [
        shapely.intersection(a.boundary, b.boundary, grid_size=0.1)
        for i, a in enumerate(regions)
        for b in regions[i + 1 :]
        if shapely.intersects(a, b)
    ]
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(borders)))
    drawn = shapely.MultiLineString([line for line in lines if line.geom_type == "LineString"])
    return path_data(drawn)


def extent(sirens: Iterable[str], *, margin: float = 0.15) -> Box:
    """Box around intercommunalités, with a margin (share of the longer side); else the sheet."""
    coverage = _coverage("overview")
    shapes = [coverage[siren] for siren in sirens if siren in coverage]
    return _around(shapely.total_bounds(shapes), margin) if shapes else SHEET


def region_extent(code: str, *, margin: float = 0.05) -> Box:
    """Box around a region; the frame itself for an overseas one. An unknown code is a KeyError."""
    for inset in INSETS:
        if inset.code == code:
            return inset.frame
    return _around(_regions("overview")[code].bounds, margin)


def within(box: Box) -> list[str]:
    """SIREN of the intercommunalités to be seen in a box, overseas and mainland never mixed."""
    coverage = _coverage("overview")
    window = shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)
    middle = shapely.centroid(window)
    frames = [_rectangle(inset.frame) for inset in INSETS]
    home = next((frame for frame in frames if frame.contains(middle)), None)
    sheet = home if home is not None else window.difference(shapely.union_all(frames))
    seen = shapely.intersects(list(coverage.values()), sheet.intersection(window))
    return [siren for siren, is_seen in zip(coverage, seen, strict=True) if is_seen]


def geometry_geojson(sirens: Iterable[str]) -> dict[str, Any] | None:
    """Union of intercommunalités as a GeoJSON geometry (RFC 7946: WGS84 degrees, 5 decimals).

    None, GeoJSON's "unlocated", if none of them has an outline.
    """
    shapes = _degrees()
    known = [shapes[siren] for siren in sorted(set(sirens)) if siren in shapes]
    if not known:
        return None
    union = shapely.orient_polygons(shapely.coverage_union_all(known))
    geometry: dict[str, Any] = json.loads(
        shapely.to_geojson(shapely.transform(union, lambda points: np.round(points, 5)))
    )
    return geometry


def shape_in_degrees(siren: str) -> shapely.Geometry | None:
    """The outline of an intercommunalité, longitude and latitude; None when it has none."""
    return _degrees().get(siren)


@cache
def _intercommunality_paths(level: Level) -> Mapping[str, str]:
    return {siren: _data(shape, level) for siren, shape in _coverage(level).items()}


@lru_cache(maxsize=4_000)
def _territory_path(sirens: frozenset[str], level: Level) -> str:
    coverage = _coverage(level)
    known = [coverage[siren] for siren in sorted(sirens) if siren in coverage]
    return _data(shapely.coverage_union_all(known), level) if known else ""


@cache
def _region_paths(level: Level) -> Mapping[str, str]:
    return {code: _data(shape, level) for code, shape in _regions(level).items()}


@cache
def _coverage(level: Level) -> Shapes:
    """All intercommunalités on the sheet, simplified together."""
    exact = _exact()
    shapes = shapely.coverage_simplify(np.array(list(exact.values())), _TOLERANCE[level])
    return dict(zip(exact, shapes, strict=True))


@cache
def _exact() -> Shapes:
    """The outlines of the pack on the sheet; both levels start from them."""
    return _read("epci", "siren", to_sheet)


@cache
def _regions(level: Level) -> Shapes:
    """Regions as unions of intercommunalités; those on several regions are cut between them."""
    coverage = _coverage(level)
    whole: dict[str, list[shapely.Geometry]] = {}
    cut: dict[str, list[shapely.Geometry]] = {}
    for siren, regions in _regions_of_intercommunalities():
        if siren in coverage and len(regions) == 1:
            whole.setdefault(regions[0], []).append(coverage[siren])
        elif siren in coverage:
            for code, part in _cut(coverage[siren], regions):
                cut.setdefault(code, []).append(part)
    return {
        code: shapely.union_all(
            [shapely.coverage_union_all(whole.get(code, [])), *cut.get(code, [])], grid_size=0.1
        )
        for code in sorted({*whole, *cut})
    }


def _cut(shape: shapely.Geometry, regions: list[str]) -> Iterator[tuple[str, shapely.Geometry]]:
    """Divide a shape between its regions (most inhabitants first), slivers left to the first."""
    rest = shape
    for code in regions[1:]:
        common = shapely.get_parts(shape.intersection(_rough_regions()[code]))
        kept = shapely.union_all(common[shapely.area(common) >= _SLIVER])
        rest = rest.difference(kept)
        if not kept.is_empty:
            yield code, kept
    yield regions[0], rest


def _regions_of_intercommunalities() -> list[tuple[str, list[str]]]:
    with (EMBEDDED / "epci.csv").open(encoding="utf-8", newline="") as file:
        return [(row["siren"], row["regions"].split("|")) for row in csv.DictReader(file)]


@cache
def _rough_regions() -> Shapes:
    """Regions as the pack draws them, simplified apart from the intercommunalités."""
    return _read("regions", "code", to_sheet)


@cache
def _degrees() -> Shapes:
    return _read("epci", "siren", lambda points: points)


def _read(layer: str, key: str, project: Project) -> Shapes:
    document = json.loads((EMBEDDED / f"{layer}.topojson").read_bytes())
    return decode(document, layer=layer, key=key, project=project)


def _data(shape: shapely.Geometry, level: Level) -> str:
    return path_data(shape, smallest=_SMALLEST[level])


def _rectangle(box: Box) -> shapely.Polygon:
    return shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)


def _around(bounds: Iterable[float], margin: float) -> Box:
    """Box around bounds, never higher than wide, nor so small that the drawing's grid shows."""
    west, north, east, south = bounds
    longer = max(east - west, south - north)
    height = max(south - north + 2 * margin * longer, _LEAST)
    width = max(east - west + 2 * margin * longer, height)
    return Box((west + east - width) / 2, (north + south - height) / 2, width, height)
