"""A list as communes: one row per commune inside a territory."""

from collections.abc import Iterator
from dataclasses import dataclass

from ancrage.geography.models import Commune, PerimeterVersion, TerritoryMember


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune of a list; `cells` in the order of the file."""

    commune: Commune
    member: TerritoryMember
    version: PerimeterVersion

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            self.commune.code,
            self.commune.name,
            self.commune.intercommunality_id or "",
            self.commune.ept_id or "",
            self.member.territory.code,
            self.member.territory.name,
            self.member.coverage if self.member.intercommunality_id else TerritoryMember.WHOLE,
            self.version.code,
            self.version.quality,
        )


def commune_rows(version: PerimeterVersion) -> Iterator[CommuneRow]:
    """The communes of a list by code, each with its territory; three queries.

    Exact for every member: the communes of a whole one, those listed of a partial one, itself
    for a single commune. No commune is in two territories of one list.
    """
    member_of = _members_by_commune(version)
    communes = Commune.objects.order_by("code")
    for commune in communes.iterator(chunk_size=5000):
        member = (
            member_of.single.get(commune.code)
            or member_of.whole.get(commune.ept_id or "")
            or member_of.whole.get(commune.intercommunality_id or "")
        )
        if member is not None:
            yield CommuneRow(commune, member, version)


@dataclass(frozen=True, slots=True)
class _Members:
    """Members by the commune or by the whole intercommunalité that they hold."""

    single: dict[str, TerritoryMember]
    whole: dict[str, TerritoryMember]


def _members_by_commune(version: PerimeterVersion) -> _Members:
    held = {
        member.pk: member
        for member in TerritoryMember.objects.filter(territory__version=version).select_related(
            "territory"
        )
    }
    through = TerritoryMember.partial_communes.through
    parts = through.objects.filter(territorymember__territory__version=version)
    single = {
        str(commune): held[member]
        for commune, member in parts.values_list("commune_id", "territorymember_id")
    }
    single |= {m.commune_id: m for m in held.values() if m.commune_id}
    whole = {
        m.intercommunality_id: m
        for m in held.values()
        if m.intercommunality_id and m.coverage == TerritoryMember.WHOLE
    }
    return _Members(single, whole)
