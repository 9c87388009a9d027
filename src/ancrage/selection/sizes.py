"""How large the territories are, beside those of the official lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ancrage.selection.engine.comparison import JOBS_BINS, MEMBERS_BINS, TerritoryList
from ancrage.selection.engine.model import Country
from ancrage.ui.formats import number


@dataclass(frozen=True, slots=True)
class Sizes:
    """A list's territories: how many in each bin of members, and of industrial jobs.

    Only whole members are counted: with `lower_bound`, the list has others and its territories
    are larger than told.
    """

    label: str
    territories: int
    median_members: float
    median_jobs: float
    by_members: tuple[int, ...]
    by_jobs: tuple[int, ...]
    lower_bound: bool


def sizes(country: Country, listed: TerritoryList) -> Sizes:
    """Count a list's territories by size."""
    jobs = {unit.siren: unit.industrial_jobs or 0 for unit in country.units}
    whole = [[s for s in members if s in jobs] for members in listed.territories.values()]
    members = [len(held) for held in whole]
    weights = [sum(jobs[siren] for siren in held) for held in whole]
    return Sizes(
        label=listed.label,
        territories=len(whole),
        median_members=float(median(members)) if members else 0.0,
        median_jobs=float(median(weights)) if weights else 0.0,
        by_members=_counts(members, MEMBERS_BINS),
        by_jobs=_counts(weights, JOBS_BINS),
        lower_bound=listed.lower_bound,
    )


def members_labels() -> list[str]:
    """« 1 », « 2 »… « 11 et plus »: the bins of `by_members`."""
    closed = [
        str(low) if low == high - 1 else f"{low} à {high - 1}"
        for low, high in pairwise(MEMBERS_BINS)
    ]
    return [*closed, f"{MEMBERS_BINS[-1]} et plus"]


def jobs_labels() -> list[str]:
    """« 0 à 2 500 »…: the bins of `by_jobs`, the upper end left out."""
    closed = [f"{number(low)} à {number(high)}" for low, high in pairwise(JOBS_BINS)]
    return [*closed, f"{number(JOBS_BINS[-1])} et plus"]


def at_cap(listed: TerritoryList, cap: int) -> int:
    """How many territories have as many members as the rules allow."""
    return sum(len(members) == cap for members in listed.territories.values())


def _counts(values: Sequence[int], edges: tuple[int, ...]) -> tuple[int, ...]:
    closed = [sum(low <= value < high for value in values) for low, high in pairwise(edges)]
    return (*closed, sum(value >= edges[-1] for value in values))
