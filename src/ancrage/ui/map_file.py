"""A map as a file that stands alone: title, drawing, legend, source and date on one sheet."""

from collections.abc import Iterator
from html import escape
from textwrap import wrap

from django.utils.translation import gettext as _

from ancrage.ui.map_drawing import FileBrush, body, patterns
from ancrage.ui.map_figure import LegendItem, MapFigure
from ancrage.ui.map_style import fills_of

WIDTH = 1000
"""Pixels, margins included."""
_MARGIN = 24
_INNER = WIDTH - 2 * _MARGIN
_TALLEST = 1100
_INK, _GREY, _WARNING = "#161616", "#4a4a4a", "#9b2c00"
_FONT = "Marianne, Arial, Helvetica, sans-serif"
_SWATCH = (28, 18)


def standalone(figure: MapFigure, *, font: str = _FONT, captioned: bool = True) -> str:
    """Write the SVG document, 1,000 pixels wide; `font` is the family of its texts.

    Not `captioned`, it has neither title nor source: what it is put in says them.
    """
    sheet = _Sheet()
    if captioned:
        sheet.text(figure.title, size=26, colour=_INK, weight="bold")
    if figure.simulated:
        sheet.text(_("Simulation : ceci n’est pas une liste officielle."), colour=_WARNING)
    if captioned:
        sheet.text(figure.as_of, colour=_GREY)
    sheet.draw(figure)
    sheet.legend(figure)
    if captioned:
        for line in (_("Source : {}").format(figure.source), figure.citation):
            sheet.text(line, size=13, colour=_GREY)
    height = sheet.y + _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="{escape(font)}" '
        f'role="img" aria-label="{escape(figure.title)}"><title>{escape(figure.title)}</title>'
        f"<desc>{escape(figure.description or figure.citation)}</desc>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(sheet.parts)}</svg>\n'
    )


class _Sheet:
    """Parts of the document from top to bottom; `y` is where the next one begins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = float(_MARGIN)

    def text(self, text: str, *, size: int = 16, colour: str, weight: str = "normal") -> None:
        for line in wrap(text, int(_INNER / (size * 0.52)), break_long_words=False):
            self.y += size * 1.35
            self.parts.append(
                f'<text x="{_MARGIN}" y="{self.y - size * 0.3:.0f}" font-size="{size}" '
                f'font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
            )

    def draw(self, figure: MapFigure) -> None:
        drawing = figure.drawing
        width, height = drawing.size
        scale = min(_INNER / width, _TALLEST / height)
        left = _MARGIN + (_INNER - width * scale) / 2
        self.y += 12
        self.parts.append(
            f'<svg x="{left:.1f}" y="{self.y:.0f}" width="{width * scale:.1f}" '
            f'height="{height * scale:.1f}" viewBox="{drawing.view_box}">'
            f"{body(drawing, FileBrush(figure.key, 1 / scale), linked=False)}</svg>"
        )
        self.y += height * scale + 16

    def legend(self, figure: MapFigure) -> None:
        if figure.legend_title:
            self.text(figure.legend_title, colour=_INK, weight="bold")
        brush = FileBrush(f"{figure.key}-legende", 1)
        self.parts.append(patterns(fills_of(item.css for item in figure.legend), brush, 1))
        self.parts.extend(self._items(figure.legend, brush))
        self.y += 10

    def _items(self, items: tuple[LegendItem, ...], brush: FileBrush) -> Iterator[str]:
        width, height = _SWATCH
        x = float(WIDTH)  # the first sample begins a line
        for item in items:
            needed = width + 10 + len(item.label) * 15 * 0.55 + 24
            if x + needed > WIDTH - _MARGIN:
                x, self.y = float(_MARGIN), self.y + height + 8
            yield (
                f'<rect {brush.shape(item.css)} stroke="{_GREY}" stroke-width="0.6" x="{x:.0f}" '
                f'y="{self.y - height:.0f}" width="{width}" height="{height}"/>'
                f'<text x="{x + width + 8:.0f}" y="{self.y - 4:.0f}" font-size="15" '
                f'fill="{_INK}">{escape(item.label)}</text>'
            )
            x += needed
