"""The reference says what the data say: the life of an act, its fields."""

import datetime as dt
from pathlib import Path

import ancrage
from ancrage.contracts.definitions import blocks_at, workflow

PAGE = Path(ancrage.__file__).parents[2] / "docs" / "reference" / "contracts.md"


def test_the_diagram_is_the_table():
    assert f"```mermaid\n{workflow().diagram()}\n```" in PAGE.read_text()


def test_every_field_is_told():
    text = PAGE.read_text()
    for block in blocks_at(dt.date(2026, 1, 1)).blocks:
        for field in block.asks:
            needed = "yes" if field.needed else ""
            assert f"| `{field.code}` | {field.label} | {field.kind} | {needed} |" in text
