"""Two lists of territories side by side: what they share, what each has that the other has not.

A list maps a territory's code to its members' SIRENs. Only members that are whole
intercommunalités of the country are counted: for an official list, which also holds parts and
single communes, every figure is a lower bound, and `TerritoryList.lower_bound` says so.
Jobs in salaried jobs, population in inhabitants; a unit whose jobs are unknown adds none and is
counted apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from ancrage.selection.engine.explanation import Explanation
from ancrage.selection.engine.model import Country, Unit

JOBS_BINS = (0, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 50_000)
POPULATION_BINS = (0, 20_000, 50_000, 100_000, 150_000, 200_000, 250_000, 300_000, 500_000)
MEMBERS_BINS = (1, 2, 3, 4, 5, 6, 8, 11)


@dataclass(frozen=True, slots=True)
class TerritoryList:
    """A list to compare: its label, its territories, whether its figures are lower bounds."""

    label: str
    territories: Mapping[str, Sequence[str]]
    lower_bound: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """How many intercommunalités, how many of them with unknown jobs, their jobs and people."""

    intercommunalities: int
    unknown_jobs: int
    industrial_jobs: int
    population: int


@dataclass(frozen=True, slots=True)
class Difference:
    """An intercommunalité that one list has and the other has not.

    `status`, `loss_min` and `loss_max` come from the explanation of the list that lacks it, when
    one is given.
    """

    siren: str
    name: str
    region: str
    territory: str
    industrial_jobs: int | None
    population: int | None
    status: str | None
    loss_min: float | None
    loss_max: float | None


@dataclass(frozen=True, slots=True)
class Match:
    """The territory of the other list that shares most with `territory` (None: shares nothing).

    `common` counts the shared members; `similarity` is the industrial jobs in both over the
    industrial jobs in either, 0 to 1.
    """

    territory: str
    match: str | None
    common: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many territories fall in each bin, in both lists.

    Bins are [edges[i], edges[i+1]); the last one is open upwards. `measure` is
    `industrial_jobs`, `population` or `members`.
    """

    measure: str
    edges: tuple[int, ...]
    first: tuple[int, ...]
    second: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two lists side by side; see the module's docstring."""

    first: TerritoryList
    second: TerritoryList
    totals_first: Totals
    totals_second: Totals
    both: Totals
    only_first: tuple[Difference, ...]
    only_second: tuple[Difference, ...]
    matches_first: tuple[Match, ...]
    matches_second: tuple[Match, ...]
    distributions: tuple[Distribution, ...]


def compare(
    *,
    country: Country,
    first: TerritoryList,
    second: TerritoryList,
    explanation: Explanation | None = None,
) -> Comparison:
    """Compare two lists. `explanation` is that of `second`: it says why it lacks a unit."""
    units = {unit.siren: unit for unit in country.units}
    ours, theirs = _whole(first, units), _whole(second, units)
    held, other = _holders(ours), _holders(theirs)
    return Comparison(
        first=first,
        second=second,
        totals_first=_totals(units, held),
        totals_second=_totals(units, other),
        both=_totals(units, held.keys() & other.keys()),
        only_first=_differences(units, held, held.keys() - other.keys(), explanation),
        only_second=_differences(units, other, other.keys() - held.keys(), None),
        matches_first=tuple(_match(units, code, ours[code], theirs) for code in sorted(ours)),
        matches_second=tuple(_match(units, code, theirs[code], ours) for code in sorted(theirs)),
        distributions=_distributions(units, ours, theirs),
    )


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """The comparison, JSON-ready."""
    document = asdict(comparison)
    for side in ("first", "second"):
        territories = document[side]["territories"]
        document[side]["territories"] = {code: list(got) for code, got in territories.items()}
    return document


def _whole(listed: TerritoryList, units: Mapping[str, Unit]) -> dict[str, tuple[str, ...]]:
    """The members of each territory that are intercommunalités of the country."""
    return {
        code: tuple(siren for siren in members if siren in units)
        for code, members in listed.territories.items()
    }


def _holders(territories: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {siren: code for code, members in territories.items() for siren in members}


def _jobs(units: Mapping[str, Unit], sirens: Sequence[str] | set[str]) -> int:
    return sum(units[siren].industrial_jobs or 0 for siren in sirens)


def _population(units: Mapping[str, Unit], sirens: Sequence[str]) -> int:
    return sum(units[siren].population or 0 for siren in sirens)


def _totals(units: Mapping[str, Unit], sirens: Mapping[str, str] | set[str]) -> Totals:
    counted = list(sirens)
    return Totals(
        intercommunalities=len(counted),
        unknown_jobs=sum(not units[siren].jobs_known for siren in counted),
        industrial_jobs=_jobs(units, counted),
        population=_population(units, counted),
    )


def _differences(
    units: Mapping[str, Unit],
    held: Mapping[str, str],
    sirens: set[str],
    explanation: Explanation | None,
) -> tuple[Difference, ...]:
    """The units of `sirens`, by decreasing industrial jobs (ties: SIREN)."""
    order = sorted(sirens, key=lambda siren: (-(units[siren].industrial_jobs or 0), siren))
    return tuple(_difference(units[siren], held[siren], explanation) for siren in order)


def _difference(unit: Unit, territory: str, explanation: Explanation | None) -> Difference:
    why = explanation.units.get(unit.siren) if explanation else None
    return Difference(
        siren=unit.siren,
        name=unit.name,
        region=unit.region,
        territory=territory,
        industrial_jobs=unit.industrial_jobs,
        population=unit.population,
        status=str(why.status) if why else None,
        loss_min=why.loss_min if why else None,
        loss_max=why.loss_max if why else None,
    )


def _match(
    units: Mapping[str, Unit],
    code: str,
    members: tuple[str, ...],
    others: Mapping[str, tuple[str, ...]],
) -> Match:
    """The best of `others`: most shared members' jobs, then most members, then smallest code."""
    inside = set(members)
    shared = {other: inside & set(theirs) for other, theirs in others.items()}
    candidates = [other for other, common in shared.items() if common]
    if not candidates:
        return Match(code, None, 0, 0.0)

    def similarity(other: str) -> float:
        either = _jobs(units, inside | set(others[other]))
        return _jobs(units, shared[other]) / either if either else 0.0

    best = min(candidates, key=lambda other: (-similarity(other), -len(shared[other]), other))
    return Match(code, best, len(shared[best]), similarity(best))


def _distributions(
    units: Mapping[str, Unit],
    first: Mapping[str, tuple[str, ...]],
    second: Mapping[str, tuple[str, ...]],
) -> tuple[Distribution, ...]:
    kinds: tuple[tuple[str, tuple[int, ...], Callable[[tuple[str, ...]], int]], ...] = (
        ("industrial_jobs", JOBS_BINS, lambda members: _jobs(units, members)),
        ("population", POPULATION_BINS, lambda members: _population(units, members)),
        ("members", MEMBERS_BINS, len),
    )
    return tuple(
        Distribution(
            name,
            edges,
            _histogram([size(members) for members in first.values() if members], edges),
            _histogram([size(members) for members in second.values() if members], edges),
        )
        for name, edges, size in kinds
    )


def _histogram(values: Sequence[int], edges: tuple[int, ...]) -> tuple[int, ...]:
    closed = [sum(low <= value < high for value in values) for low, high in pairwise(edges)]
    return (*closed, sum(value >= edges[-1] for value in values))
