"""The places and lists of the database in the words of the rules. Reads only."""

from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from ancrage.geography.models import (
    Adjacency,
    Commune,
    EmploymentZone,
    FormerCommune,
    Intercommunality,
    PerimeterVersion,
    RecreatedCommune,
    ReferencePack,
    Source,
    Territory,
    TerritoryMember,
)
from ancrage.geography.rules.listing import (
    COMMUNE,
    EPCI,
    EPT,
    Gazetteer,
    ListedTerritory,
    ListVersion,
    Member,
    Town,
)

COUNTED: dict[str, type[Model]] = {
    "communes": Commune,
    "former_communes": FormerCommune,
    "intercommunalities": Intercommunality,
    "adjacencies": Adjacency,
    "employment_zones": EmploymentZone,
    "lists": PerimeterVersion,
    "territories": Territory,
}


def stored_gazetteer() -> Gazetteer:
    """The places that are loaded, in five queries. Raises DoesNotExist when none are."""
    pack = ReferencePack.objects.get()
    columns = ("code", "name", "postal_codes", "intercommunality_id", "ept_id", "population")
    towns = (
        Town(code, name, tuple(filter(None, postal.split("|"))), epci or "", ept or "", population)
        for code, name, postal, epci, ept, population in Commune.objects.order_by().values_list(
            *columns
        )
    )
    return Gazetteer(
        towns={town.code: town for town in towns},
        former=dict(FormerCommune.objects.values_list("code", "commune_id")),
        recreated=dict(RecreatedCommune.objects.values_list("commune_id", "parent_id")),
        reference_date=pack.reference_date,
        groups=dict(Intercommunality.objects.order_by().values_list("siren", "name")),
    )


def stored_versions(*, perimeter: str) -> list[ListVersion]:
    """The lists of a perimeter with their territories, oldest first, in four queries."""
    versions = PerimeterVersion.objects.filter(perimeter=perimeter).order_by("valid_from")
    held = _by_version(Territory.objects.filter(version__perimeter=perimeter))
    return [_version(version, held.get(version.code, [])) for version in versions]


def stored_lists(*, perimeter: str | None, version: str | None) -> list[ListVersion]:
    """The lists of a perimeter, or the one list named, or both conditions."""
    versions = PerimeterVersion.objects.order_by("valid_from")
    if perimeter:
        versions = versions.filter(perimeter=perimeter)
    if version:
        versions = versions.filter(code=version)
    return [stored_version(held) for held in versions]


def stored_reference() -> dict[str, Any] | None:
    """The loaded pack: what it is, its counts, its sources; None without one."""
    pack = ReferencePack.objects.first()
    if pack is None:
        return None
    return {
        "code": pack.code,
        "name": pack.name,
        "vintage": pack.vintage,
        "reference_date": pack.reference_date.isoformat(),
        "fingerprint": pack.fingerprint,
        "loaded_at": pack.loaded_at.isoformat(),
        "licence": pack.licence,
        "credit": pack.credit,
        "counts": {name: model._default_manager.count() for name, model in COUNTED.items()},
        "sources": list(Source.objects.values("code", "producer", "title", "vintage", "licence")),
    }


def stored_version(version: PerimeterVersion) -> ListVersion:
    """One list with its territories."""
    return _version(version, stored_territories(version))


def _version(version: PerimeterVersion, territories: list[ListedTerritory]) -> ListVersion:
    return ListVersion(
        code=version.code,
        perimeter=version.perimeter_id,
        name=version.marked_name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        territories=tuple(territories),
    )


def stored_territories(version: PerimeterVersion) -> list[ListedTerritory]:
    """The territories of a list, by code, in three queries."""
    return _by_version(Territory.objects.filter(version=version)).get(version.code, [])


def _by_version(territories: QuerySet[Territory]) -> dict[str, list[ListedTerritory]]:
    """Territories by the code of their list, each list's by code."""
    held: dict[str, list[ListedTerritory]] = {}
    members = TerritoryMember.objects.select_related("intercommunality").order_by("pk")
    full = territories.prefetch_related(Prefetch("members", members), "members__partial_communes")
    for t in full:
        listed = ListedTerritory(t.code, t.name, t.region_id, tuple(map(_member, t.members.all())))
        held.setdefault(t.version_id, []).append(listed)
    return held


def _member(row: TerritoryMember) -> Member:
    if row.intercommunality is None:
        return Member(row.commune_id or "", COMMUNE)
    kind = EPT if row.intercommunality.kind == Intercommunality.EPT else EPCI
    if row.coverage == TerritoryMember.WHOLE:
        return Member(row.intercommunality.siren, kind)
    inside = frozenset(commune.code for commune in row.partial_communes.all())
    return Member(row.intercommunality.siren, kind, inside)
