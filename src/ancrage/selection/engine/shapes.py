"""One group at a time: its measures, whether it holds together, which thresholds it breaks.

Plain Python on a handful of units, for the explanation; the enumeration has its own arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ancrage.selection.engine.model import Country, Rules, Thresholds, Unit


@dataclass(frozen=True, slots=True)
class Measures:
    """J, T (salaried jobs), P (inhabitants), q, c, v and the region of a group (see model.py)."""

    industrial_jobs: int
    total_jobs: int
    population: int
    intensity: float
    cohesion: float
    value: float
    region: str


def measure(
    *, country: Country, rules: Rules, group: tuple[int, ...], share: float | None = None
) -> Measures:
    """The measures of a non-empty group of positions whose jobs are known.

    `share` is the national share, s*, for who measures many groups of one country.
    """
    units = [country.units[index] for index in group]
    jobs = sum(unit.industrial_jobs or 0 for unit in units)
    total = sum(unit.total_jobs or 0 for unit in units)
    zones: dict[str, int] = {}
    regions: dict[str, int] = {}
    for unit in units:
        zones[unit.employment_zone] = zones.get(unit.employment_zone, 0) + (unit.total_jobs or 0)
        regions[unit.region] = regions.get(unit.region, 0) + (unit.industrial_jobs or 0)
    share = country.national_share() if share is None else share
    intensity = jobs / total / share if total else 0.0
    cohesion = max(zones.values()) / total if total else 0.0
    value = jobs * intensity**rules.weight_intensity * cohesion**rules.weight_cohesion
    return Measures(
        industrial_jobs=jobs,
        total_jobs=total,
        population=sum(unit.population or 0 for unit in units),
        intensity=intensity,
        cohesion=cohesion,
        value=value * _bonus_factor(rules, units, jobs) if rules.bonus else value,
        region=min(regions, key=lambda code: (-regions[code], code)),
    )


def _bonus_factor(rules: Rules, units: list[Unit], jobs: int) -> float:
    """1 + Σ J_i·bonus_i / J (see model.py)."""
    given = sum((unit.industrial_jobs or 0) * rules.bonus.get(unit.siren, 0) for unit in units)
    return 1 + given / max(jobs, 1)


def thresholds_of(rules: Rules, region: str) -> Thresholds:
    """The thresholds in force for a group of that region."""
    return rules.regional_thresholds.get(region, rules.thresholds)


def broken_thresholds(*, country: Country, rules: Rules, group: tuple[int, ...]) -> list[str]:
    """Dotted names of the thresholds that the group breaks, members aside."""
    found = measure(country=country, rules=rules, group=group)
    limits = thresholds_of(rules, found.region)
    checks = {
        "population.min": found.population >= limits.population_min,
        "population.max": found.population <= limits.population_max,
        "intensity.min": found.intensity >= limits.intensity_min,
        "industrial_jobs.min": found.industrial_jobs >= limits.industrial_jobs_min,
    }
    return [name for name, holds in checks.items() if not holds]


def neighbours(country: Country) -> list[set[int]]:
    """Which units touch each unit, by position."""
    touching: list[set[int]] = [set() for _ in country.units]
    for first, second in country.adjacency:
        touching[first].add(second)
        touching[second].add(first)
    return touching


def is_connected(touching: Sequence[set[int]], group: tuple[int, ...]) -> bool:
    """Whether the units hold together through those of the group; `touching`: see neighbours."""
    inside = set(group)
    reached, edge = {group[0]}, {group[0]}
    while edge:
        edge = {other for unit in edge for other in touching[unit] & inside} - reached
        reached |= edge
    return reached == inside
