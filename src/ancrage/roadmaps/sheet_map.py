"""Where one sheet lands, drawn: its point, the intercommunalités of its communes, those named."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up
from ancrage.geography.rules.drawing import Box, disc, to_sheet
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.portfolio_table import INVENTED_SOURCE
from ancrage.roadmaps.queries.registers import HOMES, INTERCOMMUNALITIES, Named
from ancrage.roadmaps.rules.content import Content
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape

AREA, POINT = "map-c1", "map-q1"
RADIUS = 1 / 60
"""Of the point, as a share of the width of the map."""
MOST_NAMED = 4
"""Intercommunalités that the legend names."""
AROUND = 250
"""Half the side of the box around a point alone, in units of the sheet: a hundred metres each."""


def sheet_map(
    request: ActorRequest, sheet: ActionSheet, content: Content, named: Named, *, as_of: dt.date
) -> MapFigure | None:
    """The map of a content of a sheet, of a day; None when it says nothing of the place."""
    homes = (named[HOMES].get(code, "") for code in content.get("communes", []))
    told = [*homes, *content.get("intercommunalities", [])]
    sirens = [code for code in dict.fromkeys(told) if code in outlines.intercommunality_paths()]
    point = _on_sheet(content.get("point", ""))
    if not sirens and point is None:
        return None
    box = _box(sirens, point)
    title = _("%(code)s\N{NO-BREAK SPACE}: où se fait l’action") % {"code": sheet.code}
    day = french_date(as_of)
    source = INVENTED_SOURCE if sheet.is_demonstration else _("fiche action %s") % sheet.code
    shapes = [*_areas(request, sirens, named)]
    if point:
        path = disc(*point, box.width * RADIUS)
        shapes.append(Shape("point", path, _("Là où se fait l’action"), POINT))
    return close_up(
        box=box,
        shapes=shapes,
        neighbours=outlines.within(box),
        title=title,
        legend=tuple(_legend(shapes)),
        source=source,
        as_of=day,
        citation=_(
            "Carte «\N{NO-BREAK SPACE}%(title)s\N{NO-BREAK SPACE}», %(day)s. "
            "Source\N{NO-BREAK SPACE}: %(source)s. Présenté par Ancrage."
        )
        % {"title": title, "day": day, "source": source},
        table_id="where",
    )


def _on_sheet(point: str) -> tuple[float, float] | None:
    """« latitude,longitude » on the sheet of the map."""
    if not point:
        return None
    import numpy as np  # noqa: PLC0415 only for a point

    latitude, longitude = map(float, point.split(","))
    x, y = to_sheet(np.array([(longitude, latitude)]))[0]
    return float(x), float(y)


def _box(sirens: Sequence[str], point: tuple[float, float] | None) -> Box:
    """What is seen: the areas, with the point where it lies out of them."""
    if point is None:
        return outlines.extent(sirens)
    x, y = point
    if not sirens:
        return Box(x - AROUND, y - AROUND, 2 * AROUND, 2 * AROUND)
    held = outlines.extent(sirens)
    left, top = min(held.x, x), min(held.y, y)
    width = max(held.x + held.width, x) - left
    height = max(held.y + held.height, y) - top
    margin = 2 * RADIUS * width
    return Box(left - margin, top - margin, width + 2 * margin, height + 2 * margin)


def _areas(request: ActorRequest, sirens: Sequence[str], named: Named) -> Iterator[Shape]:
    paths = outlines.intercommunality_paths("detail")
    for siren in sirens:
        name = named[INTERCOMMUNALITIES].get(siren, siren)
        yield Shape(siren, paths[siren], name, AREA, link(request, "intercommunality", siren))


def _legend(shapes: Sequence[Shape]) -> Iterator[LegendItem]:
    drawn = {shape.css for shape in shapes}
    if POINT in drawn:
        yield LegendItem(POINT, _("le point que donne la fiche"))
    if AREA in drawn:
        names = [shape.label for shape in shapes if shape.css == AREA]
        told = ", ".join(names) if len(names) <= MOST_NAMED else _("ses intercommunalités")
        yield LegendItem(AREA, told)
