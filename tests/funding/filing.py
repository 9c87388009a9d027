"""Financers' files for the tests: made in memory, sent as somebody would."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from ancrage.funding.actions.importing import choose, prepare_import, read_file, take_import
from ancrage.funding.models import MoneyImport
from ancrage.funding.queries.previews import Preview, unpacked
from tests.funding.world import HOST, NOW, OPERATOR, SIRET

HEAD = ["N° dossier", "SIRET", "Exercice", "Date de demande", "Montant demandé", "Date de décision",
        "Montant accordé", "Date de versement", "Montant versé"]  # fmt: skip
GOOD = ["D-1", SIRET, "2024", "03/01/2024", "12 000,00 €", "01/03/2024", "10 000,00 €",
        "15/06/2024", "4 000,00"]  # fmt: skip


def as_csv(*rows: Sequence[str], head: Sequence[str] = HEAD, encoding: str = "cp1252") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([head, *rows])
    return buffer.getvalue().encode(encoding)


def but(**changes: str) -> list[str]:
    """The good line with cells changed, by the rank of their column: `c0`, `c1`…"""
    return [changes.get(f"c{rank}", cell) for rank, cell in enumerate(GOOD)]


def sent(content: bytes, name: str = "suivi.csv", **more: Any) -> MoneyImport:
    """A file sent and read. `more`: how it is understood."""
    held = prepare_import(by=HOST, now=NOW, financer=OPERATOR, name=name, content=content)
    if more:
        choose(held=held, **more)
    return read_file(held=held, now=NOW)


def looked(content: bytes, name: str = "suivi.csv", **more: Any) -> Preview:
    """What a file would do."""
    held = sent(content, name, **more)
    assert held.preview is not None
    return unpacked(bytes(held.preview))


def taken(content: bytes, name: str = "suivi.csv", **more: Any) -> MoneyImport:
    """A file sent, read and taken in."""
    return take_import(by=HOST, now=NOW, held=sent(content, name, **more), confirmed=True)


def says(preview: Preview) -> list[str]:
    """What each dossier becomes, with plain spaces."""
    return [plain(f"{row.kind} {row.says}".strip()) for row in preview.rows]


def plain(text: str) -> str:
    """A text with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
