"""The maps of a change, before and after: the same frame, what changes told apart."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.place_maps import list_source, map_citation
from ancrage.geography.rules.drawing import Box
from ancrage.selection.engine.amending import AmendedTerritory
from ancrage.selection.engine.model import Country
from ancrage.selection.engine.rebasing import TerritoryChange, list_changes
from ancrage.ui.formats import french_date
from ancrage.ui.maps import LegendItem, MapFigure, Shape

TOUCHED, OTHER, COMING, LEAVING = "map-selected", "map-neighbour", "map-q3", "map-q2"
MARGIN = 0.35


@dataclass(frozen=True)
class Change:
    """What moves make of a list, territory by territory."""

    before: tuple[AmendedTerritory, ...]
    after: tuple[AmendedTerritory, ...]

    @cached_property
    def territories(self) -> tuple[TerritoryChange, ...]:
        return list_changes(before=self.before, after=self.after)

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(change.code for change in self.territories)

    @cached_property
    def joined(self) -> frozenset[str]:
        """The intercommunalités that are in the list after, and were not before."""
        return _members(self.after) - _members(self.before)

    @cached_property
    def left(self) -> frozenset[str]:
        return _members(self.before) - _members(self.after)

    @cached_property
    def moves_borders(self) -> bool:
        """Whether an outline changes: not when only names do."""
        return any(change.joined or change.left for change in self.territories)

    @cached_property
    def sirens(self) -> frozenset[str]:
        """All that the territories touched hold, before or after."""
        held = (t for t in (*self.before, *self.after) if t.code in self.codes)
        return _members(held)


def _members(territories: Iterable[AmendedTerritory]) -> frozenset[str]:
    return frozenset(siren for territory in territories for siren in territory.members)


@dataclass(frozen=True, slots=True)
class MapTexts:
    """What both maps say besides: their lists, where their files are.

    `before` is the list of the first map when the second shows a list that was published;
    without it, both start from `version`.
    """

    version: PerimeterVersion
    titles: tuple[str, str]
    urls: tuple[str, str]
    table_id: str = ""
    before: PerimeterVersion | None = None

    def version_of(self, side: int) -> PerimeterVersion:
        return self.before if self.before and side == 0 else self.version

    def as_of(self, side: int) -> str:
        day = french_date(self.version_of(side).valid_from)
        is_list = side == 0 or self.before is not None
        told = _("liste du %(day)s") if is_list else _("d’après la liste du %(day)s")
        return told % {"day": day}


def before_and_after(
    *, country: Country, change: Change, texts: MapTexts
) -> tuple[MapFigure, MapFigure] | None:
    """Both maps in one frame; None when nothing that can be drawn changes."""
    paths = outlines.intercommunality_paths("detail")
    if not change.moves_borders or not change.sirens & paths.keys():
        return None
    box = outlines.extent(change.sirens, margin=MARGIN)
    sides = (
        (change.before, change.left, LEAVING, _("sort de la liste")),
        (change.after, change.joined, COMING, _("entre dans la liste")),
    )
    found = [
        _figure(country, change.codes, box, texts, side, *shown) for side, shown in enumerate(sides)
    ]
    return found[0], found[1]


def _figure(
    country: Country,
    codes: Collection[str],
    box: Box,
    texts: MapTexts,
    side: int,
    territories: Sequence[AmendedTerritory],
    marked: Collection[str],
    css: str,
    label: str,
) -> MapFigure:
    version = texts.version_of(side)
    touched = [territory for territory in territories if territory.code in codes]
    title, source = texts.titles[side], list_source(version)
    legend = [LegendItem(TOUCHED, _("territoire touché")), LegendItem(OTHER, _("autre territoire"))]
    if marked:
        legend.insert(1, LegendItem(css, label))
    names = {unit.siren: unit.name for unit in country.units}
    return close_up(
        box=box,
        shapes=[
            *_others(territories, codes, box),
            *_touched(touched, marked, names, css, label),
        ],
        edge=" ".join(outlines.territory_path(t.members, "detail") for t in touched),
        title=title,
        legend=tuple(legend),
        source=source,
        as_of=texts.as_of(side),
        citation=map_citation(title, version, source),
        svg_url=texts.urls[side] and f"{texts.urls[side]}.svg",
        png_url=texts.urls[side] and f"{texts.urls[side]}.png",
        table_id=texts.table_id,
        simulated=version.is_simulated,
        description=_("Territoires touchés : %(names)s.")
        % {"names": ", ".join(t.name for t in touched) or _("aucun")},
    )


def _others(
    territories: Iterable[AmendedTerritory], codes: Collection[str], box: Box
) -> Iterable[Shape]:
    """The territories of the list that are seen in the frame and do not change."""
    seen = set(outlines.within(box))
    for territory in territories:
        if territory.code not in codes and not seen.isdisjoint(territory.members):
            path = outlines.territory_path(territory.members, "detail")
            yield Shape(territory.code, path, territory.name, OTHER)


def _touched(
    territories: Iterable[AmendedTerritory],
    marked: Collection[str],
    names: dict[str, str],
    css: str,
    label: str,
) -> Iterable[Shape]:
    """Each member by itself: borders inside a territory are read, and those that move."""
    paths = outlines.intercommunality_paths("detail")
    for territory in territories:
        for siren in territory.members:
            if siren in paths:
                moved = siren in marked
                value = f"{territory.name}, {label}" if moved else territory.name
                yield Shape(
                    siren,
                    paths[siren],
                    names.get(siren, siren),
                    css if moved else TOUCHED,
                    "",
                    value,
                )
