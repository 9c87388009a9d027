"""The vocabulary of the siting of antennas, and the mathematical model.

Places i are the intercommunalités, each with a representative point and w_i industrial jobs (an
estimate; unknown counts for 0 and is named). Hosts j are the places that are not excluded. d_ij
is the great-circle distance between their points, in whole decimetres (haversine, sphere of
radius 6,371.0088 km, the mean radius of the Earth of the IUGG).

Choose exactly p hosts, those that are kept among them (y_j = 1 for j kept):

    distance    minimise  Σ_i w_i · min {d_ij : y_j = 1}        told as mean km, over Σ w_i
    coverage    minimise  Σ_i w_i · min {c_ij : y_j = 1}        told as jobs covered
                where c_ij = 0 if d_ij ≤ radius, else one (BEYOND)

so that maximal coverage is a p-median whose "distance" is 0 or one, and one search serves both
(`median.py`). For any multipliers λ_i ≥ 0, whole numbers of decimetres (or of c), every choice
costs at least

    L(λ) = Σ_i w_i λ_i − the p largest g_j,     g_j = Σ_i w_i · max(0, λ_i − d_ij)

the kept being among the p (Lagrangian relaxation of "each place has its host"; Cornuéjols, Fisher
and Nemhauser, 1977). It is computed in whole numbers: the proof rests on no tolerance of a solver,
whatever gave the multipliers. (Whole numbers below 2⁵³ add up exactly in floating point, which
is fast: the arrays hold whole numbers as floats, and larger ones are refused.)

HiGHS gives the multipliers, from the linear programme

    min Σ_i w_i θ_i   Σ_j y_j = p   θ_i ≥ D − Σ_j max(0, D − d_ij) · y_j   for distances D of i

whose rows are brought in as they are needed (Benders decomposition; Duran-Mateluna, Alès and
Elloumi, 2022). What L(λ) shows to be worse than the best choice found is put aside for good; what
is left is searched by branch and bound, each node bounded by L(λ) again.

Under a capacity Q, an antenna serves whole places whose jobs sum to at most Q: x_ij ∈ {0, 1},
Σ_j x_ij = 1 (≤ 1 for coverage, and only within the radius), Σ_i w_i x_ij ≤ Q y_j
(`capacity.py`).

Everything is repeatable: places are taken in the order of their SIREN, at equal distance a place
goes to the host of smallest SIREN, among equally good hosts the search meets the smallest SIREN
first; between choices of equal value, the one found first by this fixed order stands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

DECIMETRES = 10_000
"""In a kilometre."""

BEYOND = 1_000_000
"""What a place without an antenna within the radius costs for each job: « one », divisible."""

Progress = Callable[[str, float], None]
"""Told what is under way (a short French phrase) and which share of it is done, 0 to 1."""


def no_progress(_step: str, _share: float) -> None:
    """Tell nobody."""


class Objective(StrEnum):
    """What is sought: most industrial jobs within the radius, or least mean distance."""

    COVERAGE = "coverage"
    DISTANCE = "distance"


class Status(StrEnum):
    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, slots=True)
class Place:
    """An intercommunalité, its point in degrees, its industrial jobs (None: unknown)."""

    siren: str
    name: str
    longitude: float
    latitude: float
    jobs: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `capacity` in industrial jobs that one antenna may serve; None: no limit.

    `radius_km` is needed for coverage; for distance, it only says what is covered.
    """

    count: int
    objective: Objective = Objective.COVERAGE
    radius_km: float | None = None
    capacity: int | None = None
    kept: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer, and how good it is proved to be.

    `objective` and `bound`: industrial jobs covered, or mean km. `gap` is what could still be won,
    as a share of `objective`. `hosts` by SIREN. `assignments`: SIREN of each place → its host; all
    places without a capacity, those served with one. `unknown`: places whose jobs are unknown.
    """

    question: Question
    fingerprint: str
    status: Status
    solver: str
    objective: float
    bound: float
    gap: float
    hosts: tuple[str, ...]
    assignments: dict[str, str]
    covered: frozenset[str]
    covered_jobs: int
    total_jobs: int
    mean_km: float
    unknown: tuple[str, ...]
    seconds: float


class NoPlanError(ValueError):
    """No choice of hosts answers the question, and why, in a sentence that names the cause."""
