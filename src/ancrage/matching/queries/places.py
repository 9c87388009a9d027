"""The territories of the programmes' lists: those on which roles are held, and people answer."""

import datetime as dt
from dataclasses import dataclass

from ancrage.geography.models import Perimeter, PerimeterVersion, Territory, TerritoryMember
from ancrage.geography.queries import in_force
from ancrage.matching.rules.coverage import Place


@dataclass(frozen=True, slots=True)
class Held:
    """A territory of a programme's list in force: `scope` is its code in the table of rights."""

    scope: str
    name: str
    version: str
    code: str
    region: str
    region_name: str
    regions: frozenset[str]
    sirens: tuple[str, ...]

    @property
    def place(self) -> Place:
        return Place(self.scope, self.regions)


def scope_of(territory: Territory) -> str:
    """« programme:code » of a territory of a programme's list; "" for an official one's.

    The territory's version and perimeter are at hand.
    """
    perimeter = territory.version.perimeter
    is_ours = perimeter.kind == Perimeter.PROGRAMME
    return f"{perimeter.code}:{territory.code}" if is_ours else ""


def lists_at(day: dt.date) -> list[PerimeterVersion]:
    """The programmes' lists in force on a day. One query."""
    found = PerimeterVersion.objects.filter(perimeter__kind=Perimeter.PROGRAMME)
    by_programme: dict[str, list[PerimeterVersion]] = {}
    for version in found.select_related("perimeter").order_by("perimeter", "valid_from"):
        by_programme.setdefault(version.perimeter_id, []).append(version)
    current = (in_force(held, on=day) for held in by_programme.values())
    return [version for version in current if version is not None]


def territories_at(day: dt.date) -> list[Held]:
    """The territories of the programmes' lists in force on a day, by code. Three queries."""
    lists = {version.pk: version for version in lists_at(day)}
    rows = list(Territory.objects.filter(version__in=lists).select_related("region"))
    members = _members([row.pk for row in rows])
    return [_held(row, lists[row.version_id], members.get(row.pk, [])) for row in rows]


def _members(territories: list[int]) -> dict[int, list[tuple[str, str]]]:
    """(SIREN, region) of the members of territories."""
    rows = TerritoryMember.objects.filter(territory__in=territories).values_list(
        "territory",
        "intercommunality",
        "intercommunality__region",
        "commune__intercommunality",
        "commune__region",
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for territory, siren, region, around, commune_region in rows.order_by("pk"):
        pair = (siren or around or "", region or commune_region or "")
        found.setdefault(territory, []).append(pair)
    return found


def _held(row: Territory, version: PerimeterVersion, members: list[tuple[str, str]]) -> Held:
    return Held(
        scope=f"{version.perimeter_id}:{row.code}",
        name=row.name,
        version=version.pk,
        code=row.code,
        region=row.region_id,
        region_name=row.region.name,
        regions=frozenset({row.region_id, *(region for _siren, region in members if region)}),
        sirens=tuple(dict.fromkeys(siren for siren, _region in members if siren)),
    )
