"""Made-up planar countries, to see how time and gap grow with size. Simulated, never published.

Units stand on a jittered grid. Each touches the units beside it, and in each cell of four units
one of the two diagonals is (most often) a border too: the graph is planar and connected, with
up to 8 neighbours and nearly 6 on average, as the French intercommunalités have. Regions and
employment zones are rectangular blocks, drawn apart from each other. Populations follow a
lognormal law; the share of industry varies between zones, then between units.
"""

import csv
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ancrage.selection.engine.country import (
    ADJACENCY,
    PAIR_COLUMNS,
    UNIT_COLUMNS,
    UNITS,
    make_country,
)
from ancrage.selection.engine.model import Country, Unit

IntArray = NDArray[np.int64]

DIAGONALS = 0.9  # of the cells have one
ZONE_SIDE = 2  # units along the side of an employment zone
MEDIAN_POPULATION = 25_000
SPREAD_POPULATION = 0.9
JOBS_PER_INHABITANT = 0.33
INDUSTRY = 0.16  # median share of the jobs
FIRST_SIREN = 900_000_001


def generate_country(*, units: int, seed: int, regions: int = 12) -> Country:
    """A country of so many units, in at most so many regions; the same for the same seed."""
    random = np.random.default_rng(seed)
    width = math.ceil(math.sqrt(units))
    row, column = np.divmod(np.arange(units), width)
    region = _regions(row, column, regions)
    zone = (row // ZONE_SIDE) * width + column // ZONE_SIDE
    population, industrial, total = _figures(random, zone)
    made = [
        Unit(
            siren=str(FIRST_SIREN + i),
            name=f"Pays simulé {i + 1}",
            region=f"{region[i] + 1:02d}",
            employment_zone=f"{zone[i]:06d}",
            population=int(population[i]),
            industrial_jobs=int(industrial[i]),
            total_jobs=int(total[i]),
        )
        for i in range(units)
    ]
    borders = _borders(random, units, width)
    pairs = {(made[a].siren, made[b].siren) for a, b in borders}
    return make_country(units=made, pairs=pairs)


def write_pack(*, country: Country, directory: Path) -> None:
    """Write the two files that `read_country` reads."""
    directory.mkdir(parents=True, exist_ok=True)
    sirens = [unit.siren for unit in country.units]
    rows = ([getattr(unit, column) for column in UNIT_COLUMNS] for unit in country.units)
    pairs = ((sirens[a], sirens[b]) for a, b in country.adjacency)
    _write(directory / UNITS, UNIT_COLUMNS, rows)
    _write(directory / ADJACENCY, PAIR_COLUMNS, pairs)


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _regions(row: IntArray, column: IntArray, regions: int) -> IntArray:
    """Bands of blocks: each region is one rectangle of the grid."""
    bands = max(1, math.isqrt(regions))
    across = max(1, regions // bands)
    band = row * bands // (row.max() + 1)
    found: IntArray = band * across + column * across // (column.max() + 1)
    return found


def _figures(random: np.random.Generator, zone: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Population, industrial jobs and total jobs of each unit; every unit has a job."""
    count = len(zone)
    population = MEDIAN_POPULATION * random.lognormal(0, SPREAD_POPULATION, count)
    total = 1 + population * JOBS_PER_INHABITANT * random.lognormal(0, 0.35, count)
    tradition = random.lognormal(0, 0.4, zone.max() + 1)[zone]
    share = np.minimum(0.7, INDUSTRY * tradition * random.lognormal(0, 0.3, count))
    whole = total.astype(np.int64)
    return population.astype(np.int64), (whole * share).astype(np.int64), whole


def _borders(random: np.random.Generator, units: int, width: int) -> Iterator[tuple[int, int]]:
    """The pairs of neighbours: along the grid, and one diagonal in most cells."""
    draws = random.random((units, 2))
    for here in range(units):
        right, below = here + 1, here + width
        inside = right % width != 0
        if inside and right < units:
            yield here, right
        if below < units:
            yield here, below
        if inside and below + 1 < units and draws[here, 0] < DIAGONALS:
            yield (here, below + 1) if draws[here, 1] < 0.5 else (right, below)
