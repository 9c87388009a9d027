"""A document of ours as DOCX."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ancrage.kernel.text import UNWRITABLE
from ancrage.ui.papers import Block, Facts, Grid, Heading, Paper, Picture, Text, as_png

QUIET, WARNING = RGBColor(0x4A, 0x4A, 0x4A), RGBColor(0x9B, 0x2C, 0x00)
STYLE = "Table Grid"
PICTURE_CM = 15.5
MOST_TITLE = 255
"""Letters that the title of a document's properties may have."""


def written(paper: Paper) -> Any:  # noqa: ANN401 the library's document is not typed
    """The document, in French, its properties told, its pages numbered."""
    made = Document()
    made.core_properties.title = _bare(paper.title)[:MOST_TITLE]
    made.core_properties.author = "Ancrage"
    made.core_properties.language = "fr-FR"
    made.styles["Normal"].font.size = Pt(10)
    _speak_french(made)
    made.add_heading(_bare(paper.title), level=0)
    if paper.subtitle:
        _quiet(made.add_paragraph(_bare(paper.subtitle)))
    for notice in paper.notices:
        run = made.add_paragraph().add_run(_bare(notice))
        run.bold, run.font.color.rgb = True, WARNING
    for block in paper.blocks:
        _add(made, block)
    _quiet(made.add_paragraph(f"Source\u00a0: {paper.source}. État au {paper.as_of_words}."))
    _number(made, f"{paper.title}, {paper.as_of_words}")
    return made


def _add(made: Any, block: Block) -> None:  # noqa: ANN401 as above
    if isinstance(block, Heading):
        made.add_heading(_bare(block.text), level=block.level)
    elif isinstance(block, Text):
        made.add_paragraph(_bare(block.text))
    elif isinstance(block, Facts):
        for label, told in block.items:
            paragraph = made.add_paragraph()
            paragraph.add_run(_bare(f"{label}\u00a0: ")).bold = True
            paragraph.add_run(_bare(told))
    elif isinstance(block, Picture):
        _picture(made, block)
    else:
        _grid(made, block)


def _grid(made: Any, grid: Grid) -> None:  # noqa: ANN401 as above
    made.add_paragraph(_bare(grid.title), style="Caption")
    table = made.add_table(rows=1, cols=len(grid.headings), style=STYLE)
    _row(table.rows[0], grid.headings, grid, is_heading=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cells in grid.rows:
        _row(table.add_row(), cells, grid)
    _origin(made, grid)


def _picture(made: Any, picture: Picture) -> None:  # noqa: ANN401 as above
    """The drawing as an image, with its words for who does not see it."""
    made.add_paragraph(_bare(picture.title), style="Caption")
    image = as_png(picture.svg)
    made.add_picture(BytesIO(image), width=Cm(PICTURE_CM * picture.share / 100))
    told = made.inline_shapes[-1]._inline.docPr
    told.set("descr", _bare(picture.alt))
    told.set("title", _bare(picture.title))
    _origin(made, picture)


def _origin(made: Any, block: Grid | Picture) -> None:  # noqa: ANN401 as above
    """Where what was just shown comes from."""
    told = f"Source\u00a0: {block.source}" if block.source else ""
    paragraph = made.add_paragraph(_bare(f"{told} – {block.address}" if block.address else told))
    for run in paragraph.runs:
        run.font.size = Pt(8)
    _quiet(paragraph)


def _bare(text: str) -> str:
    """What XML can hold."""
    return UNWRITABLE.sub("", text)


def _row(row: Any, told: Any, grid: Grid, *, is_heading: bool = False) -> None:  # noqa: ANN401
    for rank, (cell, text) in enumerate(zip(row.cells, told, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(_bare(text))
        run.font.size, run.bold = Pt(8.5), is_heading
        if rank in grid.figures:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _quiet(paragraph: Any) -> None:  # noqa: ANN401 as above
    for run in paragraph.runs:
        run.font.color.rgb = QUIET


def _speak_french(made: Any) -> None:  # noqa: ANN401 as above
    """Spelling is checked in French."""
    held = made.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    held.append(language)


def _number(made: Any, text: str) -> None:  # noqa: ANN401 as above
    """« Title, date – page »: the number is a field that the reader's program fills."""
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.add_run(_bare(f"{text} – "))
    run = paragraph.add_run()
    for kind, inside in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = inside
        run._r.append(element)
    _quiet(paragraph)
