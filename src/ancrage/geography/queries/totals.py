"""Sums of reference figures over sets of whole intercommunalités, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, QuerySet, Sum

from ancrage.geography.models import Intercommunality


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over whole intercommunalités; None where no member's figure is known.

    Jobs are salaried jobs, `area_km2` square kilometres. `incomplete` names the figures that at
    least one member lacks: their sum is a lower bound. The three job measures (all salaried jobs
    estimated from FLORES, private jobs counted by Urssaf) are never mixed.
    """

    members: int = 0
    population: int | None = None
    industrial_jobs: int | None = None
    total_jobs: int | None = None
    private_jobs_2014: int | None = None
    private_jobs_2019: int | None = None
    private_jobs_2024: int | None = None
    area_km2: float | None = None
    hiring_projects: int | None = None
    hard_hiring_projects: int | None = None
    brownfields_count: int | None = None
    brownfields_reconverted_count: int | None = None
    brownfields_area_ha: float | None = None
    incomplete: frozenset[str] = frozenset()

    @property
    def industrial_share(self) -> float | None:
        """Share of industry in salaried jobs (0 to 1), an estimate like its two terms."""
        return ratio(self.industrial_jobs, self.total_jobs)

    @property
    def density(self) -> float | None:
        """Inhabitants per square kilometre."""
        return ratio(self.population, self.area_km2)

    @property
    def private_trend(self) -> float | None:
        """Relative change of private jobs, 2014 to 2024 (0.1 = +10 %): exact counts only."""
        return change(self.private_jobs_2014, self.private_jobs_2024)

    @property
    def private_trend_recent(self) -> float | None:
        """Relative change of private jobs, 2019 to 2024."""
        return change(self.private_jobs_2019, self.private_jobs_2024)

    def intensity(self, country: "Totals") -> float | None:
        """Industrial share relative to the country's (1 = as the country)."""
        return ratio(self.industrial_share, country.industrial_share)


FIGURES = tuple(f.name for f in fields(Totals) if f.name not in ("members", "incomplete"))


def ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def change(before: float | None, after: float | None) -> float | None:
    return after / before - 1 if before and after is not None else None


def sum_known(values: Iterable[float | None]) -> float | None:
    """The sum of the known values; None when none is known."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def totals_of(places: Iterable[Intercommunality]) -> Totals:
    """Sums over intercommunalités at hand (no query)."""
    held = list(places)
    columns = {name: [getattr(place, name) for place in held] for name in FIGURES}
    return Totals(
        members=len(held),
        incomplete=frozenset(name for name, values in columns.items() if None in values),
        **{name: sum_known(values) for name, values in columns.items()},  # type: ignore[arg-type]
    )


def whole_country() -> QuerySet[Intercommunality]:
    """The intercommunalités that share out the country, without the parts of Grand Paris."""
    return Intercommunality.objects.exclude(kind=Intercommunality.EPT)


@dataclass(frozen=True, slots=True)
class CountryTotals:
    """The country and each of its regions (by the region where most inhabitants live)."""

    country: Totals
    regions: dict[str, Totals]


def country_totals() -> CountryTotals:
    """Sums over every intercommunalité, in one query."""
    sums = {f"sum_{name}": Sum(name) for name in FIGURES}
    counts = {f"known_{name}": Count(name) for name in FIGURES}
    rows = whole_country().values("region").annotate(members=Count("pk"), **sums, **counts)
    regions = {row["region"]: _totals_of_row(row) for row in rows.order_by("region")}
    return CountryTotals(country=add(regions.values()), regions=regions)


def _totals_of_row(row: Mapping[str, Any]) -> Totals:
    return Totals(
        members=row["members"],
        incomplete=frozenset(n for n in FIGURES if row[f"known_{n}"] != row["members"]),
        **{name: row[f"sum_{name}"] for name in FIGURES},
    )


def add(parts: Iterable[Totals]) -> Totals:
    """The totals of disjoint sets together."""
    held = list(parts)
    return Totals(
        members=sum(part.members for part in held),
        incomplete=frozenset().union(*(part.incomplete for part in held)),
        **{n: sum_known(getattr(p, n) for p in held) for n in FIGURES},  # type: ignore[arg-type]
    )
