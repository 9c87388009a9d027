"""Documents and slides as files of the office: the same content is always the same bytes.

response(paper, kind="pdf", filename="feuille-de-route")

Their libraries are heavy, and asked for at times: they wait.
"""

from io import BytesIO

from django.http import HttpResponse

from ancrage.ui.frozen import frozen
from ancrage.ui.papers import Paper, as_pdf
from ancrage.ui.slides import Deck, parted

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KINDS = ("pdf", "docx")
"""What a document is handed as."""


def response(paper: Paper, *, kind: str, filename: str) -> HttpResponse:
    """The document as a file; `kind` is one of `KINDS`, `filename` has no extension."""
    content, media = (as_pdf(paper), "application/pdf") if kind == "pdf" else (as_docx(paper), DOCX)
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{filename}.{kind}"'
    return answer


def as_docx(paper: Paper) -> bytes:
    """The document for those who must edit it: real titles, tables with a repeated heading."""
    from ancrage.ui.paper_docx import written  # noqa: PLC0415

    out, docx = BytesIO(), written(paper)
    docx.save(out)
    return frozen(out.getvalue(), day=paper.as_of)


def as_pptx(deck: Deck) -> bytes:
    """The slides as a file."""
    from ancrage.ui.slides_pptx import written  # noqa: PLC0415

    out, pptx = BytesIO(), written(deck, list(parted(deck.slides)))
    pptx.save(out)
    return frozen(out.getvalue(), day=deck.day)
