"""Intercommunalités: the table, one of them, its neighbours, communes and territories."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from ancrage.geography.models import (
    Adjacency,
    Commune,
    FormerCommune,
    Intercommunality,
    PerimeterVersion,
    Territory,
    TerritoryMember,
)
from ancrage.geography.queries.totals import Totals, country_totals, totals_of, whole_country


@dataclass(frozen=True, slots=True)
class Membership:
    """A territory that an intercommunalité is in, and how: `whole`, `partial`, `commune`."""

    territory: Territory
    how: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class IntercommunalityRow:
    """An intercommunalité with its own figures as totals, and its territories in one version."""

    place: Intercommunality
    totals: Totals
    country: Totals
    territories: tuple[Membership, ...]

    @property
    def intensity(self) -> float | None:
        """Share of industry relative to the country's (1 = as the country), estimate."""
        return self.totals.intensity(self.country)


def intercommunality_rows(version: PerimeterVersion | None) -> list[IntercommunalityRow]:
    """The intercommunalités (without the parts of Grand Paris) by name, in three queries."""
    country = country_totals().country
    held = _territories_by_siren(version) if version else {}
    places = whole_country().select_related("region", "department", "employment_zone")
    return [
        IntercommunalityRow(
            place=place,
            totals=totals_of([place]),
            country=country,
            territories=tuple(held.get(place.siren, ())),
        )
        for place in places
    ]


def _territories_by_siren(version: PerimeterVersion) -> dict[str, list[Membership]]:
    members = TerritoryMember.objects.filter(territory__version=version).select_related(
        "territory", "intercommunality", "commune"
    )
    found: dict[str, list[Membership]] = {}
    for member in members.order_by("territory__code", "pk"):
        place = member.intercommunality
        siren = (place.parent_id or place.siren) if place else None
        if member.commune is not None:
            siren = member.commune.intercommunality_id
        if siren is not None:
            _add_once(found.setdefault(siren, []), as_membership(member))
    return found


def _add_once(held: list[Membership], membership: Membership) -> None:
    if all(m.territory != membership.territory for m in held):
        held.append(membership)


def as_membership(member: TerritoryMember) -> Membership:
    """How an intercommunalité stands in a territory through one member record."""
    place = member.intercommunality
    if member.commune is not None:
        return Membership(member.territory, "commune", member.commune.name)
    if place is not None and place.parent_id:
        return Membership(member.territory, "ept", place.name)
    detail = f"{member.communes_in}/{member.communes_total}"
    return Membership(member.territory, member.coverage, detail)


def find_intercommunality(siren: str) -> Intercommunality | None:
    """An intercommunalité or EPT by its SIREN; None when there is none."""
    return (
        Intercommunality.objects.filter(siren=siren)
        .select_related("region", "department", "employment_zone", "parent")
        .first()
    )


def neighbours_of(sirens: Iterable[str]) -> list[tuple[Intercommunality, float]]:
    """The intercommunalités that touch the set from outside, with the length of border in km.

    0 km: the two only touch at a point. Longest border first.
    """
    held = set(sirens)
    rows = (
        Adjacency.objects.filter(intercommunality__in=held)
        .exclude(neighbour__in=held)
        .select_related("neighbour__region", "neighbour__employment_zone")
    )
    borders: dict[str, tuple[Intercommunality, float]] = {}
    for row in rows:
        known = borders.get(row.neighbour_id, (row.neighbour, 0.0))[1]
        borders[row.neighbour_id] = (row.neighbour, known + row.shared_border_km)
    return sorted(borders.values(), key=lambda pair: (-pair[1], pair[0].search_name))


def communes_of(siren: str) -> list[Commune]:
    """The communes of an intercommunalité or EPT, by name."""
    found = Commune.objects.filter(Q(intercommunality=siren) | Q(ept=siren))
    return list(found.select_related("department").order_by("search_name", "code"))


def former_codes(communes: Iterable[Commune]) -> dict[str, list[str]]:
    """Codes that are no longer communes, by the commune which holds them today."""
    found: dict[str, list[str]] = {}
    held = FormerCommune.objects.filter(commune__in=list(communes)).order_by("code")
    for code, commune in held.values_list("code", "commune_id"):
        found.setdefault(commune, []).append(code)
    return found
