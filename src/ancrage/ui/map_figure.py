"""A map with all that it says: drawing, legend, source, date, citation."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from ancrage.ui.map_drawing import (
    FIRST_WIDTH,
    Brush,
    Drawing,
    Frame,
    Outline,
    Shape,
    body,
    patterns,
)
from ancrage.ui.map_style import fill_of


@dataclass(frozen=True, slots=True)
class LegendItem:
    css: str
    label: str


@dataclass(frozen=True)
class MapFigure:
    """A map with all that it must say; its title is unique in its page.

    `as_of` is the date of what is drawn, in words; `citation` a sentence ready to be quoted.
    A simulated map says so in the page and in its files.
    """

    title: str
    shapes: tuple[Shape, ...]
    outlines: tuple[Outline, ...]
    legend: tuple[LegendItem, ...]
    source: str
    as_of: str
    citation: str
    svg_url: str = ""
    png_url: str = ""
    table_id: str = ""
    view_box: str = "0 0 11880 10860"
    frames: tuple[Frame, ...] = ()
    description: str = ""
    simulated: bool = False
    legend_title: str = ""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"carte-{slugify(self.title)}")

    @property
    def drawing(self) -> Drawing:
        return Drawing(tuple(self.shapes), tuple(self.outlines), tuple(self.frames), self.view_box)

    @property
    def pixels(self) -> tuple[str, str]:
        """Width and height of the drawing in a page that has room for it."""
        width, height = self.drawing.size
        return str(FIRST_WIDTH), str(round(FIRST_WIDTH * height / width))

    @cached_property
    def svg(self) -> SafeString:
        """What stands inside the page's `<svg>`."""
        return mark_safe(body(self.drawing, Brush(self.key), linked=True))  # noqa: S308 escaped there

    @cached_property
    def swatches(self) -> list[tuple[SafeString, str]]:
        """(SVG of the sample, label) of each line of the legend."""
        return [(self._swatch(item.css), item.label) for item in self.legend]

    def _swatch(self, css: str) -> SafeString:
        brush = Brush(f"{self.key}-legende-{slugify(css)}")
        fill = fill_of(css)
        sample = f'{patterns([fill], brush, 1)}<rect {brush.shape(css)} width="28" height="18"/>'
        return mark_safe(sample)  # noqa: S308 made of constants and of a slug
