"""The kinds of file that may be attached, and the limits that they are held to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


class FileRefusedError(ValueError):
    """A file that is not accepted; the message is French: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is in words, and the endings of its name, the usual one first."""

    media_type: str
    label: str
    suffixes: tuple[str, ...]


PDF = Kind("application/pdf", "document PDF", (".pdf",))
PNG = Kind("image/png", "image PNG", (".png",))
JPEG = Kind("image/jpeg", "image JPEG", (".jpg", ".jpeg"))
ODT = Kind("application/vnd.oasis.opendocument.text", "document texte ODT", (".odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", "classeur ODS", (".ods",))
DOCX = Kind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "document texte DOCX",
    (".docx",),
)
XLSX = Kind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "classeur XLSX",
    (".xlsx",),
)
CSV = Kind("text/csv", "tableau CSV", (".csv",))
TEXT = Kind("text/plain", "texte simple", (".txt",))

KINDS = {kind.media_type: kind for kind in (PDF, PNG, JPEG, ODT, ODS, DOCX, XLSX, CSV, TEXT)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be, from `valid_from` on, and why.

    `file_bytes` its size; an office document, which is an archive, may expand to
    `expanded_bytes`, to `expanded_ratio` times its size, in `entries` pieces; an image may have
    `pixels`; a table that is read, `table_rows` lines of `table_columns` cells, or
    `large_table_rows` lines when the worker reads it.
    """

    valid_from: dt.date
    file_bytes: int
    expanded_bytes: int
    expanded_ratio: int
    entries: int
    pixels: int
    table_rows: int
    table_columns: int
    large_table_rows: int
    reason: str


def limits_on(*, day: dt.date, known: Iterable[Limits]) -> Limits:
    """The limits in force on a day; before the first ones, the first."""
    dated = sorted(known, key=lambda limits: limits.valid_from)
    held = [limits for limits in dated if limits.valid_from <= day]
    return held[-1] if held else dated[0]
