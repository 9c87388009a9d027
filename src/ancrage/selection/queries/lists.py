"""The lists that an identification is compared with."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.geography.models import PerimeterVersion, TerritoryMember
from ancrage.geography.queries import official, versions
from ancrage.selection.engine.comparison import TerritoryList
from ancrage.selection.queries.runs import Run


@dataclass(frozen=True, slots=True)
class HeldList:
    """A version of an official list, with its territories as the comparison takes them."""

    version: PerimeterVersion
    territories: TerritoryList


def official_lists() -> list[HeldList]:
    """Every official list with its whole members, oldest first, in two queries.

    A list with members in part or single communes counts too little: `lower_bound`.
    """
    held = official(versions())
    members, incomplete = _members([version.code for version in held])
    return [
        HeldList(
            version,
            TerritoryList(version.name, members.get(version.code, {}), version.code in incomplete),
        )
        for version in held
    ]


def version_code(perimeter: str, day: str) -> str:
    """The code of a programme's list that begins on a day (AAAA-MM-JJ)."""
    return f"{perimeter[:39]}-{day}"


def as_list(run: Run) -> TerritoryList:
    """An identification's territories, to be compared; its label says what it is."""
    label = _("%(title)s (simulé)") % {"title": run.title}
    return TerritoryList(label, {code: t.members for code, t in run.territories.items()})


def _members(codes: list[str]) -> tuple[dict[str, dict[str, list[str]]], set[str]]:
    """The whole members by version and territory, and the versions that have other members.

    A territory without any whole member is kept, empty: it is in the list all the same.
    """
    rows = TerritoryMember.objects.filter(territory__version__in=codes).values_list(
        "territory__version", "territory__code", "intercommunality", "coverage"
    )
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    incomplete = set()
    for version, territory, siren, coverage in rows.order_by("territory__code", "pk"):
        held = found[version][territory]
        if siren is not None and coverage == TerritoryMember.WHOLE:
            held.append(siren)
        else:
            incomplete.add(version)
    return found, incomplete
