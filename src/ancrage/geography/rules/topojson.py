"""Polygons out of a TopoJSON document, whose neighbours share their borders as arcs."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import shapely

from ancrage.geography.rules.projection import Coordinates

Project = Callable[[Coordinates], Coordinates]


def decode(
    document: Mapping[str, Any], *, layer: str, key: str, project: Project
) -> dict[str, shapely.MultiPolygon]:
    """Read one object of a quantised topology: {its features' `key`: their polygons}.

    `project` is applied once to all points, so that a border shared by two features stays
    the same line for both.
    """
    arcs = _arcs(document, project)
    return {
        feature["properties"][key]: _polygons(feature, arcs)
        for feature in document["objects"][layer]["geometries"]
    }


def _arcs(document: Mapping[str, Any], project: Project) -> list[Coordinates]:
    steps = [np.array(arc, dtype=np.float64) for arc in document["arcs"]]
    ends = np.cumsum([len(arc) for arc in steps])
    transform = document["transform"]
    degrees = np.concatenate([np.cumsum(arc, axis=0) for arc in steps])
    points = project(degrees * transform["scale"] + transform["translate"])
    return np.split(points, ends[:-1])


def _polygons(feature: Mapping[str, Any], arcs: list[Coordinates]) -> shapely.MultiPolygon:
    parts = feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]
    return shapely.MultiPolygon(
        [
            shapely.Polygon(_ring(shell, arcs), [_ring(hole, arcs) for hole in holes])
            for shell, *holes in parts
        ]
    )


def _ring(indices: list[int], arcs: list[Coordinates]) -> Coordinates:
    """Join arcs end to end; a negative index is the arc `~index` run backwards."""
    lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
