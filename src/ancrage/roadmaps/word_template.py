"""A sheet as a text document that people fill: our template, filled or not, and its reading.

Each field is a line of a table of two cells: its label, then its value. The label alone says what
the line is, so that lines may be moved, tables cut and styles changed; what is inserted with
tracked changes or in content controls is read, what is struck out is not.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from ancrage.files.rules.kinds import DOCX
from ancrage.files.rules.tables import refused
from ancrage.files.rules.tabling import Table
from ancrage.kernel.text import fold
from ancrage.roadmaps.definitions import form, words
from ancrage.roadmaps.rules import fields as kinds
from ancrage.roadmaps.rules.fields import Field
from ancrage.roadmaps.rules.recognising import CODE, OWN, PLAN, PRIVATE, Recogniser

DOCX_TYPE = DOCX.media_type
INTRODUCTION = (
    "Écrivez dans la colonne de droite. Trois champs suffisent pour commencer ; une case laissée "
    "vide ne change rien. Un document par fiche ; envoyez-en plusieurs à la fois."
)
HINTS = {
    "milestones": "Un par ligne : « Permis déposé : juin 2027 ».",
    "indicators": "Un par ligne : « Emplois créés : 12 ».",
    PLAN: "Une ligne par financeur et par an : « Région 2027 : 20 000 € demandé ».",
}
LABEL_WIDTH, VALUE_WIDTH = Cm(5.5), Cm(11.5)


def sheet_document(values: Mapping[str, str], *, title: str, note: str = "") -> bytes:
    """The template with values by target (a field's code, `code`, `private`, `funding`)."""
    docx = Document()
    docx.styles["Normal"].font.name = "Arial"
    docx.styles["Normal"].font.size = Pt(10)
    docx.core_properties.title = title
    docx.core_properties.author = "Ancrage"
    docx.add_heading(title, level=0)
    docx.add_paragraph(note or INTRODUCTION)
    if values.get(CODE):
        _table(docx, [(OWN[CODE], "", values[CODE])])
    for section in form().sections:
        docx.add_heading(section.label, level=1)
        lines = [(f.label, hint_of(f), values.get(f.code, "")) for f in section.fields]
        if section.code == "money":
            lines.append((OWN[PLAN], HINTS[PLAN], values.get(PLAN, "")))
        _table(docx, lines)
    docx.add_heading("Confidentialité", level=1)
    hint = "« oui » : elle ne sera pas publiée une fois validée."
    _table(docx, [(OWN[PRIVATE], hint, values.get(PRIVATE, ""))])
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


def hint_of(field: Field) -> str:
    """What helps to fill a field: what it may hold, when it is chosen from a list."""
    if field.kind == kinds.CHOICE:
        return f"{field.help} ({', '.join(words(field.of).values())})".strip()
    return HINTS.get(field.code, field.help)


def _table(document: Any, lines: list[tuple[str, str, str]]) -> None:  # noqa: ANN401 docx's own
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, hint, value in lines:
        left, right = table.add_row().cells
        left.width, right.width = LABEL_WIDTH, VALUE_WIDTH
        left.paragraphs[0].add_run(label).bold = True
        if hint:
            run = left.add_paragraph().add_run(hint)
            run.italic, run.font.size = True, Pt(8)
        first, *others = value.split("\n")
        right.paragraphs[0].add_run(first)
        for line in others:
            right.add_paragraph(line)


def read_document(*, name: str, content: bytes, recogniser: Recogniser) -> list[Table]:
    """The sheets of a document made with our template. InputRefused when there is none.

    The content was checked before: it is a DOCX without password or macro.
    """
    try:
        body = Document(io.BytesIO(content)).element.body
        lines = list(_lines(body))
    except Exception as fault:  # a damaged document makes it raise almost anything
        what = "le document est abîmé."
        raise refused(name, what, "Ouvrez-le, enregistrez-le à nouveau.") from fault
    known = [(label, value) for label, value in lines if recogniser.target_of(label)]
    if not known:
        what = "aucun champ du modèle n’a été trouvé dans ce document."
        advice = "Prenez le modèle de fiche, et recopiez-y la vôtre."
        raise refused(name, what, advice)
    ignored = tuple(
        (rank, f"non reconnu : {label}")
        for rank, (label, value) in enumerate(lines, start=1)
        if label and value and not recogniser.target_of(label)
    )
    records = _records(known)
    return [
        Table(name, "", tuple(one), ((rank, tuple(one.values())),), ignored, is_document=True)
        for rank, one in enumerate(records, start=1)
    ]


def _records(lines: list[tuple[str, str]]) -> list[dict[str, str]]:
    """The lines of each sheet: a label that comes back begins another one."""
    records: list[dict[str, str]] = [{}]
    seen: set[str] = set()
    for label, value in lines:
        if fold(label) in seen and value:
            records.append({})
            seen = set()
        if fold(label) not in seen:
            records[-1][label] = value
            seen.add(fold(label))
    return records


def _lines(body: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 an XML element
    """The label and the value of each line of the tables that are not within another."""
    for row in body.iter(qn("w:tr")):
        cells = [
            cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row
        ]
        nested = next(row.iterancestors(qn("w:tc")), None) is not None
        if len(cells) < 2 or nested:
            continue
        label = next((line for line in _text(cells[0]).splitlines() if line.strip()), "")
        value = "\n".join(filter(None, (_text(cell) for cell in cells[1:])))
        yield " ".join(label.split()), value


def _text(cell: Any) -> str:  # noqa: ANN401 an XML element
    """The words of a cell, tracked insertions included, deletions not."""
    found: list[str] = []
    for part in cell.iter():
        if part.tag == qn("w:p") and found:
            found.append("\n")
        elif part.tag == qn("w:t"):
            found.append(part.text or "")
        elif part.tag in {qn("w:br"), qn("w:cr")}:
            found.append("\n")
        elif part.tag == qn("w:tab") and part.getparent().tag == qn("w:r"):
            found.append(" ")
    return "".join(found).strip()
