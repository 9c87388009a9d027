"""What the territory of a contract is made of, as the latest list of its programme tells it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from ancrage.catalogue.queries import basket_at
from ancrage.contracts.rules.parties import Ground
from ancrage.geography.models import Perimeter, PerimeterVersion, Region, Territory, TerritoryMember


@dataclass(frozen=True, slots=True)
class Land:
    """A territory: its members' and regions' names by code, the list that tells it."""

    scope: str
    name: str
    code: str
    version: PerimeterVersion
    members: Mapping[str, str]
    regions: Mapping[str, str]

    def ground(self, operators: Collection[str], *, day: dt.date) -> Ground:
        """What its parties are made from. `operators`: codes of the basket. One query."""
        known = basket_at(day).operators if operators else {}
        names = {code: known[code].name if code in known else code for code in operators}
        return Ground(self.scope, self.name, self.members, self.regions, names)


def find_land(scope: str) -> Land | None:
    """The territory of a scope code; None when it is none. Three queries."""
    return lands([scope]).get(scope)


def lands(scopes: Collection[str]) -> dict[str, Land]:
    """Territories by scope code, each as the latest list that holds it. Three queries."""
    wanted = Q(pk=None)
    for scope in scopes:
        programme, _, code = scope.partition(":")
        wanted |= Q(version__perimeter=programme, code=code)
    rows = Territory.objects.filter(wanted, version__perimeter__kind=Perimeter.PROGRAMME)
    latest: dict[str, Territory] = {}
    for row in rows.select_related("version__perimeter").order_by("version__valid_from", "pk"):
        latest[f"{row.version.perimeter_id}:{row.code}"] = row
    members, regions = _members({row.pk: row.region_id for row in latest.values()})
    return {
        scope: Land(scope, row.name, row.code, row.version, members[row.pk], regions[row.pk])
        for scope, row in latest.items()
    }


def _members(
    territories: Mapping[int, str],
) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, str]]]:
    """The intercommunalités and the regions of territories, by name. Two queries."""
    rows = TerritoryMember.objects.filter(territory__in=territories).values_list(
        "territory",
        "intercommunality",
        "intercommunality__name",
        "intercommunality__region",
        "commune__intercommunality",
        "commune__intercommunality__name",
        "commune__region",
    )
    names = dict(Region.objects.values_list("code", "name"))
    members: dict[int, dict[str, str]] = {pk: {} for pk in territories}
    regions = {pk: {code: names[code]} for pk, code in territories.items()}
    for pk, siren, name, region, around, around_name, commune_region in rows.order_by("pk"):
        if siren or around:
            members[pk][siren or around] = name or around_name
        for code in filter(None, (region, commune_region)):
            regions[pk][code] = names[code]
    return members, regions
