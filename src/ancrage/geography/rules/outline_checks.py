"""What makes outlines wrong: a TopoJSON must draw each place once, with arcs that exist.

Source of the format: the TopoJSON specification, version 1.
"""

from collections.abc import Iterator
from typing import Any

from ancrage.kernel.problems import Problem

POLYGONS = {"Polygon", "MultiPolygon"}


def check_outline(
    *, file: str, topology: dict[str, Any], name: str, prop: str, codes: set[str]
) -> Iterator[Problem]:
    """The faults of a topology whose object `name` must draw every one of `codes` once.

    `prop` is the property of a geometry that holds its code.
    """
    try:
        geometries = topology["objects"][name]["geometries"]
        arcs = len(topology["arcs"])
        drawn = [(str(g["properties"][prop]), g) for g in geometries]
    except (KeyError, TypeError):
        what = f"l’objet « {name} » ou la propriété « {prop} » manque."
        yield Problem(file, None, None, what, "Voir data-pack.md.")
        return
    seen: set[str] = set()
    for code, geometry in drawn:
        yield from _geometry_faults(file, code, geometry, arcs)
        if code not in codes:
            yield Problem(file, None, prop, f"« {code} » est inconnu.", "Retirez le contour.")
        elif code in seen:
            yield Problem(file, None, prop, f"« {code} » est dessiné deux fois.", "Gardez-en un.")
        seen.add(code)
    for code in sorted(codes - seen):
        yield Problem(file, None, prop, f"« {code} » n’a pas de contour.", "Ajoutez-le.")


def _geometry_faults(file: str, code: str, geometry: Any, arcs: int) -> Iterator[Problem]:  # noqa: ANN401
    if geometry.get("type") not in POLYGONS or not geometry.get("arcs"):
        what = f"« {code} » n’est pas un polygone."
        yield Problem(file, None, "geometry", what, "Donnez un Polygon ou un MultiPolygon.")
    elif any(not -arcs <= arc < arcs for arc in _leaves(geometry["arcs"])):
        what = f"« {code} » passe par un arc qui n’existe pas."
        yield Problem(file, None, "geometry", what, "Refaites le TopoJSON.")


def _leaves(arcs: Any) -> Iterator[int]:  # noqa: ANN401 - nested lists of arc numbers
    for arc in arcs:
        if isinstance(arc, list):
            yield from _leaves(arc)
        else:
            yield arc
