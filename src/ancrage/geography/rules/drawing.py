"""The sheet that maps are drawn on: one plane for metropolitan France and its overseas regions.

Unit: one hectometre of Lambert-93; x grows to the east, y to the south, from the top left
corner. Overseas regions stand in frames in the Bay of Biscay and under the Pyrenees, each with
a plane and a scale of its own (so distances compare inside a frame only). Corsica is in place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ancrage.geography.rules.projection import Coordinates, lambert93, local_plane

UNIT = 100.0
"""Metres of Lambert-93 in one unit of the sheet."""

_WEST, _NORTH = 62_000.0, 7_122_000.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the sheet, in its units."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        """Return what an SVG `viewBox` expects."""
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"


SHEET = Box(0, 0, 11_880, 10_860)


@dataclass(frozen=True, slots=True)
class Inset:
    """An overseas region in its frame; `degrees` is west, south, east, north."""

    code: str
    label: str
    degrees: tuple[float, float, float, float]
    frame: Box


_WIDTH, _HEIGHT, _GAP, _LEFT = 1_780, 1_240, 90, 40
_ROWS = [SHEET.height - 40 - _HEIGHT - i * (_HEIGHT + _GAP) for i in (3, 2, 1, 0)]

INSETS: Sequence[Inset] = (
    Inset(
        "01",
        "Guadeloupe",
        (-61.85, 15.80, -60.95, 16.55),
        Box(_LEFT, _ROWS[0], _WIDTH, _HEIGHT),
    ),
    Inset(
        "02",
        "Martinique",
        (-61.26, 14.36, -60.78, 14.91),
        Box(_LEFT, _ROWS[1], _WIDTH, _HEIGHT),
    ),
    Inset("03", "Guyane", (-54.65, 2.08, -51.58, 5.80), Box(_LEFT, _ROWS[2], _WIDTH, _HEIGHT)),
    Inset(
        "04", "La Réunion", (55.19, -21.41, 55.86, -20.85), Box(_LEFT, _ROWS[3], _WIDTH, _HEIGHT)
    ),
    Inset(
        "06",
        "Mayotte",
        (44.99, -13.03, 45.33, -12.61),
        Box(_LEFT + _WIDTH + _GAP, _ROWS[3], _WIDTH, _HEIGHT),
    ),
)
_BAND = 280
"""Height kept for the name at the top of a frame."""
_MARGIN = 60


def to_sheet(points: Coordinates) -> Coordinates:
    """Place degrees (longitude, latitude) on the sheet."""
    metres = lambert93(points)
    sheet = np.column_stack((metres[:, 0] - _WEST, _NORTH - metres[:, 1])) / UNIT
    for inset in INSETS:
        west, south, east, north = inset.degrees
        lies_in = (
            (points[:, 0] > west - 0.5)
            & (points[:, 0] < east + 0.5)
            & (points[:, 1] > south - 0.35)
            & (points[:, 1] < north + 0.35)
        )
        sheet[lies_in] = _in_frame(points[lies_in], inset)
    return sheet


def disc(x: float, y: float, radius: float) -> str:
    """The path of a disc on the sheet."""
    half = f"a{radius:.1f} {radius:.1f} 0 1 0"
    return f"M{x - radius:.1f} {y:.1f}{half} {2 * radius:.1f} 0{half} {-2 * radius:.1f} 0Z"


def _in_frame(points: Coordinates, inset: Inset) -> Coordinates:
    west, south, east, north = inset.degrees
    centre = {"longitude": (west + east) / 2, "latitude": (south + north) / 2}
    corner = local_plane(np.array([[east, north]]), **centre)[0]
    frame = inset.frame
    free = np.array([frame.width - 2 * _MARGIN, frame.height - _BAND - _MARGIN]) / 2
    scale = (free / corner).min()
    middle = (frame.x + frame.width / 2, frame.y + _BAND + free[1])
    placed: Coordinates = local_plane(points, **centre) * (scale, -scale) + middle
    return placed
