"""The lists of territories and their versions."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from ancrage.geography.models import (
    Intercommunality,
    Perimeter,
    PerimeterVersion,
    TerritoryMember,
)
from ancrage.geography.queries.totals import CountryTotals, Totals, ratio, totals_of

OFFICIAL = "officiel"
"""The perimeter that holds the official lists."""


def versions(perimeter: str | None = None) -> list[PerimeterVersion]:
    """Every version (of one perimeter, by its code), official lists first, oldest first."""
    found = PerimeterVersion.objects.select_related("perimeter", "source")
    if perimeter is not None:
        found = found.filter(perimeter=perimeter)
    return sorted(found, key=_order)


def _order(version: PerimeterVersion) -> tuple[bool, str, dt.date, str]:
    official = version.perimeter.kind == Perimeter.OFFICIAL
    return (not official, version.perimeter_id, version.valid_from, version.code)


def version_at(*, perimeter: str, on: dt.date) -> PerimeterVersion | None:
    """The version of a perimeter in force on a day; None before the first one held."""
    return in_force(versions(perimeter), on=on)


def in_force(held: list[PerimeterVersion], *, on: dt.date) -> PerimeterVersion | None:
    """Among versions of one perimeter at hand, the one in force on a day."""
    current = [v for v in held if v.valid_from <= on and (v.valid_to is None or on <= v.valid_to)]
    return max(current, key=lambda v: v.valid_from, default=None)


def official(held: list[PerimeterVersion]) -> list[PerimeterVersion]:
    return [v for v in held if v.perimeter.kind == Perimeter.OFFICIAL]


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A version with its members by kind and what its whole members weigh in the country.

    Shares go from 0 to 1 and count whole intercommunalités and EPT only: lower bounds when the
    list has other members.
    """

    version: PerimeterVersion
    whole: int = 0
    epts: int = 0
    partial: int = 0
    communes: int = 0
    totals: Totals = field(default_factory=Totals)
    industrial_jobs_share: float | None = None
    population_share: float | None = None
    private_jobs_share: float | None = None

    @property
    def members(self) -> int:
        return self.whole + self.epts + self.partial + self.communes

    @property
    def lower_bound(self) -> bool:
        return self.partial + self.communes > 0


def list_summaries(*, country: CountryTotals) -> list[ListSummary]:
    """Every version with its counts and coverage, in three queries."""
    counts = _member_counts()
    places = _whole_members()
    return [
        _summary(version, counts.get(version.pk, {}), places.get(version.pk, []), country.country)
        for version in versions()
    ]


def _summary(
    version: PerimeterVersion,
    counts: dict[str, int],
    places: list[Intercommunality],
    country: Totals,
) -> ListSummary:
    held = totals_of(places)
    return ListSummary(
        version=version,
        totals=held,
        industrial_jobs_share=ratio(held.industrial_jobs, country.industrial_jobs),
        population_share=ratio(held.population, country.population),
        private_jobs_share=ratio(held.private_jobs_2024, country.private_jobs_2024),
        **counts,
    )


def _member_counts() -> dict[str, dict[str, int]]:
    whole = Q(coverage=TerritoryMember.WHOLE, intercommunality__isnull=False)
    ept = Q(intercommunality__kind=Intercommunality.EPT)
    rows = TerritoryMember.objects.values("territory__version").annotate(
        whole=Count("pk", filter=whole & ~ept),
        epts=Count("pk", filter=whole & ept),
        partial=Count("pk", filter=Q(coverage="partial", intercommunality__isnull=False)),
        communes=Count("pk", filter=Q(commune__isnull=False)),
    )
    return {row.pop("territory__version"): row for row in rows.order_by("territory__version")}  # type: ignore[misc]


def whole_members() -> QuerySet[TerritoryMember]:
    """Members that are a whole intercommunalité or EPT: those whose figures can be added."""
    return TerritoryMember.objects.filter(
        coverage=TerritoryMember.WHOLE, intercommunality__isnull=False
    )


def _whole_members() -> dict[str, list[Intercommunality]]:
    rows = whole_members().values_list("territory__version", "intercommunality")
    places = Intercommunality.objects.in_bulk()
    found: dict[str, list[Intercommunality]] = {}
    for version, siren in rows:
        found.setdefault(version, []).append(places[str(siren)])
    return found
