"""What the pages of the regions show: their lists, their map, their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.geography import outlines, queries
from ancrage.geography.columns import table_dates, table_source, territory_columns
from ancrage.geography.map_figures import close_up, national_map
from ancrage.geography.measures import FigureBook, headline
from ancrage.geography.models import PerimeterVersion, Region
from ancrage.geography.place_maps import list_source, map_citation
from ancrage.geography.queries import CountryTotals, TerritoryRow
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape
from ancrage.ui.middleware import DatedRequest
from ancrage.ui.tables import Column, Table, build_table


@dataclass(frozen=True, slots=True)
class RegionList:
    """The territories of one version that a region has: its own, and those that reach into it."""

    version: PerimeterVersion
    own: list[TerritoryRow]
    reaching: list[TerritoryRow]


@dataclass(frozen=True, slots=True)
class RegionPart:
    """One list's part of a region's page."""

    held: RegionList
    table: Table
    map: MapFigure

    @property
    def version(self) -> PerimeterVersion:
        return self.held.version


def lists_in_force(*, on: date) -> list[PerimeterVersion]:
    """The official list in force on a day, then each programme's own."""
    held = queries.versions()
    by_perimeter: dict[str, list[PerimeterVersion]] = {}
    for version in held:
        by_perimeter.setdefault(version.perimeter_id, []).append(version)
    found = (queries.in_force(versions, on=on) for versions in by_perimeter.values())
    return [version for version in found if version]


def region_list(region: Region, version: PerimeterVersion, country: CountryTotals) -> RegionList:
    rows = queries.territory_rows(version, country=country)
    return RegionList(
        version=version,
        own=[row for row in rows if row.region == region.code],
        reaching=[row for row in rows if row.region != region.code and region.code in row.regions],
    )


def region_part(
    request: DatedRequest,
    region: Region,
    version: PerimeterVersion,
    *,
    country: CountryTotals,
    book: FigureBook,
) -> RegionPart:
    held = region_list(region, version, country)
    table = region_table(request, region, held, book)
    return RegionPart(held, table, region_map(request, region, held, table_id=table.element_id))


def region_figures(region: Region, country: CountryTotals, book: FigureBook) -> list[Figure]:
    here = country.regions.get(region.code)
    return headline(book=book, here=here, country=country.country) if here else []


def region_table(
    request: DatedRequest, region: Region, held: RegionList, book: FigureBook
) -> Table:
    """The region's territories in one list; its parameters start with the list's kind."""
    version = held.version
    rows = [*held.own, *held.reaching]
    columns = territory_columns(request, book, rows)
    return build_table(
        request,
        rows=rows,
        # The page says the region, but for territories that only reach into it.
        columns=[c for c in columns if c.key != "region" or held.reaching],
        caption=_("%(region)s : %(list)s") % {"region": region.name, "list": version.marked_name},
        filename=f"region-{region.code}-{version.code}",
        source=table_source(version, book),
        as_of=table_dates(version, book),
        default_sort="name",
        prefix=f"{version.perimeter_id}-",
        controls=False,
    )


def region_map(
    request: DatedRequest, region: Region, held: RegionList, *, table_id: str
) -> MapFigure:
    """The region close up, with its territories and those that reach into it."""
    version = held.version
    shapes = [
        *(_shape(request, row, "map-selected") for row in held.own),
        *(_shape(request, row, "map-q2") for row in held.reaching),
    ]
    legend = [LegendItem("map-selected", _("territoire de la région"))]
    if held.reaching:
        legend.append(LegendItem("map-q2", _("territoire d’une autre région qui s’y étend")))
    title = f"{region.name}\u00a0: {version.marked_name}"
    return close_up(
        box=outlines.region_extent(region.code),
        edge=outlines.region_paths("detail").get(region.code, ""),
        shapes=shapes,
        title=title,
        legend=tuple(legend),
        source=list_source(version),
        as_of=french_date(version.valid_from),
        citation=map_citation(title, version, list_source(version)),
        svg_url=_file(request, region, version, "svg"),
        png_url=_file(request, region, version, "png"),
        table_id=table_id,
        simulated=version.is_simulated,
    )


