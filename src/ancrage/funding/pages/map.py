"""Where money lands: the territories of the list in force, coloured by what they got."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.funding.queries.lines import Land, MoneyLine
from ancrage.funding.rules.cuts import GRANTED, PAID, REQUESTED
from ancrage.funding.rules.shading import bounds_of
from ancrage.funding.tables.money import BY_KEY, KEYS, per
from ancrage.geography import outlines
from ancrage.geography.map_figures import national_map
from ancrage.geography.place_maps import list_source
from ancrage.geography.queries import TerritoryRow
from ancrage.ui.formats import number, with_unit
from ancrage.ui.links import link
from ancrage.ui.maps import LegendItem, MapFigure, Shape

NONE = gettext_lazy("rien de retracé, ou chiffre inconnu")
SOME = gettext_lazy("de l’argent retracé")
COLOURED = (GRANTED, REQUESTED, PAID)
WHOLE, INHABITANT, JOB = "total", "habitant", "emploi"
RATIOS = {
    WHOLE: ("", gettext_lazy("en tout")),
    INHABITANT: ("population", gettext_lazy("par habitant")),
    JOB: ("industrial_jobs", gettext_lazy("par emploi industriel (estimation)")),
}


@dataclass(frozen=True, slots=True)
class Colour:
    """What colours the map: a total, for the whole or for each inhabitant or industrial job."""

    total: str
    ratio: str

    def value(self, line: MoneyLine) -> float | None:
        """Euros of a territory; None when the figure that divides them is not known."""
        figure = RATIOS[self.ratio][0]
        return per(line, self.total, figure) if figure else line.sums.at(self.total) / 100

    @property
    def words(self) -> str:
        return f"{str(KEYS[self.total][1]).lower()} {RATIOS[self.ratio][1]}"


def colour_of(request: HttpRequest) -> Colour:
    """What the address asks for: `carte`, `rapport`."""
    total = BY_KEY.get(request.GET.get("carte", ""), GRANTED)
    ratio = request.GET.get("rapport", "")
    return Colour(total if total in COLOURED else GRANTED, ratio if ratio in RATIOS else WHOLE)


def money_map(
    request: HttpRequest,
    land: Land,
    lines: Sequence[MoneyLine],
    colour: Colour,
    *,
    source: str,
    as_of: str,
    is_invented: bool,
    table_id: str,
    file_url: Callable[[str], str],
) -> MapFigure | None:
    """The map of the lines that are territories of the list; None when there is no list.

    `file_url` gives the address of the map's file of a kind.
    """
    if land.version is None:
        return None
    held = {line.place.code: line for line in lines if line.place is not None}
    values = {code: colour.value(line) for code, line in held.items()}
    bounds = bounds_of(value for value in values.values() if value)
    shapes = [
        shape
        for row in land.rows.values()
        for shape in _shapes(request, row, values.get(row.code, 0), bounds, colour)
    ]
    title = _("Où va l’argent : %s") % colour.words
    whole_source = " ; ".join((source, list_source(land.version)))
    return national_map(
        title=title,
        shapes=shapes,
        legend=tuple(legend_of(bounds)),
        legend_title=_("Euros, %s") % colour.words,
        source=whole_source,
        as_of=as_of,
        citation=_("Carte « %(title)s », %(as_of)s. Source : %(source)s. Présenté par Ancrage.")
        % {"title": title, "as_of": as_of, "source": whole_source},
        svg_url=file_url("svg"),
        png_url=file_url("png"),
        table_id=table_id,
        simulated=is_invented or land.version.is_simulated,
        description=_("%d territoires. Ce qui va hors d’eux n’est pas sur la carte.")
        % len(land.rows),
    )


def _shapes(
    request: HttpRequest,
    row: TerritoryRow,
    value: float | None,
    bounds: Sequence[float],
    colour: Colour,
) -> Iterable[Shape]:
    css = class_of(value, bounds)
    decimals = 0 if colour.ratio == WHOLE else 2
    said = _("rien de retracé") if value == 0 else with_unit(value, "€", decimals)
    for sirens, classes in ((row.whole_sirens, css), (row.partial_sirens, f"{css} map-partial")):
        path = outlines.territory_path(sirens, "overview") if sirens else ""
        if path:
            url = link(request, "territory_money", row.version, row.code)
            yield Shape(row.code, path, row.name, classes, url, said)


def class_of(value: float | None, bounds: Sequence[float]) -> str:
    """How a place of this amount is drawn."""
    return f"map-c{bisect_right(bounds, value)}" if value else "map-none"


def legend_of(
    bounds: Sequence[float],
    *,
    none: Any = NONE,  # noqa: ANN401 words, perhaps lazy
    some: Any = SOME,  # noqa: ANN401 words, perhaps lazy
) -> Iterable[LegendItem]:
    """What each class says, from nothing to the most."""
    yield LegendItem("map-none", str(none))
    written = [number(bound, 2 if bound < 10 else 0) for bound in bounds]
    if not written:
        yield LegendItem("map-c0", str(some))
        return
    yield LegendItem("map-c0", _("moins de %s") % written[0])
    for rank, (low, high) in enumerate(pairwise(written), start=1):
        told = _("de %(low)s à moins de %(high)s") % {"low": low, "high": high}
        yield LegendItem(f"map-c{rank}", told)
    yield LegendItem(f"map-c{len(written)}", _("%s et plus") % written[-1])
