"""French spacing: a no-break space before « : ; ? ! % » and inside quotation marks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ancrage

SOURCES = Path(ancrage.__file__).parent
# Neither Django's « %} », nor a placeholder « %(name)s », nor the operator « != ».
PLAIN = re.compile(r"« | [:;?»]| !(?!=)| %(?![}(sd])")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def _gettext_strings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        called = getattr(node, "func", None)
        if isinstance(called, ast.Name) and called.id in GETTEXT:
            constants = (c for a in node.args for c in ast.walk(a))  # type: ignore[attr-defined]
            yield from (
                c.value
                for c in constants
                if isinstance(c, ast.Constant) and isinstance(c.value, str)
            )


def _plain(text: str) -> list[str]:
    return [text[max(0, found.start() - 30) : found.end() + 10] for found in PLAIN.finditer(text)]


def test_the_check_sees_a_plain_space() -> None:
    assert _plain("Pourquoi pas nous ?")
    assert _plain("« Roanne\u00a0»")
    assert _plain("48 % des emplois")
    assert not _plain("{% if a != b %}« %(name)s\u00a0»{% endif %}".replace("« ", "«\u00a0"))
    assert list(_gettext_strings('_("Rien " "; rien")')) == ["Rien ; rien"]


@pytest.mark.parametrize(
    "template", sorted(SOURCES.rglob("*.html")), ids=lambda p: str(p.relative_to(SOURCES))
)
def test_templates_keep_signs_with_their_words(template: Path) -> None:
    assert _plain(template.read_text(encoding="utf-8")) == []


def test_translated_strings_keep_signs_with_their_words() -> None:
    faults = {
        str(path.relative_to(SOURCES)): found
        for path in sorted(SOURCES.rglob("*.py"))
        if (
            found := [
                f
                for text in _gettext_strings(path.read_text(encoding="utf-8"))
                for f in _plain(text)
            ]
        )
    }
    assert faults == {}
