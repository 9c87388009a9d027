"""Maps: a figure with its legend, source and date, in a page, as an SVG file, as a PNG file.

A page's table says the same in words; `table_id` is the id of that table, for the link to it.
"""

import typst
from django.http import HttpResponse

from ancrage.ui.map_drawing import Frame, Outline, Shape
from ancrage.ui.map_figure import LegendItem, MapFigure
from ancrage.ui.map_file import WIDTH, standalone

__all__ = ["Frame", "LegendItem", "MapFigure", "Outline", "Shape", "download", "map_png", "map_svg"]

_TYPST = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.title)
"""
_PIXELS_PER_INCH = 96  # of SVG's pixels, whatever they are printed on
_EMBEDDED_FONT = "Libertinus Serif"  # the one with accents that typst carries


def map_svg(figure: MapFigure) -> bytes:
    """Write the map as an SVG document that stands alone: title, legend, source, date inside."""
    return standalone(figure).encode()


def map_png(figure: MapFigure, *, width: int = 1600) -> bytes:
    """Draw the same document as a PNG image, `width` pixels wide."""
    drawn = standalone(figure, font=_EMBEDDED_FONT)
    image: bytes = typst.compile(
        _TYPST.encode(),
        format="png",
        ppi=_PIXELS_PER_INCH * width / WIDTH,
        ignore_system_fonts=True,
        sys_inputs={"svg": drawn, "title": figure.title},
    )
    return image


def download(figure: MapFigure, *, kind: str, filename: str) -> HttpResponse:
    """Answer with the map's file; `kind` is "svg" or "png", `filename` has no extension."""
    content, media = (
        (map_png(figure), "image/png") if kind == "png" else (map_svg(figure), "image/svg+xml")
    )
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{filename}.{kind}"'
    return response
