"""Great-circle distances between points, in whole decimetres."""

from collections.abc import Sequence

import numpy as np

from ancrage.antennas.engine.model import DECIMETRES, FloatArray, Place

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG): a sphere is within 0.6 % of the ellipsoid."""


def distances(places: Sequence[Place], hosts: Sequence[Place]) -> FloatArray:
    """From each place (rows) to each host (columns), by the haversine formula."""
    return np.rint(kilometres(places, hosts) * DECIMETRES)


def kilometres(places: Sequence[Place], hosts: Sequence[Place]) -> FloatArray:
    """The same, not rounded, in kilometres."""
    lon_a, lat_a = _radians(places)
    lon_b, lat_b = _radians(hosts)
    across = np.sin((lon_b[None, :] - lon_a[:, None]) / 2) ** 2
    along = np.sin((lat_b[None, :] - lat_a[:, None]) / 2) ** 2
    half = along + np.cos(lat_a)[:, None] * np.cos(lat_b)[None, :] * across
    found: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return found


def _radians(places: Sequence[Place]) -> tuple[FloatArray, FloatArray]:
    return (
        np.radians(np.array([place.longitude for place in places])),
        np.radians(np.array([place.latitude for place in places])),
    )
