"""The close maps: a territory with its members, an intercommunalité, and what is around."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from ancrage.geography import outlines
from ancrage.geography.models import Intercommunality, PerimeterVersion
from ancrage.geography.place_maps import list_source, map_citation
from ancrage.geography.queries import TerritoryRow
from ancrage.ui import formats
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Outline, Shape
from ancrage.ui.middleware import DatedRequest

SELECTED, NEIGHBOUR = "map-selected", "map-neighbour"
PART = f"{SELECTED} map-partial"


def territory_map(
    request: DatedRequest,
    *,
    version: PerimeterVersion,
    row: TerritoryRow,
    neighbours: Sequence[Intercommunality],
) -> MapFigure:
    """A territory's outline with its members and the intercommunalités around it."""
    title = _("Contour : %(name)s") % {"name": row.name}
    source = list_source(version)
    held = {*row.whole_sirens, *row.partial_sirens}
    counts = {"members": len(row.members), "neighbours": len(neighbours)}
    return MapFigure(
        title=f"{title} ({_('simulé')})" if version.is_simulated else title,
        shapes=tuple(_member_shapes(request, row, neighbours)),
        outlines=_surroundings(held),
        legend=_legend(_("membre"), part=bool(row.partial_sirens), around=bool(neighbours)),
        source=source,
        as_of=formats.french_date(version.valid_from),
        citation=map_citation(title, version, source),
        svg_url=link(None, "territory_svg", version.code, row.code),
        png_url=link(None, "territory_png", version.code, row.code),
        table_id="membres",
        view_box=str(outlines.extent(held)),
        simulated=version.is_simulated,
        description=_("%(members)d membres, %(neighbours)d intercommunalités voisines.") % counts,
    )


def _member_shapes(
    request: DatedRequest, row: TerritoryRow, neighbours: Sequence[Intercommunality]
) -> Iterable[Shape]:
    names = {m.outline_siren: m.name for m in row.members if m.outline_siren}
    names |= {place.siren: place.name for place in (*row.whole, *neighbours)}
    kinds = (
        ([place.siren for place in neighbours], NEIGHBOUR, _("voisine")),
        (row.partial_sirens, PART, _("en partie")),
        (row.whole_sirens, SELECTED, _("membre")),
    )
    paths = outlines.intercommunality_paths("detail")
    for sirens, css, value in kinds:
        for siren in sirens:
            if siren in paths:
                url = link(request, "intercommunality", siren)
                yield Shape(siren, paths[siren], names[str(siren)], css, url, value)


def _surroundings(sirens: Collection[str]) -> tuple[Outline, ...]:
    """The land in the window, so that the page does not carry the whole country."""
    seen = outlines.within(outlines.extent(sirens))
    return (
        Outline(outlines.territory_path(seen, "detail"), "map-land"),
        Outline(outlines.territory_path(sirens, "detail"), "map-edge"),
    )


def _legend(label: str, *, part: bool, around: bool) -> tuple[LegendItem, ...]:
    items = [LegendItem(SELECTED, label)]
    if part:
        items.append(LegendItem(PART, _("membre en partie")))
    if around:
        items.append(LegendItem(NEIGHBOUR, _("intercommunalité voisine")))
    return tuple(items)


def intercommunality_map(
    request: DatedRequest,
    *,
    place: Intercommunality,
    neighbours: Sequence[Intercommunality],
    source: str,
    as_of: str,
) -> MapFigure:
    """An intercommunalité and those that touch it; an EPT is shown as the metropolis it is in."""
    said_of = _("%(name)s et ses voisines") if neighbours else "%(name)s"
    title = said_of % {"name": place.name}
    siren = place.parent_id or place.siren
    label = _("métropole qui le contient") if place.parent_id else place.name
    said = {"title": title, "as_of": as_of, "source": source}
    return MapFigure(
        title=title,
        shapes=tuple(_own_shapes(request, place, siren, neighbours)),
        outlines=_surroundings([siren]),
        legend=_legend(label, part=False, around=bool(neighbours)),
        source=source,
        as_of=as_of,
        citation=_("Carte « %(title)s », %(as_of)s. Source : %(source)s. Présenté par Ancrage.")
        % said,
        svg_url=link(None, "intercommunality_svg", place.siren),
        png_url=link(None, "intercommunality_png", place.siren),
        table_id="voisines",
        view_box=str(outlines.extent([siren])),
        description=_("%(count)d intercommunalités voisines.") % {"count": len(neighbours)},
    )


def _own_shapes(
    request: DatedRequest,
    place: Intercommunality,
    siren: str,
    neighbours: Sequence[Intercommunality],
) -> Iterable[Shape]:
    paths = outlines.intercommunality_paths("detail")
    for other in neighbours:
        if other.siren in paths:
            url = link(request, "intercommunality", other.siren)
            yield Shape(other.siren, paths[other.siren], other.name, NEIGHBOUR, url, _("voisine"))
    if siren in paths:
        yield Shape(siren, paths[siren], place.name, SELECTED)
