"""The map of a plan: what each territory gets for each of its industrial jobs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.allocation.models import Scenario
from ancrage.allocation.queries.parts import Part
from ancrage.allocation.tables import day_of, source_of
from ancrage.funding.pages.map import class_of, legend_of
from ancrage.funding.queries.lines import Land
from ancrage.funding.rules.shading import bounds_of
from ancrage.geography import outlines
from ancrage.geography.map_figures import close_up, national_map
from ancrage.geography.outlines import Level
from ancrage.geography.place_maps import list_source
from ancrage.geography.queries import TerritoryRow
from ancrage.people.middleware import ActorRequest
from ancrage.ui.formats import with_unit
from ancrage.ui.links import link
from ancrage.ui.maps import MapFigure, Shape

NOTHING = gettext_lazy("rien, ou emplois inconnus")


def plan_map(
    request: ActorRequest | None,
    scenario: Scenario,
    parts: Sequence[Part],
    land: Land,
    *,
    table_id: str = "",
) -> MapFigure | None:
    """The territories of the scenario by euros for each industrial job; None when none of them is
    on the list of the day. A region's scenario shows that region alone."""
    held = {part.code: part for part in parts if part.code in land.rows}
    if not held or land.version is None:
        return None
    values = {code: _euros(part) for code, part in held.items()}
    bounds = bounds_of(value for value in values.values() if value)
    level: Level = "detail" if scenario.scope else "overview"
    shapes = [
        shape
        for code in held
        for shape in _shapes(request, scenario, code, land.rows[code], values, bounds, level)
    ]
    said = _said(scenario, land, bounds, table_id)
    if not scenario.scope:
        return national_map(shapes=shapes, **said)
    return close_up(
        box=outlines.region_extent(scenario.scope),
        edge=outlines.region_paths("detail").get(scenario.scope, ""),
        shapes=shapes,
        **said,
    )


def _euros(part: Part) -> float | None:
    return None if part.per_job is None else part.per_job / 100


def _shapes(
    request: ActorRequest | None,
    scenario: Scenario,
    code: str,
    row: TerritoryRow,
    values: Mapping[str, float | None],
    bounds: Sequence[float],
    level: Level,
) -> Iterator[Shape]:
    value = values[code]
    said = str(NOTHING) if not value else with_unit(value, "€", 2)
    url = link(request, "allocation_lines", scenario.code, territoire=code)
    for sirens, more in ((row.whole_sirens, ""), (row.partial_sirens, " map-partial")):
        path = outlines.territory_path(sirens, level) if sirens else ""
        if path:
            yield Shape(row.code, path, row.name, class_of(value, bounds) + more, url, said)


def _said(scenario: Scenario, land: Land, bounds: Sequence[float], table_id: str) -> dict[str, Any]:
    title = _("Euros par emploi industriel : %s") % scenario.name
    sources = [source_of(scenario), *([list_source(land.version)] if land.version else [])]
    source, as_of = " ; ".join(sources), day_of(scenario)
    citation = _("Carte « %(title)s », %(as_of)s. Source : %(source)s. Présenté par Ancrage.")
    return {
        "title": title,
        "legend": tuple(legend_of(bounds, none=NOTHING, some=_("une aide"))),
        "legend_title": _("Euros par emploi industriel (estimation)"),
        "source": source,
        "as_of": as_of,
        "citation": citation % {"title": title, "as_of": as_of, "source": source},
        "svg_url": link(None, "allocation_map", scenario.code, "svg"),
        "png_url": link(None, "allocation_map", scenario.code, "png"),
        "table_id": table_id,
        "simulated": scenario.is_demonstration,
        "description": _("Les territoires qui ont un projet dans le scénario."),
    }
