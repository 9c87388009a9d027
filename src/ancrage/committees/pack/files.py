"""The files of a pack, made from its content alone: the same content is always the same bytes."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ancrage.committees.pack.content import Content
from ancrage.committees.pack.deck import deck_of, sheets_of
from ancrage.committees.pack.paper import paper_of
from ancrage.ui.exports import XLSX_TYPE, workbook_bytes
from ancrage.ui.office import DOCX, PPTX, as_docx, as_pptx
from ancrage.ui.papers import as_pdf


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, what it is in words, how it is made."""

    media_type: str
    label: str
    make: Callable[[Content], bytes]


def _workbook(content: Content) -> bytes:
    return workbook_bytes(sheets_of(content), day=dt.date.fromisoformat(content.day))


KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", "PDF, à lire et à imprimer", lambda c: as_pdf(paper_of(c))),
    "docx": Kind(DOCX, "DOCX, à modifier", lambda c: as_docx(paper_of(c))),
    "pptx": Kind(PPTX, "PPTX, diapositives à modifier", lambda c: as_pptx(deck_of(c))),
    "xlsx": Kind(XLSX_TYPE, "XLSX, les tableaux à calculer", _workbook),
}


def file_of(content: Content, kind: str) -> bytes:
    """One file of a pack. KeyError for a kind that is not."""
    return KINDS[kind].make(content)


def digest_of(data: bytes) -> str:
    """What tells a file from any other."""
    return hashlib.sha256(data).hexdigest()
