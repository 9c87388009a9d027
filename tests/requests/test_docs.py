"""The reference says what the data say: the life of a request, the columns of a file."""

from pathlib import Path

import ancrage
from ancrage.requests.definitions import words, workflow
from ancrage.requests.operator_file import CELLS

PAGE = Path(ancrage.__file__).parents[2] / "docs" / "reference" / "requests.md"


def test_the_diagram_is_the_table():
    assert f"```mermaid\n{workflow().diagram()}\n```" in PAGE.read_text()


def test_every_column_is_told():
    text = PAGE.read_text()
    for field, heading in words().headings.items():
        assert f"| `{field}` | {heading} |" in text
    assert set(CELLS) | {"department"} == set(words().headings)
