"""Small charts drawn on the server: read without colour, without JavaScript, or as a table.

Positions across are percentages and heights are pixels, so that a chart fits any width while its
texts keep their size. Every chart has a table twin; with a `key` the twin can be downloaded,
when the view gives the page's charts to `response`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ancrage.ui import exports
from ancrage.ui.exports import Cell, Sheet
from ancrage.ui.formats import number, with_unit

Amount = int | float | None
PARAMETER = "graphique"
HEIGHT = 220
TOP, BOTTOM = 24, 28
SERIES = 4
"""How many series have a colour and a texture of their own."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of figures, in the order of the chart's bins or years; None is unknown."""

    label: str
    values: Sequence[Amount]


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn thing, its attributes written as SVG wants them; `label` is said on it."""

    kind: str
    css: str
    x: str
    y: str
    x2: str = ""
    y2: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its words and its figures."""

    title: str
    description: str
    shapes: Sequence[Shape]
    legend: Sequence[tuple[str, str]]
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    source: str
    as_of: str
    key: str
    decimals: int = 0
    height: int = HEIGHT

    @property
    def written_rows(self) -> list[list[str]]:
        return [
            [str(first), *(number(value, self.decimals) for value in rest)]  # type: ignore[arg-type]
            for first, *rest in self.rows
        ]

    @property
    def csv_query(self) -> str:
        return f"{PARAMETER}={self.key}"

    def sheet(self) -> Sheet:
        rows = [[("inconnu" if cell is None else cell) for cell in row] for row in self.rows]
        return Sheet(self.title, self.headings, rows, self.source, self.as_of)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of `BarChart`; `css` "is-ours" sets it apart from what it is compared with."""

    label: str
    value: Amount
    url: str = ""
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class BarRow:
    label: str
    url: str
    is_ours: bool
    width: str
    written: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars as a table: label, bar, figure. The reference is a mark across all."""

    title: str
    rows: Sequence[BarRow]
    reference: str
    reference_at: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of the chart, and how its figures are written."""

    title: str
    unit: str
    heading: str
    decimals: int
    source: str
    as_of: str
    key: str

    def label(self, series: Series, place: str, value: Amount) -> str:
        return f"{series.label}, {place} : {with_unit(value, self.unit, self.decimals)}"


def bars(
    title: str,
    items: Sequence[Bar],
    *,
    unit: str = "",
    decimals: int = 0,
    reference: tuple[str, float] | None = None,
    source: str = "",
    as_of: str = "",
) -> BarChart:
    """Compare figures ≥ 0 of one `unit`; `reference` is a (label, value) to compare them with."""
    values = [item.value for item in items if item.value is not None]
    top = max([*values, *([reference[1]] if reference else []), 0]) or 1
    rows = [
        BarRow(
            item.label,
            item.url,
            item.is_ours,
            _percent((item.value or 0) / top),
            with_unit(item.value, unit, decimals),
        )
        for item in items
    ]
    said = f"{reference[0]} : {with_unit(reference[1], unit, decimals)}" if reference else ""
    at = _percent(reference[1] / top) if reference else ""
    return BarChart(title, rows, said, at, source, as_of)


def histogram(
    title: str,
    bins: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    bin_heading: str,
    decimals: int = 0,
    source: str = "",
    as_of: str = "",
    key: str = "",
) -> Chart:
    """Compare distributions over the same `bins` (their labels, in order); figures ≥ 0.

    `unit` says what is counted. Raises `ValueError` for more than four series, or when a series
    does not have one figure per bin.
    """
    _check(bins, series)
    words = _Words(title, unit, bin_heading, decimals, source, as_of, key)
    ticks = _ticks(_greatest(series))
    columns = [
        _column(words, series, rank, place, bins[place], ticks[-1])
        for rank, one in enumerate(series)
        for place, value in enumerate(one.values)
        if value is not None
    ]
    return _chart(words, bins, series, [*_grid(ticks), *_names(bins), *columns])


def lines(
    title: str,
    years: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    heading: str = "",
    decimals: int = 0,
    source: str = "",
    as_of: str = "",
    key: str = "",
) -> Chart:
    """Follow figures ≥ 0 over the `years`; an unknown year leaves a hole, never a zero.

    `heading`: what they are, when they are not years.
    """
    _check(years, series)
    words = _Words(title, unit, heading or _("Année"), decimals, source, as_of, key)
    ticks = _ticks(_greatest(series))
    shapes = [*_grid(ticks), *_names(years)]
    for rank, one in enumerate(series):
        shapes += _line(words, rank, one, years, ticks[-1])
    return _chart(words, years, series, shapes)


def response(request: HttpRequest, *charts: Chart) -> HttpResponse | None:
    """The table twin that the request asks for as CSV, when it is one of the page's `charts`."""
    asked = request.GET.get(PARAMETER, "")
    found = next((chart for chart in charts if chart.key and chart.key == asked), None)
    return exports.csv_response(found.sheet(), found.title) if found else None


