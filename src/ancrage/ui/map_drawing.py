"""Maps written as SVG: inside a page (styled by `map.css`) or as a file that stands alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from ancrage.ui.map_style import LINES, STYLES, TEXTURES, TILE, Fill, Style, fill_of, fills_of

FIRST_WIDTH = 900
"""Width in pixels that textures and lines are drawn for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A place to be read on a map.

    `path` is SVG path data, `css` a class of `map_style.STYLES` (with "map-partial" when only a
    part of the place belongs to it), `value` what the shape says, written in words with its
    unit and, for an estimate, the word « estimation ».
    """

    code: str
    path: str
    label: str
    css: str
    url: str = ""
    value: str = ""

    @property
    def name(self) -> str:
        return f"{self.label} : {self.value}" if self.value else self.label


@dataclass(frozen=True, slots=True)
class Outline:
    """A line or a ground without a reading: land ("map-land"), regions ("map-region"), an edge."""

    path: str
    css: str = "map-region"

    @property
    def is_ground(self) -> bool:
        return self.css == "map-land"


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the country drawn apart, in its own frame (units of the drawing)."""

    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn; `view_box` is "x y width height" in the units of the paths."""

    shapes: tuple[Shape, ...]
    outlines: tuple[Outline, ...]
    frames: tuple[Frame, ...]
    view_box: str

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the units of the drawing."""
        _, _, width, height = map(float, self.view_box.split())
        return width, height

    @property
    def unit(self) -> float:
        """Units of the drawing in one pixel at its first size."""
        return self.size[0] / FIRST_WIDTH


class Brush:
    """Writes the attributes of what is drawn, for the page: classes, coloured by `map.css`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def shape(self, css: str) -> str:
        fill = fill_of(css)
        return self.textured(fill) if fill.textures else f'class="{fill.css}"'

    def textured(self, fill: Fill) -> str:
        return f'fill="url(#{self.prefix}-{fill.name})"'

    def ground(self, css: str) -> str:
        return f'class="{css}"'

    def ink(self, css: str, style: Style) -> str:
        return f'class="{css}" stroke-width="{style.weight}"'

    def line(self, css: str) -> str:
        return f'class="{css}-line"'

    def shapes(self) -> str:
        return 'class="map-shapes"'


class FileBrush(Brush):
    """The same for a file: attributes only, since a reader may refuse style sheets.

    `unit` is the number of units of the drawing in a pixel of the file.
    """

    def __init__(self, prefix: str, unit: float) -> None:
        super().__init__(prefix)
        self.unit = unit

    def shape(self, css: str) -> str:
        fill = fill_of(css)
        return self.textured(fill) if fill.textures else self.ground(fill.css)

    def ground(self, css: str) -> str:
        return f'fill="{STYLES[css].fill}"'

    def ink(self, css: str, style: Style) -> str:
        return f'stroke="{style.ink}" stroke-width="{style.weight}"'

    def line(self, css: str) -> str:
        colour, width = LINES[css]
        return f'fill="none" stroke="{colour}" stroke-width="{width * self.unit:.2f}"'

    def shapes(self) -> str:
        colour, width = LINES["map-shape"]
        return f'stroke="{colour}" stroke-width="{width * self.unit:.2f}"'


def body(drawing: Drawing, brush: Brush, *, linked: bool) -> str:
    """Write what stands inside the `<svg>` of a drawing; shapes are links when `linked`."""
    grounds = [line for line in drawing.outlines if line.is_ground]
    lines = [line for line in drawing.outlines if not line.is_ground]
    return "".join(
        (
            patterns(fills_of(shape.css for shape in drawing.shapes), brush, drawing.unit),
            *(f'<path {brush.ground(line.css)} d="{line.path}"/>' for line in grounds),
            f'<g {brush.shapes()} stroke-linejoin="round">',
            *_shapes(drawing.shapes, brush, linked=linked),
            '</g><g pointer-events="none" stroke-linejoin="round">',
            *(f'<path {brush.line(line.css)} d="{line.path}"/>' for line in (*grounds, *lines)),
            "</g>",
            *(_frame(frame, brush) for frame in drawing.frames),
        )
    )


def patterns(fills: Iterable[Fill], brush: Brush, unit: float) -> str:
    """Write the `<defs>` of the textured fills; `unit` scales their tiles to the drawing."""
    written = "".join(_pattern(fill, brush, unit) for fill in fills if fill.textures)
    return f"<defs>{written}</defs>" if written else ""


def _pattern(fill: Fill, brush: Brush, unit: float) -> str:
    strokes = "".join(
        f'<path {brush.ink(css, style)} d="{TEXTURES[style.texture]}"/>'
        for css, style in fill.textures
    )
    return (
        f'<pattern id="{brush.prefix}-{fill.name}" width="{TILE}" height="{TILE}" '
        f'patternUnits="userSpaceOnUse" patternTransform="scale({unit:.3f})">'
        f'<rect {brush.ground(fill.css)} width="{TILE}" height="{TILE}"/>'
        f'<g fill="none" stroke-linecap="round">{strokes}</g></pattern>'
    )


def _shapes(shapes: Iterable[Shape], brush: Brush, *, linked: bool) -> Iterator[str]:
    attributes: dict[str, str] = {}
    for shape in shapes:
        if shape.css not in attributes:
            attributes[shape.css] = brush.shape(shape.css)
        name = escape(shape.name)
        drawn = f'<path {attributes[shape.css]} d="{shape.path}"><title>{name}</title></path>'
        if linked and shape.url:
            yield f'<a href="{escape(shape.url)}" aria-label="{name}">{drawn}</a>'
        else:
            yield drawn


def _frame(frame: Frame, brush: Brush) -> str:
    size = frame.height * 0.14
    return (
        f'<g pointer-events="none"><rect {brush.line("map-frame")} x="{frame.x:g}" '
        f'y="{frame.y:g}" width="{frame.width:g}" height="{frame.height:g}"/>'
        f'<g font-size="{size:g}"><text class="map-label" x="{frame.x + size / 2:g}" '
        f'y="{frame.y + size * 1.4:g}">{escape(frame.label)}</text></g></g>'
    )
