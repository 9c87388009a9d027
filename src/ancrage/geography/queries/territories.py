"""The territories of one version, with the figures of their whole members."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ancrage.geography.models import (
    Commune,
    Intercommunality,
    PerimeterVersion,
    Territory,
    TerritoryMember,
)
from ancrage.geography.queries.totals import (
    CountryTotals,
    Totals,
    country_totals,
    ratio,
    totals_of,
)
from ancrage.geography.rules.similarity import Structure


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a territory: an intercommunalité (whole or in part), an EPT or a commune."""

    place: Intercommunality | None
    commune: Commune | None
    coverage: str
    communes_in: int
    communes_total: int

    @property
    def code(self) -> str:
        return self.place.siren if self.place else self.commune.code if self.commune else ""

    @property
    def name(self) -> str:
        return self.place.name if self.place else self.commune.name if self.commune else ""

    @property
    def kind(self) -> str:
        """`epci`, `ept` or `commune`."""
        if self.place is None:
            return "commune"
        return "ept" if self.place.kind == Intercommunality.EPT else "epci"

    @property
    def is_whole_place(self) -> bool:
        """Whether its figures may be added to the territory's."""
        return self.place is not None and self.coverage == TerritoryMember.WHOLE

    @property
    def siren(self) -> str | None:
        """The intercommunalité that it is, or is in; None for a commune without one."""
        if self.place is not None:
            return self.place.siren
        return self.commune.intercommunality_id if self.commune else None

    @property
    def outline_siren(self) -> str | None:
        """The intercommunalité whose outline shows it: an EPT is drawn as its metropolis."""
        if self.place is not None and self.place.parent_id:
            return self.place.parent_id
        return self.siren


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """A territory with its members and the sums of its whole members.

    `lower_bound`: it has members that are not counted (in part, single communes) or whose jobs are
    unknown, so that its sums are "at least".
    """

    code: str
    name: str
    search_name: str
    version: str
    region: str
    region_name: str
    regions: tuple[str, ...]
    members: tuple[Member, ...]
    totals: Totals
    country: Totals
    main_zone: str | None
    main_zone_name: str
    cohesion: float | None
    lower_bound: bool

    @property
    def population(self) -> int | None:
        return self.totals.population

    @property
    def industrial_jobs(self) -> int | None:
        return self.totals.industrial_jobs

    @property
    def total_jobs(self) -> int | None:
        return self.totals.total_jobs

    @property
    def industrial_share(self) -> float | None:
        """Share of industry in the territory's jobs (0 to 1), estimate."""
        return self.totals.industrial_share

    @property
    def share(self) -> float | None:
        """Its part of the country's industrial jobs (0 to 1), estimate."""
        return ratio(self.totals.industrial_jobs, self.country.industrial_jobs)

    @property
    def intensity(self) -> float | None:
        """Share of industry relative to the country's (1 = as the country), estimate."""
        return self.totals.intensity(self.country)

    @property
    def whole(self) -> tuple[Intercommunality, ...]:
        return tuple(m.place for m in self.members if m.is_whole_place and m.place)

    @property
    def whole_sirens(self) -> tuple[str, ...]:
        """Whole members that have an outline of their own (an EPT has none)."""
        return tuple(p.siren for p in self.whole if p.kind != Intercommunality.EPT)

    @property
    def partial_sirens(self) -> tuple[str, ...]:
        """Intercommunalités of which only a part is in the territory."""
        whole = set(self.whole_sirens)
        touched = (m.outline_siren for m in self.members)
        return tuple(sorted({siren for siren in touched if siren and siren not in whole}))

    @property
    def structure(self) -> Structure | None:
        """What it is compared by; None when one of the measures is unknown."""
        totals = self.totals
        measures = (
            totals.population,
            totals.density,
            self.intensity,
            self.cohesion,
            totals.private_trend,
        )
        if any(m is None for m in measures) or not (totals.population and totals.density):
            return None
        return Structure(*(float(m) for m in measures if m is not None))


def territory_rows(
    version: PerimeterVersion,
    *,
    country: CountryTotals | None = None,
    listed: Sequence[Territory] | None = None,
) -> list[TerritoryRow]:
    """Every territory of a version, by code. Three queries; one less when `country` is at hand,
    and one when the territories themselves are (`listed`)."""
    whole = (country or country_totals()).country
    members = _members(version)
    if listed is None:
        listed = list(Territory.objects.filter(version=version).select_related("region"))
    return [_row(t, members.get(t.pk, []), whole) for t in listed]


def listed_in(version: str) -> list[Territory]:
    """The territories of a version, by code, each with its version and its region; none when there
    is no such version. One query."""
    held = Territory.objects.filter(version=version)
    return list(held.select_related("version__perimeter", "region"))


def _members(version: PerimeterVersion) -> dict[int, list[Member]]:
    rows = (
        TerritoryMember.objects.filter(territory__version=version)
        .select_related("intercommunality__employment_zone", "commune")
        .order_by("pk")
    )
    found: dict[int, list[Member]] = {}
    for row in rows:
        found.setdefault(row.territory_id, []).append(_member(row))
    return found