def _check(places: Sequence[str], series: Sequence[Series]) -> None:
    if not 1 <= len(series) <= SERIES:
        raise ValueError(f"a chart has one to {SERIES} series, not {len(series)}")
    if not places or any(len(one.values) != len(places) for one in series):
        raise ValueError("every series needs one figure per place")


def _chart(
    words: _Words, places: Sequence[str], series: Sequence[Series], shapes: Sequence[Shape]
) -> Chart:
    return Chart(
        title=words.title,
        description=_description(words, series),
        shapes=shapes,
        legend=[(f"chart-s{rank + 1}", one.label) for rank, one in enumerate(series)],
        headings=[words.heading, *(f"{one.label} ({words.unit})" for one in series)],
        rows=[[place, *(one.values[i] for one in series)] for i, place in enumerate(places)],
        source=words.source,
        as_of=words.as_of,
        key=words.key,
        decimals=words.decimals,
    )


def _description(words: _Words, series: Sequence[Series]) -> str:
    text = _("%(unit)s par %(heading)s : %(series)s. Les chiffres sont dans le tableau.")
    return text % {
        "unit": words.unit.capitalize(),
        "heading": words.heading.lower(),
        "series": ", ".join(one.label for one in series),
    }


def _greatest(series: Sequence[Series]) -> float:
    return max((value for one in series for value in one.values if value is not None), default=0)


def _ticks(top: float) -> list[float]:
    """Round marks from 0 to at least `top`, three to six of them."""
    if top <= 0:
        return [0, 1]
    rough = top / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def _grid(ticks: Sequence[float]) -> list[Shape]:
    digits = 0 if all(tick == int(tick) for tick in ticks) else 2
    shapes = []
    for tick in ticks:
        y = _height(tick, ticks[-1])
        shapes.append(Shape("line", "chart-grid", "0", _px(y), "100%", _px(y)))
        shapes.append(Shape("text", "chart-tick", "0", _px(y - 4), label=number(tick, digits)))
    return shapes


def _names(places: Sequence[str]) -> list[Shape]:
    """The places' names under the axis; on a narrow screen only one in two, or in five."""
    often = 1 if len(places) <= 6 else 2 if len(places) <= 12 else 5
    return [
        Shape(
            "text",
            "chart-name" if i % often == 0 else "chart-name chart-minor",
            _percent((i + 0.5) / len(places)),
            _px(HEIGHT - 8),
            label=place,
        )
        for i, place in enumerate(places)
    ]


def _column(
    words: _Words, series: Sequence[Series], rank: int, place: int, name: str, top: float
) -> Shape:
    """One upright of a bin: the series of a bin stand side by side, with air around them."""
    one = series[rank]
    slot = 0.7 / (len(one.values) * len(series))
    left = (place + 0.15) / len(one.values) + rank * slot
    y = _height(one.values[place] or 0, top)
    return Shape(
        "rect",
        f"chart-s{rank + 1}",
        _percent(left),
        _px(y),
        _percent(slot),
        _px(HEIGHT - BOTTOM - y),
        words.label(one, name, one.values[place]),
    )


def _line(words: _Words, rank: int, one: Series, years: Sequence[str], top: float) -> list[Shape]:
    css = f"chart-s{rank + 1}"
    spots = [
        None if value is None else (_percent((i + 0.5) / len(years)), _px(_height(value, top)))
        for i, value in enumerate(one.values)
    ]
    joined = [
        Shape("line", f"{css} chart-line", *before, *after)
        for before, after in pairwise(spots)
        if before and after
    ]
    dots = [
        Shape("circle", css, *spot, label=words.label(one, year, value))
        for spot, year, value in zip(spots, years, one.values, strict=True)
        if spot
    ]
    return joined + dots


def _height(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _percent(share: float) -> str:
    return f"{share * 100:.3f}%"


def _px(length: float) -> str:
    return f"{length:.1f}"
