"""The reference pack: where its figures come from, and what they say."""

import datetime as dt
from dataclasses import dataclass

from ancrage.geography.models import FigureDefinition, ReferencePack, Region, Source
from ancrage.kernel.text import fold


def loaded_pack() -> ReferencePack | None:
    """The pack that is loaded; None on an empty database."""
    return ReferencePack.objects.first()


def sources() -> list[Source]:
    return list(Source.objects.all())


def figure_definitions() -> list[FigureDefinition]:
    return list(FigureDefinition.objects.select_related("source"))


def regions() -> list[Region]:
    """The regions in law (not the overseas collectivities), by name."""
    return sorted(Region.objects.filter(kind="region"), key=lambda region: fold(region.name))


def region_names() -> dict[str, str]:
    """What each region is called, by code; the overseas collectivities too. One query."""
    return dict(Region.objects.values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class UnpublishedList:
    """A list that existed and that no source of the pack names."""

    date: dt.date
    territories: int
    note: str


def unpublished_lists() -> list[UnpublishedList]:
    """Lists that the pack says it does not hold, oldest first; one query."""
    pack = loaded_pack()
    return [
        UnpublishedList(dt.date.fromisoformat(e["date"]), e["territories"], e["note"])
        for e in (pack.unpublished_lists if pack else [])
    ]
