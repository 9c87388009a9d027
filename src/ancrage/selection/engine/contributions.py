"""What a member brings to its territory, and whether the territory would stand without it."""

from dataclasses import asdict, dataclass
from typing import Any

from ancrage.selection.engine.model import Country, IdentifiedTerritory, Rules
from ancrage.selection.engine.shapes import (
    Measures,
    broken_thresholds,
    is_connected,
    measure,
    neighbours,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an intercommunalité brings to the territory that holds it.

    `industrial_jobs` in salaried jobs; `share` of the territory's industrial jobs, 0 to 1;
    `territory_value` v of the territory; `value_without` v of the other members (None when the
    unit is the only member); `marginal_value` what the territory's value loses without it (may be
    negative: a member that dilutes the intensity); `needed_for` the rules, in dotted names, that
    the others alone would break ("connection" when they would no longer touch).
    """

    industrial_jobs: int
    share: float
    territory_value: float
    value_without: float | None
    marginal_value: float
    needed_for: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The same, JSON-ready."""
        return {**asdict(self), "needed_for": list(self.needed_for)}


def contributions(
    *, country: Country, rules: Rules, territory: IdentifiedTerritory
) -> dict[str, Contribution]:
    """The contribution of each member of a territory, by SIREN."""
    position = {unit.siren: index for index, unit in enumerate(country.units)}
    group = tuple(position[siren] for siren in territory.members)
    touching = neighbours(country)
    whole = measure(country=country, rules=rules, group=group)
    return {
        siren: _contribution(country, rules, group, position[siren], whole, touching)
        for siren in territory.members
    }


def _contribution(
    country: Country,
    rules: Rules,
    group: tuple[int, ...],
    member: int,
    whole: Measures,
    touching: list[set[int]],
) -> Contribution:
    own = country.units[member].industrial_jobs or 0
    others = tuple(unit for unit in group if unit != member)
    without = measure(country=country, rules=rules, group=others) if others else None
    value_without = without.value if without else None
    needed = ["connection"] if others and not is_connected(touching, others) else []
    needed += broken_thresholds(country=country, rules=rules, group=others) if others else []
    return Contribution(
        industrial_jobs=own,
        share=own / whole.industrial_jobs if whole.industrial_jobs else 0.0,
        territory_value=whole.value,
        value_without=value_without,
        marginal_value=whole.value - (value_without or 0.0),
        needed_for=tuple(needed),
    )
