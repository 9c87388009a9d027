"""From chosen groups to territories with their code, name and figures."""

from ancrage.selection.engine.figures import IntArray
from ancrage.selection.engine.groups import Pool
from ancrage.selection.engine.model import Country, IdentifiedTerritory, Rules, Unit
from ancrage.selection.engine.names import name_territories


def describe_territories(
    *, country: Country, rules: Rules, pool: Pool, chosen: IntArray | None
) -> tuple[IdentifiedTerritory, ...]:
    """The chosen groups (rows of the pool) as territories, by region then decreasing value.

    Codes are the rules' prefix, the region and the place in the region: `sim-8403`.
    """
    ordered = sorted(
        [] if chosen is None else chosen.tolist(),
        key=lambda row: (pool.region[row], -pool.value[row], pool.group(row)),
    )
    groups = [_members(country, pool, row) for row in ordered]
    territories = []
    place: dict[str, int] = {}
    for row, members, name in zip(ordered, groups, name_territories(groups), strict=True):
        region = pool.regions[int(pool.region[row])]
        place[region] = place.get(region, 0) + 1
        code = f"{rules.code_prefix}{region}{place[region]:02d}"
        territories.append(_territory(pool, row, members, code=code, name=name))
    return tuple(territories)


def _members(country: Country, pool: Pool, row: int) -> list[Unit]:
    return sorted(
        (country.units[position] for position in pool.group(row)),
        key=lambda unit: (-(unit.industrial_jobs or 0), unit.siren),
    )


def _territory(
    pool: Pool, row: int, members: list[Unit], *, code: str, name: str
) -> IdentifiedTerritory:
    return IdentifiedTerritory(
        code=code,
        name=name,
        region=pool.regions[int(pool.region[row])],
        members=tuple(unit.siren for unit in members),
        industrial_jobs=int(pool.industrial[row]),
        total_jobs=int(pool.total[row]),
        population=int(pool.population[row]),
        intensity=float(pool.intensity[row]),
        cohesion=float(pool.cohesion[row]),
        value=float(pool.value[row]),
    )
