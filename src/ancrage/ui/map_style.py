"""How the classes of a map look: a colour, and a texture so that colour is never the only sign.

The sequential scale goes from light to dark through changing hues, so that it reads without
colour vision and in grey; every other class carries a texture, so that neighbours in the scale
differ by it too. On pages the colours come from `map.css` (light and dark themes, same names);
those written here are the light theme's, for the files that are downloaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass

TILE = 8
"""Side of a texture's tile, in pixels of a drawing at its first size."""

TEXTURES = {
    "diagonal": "M-1 1l2-2M0 8l8-8M7 9l2-2",
    "counter": "M-1 7l2 2M0 0l8 8M7-1l2 2",
    "level": "M0 2h8M0 6h8",
    "upright": "M2 0v8M6 0v8",
    "grid": "M0 4h8M4 0v8",
    "dots": "M2 2h.01M6 6h.01",
    "stripes": "M-2 2l4-4M-2 10l12-12M6 10l4-4",
}
"""Strokes of each texture inside its tile."""


@dataclass(frozen=True, slots=True)
class Style:
    """Colours of one class in the light theme; `texture` is a key of TEXTURES or ""."""

    fill: str
    texture: str = ""
    ink: str = "#ffffff"
    weight: float = 1.0


PARTIAL = "map-partial"
STYLES = {
    "map-c0": Style("#f4eaa0"),
    "map-c1": Style("#aadab1", "dots", "#6fae84", 1.6),
    "map-c2": Style("#66beaa"),
    "map-c3": Style("#269da6", "diagonal", "#6cc3c6", 0.8),
    "map-c4": Style("#00799e"),
    "map-c5": Style("#04528f", "level", "#4d8cc4", 0.9),
    "map-c6": Style("#222c72"),
    "map-none": Style("#f3f2ee", "dots", "#8b897e", 1.4),
    "map-selected": Style("#465f9d"),
    "map-neighbour": Style("#d6d3c8"),
    "map-land": Style("#ebeae4"),
    "map-q1": Style("#3f66b0"),
    "map-q2": Style("#e08b3a", "diagonal", "#ffffff", 1.2),
    "map-q3": Style("#2a9485", "dots", "#ffffff", 1.8),
    "map-q4": Style("#b4568c", "level", "#ffffff", 1.1),
    "map-q5": Style("#d9bf4c", "grid", "#7a6412", 0.8),
}
"""The classes that a shape may carry, and what each looks like."""

STRIPES = Style("", "stripes", STYLES["map-land"].fill, 2.6)
"""Laid over the colour of a class where only a part belongs to it."""

LINES = {
    "map-land": ("#b5b3a8", 0.6),
    "map-region": ("#4b4a44", 1.0),
    "map-edge": ("#161616", 1.6),
    "map-frame": ("#b5b3a8", 0.8),
    "map-shape": ("#ffffff", 0.7),
}
"""Colour and width in pixels of the lines; `map-shape` is the border of any shape."""


@dataclass(frozen=True, slots=True)
class Fill:
    """What a shape is filled with: a class, laid with stripes or not."""

    css: str
    partial: bool

    @property
    def name(self) -> str:
        return f"{self.css}-partial" if self.partial else self.css

    @property
    def textures(self) -> list[tuple[str, Style]]:
        """(class of the strokes, style) of the textures laid over the colour."""
        laid = [(f"{self.css}-ink", STYLES[self.css])] if STYLES[self.css].texture else []
        return [*laid, (f"{PARTIAL}-ink", STRIPES)] if self.partial else laid


def fill_of(css: str) -> Fill:
    """Read the classes of a shape, as "map-c3 map-partial"; an unknown one is a KeyError."""
    names = css.split()
    base = next((name for name in names if name != PARTIAL), "map-selected")
    if base not in STYLES:
        raise KeyError(base)  # an unknown class would draw a black shape
    return Fill(base, PARTIAL in names)


def fills_of(classes: Iterable[str]) -> list[Fill]:
    """Tell the distinct fills of several shapes, in the order of their names."""
    return sorted({fill_of(css) for css in set(classes)}, key=lambda fill: fill.name)
