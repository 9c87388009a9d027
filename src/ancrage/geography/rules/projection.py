"""From longitudes and latitudes to a plane.

Lambert-93 is the legal projection of metropolitan France: a conic with two standard parallels
(44° and 49° N) on the GRS80 ellipsoid. The constants are those that IGN publishes (« Système
de référence RGF93 », projection Lambert-93). Overseas territories are drawn apart, each on a
plane tangent to its own centre, which is true to a few thousandths over their few degrees.
"""

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
"""Points as rows of two columns: longitude and latitude in degrees, or x and y in metres."""

_ECCENTRICITY = 0.08181919104281579  # GRS80
_EXPONENT = 0.7256077650532670
_CONSTANT = 11_754_255.426096
_POLE = (700_000.0, 12_655_612.049876)
_CENTRAL_MERIDIAN = 3.0
_EARTH_RADIUS = 6_371_008.8  # mean radius, metres


def lambert93(points: Coordinates) -> Coordinates:
    """Project degrees (RGF93, or WGS84: within a metre) to Lambert-93 metres."""
    angle = _EXPONENT * np.radians(points[:, 0] - _CENTRAL_MERIDIAN)
    sine = np.sin(np.radians(points[:, 1]))
    isometric = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    radius = _CONSTANT * np.exp(-_EXPONENT * isometric)
    return np.column_stack((_POLE[0] + radius * np.sin(angle), _POLE[1] - radius * np.cos(angle)))


def local_plane(points: Coordinates, *, longitude: float, latitude: float) -> Coordinates:
    """Project degrees to metres around a centre (equirectangular), for places of a few degrees."""
    eastward = np.radians(points[:, 0] - longitude) * np.cos(np.radians(latitude))
    northward = np.radians(points[:, 1] - latitude)
    return _EARTH_RADIUS * np.column_stack((eastward, northward))
