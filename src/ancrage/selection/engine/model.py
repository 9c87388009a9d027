"""The vocabulary of the identification, and what every part of the engine exchanges.

Over the intercommunalités whose jobs are known, the national share is
s* = Σ industrial_jobs / Σ total_jobs. For a group G of intercommunalités, with J, T, P the
sums of industrial jobs, total jobs and population:

    intensity   q = (J / T) / s*
    main zone     = the employment zone with the largest Σ total_jobs of members
                    (ties: smallest code)
    cohesion    c = Σ total_jobs of the members of the main zone / T
    value       v = J · q^a · c^b · (1 + Σ J_i·bonus_i / J)
    region        = the one that holds most of its industrial jobs (ties: smallest code)

bonus_i ≥ 0 is what the rules give to a member i, most often nothing: in the value, and nowhere
else, its industrial jobs J_i count (1 + bonus_i) times.

G may be a territory if it is connected, has at most K members, all with known jobs, each with
its own intensity at least m−, and P− ≤ P ≤ P+, q ≥ q−, J ≥ J− (thresholds of its region where
the rules override them). Choose exactly N disjoint groups that maximise Σ v, under the
regions' numbers, the coverage floor, what is included, excluded or imposed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Unit:
    """An intercommunalité. Jobs in salaried jobs, population in inhabitants; None is unknown."""

    siren: str
    name: str
    region: str
    employment_zone: str
    population: int | None
    industrial_jobs: int | None
    total_jobs: int | None

    @property
    def jobs_known(self) -> bool:
        return self.industrial_jobs is not None and self.total_jobs is not None


@dataclass(frozen=True, slots=True)
class Country:
    """The intercommunalités, sorted by SIREN, and which of them touch (pairs of positions)."""

    units: tuple[Unit, ...]
    adjacency: tuple[tuple[int, int], ...]
    fingerprint: str

    def national_share(self) -> float:
        """Σ industrial_jobs / Σ total_jobs over the units whose jobs are known: s*."""
        known = [unit for unit in self.units if unit.jobs_known]
        return sum(u.industrial_jobs or 0 for u in known) / sum(u.total_jobs or 0 for u in known)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a group must reach to be a territory. A region may have its own."""

    population_min: float = 0
    population_max: float = float("inf")
    intensity_min: float = 0
    industrial_jobs_min: float = 0
    member_intensity_min: float = 0


@dataclass(frozen=True, slots=True)
class Quota:
    """How many territories a region may have: at least, at most (None: no limit).

    `inherited` when `at_least` is that of every region, which the region itself does not say: a
    region whose jobs are unknown does without it.
    """

    at_least: int = 0
    at_most: int | None = None
    inherited: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule file, read and checked. `reasons` says why a rule departs from the national one.

    `bonus` gives, by SIREN, the share by which industrial jobs count more in the value (0.1: a
    tenth more).
    `gap` is the relative gap, (bound − objective) / objective, at which a solver may stop.
    """

    name: str
    title: str
    territories: int
    members_max: int
    thresholds: Thresholds
    weight_intensity: float
    weight_cohesion: float
    coverage_min: float = 0
    each_region: Quota = Quota()
    quotas: dict[str, Quota] = field(default_factory=dict)
    regional_thresholds: dict[str, Thresholds] = field(default_factory=dict)
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    impose: tuple[frozenset[str], ...] = ()
    bonus: dict[str, float] = field(default_factory=dict)
    gap: float = 0.0001
    code_prefix: str = "sim-"
    reasons: dict[str, str] = field(default_factory=dict)


class Status(StrEnum):
    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class IdentifiedTerritory:
    """A chosen group. `members` are SIRENs, by decreasing industrial jobs (ties: SIREN)."""

    code: str
    name: str
    region: str
    members: tuple[str, ...]
    industrial_jobs: int
    total_jobs: int
    population: int
    intensity: float
    cohesion: float
    value: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """An irreducible set of rules that cannot hold together, in dotted names, and in words."""

    rules: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the identification found and how good it is proved to be.

    `gap` = (bound − objective) / objective. Without a solution, `objective` and `gap` are
    None and `territories` is empty.
    """

    rules: Rules
    fingerprint: str
    status: Status
    solver: str
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    conflict: Conflict | None
    covered_industrial_jobs: int
    covered_share: float
    territories: tuple[IdentifiedTerritory, ...]


Progress = Callable[[str, float], None]
"""Told what is under way (a short French phrase) and which share of it is done, 0 to 1."""