def _file(request: DatedRequest, region: Region, version: PerimeterVersion, kind: str) -> str:
    return link(request, "region_map", region.code, kind, liste=version.code)


def _shape(request: DatedRequest, row: TerritoryRow, css: str) -> Shape:
    sirens = [*row.whole_sirens, *row.partial_sirens]
    return Shape(
        code=row.code,
        path=outlines.territory_path(sirens, "detail"),
        label=row.name,
        css=css,
        url=link(request, "territory", row.version, row.code),
        value=", ".join(member.name for member in row.members),
    )


@dataclass(frozen=True, slots=True)
class RegionCounts:
    """A region with its number of territories in each list in force."""

    region: Region
    counts: dict[str, int]


def region_counts(lists: Sequence[PerimeterVersion], country: CountryTotals) -> list[RegionCounts]:
    held = {v.code: _by_region(v, country) for v in lists}
    return [
        RegionCounts(
            region=region,
            counts={code: counts.get(region.code, 0) for code, counts in held.items()},
        )
        for region in queries.regions()
        if region.kind == "region"
    ]


def _by_region(version: PerimeterVersion, country: CountryTotals) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in queries.territory_rows(version, country=country):
        found[row.region] = found.get(row.region, 0) + 1
    return found


def counts_table(
    request: DatedRequest,
    rows: Sequence[RegionCounts],
    lists: Sequence[PerimeterVersion],
) -> Table:
    """Every region with its territories in each list in force."""
    counts = [
        Column(
            version.code,
            version.marked_name,
            lambda row, code=version.code: row.counts[code],  # type: ignore[misc]
            numeric=True,
            unit=_("territoires"),
        )
        for version in lists
    ]
    name = Column(
        "name",
        _("Région"),
        lambda row: row.region.name,
        link=lambda row: link(request, "region", row.region.code),
    )
    return build_table(
        request,
        rows=rows,
        columns=[name, *counts],
        caption=_("Territoires d’industrie par région"),
        filename="regions",
        source="\u00a0; ".join(dict.fromkeys(list_source(v) for v in lists)),
        as_of=_("listes en vigueur le %(day)s") % {"day": french_date(request.as_at.date)},
        default_sort="name",
        controls=False,
    )


def regions_map(
    request: DatedRequest, rows: Sequence[RegionCounts], version: PerimeterVersion, table_id: str
) -> MapFigure:
    """France by number of territories in one list."""
    paths = outlines.region_paths("overview")
    shapes = [
        Shape(
            code=row.region.code,
            path=paths[row.region.code],
            label=row.region.name,
            css=_shade(row.counts[version.code]),
            url=link(request, "region", row.region.code),
            value=ngettext("%(n)d territoire", "%(n)d territoires", row.counts[version.code])
            % {"n": row.counts[version.code]},
        )
        for row in rows
        if row.region.code in paths
    ]
    legend = [LegendItem(f"map-c{i}", label) for i, label in enumerate(_shades())]
    title = _("Nombre de territoires par région : %(list)s") % {"list": version.marked_name}
    return national_map(
        title=title,
        shapes=shapes,
        legend=tuple(legend),
        source=list_source(version),
        as_of=french_date(version.valid_from),
        citation=map_citation(title, version, list_source(version)),
        svg_url=link(request, "regions_map", "svg", liste=version.code),
        png_url=link(request, "regions_map", "png", liste=version.code),
        table_id=table_id,
        simulated=version.is_simulated,
    )


BOUNDS = (1, 4, 7, 10, 13, 16)


def _shade(count: int) -> str:
    return f"map-c{sum(count >= bound for bound in BOUNDS)}"


def _shades() -> list[str]:
    between = [f"{low} à {high - 1}" for low, high in pairwise(BOUNDS)]
    return [_("aucun"), *between, _("%(bound)d et plus") % {"bound": BOUNDS[-1]}]
