"""A document to be printed or edited: titles, texts, tables, told once; written here as PDF.

`office` writes the same as DOCX.

paper = Paper(title=…, blocks=[Heading(1, "Axes"), Text("…"), Grid(…)], source=…, as_of=…)
as_pdf(paper)
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import typst

from ancrage.kernel.text import UNWRITABLE

FONT = "Libertinus Serif"
"""What documents are written in: the one font with accents that typst carries."""
UNDRAWN = "\ufffd"
"""Stands for a letter that the font does not have: PDF/UA refuses a hole."""
_UNDRAWN = (
    re.compile(r"[\u2e80-\ufffc\U00010000-\U0010ffff]"),
    re.compile(r"[^\x00-\u017f\u2010-\u22ff\ufffd]"),
)
"""The letters given up when some are missing: far scripts and pictures, then all but Latin."""
PICTURE_PIXELS = 1400
_PPI, _POINTS = 144.0, 72
_IMAGE = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of level 1, 2 or 3."""

    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; its line breaks are kept."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, its headings, its cells in words. `figures`: ranks of the columns of
    figures, set on the right; the first column names its row. `links`: the address of each row, ""
    for none; `source`: said under it, with `address`, where the same is shown."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()
    links: Sequence[str] = ()
    source: str = ""
    address: str = ""
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Picture:
    """A map or a chart: an SVG document that stands alone, in `FONT`. `alt` says it to who does not
    see it; `source`, `address`: as under a table; `share`: of the width, in hundredths."""

    title: str
    alt: str
    svg: str
    source: str = ""
    address: str = ""
    share: int = 100
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what is told of each."""

    items: Sequence[tuple[str, str]]
    kind: str = "facts"


Block = Heading | Text | Grid | Facts | Picture


@dataclass(frozen=True)
class Paper:
    """A document. `notices` open it: that it is made up, that it is not public."""

    title: str
    blocks: Sequence[Block]
    source: str
    as_of: dt.date
    as_of_words: str
    subtitle: str = ""
    notices: Sequence[str] = field(default=())


def as_pdf(paper: Paper) -> bytes:
    """The document as PDF/UA: tagged, in French, with fonts of its own and page numbers.

    The same document is always the same bytes: its date is `as_of`, never the clock's.
    """
    told = asdict(paper) | {"as_of": [paper.as_of.year, paper.as_of.month, paper.as_of.day]}
    for letters in (UNWRITABLE, *_UNDRAWN):
        told = _without(told, letters)
        try:
            return _compiled(told)
        except typst.TypstError as fault:
            if letters is _UNDRAWN[-1] or "could not be displayed" not in str(fault):
                raise
    raise AssertionError


def _compiled(told: dict[str, Any]) -> bytes:
    made: bytes = typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"paper": json.dumps(told)},
    )
    return made


def _without(told: Any, letters: re.Pattern[str]) -> Any:  # noqa: ANN401 a document's parts
    """The same with letters that cannot be drawn shown as such."""
    if isinstance(told, str):
        return letters.sub("" if letters is UNWRITABLE else UNDRAWN, told)
    if isinstance(told, dict):
        return {key: _without(value, letters) for key, value in told.items()}
    return [_without(one, letters) for one in told] if isinstance(told, list | tuple) else told


@cache
def _template() -> bytes:
    return (files("ancrage.ui") / "data" / "paper.typ").read_bytes()


@lru_cache(maxsize=8)
def as_png(svg: str, *, width: int = PICTURE_PIXELS) -> bytes:
    """A drawing as an image, `width` pixels wide, for the files that take no SVG.

    Drawing takes a second: what goes in two files is drawn once.
    """
    made: bytes = typst.compile(
        _IMAGE,
        format="png",
        ppi=_PPI,
        ignore_system_fonts=True,
        sys_inputs={"svg": svg, "width": str(width * _POINTS / _PPI)},
    )
    return made
