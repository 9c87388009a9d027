"""Maps of France or of a part of it, ready for the shapes that a page wants to show.

figure = national_map(title=…, shapes=[…], legend=[…], source=…, as_of=…, citation=…)
figure = close_up(box=outlines.region_extent("84"), title=…, shapes=[…], …)
"""

from collections.abc import Iterable
from typing import Required, TypedDict, Unpack

from ancrage.geography import outlines
from ancrage.geography.outlines import Level
from ancrage.geography.rules.drawing import INSETS, SHEET, Box
from ancrage.ui.maps import Frame, LegendItem, MapFigure, Outline, Shape


class Said(TypedDict, total=False):
    """What a map says beside its drawing: the fields of `MapFigure` of the same names."""

    title: Required[str]
    legend: Required[tuple[LegendItem, ...]]
    source: Required[str]
    as_of: Required[str]
    citation: Required[str]
    svg_url: str
    png_url: str
    table_id: str
    description: str
    simulated: bool
    legend_title: str


def national_map(*, shapes: Iterable[Shape], **said: Unpack[Said]) -> MapFigure:
    """Draw shapes ("overview" paths) over the whole country, its regions and overseas frames."""
    return MapFigure(
        shapes=tuple(shapes),
        outlines=(
            Outline(outlines.land_path(), "map-land"),
            Outline(outlines.region_borders(), "map-region"),
        ),
        frames=tuple(
            Frame(inset.label, inset.frame.x, inset.frame.y, inset.frame.width, inset.frame.height)
            for inset in INSETS
        ),
        view_box=str(SHEET),
        **said,
    )


def close_up(
    *,
    box: Box,
    shapes: Iterable[Shape],
    edge: str = "",
    neighbours: Iterable[str] = (),
    level: Level = "detail",
    **said: Unpack[Said],
) -> MapFigure:
    """Draw shapes (paths of `level`) in a box of the sheet, on grey land with region borders.

    `edge` is path data drawn as a strong line over all: a territory's or a region's outline.
    `neighbours`: intercommunalités whose outlines alone are drawn, so that one finds one's way.
    """
    paths = outlines.intercommunality_paths(level)
    lines = [
        Outline(_ground(box, level), "map-land"),
        *(Outline(paths[siren], "map-land") for siren in neighbours),
        Outline(outlines.region_borders(level), "map-region"),
    ]
    if edge:
        lines.append(Outline(edge, "map-edge"))
    return MapFigure(shapes=tuple(shapes), outlines=tuple(lines), view_box=str(box), **said)


def _ground(box: Box, level: Level) -> str:
    """Land that is seen in a box: the country's whole coast would weigh more than the map."""
    return outlines.territory_path(outlines.within(box), level)
