"""From chosen groups to territories with their code, name and figures."""

import hashlib
import json
from dataclasses import asdict

from ancrage.selection.engine.groups import IntArray, Pool
from ancrage.selection.engine.model import Country, IdentifiedTerritory, Rules


def describe_territories(
    *, country: Country, rules: Rules, pool: Pool, chosen: IntArray
) -> tuple[IdentifiedTerritory, ...]:
    """The chosen groups (rows of the pool) as territories, by region then decreasing jobs.

    Codes are the rules' prefix, the region and the place in the region: `sim-8403`.
    """
    ordered = sorted(
        (int(row) for row in chosen),
        key=lambda row: (pool.region[row], -pool.industrial[row], pool.group(row)),
    )
    territories = []
    place: dict[str, int] = {}
    for row in ordered:
        region = pool.regions[int(pool.region[row])]
        place[region] = place.get(region, 0) + 1
        code = f"{rules.code_prefix}{region}{place[region]:02d}"
        territories.append(_territory(country, pool, row, code))
    return tuple(territories)


def _territory(country: Country, pool: Pool, row: int, code: str) -> IdentifiedTerritory:
    members = sorted(
        (country.units[position] for position in pool.group(row)),
        key=lambda unit: (-(unit.industrial_jobs or 0), unit.siren),
    )
    return IdentifiedTerritory(
        code=code,
        name=" - ".join(unit.name for unit in members[:2]),
        region=pool.regions[int(pool.region[row])],
        members=tuple(unit.siren for unit in members),
        industrial_jobs=int(pool.industrial[row]),
        total_jobs=int(pool.total[row]),
        population=int(pool.population[row]),
        intensity=float(pool.intensity[row]),
        cohesion=float(pool.cohesion[row]),
        value=float(pool.value[row]),
    )


def fingerprint(*, country: Country, rules: Rules) -> str:
    """A SHA-256 that changes whenever a figure or a rule does."""
    written = json.dumps(asdict(rules), default=_sorted, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{country.fingerprint}\n{written}".encode()).hexdigest()


def _sorted(value: frozenset[str]) -> list[str]:
    return sorted(value)