def _member(row: TerritoryMember) -> Member:
    return Member(
        place=row.intercommunality,
        commune=row.commune,
        coverage=row.coverage,
        communes_in=row.communes_in,
        communes_total=row.communes_total,
    )


def _row(territory: Territory, members: list[Member], country: Totals) -> TerritoryRow:
    places = [m.place for m in members if m.is_whole_place and m.place]
    totals = totals_of(places)
    zone, name, cohesion = _main_zone(places)
    return TerritoryRow(
        code=territory.code,
        name=territory.name,
        search_name=territory.search_name,
        version=territory.version_id,
        region=territory.region_id,
        region_name=territory.region.name,
        regions=_regions(territory, members),
        members=tuple(sorted(members, key=_by_weight)),
        totals=totals,
        country=country,
        main_zone=zone,
        main_zone_name=name,
        cohesion=cohesion,
        lower_bound=len(places) < len(members) or "industrial_jobs" in totals.incomplete,
    )


def _by_weight(member: Member) -> tuple[bool, float, str]:
    jobs = member.place.industrial_jobs if member.place else None
    return (not member.is_whole_place, -(jobs or 0), member.code)


def _regions(territory: Territory, members: Iterable[Member]) -> tuple[str, ...]:
    """The territory's region, then the other regions of its members."""
    places = ((m.place or m.commune) for m in members)
    touched = {place.region_id for place in places if place}
    return (territory.region_id, *sorted(touched - {territory.region_id}))


def _main_zone(places: list[Intercommunality]) -> tuple[str | None, str, float | None]:
    """The employment zone of most of the members' jobs (ties: smallest code), and its share."""
    jobs: Counter[str] = Counter()
    names: dict[str, str] = {}
    for place in places:
        if place.employment_zone is not None:
            jobs[place.employment_zone.code] += place.total_jobs or 0
            names[place.employment_zone.code] = place.employment_zone.name
    if not jobs:
        return None, "", None
    zone = min(jobs, key=lambda code: (-jobs[code], code))
    known = sum(place.total_jobs or 0 for place in places)
    return zone, names[zone], ratio(jobs[zone], known)


def find_territory(*, version: str, code: str) -> Territory | None:
    """A territory by its official codes; None when there is none."""
    return (
        Territory.objects.filter(version=version, code=code)
        .select_related("version__perimeter", "version__source", "region")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Overlap:
    """A territory of another version that shares members with the one at hand.

    `shared`: members in common; `population_share` of this territory's whole members which are
    whole there too (0 to 1); `partly`: some are there or here only in part.
    """

    version: PerimeterVersion
    territory: Territory
    shared: int
    population_share: float | None
    partly: bool


def history(row: TerritoryRow) -> list[Overlap]:
    """Which territories of every version hold this one's members, oldest first, largest first.

    By content and never by code: schemes reuse each other's numbers. One query.
    """
    sirens = {m.siren for m in row.members if m.siren}
    weights = {p.siren: p.population or 0 for p in row.whole}
    grouped: dict[Territory, list[TerritoryMember]] = {}
    for member in memberships(sirens):
        if member.territory.version_id != row.version:
            grouped.setdefault(member.territory, []).append(member)
    found = [_overlap(t, members, weights) for t, members in grouped.items()]
    return sorted(found, key=_overlap_order)


def _overlap_order(overlap: Overlap) -> tuple[object, ...]:
    version = overlap.version
    return (
        version.valid_from,
        version.code,
        -(overlap.population_share or 0),
        overlap.territory.code,
    )


def _overlap(
    territory: Territory, members: list[TerritoryMember], weights: dict[str, int]
) -> Overlap:
    whole = [
        str(m.intercommunality_id)
        for m in members
        if m.coverage == TerritoryMember.WHOLE and m.intercommunality_id in weights
    ]
    total = sum(weights.values())
    return Overlap(
        version=territory.version,
        territory=territory,
        shared=len({m.intercommunality_id or m.commune_id for m in members}),
        population_share=ratio(sum(weights[s] for s in whole), total) if total else None,
        partly=len(whole) < len(members),
    )


def memberships(sirens: Iterable[str]) -> list[TerritoryMember]:
    """In which territories of every version intercommunalités are: whole, in part, by a commune."""
    held = list(sirens)
    as_places = TerritoryMember.objects.filter(intercommunality__in=held)
    by_commune = TerritoryMember.objects.filter(commune__intercommunality__in=held)
    by_ept = TerritoryMember.objects.filter(intercommunality__parent__in=held)
    return list(
        (as_places | by_commune | by_ept)
        .select_related(
            "territory__version__perimeter", "territory__region", "commune", "intercommunality"
        )
        .order_by("territory__version__valid_from", "territory__version", "territory__code", "pk")
    )


def territories_of_code(code: str) -> list[Territory]:
    """The territories that bear a code, in whichever list: two schemes may share numbers."""
    return list(Territory.objects.filter(code=code).select_related("version"))
