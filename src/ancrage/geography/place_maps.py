"""The maps of the territories of a list: one class of colour per range of a measure."""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.geography import outlines
from ancrage.geography.map_figures import national_map
from ancrage.geography.measures import BY_KEY, FigureBook, Measure
from ancrage.geography.models import PerimeterVersion
from ancrage.geography.queries import TerritoryRow
from ancrage.ui import formats
from ancrage.ui.figures import QUALITY_LABELS
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape
from ancrage.ui.middleware import DatedRequest


@dataclass(frozen=True, slots=True)
class Colouring:
    """A measure that colours a map; `bounds` separate its seven classes, in its unit."""

    measure: Measure
    title: str | Promise
    bounds: tuple[float, ...]

    @property
    def key(self) -> str:
        return self.measure.key

    def css(self, value: float | None) -> str:
        return "map-none" if value is None else f"map-c{bisect_right(self.bounds, value)}"

    def labels(self) -> list[str]:
        """What each class holds, from the lowest."""
        written = [formats.number(bound, self._decimals) for bound in self.bounds]
        between = [
            _("de %(low)s à moins de %(high)s") % {"low": low, "high": high}
            for low, high in itertools.pairwise(written)
        ]
        lowest = _("moins de %(bound)s") % {"bound": written[0]}
        highest = _("%(bound)s et plus") % {"bound": written[-1]}
        return [lowest, *between, highest]

    @property
    def _decimals(self) -> int:
        return 1 if any(bound % 1 for bound in self.bounds) else 0


COLOURINGS = {
    colouring.key: colouring
    for colouring in (
        Colouring(
            BY_KEY["industrial_jobs"],
            gettext_lazy("Emplois industriels"),
            (2_500, 5_000, 7_500, 10_000, 15_000, 25_000),
        ),
        Colouring(
            BY_KEY["intensity"],
            gettext_lazy("Intensité industrielle"),
            (0.8, 1, 1.2, 1.6, 2, 2.5),
        ),
    )
}


def territories_map(
    request: DatedRequest,
    *,
    version: PerimeterVersion,
    rows: Sequence[TerritoryRow],
    table_id: str,
    colouring: Colouring,
    book: FigureBook,
) -> MapFigure:
    """The territories of a list, or those that a table keeps, coloured by a measure."""
    shapes = [shape for row in rows for shape in _territory_shapes(request, row, colouring)]
    as_of = formats.french_date(version.valid_from)
    title = f"{version.marked_name}\u00a0: {colouring.title}"
    source = " ; ".join((list_source(version), book.source(colouring.measure)))
    return national_map(
        title=title,
        shapes=shapes,
        legend=tuple(_legend(colouring, shapes)),
        legend_title=_legend_title(colouring, book),
        source=source,
        as_of=as_of,
        citation=map_citation(title, version, source),
        svg_url=_file_url(request, "territories_svg", version),
        png_url=_file_url(request, "territories_png", version),
        table_id=table_id,
        simulated=version.is_simulated,
        description=_description(rows),
    )


def _description(rows: Sequence[TerritoryRow]) -> str:
    without = [row.name for row in rows if not (row.whole_sirens or row.partial_sirens)]
    said = _("%(count)d territoires.") % {"count": len(rows)}
    if without:
        said += " " + _("Sans contour : %(names)s.") % {"names": ", ".join(without)}
    return said


def _territory_shapes(
    request: DatedRequest, row: TerritoryRow, colouring: Colouring
) -> Iterable[Shape]:
    """One outline around the whole members, and one around those that are in only in part."""
    value = colouring.measure.value(row.totals, row.country)
    css = colouring.css(value)
    parts = ((row.whole_sirens, css), (row.partial_sirens, f"{css} map-partial"))
    for sirens, classes in parts:
        path = outlines.territory_path(sirens, "overview") if sirens else ""
        if path:
            yield Shape(
                code=row.code,
                path=path,
                label=row.name,
                css=classes,
                url=link(request, "territory", row.version, row.code),
                value=_value(colouring.measure, value, row),
            )


def _value(measure: Measure, value: float | None, row: TerritoryRow) -> str:
    if value is None:
        return formats.UNKNOWN
    bound = f"{_('au moins')} " if row.lower_bound and measure.additive else ""
    written = formats.with_unit(value, str(measure.unit), measure.decimals)
    return f"{bound}{written} ({_('estimation')})"


def _legend(colouring: Colouring, shapes: Sequence[Shape]) -> Iterable[LegendItem]:
    for index, label in enumerate(colouring.labels()):
        yield LegendItem(f"map-c{index}", label)
    if any("map-none" in shape.css for shape in shapes):
        yield LegendItem("map-none", _("inconnu"))
    if any("map-partial" in shape.css for shape in shapes):
        yield LegendItem("map-c2 map-partial", _("rayé : en partie dans le territoire"))


def _legend_title(colouring: Colouring, book: FigureBook) -> str:
    measure = colouring.measure
    quality = QUALITY_LABELS[book.quality(measure)]
    return f"{measure.label} ({measure.unit}\u00a0; {quality}, {book.vintage(measure)})"


def map_citation(title: str, version: PerimeterVersion, source: str) -> str:
    """A sentence to quote a map of a list with its date, source and quality."""
    if version.is_simulated:
        told = _("Carte « %(title)s », liste simulée, datée du %(as_of)s. Source : %(source)s.")
    elif version.valid_to:
        told = _(
            "Carte « %(title)s », liste en vigueur du %(as_of)s au %(until)s. Source : %(source)s."
        )
    else:
        told = _("Carte « %(title)s », liste en vigueur depuis le %(as_of)s. Source : %(source)s.")
    said = told % {
        "title": title,
        "as_of": formats.french_date(version.valid_from),
        "until": formats.french_date(version.valid_to),
        "source": source,
    }
    return f"{said} Présenté par Ancrage."


def list_source(version: PerimeterVersion) -> str:
    """Who made a list: its producer, or ourselves for a programme's."""
    return str(version.source or _("calcul Ancrage (liste simulée)"))


def _file_url(request: DatedRequest, name: str, version: PerimeterVersion) -> str:
    """The map's file: of this list, with what else the page's address says."""
    kept = {k: v for k, v in request.GET.items() if k not in ("page", "format", "colonnes")}
    return link(None, name, **kept | {"liste": version.code})
