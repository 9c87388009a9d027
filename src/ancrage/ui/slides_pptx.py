"""Slides of ours as PPTX."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Cm, Pt

from ancrage.ui.slides import LETTERS, Bars, Deck, Drawing, Lines, Rows, Slide, bare, image

WIDTH, HEIGHT = Cm(33.867), Cm(19.05)
LEFT, TOP, ROOM, TALL = Cm(1.5), Cm(3.4), Cm(30.8), Cm(13.4)
FOOT = Cm(17.3)
TITLE_SLIDE, TITLE_ONLY = 0, 5
INK, QUIET, HEAD = (
    RGBColor(0x16, 0x16, 0x16),
    RGBColor(0x4A, 0x4A, 0x4A),
    RGBColor(0x1F, 0x2A, 0x63),
)
COLOURS = (
    RGBColor(0x3F, 0x66, 0xB0),
    RGBColor(0xE0, 0x8B, 0x3A),
    RGBColor(0x2A, 0x94, 0x85),
    RGBColor(0xB4, 0x56, 0x8C),
)
MOST_TITLE = 110
LINES, PER_CM = 3, 5
"""Lines of a cell at most, letters in a centimetre of them."""


def written(deck: Deck, slides: Sequence[Slide]) -> Any:  # noqa: ANN401 the library is not typed
    """The presentation, in French, its properties told."""
    made = Presentation()
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    told = made.core_properties
    told.title, told.author, told.language = bare(deck.title)[:255], "Ancrage", "fr-FR"
    told.last_modified_by = "Ancrage"
    _first(made, deck)
    for slide in slides:
        _slide(made, slide)
    return made


def _first(made: Any, deck: Deck) -> None:  # noqa: ANN401 as above
    page = made.slides.add_slide(made.slide_layouts[TITLE_SLIDE])
    title, subtitle = page.shapes.title, page.placeholders[1]
    _place(title, LEFT, Cm(3), ROOM, Cm(4))
    _place(subtitle, LEFT, Cm(7.2), ROOM, Cm(10))
    _write(title.text_frame, [deck.title], size=36, bold=True)
    _write(subtitle.text_frame, [deck.subtitle, *deck.notices], size=16)


def _slide(made: Any, slide: Slide) -> None:  # noqa: ANN401 as above
    page = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    _place(page.shapes.title, LEFT, Cm(0.8), ROOM, Cm(2.4))
    told = shorten(slide.title, MOST_TITLE, placeholder="…")
    _write(page.shapes.title.text_frame, [told], size=26, bold=True)
    body = slide.body
    if isinstance(body, Lines):
        box = page.shapes.add_textbox(LEFT, TOP, ROOM, TALL)
        _write(box.text_frame, body.texts, size=18)
    elif isinstance(body, Rows):
        _rows(page, body)
    elif isinstance(body, Bars):
        _bars(page, body)
    else:
        _drawing(page, body)
    foot = page.shapes.add_textbox(LEFT, FOOT, ROOM, Cm(1.2))
    _write(foot.text_frame, [slide.source], size=11, colour=QUIET)


def _place(shape: Any, left: int, top: int, width: int, height: int) -> None:  # noqa: ANN401
    shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _write(
    frame: Any,  # noqa: ANN401 as above
    texts: Sequence[str],
    *,
    size: float,
    bold: bool = False,
    colour: Any = INK,  # noqa: ANN401 as above
) -> None:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for rank, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.4)
        _run(paragraph, text, size=size, bold=bold, colour=colour)


def _run(paragraph: Any, text: str, *, size: float, bold: bool, colour: Any) -> None:  # noqa: ANN401
    run = paragraph.add_run()
    run.text = bare(text)
    font = run.font
    font.size, font.bold, font.color.rgb = Pt(size), bold, colour
    font.language_id = MSO_LANGUAGE_ID.FRENCH


def _rows(page: Any, body: Rows) -> None:  # noqa: ANN401 as above
    lines = [body.headings, *body.rows]
    frame = page.shapes.add_table(len(lines), len(body.headings), LEFT, TOP, ROOM, Cm(len(lines)))
    _say(frame, " ; ".join(body.headings))
    table = frame.table
    first = ROOM // 3 if len(body.headings) > 1 else ROOM
    for rank, column in enumerate(table.columns):
        column.width = first if rank == 0 else (ROOM - first) // (len(body.headings) - 1)
    for y, line in enumerate(lines):
        for x, text in enumerate(line):
            paragraph = table.cell(y, x).text_frame.paragraphs[0]
            if x in body.figures:
                paragraph.alignment = PP_ALIGN.RIGHT
            colour = RGBColor(0xFF, 0xFF, 0xFF) if y == 0 else INK
            most = min(LETTERS, int(LINES * PER_CM * table.columns[x].width / Cm(1)))
            told = shorten(text, most, placeholder="…") if len(text) > most else text
            _run(paragraph, told, size=11, bold=y == 0, colour=colour)


def _bars(page: Any, body: Bars) -> None:  # noqa: ANN401 as above
    data = CategoryChartData(number_format=body.number_format)
    data.categories = [bare(place) for place in reversed(body.places)]
    for label, values in body.series:
        data.add_series(bare(label), list(reversed(values)))
    frame = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, LEFT, TOP, ROOM, TALL, data)
    _say(frame, body.alt)
    chart = frame.chart
    chart.has_title, chart.font.size = False, Pt(12)
    chart.has_legend = len(body.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 40, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = (
        body.number_format,
        False,
    )
    plot.data_labels.font.size = Pt(11)
    for rank, series in enumerate(plot.series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = COLOURS[rank % len(COLOURS)]
    chart.value_axis.has_major_gridlines = chart.value_axis.visible = False


def _drawing(page: Any, body: Drawing) -> None:  # noqa: ANN401 as above
    shape = page.shapes.add_picture(image(body), LEFT, TOP - Cm(0.6), height=TALL + Cm(0.6))
    if shape.width > ROOM:
        shape.height, shape.width = int(shape.height * ROOM / shape.width), ROOM
    shape.left = (WIDTH - shape.width) // 2
    _say(shape, body.alt)


def _say(shape: Any, alt: str) -> None:  # noqa: ANN401 as above
    """What the shape shows, for who does not see it."""
    shape._element._nvXxPr.cNvPr.set("descr", bare(alt))
