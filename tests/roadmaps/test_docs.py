"""The reference says what the data say: the life of a sheet, its fields."""

from pathlib import Path

import ancrage
from ancrage.roadmaps.definitions import form, workflow

PAGE = Path(ancrage.__file__).parents[2] / "docs" / "reference" / "roadmaps.md"


def test_the_diagram_is_the_table():
    assert f"```mermaid\n{workflow().diagram()}\n```" in PAGE.read_text()


def test_every_field_is_told():
    text = PAGE.read_text()
    for field in form():
        kind = f"{field.kind} of {field.of}" if field.of else field.kind
        assert (
            f"| `{field.code}` | {field.label} | {kind} | {'yes' if field.needed else ''} |" in text
        )
