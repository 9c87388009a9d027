"""A very small country for people's tests: two regions and a half, three territories."""

import datetime as dt
from collections.abc import Mapping

from ancrage.geography import models as geo
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.kernel.text import fold
from ancrage.people.models import Organisation

ARVE = Scope(ScopeKind.TERRITORY, "essai:t1")
ROANNE = Scope(ScopeKind.TERRITORY, "essai:t2")
BRESLE = Scope(ScopeKind.TERRITORY, "essai:t3")
REGIONS = {"84": "Auvergne-Rhône-Alpes", "28": "Normandie", "32": "Hauts-de-France"}
PLACES = {
    "200033116": ("CC Cluses-Arve et Montagnes", "84"),
    "200035731": ("Roannais Agglomération", "84"),
    "247600588": ("CC des Villes Sœurs", "28"),
    "200071223": ("CC Aumale – Blangy-sur-Bresle", "32"),
}
TERRITORIES = {
    "t1": ("Vallée de l’Arve", ["200033116"]),
    "t2": ("Roannais", ["200035731"]),
    "t3": ("Vallée de la Bresle", ["247600588", "200071223"]),
}
NAMES = {code: name for code, (name, _members) in TERRITORIES.items()}


def country() -> None:
    """The places, one operator and one programme « essai » with its list."""
    for code, name in REGIONS.items():
        geo.Region.objects.get_or_create(code=code, defaults={"name": name, "kind": "région"})
    for siren, (name, region) in PLACES.items():
        department, _ = geo.Department.objects.get_or_create(
            code=f"d{region}", defaults={"name": region, "region_id": region, "kind": ""}
        )
        geo.Intercommunality.objects.get_or_create(
            siren=siren,
            defaults={
                "name": name,
                "search_name": fold(name),
                "kind": "CC",
                "region_id": region,
                "regions": region,
                "department": department,
                "jobs_quality": "estimate",
            },
        )
    Organisation.objects.create(kind="operator", code="bpifrance", name="Bpifrance")
    programme()


def programme(
    code: str = "essai",
    *,
    version: str = "",
    since: dt.date = dt.date(2018, 11, 22),
    names: Mapping[str, str] | None = None,
) -> None:
    """One more version of a programme's list, with some of the territories, under other names."""
    held, _ = geo.Perimeter.objects.get_or_create(
        code=code, defaults={"name": code, "kind": geo.Perimeter.PROGRAMME}
    )
    list_ = geo.PerimeterVersion.objects.create(
        code=version or f"{code}-1",
        perimeter=held,
        name="Liste d’essai",
        valid_from=since,
        quality="simulated",
        origin="",
        territory_count=1,
    )
    for territory, name in (names or NAMES).items():
        members = TERRITORIES[territory][1]
        made = geo.Territory.objects.create(
            version=list_,
            code=territory,
            name=name,
            search_name=fold(name),
            region_id=PLACES[members[0]][1],
        )
        for siren in members:
            geo.TerritoryMember.objects.create(
                territory=made,
                intercommunality_id=siren,
                coverage="whole",
                communes_in=1,
                communes_total=1,
            )
