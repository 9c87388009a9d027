"""A country as arrays, which is how the engine counts.

Every array has one entry per unit, in the order of `Country.units`, and one more for the
*padding*, the unit that fills the rows of groups with fewer members than others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancrage.selection.engine.model import Country

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """The country as arrays, one entry per unit and one of zeros for the padding.

    `given` is what the bonus adds to the industrial jobs in the value, J_i·bonus_i; None when
    the rules give none.
    """

    industrial: IntArray
    total: IntArray
    population: IntArray
    intensity: FloatArray
    region: IntArray
    zone: IntArray
    known: BoolArray
    regions: tuple[str, ...]
    share: float
    given: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who touches whom, row after row: unit u's are `target[start[u]:start[u + 1]]`, sorted."""

    start: IntArray
    target: IntArray

    @classmethod
    def of(cls, country: Country) -> "Neighbours":
        """The neighbours of each unit; the padding has none."""
        count = len(country.units)
        pairs = np.array(country.adjacency, dtype=np.int64).reshape(-1, 2)
        pairs = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        start = np.searchsorted(pairs[:, 0], np.arange(count + 2))
        return cls(start.astype(np.int64), np.ascontiguousarray(pairs[:, 1]))

    def pairs(self, units: IntArray) -> tuple[IntArray, IntArray]:
        """For each position i of `units`, i once per neighbour of the unit, and that neighbour."""
        lengths = self.start[units + 1] - self.start[units]
        owner = np.repeat(np.arange(len(units)), lengths)
        offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return owner, self.target[self.start[units][owner] + offset]


def read_figures(country: Country, bonus: Mapping[str, float] | None = None) -> Figures:
    """The country as arrays. A unit is `known` if its jobs and its population are."""
    units = country.units
    share = country.national_share()
    regions = tuple(sorted({unit.region for unit in units}))
    zones = sorted({unit.employment_zone for unit in units})
    region_at = {code: position for position, code in enumerate(regions)}
    zone_at = {code: position for position, code in enumerate(zones)}
    industrial = np.array([unit.industrial_jobs or 0 for unit in units] + [0], dtype=np.int64)
    total = np.array([unit.total_jobs or 0 for unit in units] + [0], dtype=np.int64)
    return Figures(
        industrial=industrial,
        total=total,
        population=np.array([unit.population or 0 for unit in units] + [0], dtype=np.int64),
        intensity=intensity_of(industrial, total, share),
        region=np.array([region_at[unit.region] for unit in units] + [-1], dtype=np.int64),
        zone=np.array([zone_at[unit.employment_zone] for unit in units] + [-1], dtype=np.int64),
        known=np.array([u.jobs_known and u.population is not None for u in units] + [False]),
        regions=regions,
        share=share,
        given=industrial * _by_unit(country, bonus) if bonus else None,
    )


def _by_unit(country: Country, bonus: Mapping[str, float]) -> FloatArray:
    return np.array([bonus.get(unit.siren, 0.0) for unit in country.units] + [0.0])


def intensity_of(industrial: IntArray, total: IntArray, share: float) -> FloatArray:
    """(J / T) / s*; zero where there is no job at all."""
    return np.where(total > 0, industrial / np.maximum(total, 1), 0.0) / share
