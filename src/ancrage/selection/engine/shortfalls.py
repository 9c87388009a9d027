"""Which rule keeps an intercommunalité out whatever its neighbours, and by how much.

First what it fails alone: its own intensity, its own population. Otherwise each threshold is
lifted in turn in its surroundings, and the best figure that its groups then reach is told. When
no single rule is to blame, the group that comes nearest to the thresholds tells which ones.
A unit that has no group even then is in an imposed group which does not hold together.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ancrage.selection.engine.demands import threshold_name
from ancrage.selection.engine.groups import Pool, enumerate_groups
from ancrage.selection.engine.model import Country, Rules, Thresholds
from ancrage.selection.engine.shapes import neighbours, thresholds_of
from ancrage.selection.engine.wording import told_apart

LIFTED: dict[str, tuple[str, float]] = {
    "intensity.min": ("intensity_min", 0.0),
    "population.min": ("population_min", 0.0),
    "industrial_jobs.min": ("industrial_jobs_min", 0.0),
    "members.intensity.min": ("member_intensity_min", 0.0),
    "population.max": ("population_max", float("inf")),
}
"""The thresholds by dotted name: their field, and what it becomes once lifted."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A threshold that no group holding the intercommunalité can pass.

    `rule` is the dotted name; `value` the best figure within reach, `limit` the figure asked;
    `advice` says it in French. Inhabitants, salaried jobs or an intensity, as the rule.
    """

    rule: str
    value: float
    limit: float
    advice: str

    def document(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        return asdict(self)


def shortfalls(
    *, country: Country, rules: Rules, absent: Iterable[int]
) -> dict[int, tuple[Shortfall, ...]]:
    """Why these units, whose figures are known, are in no group that may be a territory."""
    touching = neighbours(country)
    found = {unit: _alone(country, rules, touching, unit) for unit in sorted(absent)}
    unexplained = [unit for unit, fails in found.items() if not fails]
    if unexplained:
        found.update(_among_neighbours(country, rules, touching, unexplained))
    return found


def lift(rules: Rules, *names: str) -> Rules:
    """The same rules without these thresholds, nationally and in every region."""
    changes = dict(LIFTED[name] for name in names)
    return replace(
        rules,
        thresholds=_changed(rules.thresholds, changes),
        regional_thresholds={
            code: _changed(limits, changes) for code, limits in rules.regional_thresholds.items()
        },
    )


def _changed(limits: Thresholds, changes: dict[str, float]) -> Thresholds:
    return replace(limits, **changes)


def _surroundings(touching: list[set[int]], centres: Iterable[int], steps: int) -> set[int]:
    reached = set(centres)
    edge = set(reached)
    for _ in range(steps):
        edge = {other for unit in edge for other in touching[unit]} - reached
        reached |= edge
    return reached


def _alone(
    country: Country, rules: Rules, touching: list[set[int]], unit: int
) -> tuple[Shortfall, ...]:
    """What the unit fails by itself, against the loosest limits of the regions it can join."""
    near = _surroundings(touching, [unit], rules.members_max - 1)
    codes = sorted({country.units[other].region for other in near})
    itself = country.units[unit]
    total = itself.total_jobs or 0
    own = (itself.industrial_jobs or 0) / total / country.national_share() if total else 0.0
    floor = min(codes, key=lambda code: thresholds_of(rules, code).member_intensity_min)
    ceiling = max(codes, key=lambda code: thresholds_of(rules, code).population_max)
    lowest = thresholds_of(rules, floor).member_intensity_min
    highest = thresholds_of(rules, ceiling).population_max
    fails = []
    if own < lowest:
        fails.append(
            _told(threshold_name(rules, floor, "members.intensity.min"), own, lowest, alone=True)
        )
    if (itself.population or 0) > highest:
        rule = threshold_name(rules, ceiling, "population.max")
        fails.append(_told(rule, itself.population or 0, highest, alone=True))
    return tuple(fails)


def _told(rule: str, value: float, limit: float, *, alone: bool) -> Shortfall:
    """The shortfall with its sentence."""
    figure, asked = told_apart(rule, value, limit)
    most = rule.endswith(".max")
    if alone and most:
        advice = f"Sa population, {figure}, dépasse à elle seule le plafond de {asked}."
    elif alone:
        advice = f"Son intensité industrielle est de {figure} : il faudrait au moins {asked}."
    elif most:
        advice = f"Ses groupes possibles comptent au moins {figure} : le plafond est de {asked}."
    else:
        best = "Avec ses voisines, elle atteint au mieux"
        what = "une intensité de " if rule.endswith("intensity.min") else ""
        advice = f"{best} {what}{figure} : il faudrait au moins {asked}."
    return Shortfall(rule, float(value), float(limit), advice)


def _among_neighbours(
    country: Country, rules: Rules, touching: list[set[int]], units: list[int]
) -> dict[int, tuple[Shortfall, ...]]:
    """Lift one threshold after another around these units, then all at once."""
    near = _surroundings(touching, units, rules.members_max - 1)
    far = {unit.siren for place, unit in enumerate(country.units) if place not in near}
    local = replace(rules, exclude=rules.exclude | far)
    found: dict[int, tuple[Shortfall, ...]] = {}
    for names in (*((name,) for name in LIFTED), tuple(LIFTED)):
        left = [unit for unit in units if unit not in found]
        if left:
            pool = enumerate_groups(country=country, rules=lift(local, *names))
            found.update(_nearest(country, rules, pool, left))
    blocked = Shortfall(
        "impose", 0.0, 0.0, "Le groupe imposé qui la contient n’est pas d’un seul tenant."
    )
    return {unit: found.get(unit, (blocked,)) for unit in units}


def _nearest(
    country: Country, rules: Rules, pool: Pool, units: list[int]
) -> dict[int, tuple[Shortfall, ...]]:
    """For each unit that the pool holds, what its group nearest to the thresholds fails."""
    figures, limits = _figures(country, rules, pool)
    missing = np.array([_missing(name, figures[name], limits[name]) for name in LIFTED])
    distance = missing.sum(axis=0)
    found = {}
    for unit in units:
        rows = np.flatnonzero((pool.members == unit).any(axis=1))
        if len(rows):
            best = int(rows[np.argmin(distance[rows])])
            region = pool.regions[pool.region[best]]
            found[unit] = tuple(
                _told(
                    threshold_name(rules, region, name),
                    figures[name][best],
                    limits[name][best],
                    alone=False,
                )
                for position, name in enumerate(LIFTED)
                if missing[position, best] > 0
            )
    return found


def _figures(
    country: Country, rules: Rules, pool: Pool
) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, np.ndarray[Any, Any]]]:
    """The figure that each threshold judges, and the threshold, for every group of the pool."""
    share = country.national_share()
    own = [
        (unit.industrial_jobs or 0) / max(unit.total_jobs or 0, 1) / share for unit in country.units
    ]
    weakest = np.array([*own, np.inf])[pool.members].min(axis=1)
    figures = {
        "intensity.min": pool.intensity,
        "population.min": pool.population,
        "industrial_jobs.min": pool.industrial,
        "members.intensity.min": weakest,
        "population.max": pool.population,
    }
    table = [thresholds_of(rules, code) for code in pool.regions]
    limits = {
        name: np.array([getattr(of, field) for of in table], dtype=float)[pool.region]
        for name, (field, _) in LIFTED.items()
    }
    return figures, limits


def _missing(
    name: str, figure: np.ndarray[Any, Any], limit: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """By which share of the threshold each group fails it; 0 when it passes."""
    lacking = figure - limit if name.endswith(".max") else limit - figure
    with np.errstate(invalid="ignore"):
        share: np.ndarray[Any, Any] = np.where(lacking > 0, lacking / np.maximum(limit, 1e-9), 0.0)
    return share
