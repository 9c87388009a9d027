"""Bars as an SVG document that stands alone, for what is printed: each bar says its figure.

The series of a place stand one under the other, in the order of the legend, so that they are told
apart without colour.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from textwrap import shorten

from ancrage.ui.map_style import STYLES

Amount = int | float | None
WIDTH = 1000
"""Pixels."""
_LEFT, _RIGHT, _BAR, _GAP, _HEAD = 370, 150, 20, 14, 40
_LETTERS = 44
_INK, _GREY = "#161616", "#4a4a4a"
SERIES = ("map-q1", "map-q2", "map-q3", "map-q4")
"""The colours of the series, and how many there may be."""


def bars_svg(
    title: str,
    places: Sequence[str],
    series: Sequence[tuple[str, Sequence[Amount]]],
    *,
    written: Callable[[Amount], str],
    font: str,
) -> str:
    """Draw figures ≥ 0 of every place; an unknown one has no bar and is told so.

    `written`: a figure in words. Raises `ValueError` for more than four series.
    """
    if not 1 <= len(series) <= len(SERIES):
        raise ValueError(f"bars have one to {len(SERIES)} series, not {len(series)}")
    top = max((value for _label, values in series for value in values if value), default=0) or 1
    head = _HEAD if len(series) > 1 else 0
    each = _BAR * len(series) + _GAP
    height = head + each * len(places)
    drawn = [
        part
        for rank, place in enumerate(places)
        for part in _place(
            place, [values[rank] for _label, values in series], head + each * rank, top, written
        )
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{escape(font)}" font-size="16" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f"{''.join(_legend([label for label, _values in series]) if head else ())}"
        f"{''.join(drawn)}</svg>\n"
    )


def _legend(labels: Sequence[str]) -> Iterator[str]:
    x = _LEFT
    for rank, label in enumerate(labels):
        yield (
            f'<rect x="{x}" y="8" width="20" height="16" fill="{STYLES[SERIES[rank]].fill}"/>'
            f'<text x="{x + 28}" y="22" fill="{_INK}">{escape(label)}</text>'
        )
        x += 28 + 9 * len(label) + 28


def _place(
    place: str, values: Sequence[Amount], y: int, top: float, written: Callable[[Amount], str]
) -> Iterator[str]:
    middle = y + _BAR * len(values) / 2 + 6
    name = escape(shorten(place, _LETTERS, placeholder="…"))
    yield f'<text x="{_LEFT - 12}" y="{middle:.0f}" text-anchor="end" fill="{_INK}">{name}</text>'
    for rank, value in enumerate(values):
        width = (WIDTH - _LEFT - _RIGHT) * (value or 0) / top
        below = y + _BAR * rank
        yield (
            f'<rect x="{_LEFT}" y="{below}" width="{width:.1f}" height="{_BAR - 3}" '
            f'fill="{STYLES[SERIES[rank]].fill}"/>'
            f'<text x="{_LEFT + width + 8:.1f}" y="{below + 14}" fill="{_GREY}">'
            f"{escape(written(value))}</text>"
        )
