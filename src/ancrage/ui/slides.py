"""Slides for those who must edit them: a title on each, charts that can be edited, a source line.

deck = Deck(title=…, slides=[Slide("Titre", Bars(…), source=…)], day=…)
office.as_pptx(deck)

What a chart or a picture shows is said in words to who does not see it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from ancrage.kernel.text import UNWRITABLE
from ancrage.ui.papers import as_png

ROWS = 7
"""How many rows of a table stand on a slide."""
MOST_SLIDES = 3
"""How many slides a table takes: what is longer is for the workbook."""
LETTERS = 90
"""Letters of a cell of a table: a slide is not for more."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A few sentences."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table in words; `figures`: ranks of the columns set on the right."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart that can be edited; None is unknown and has no bar. `number_format`: as a
    spreadsheet writes it."""

    places: Sequence[str]
    series: Sequence[tuple[str, Sequence[int | float | None]]]
    alt: str
    number_format: str = "# ##0"


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG document that stands alone."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One subject. `source`: where what it shows comes from, and where to see it."""

    title: str
    body: Lines | Rows | Bars | Drawing
    source: str


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides, after a first one with the title and what must be known of them."""

    title: str
    subtitle: str
    notices: Sequence[str]
    slides: Sequence[Slide]
    day: dt.date


def parted(slides: Sequence[Slide]) -> Iterator[Slide]:
    """Long tables on several slides, « (2/3) » in their title."""
    for slide in slides:
        body = slide.body
        if not isinstance(body, Rows) or len(body.rows) <= ROWS:
            yield slide
            continue
        held = body.rows[: ROWS * MOST_SLIDES]
        parts = [held[start : start + ROWS] for start in range(0, len(held), ROWS)]
        left = len(body.rows) - len(held)
        for rank, rows in enumerate(parts, start=1):
            is_last = rank == len(parts)
            more = f" {left} lignes de plus dans le classeur." if is_last and left else ""
            yield Slide(
                f"{slide.title} ({rank}/{len(parts)})",
                Rows(body.headings, rows, body.figures),
                slide.source + more,
            )


def bare(text: str) -> str:
    """What XML can hold."""
    return UNWRITABLE.sub("", text)


def image(drawing: Drawing) -> BytesIO:
    """The drawing as PNG: few readers of slides take SVG."""
    return BytesIO(as_png(drawing.svg))
