"""The documents cannot drift: what they list is what there is."""

import re
from pathlib import Path

import pytest

from ancrage.project import cli
from docs import generate

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]


def test_the_command_page_is_what_the_commands_say():
    assert generate.PAGE.read_text(encoding="utf-8") == generate.page()


def test_every_setting_is_told():
    settings = (ROOT / "src/ancrage/project/settings.py").read_text()
    told = (ROOT / "docs/deploy.md").read_text()
    names = re.findall(r'env(?:\.\w+)?\("(\w+)"', settings)
    assert names
    assert [name for name in names if f"`{name}`" not in told] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_points_at_is_there(document):
    pointed = re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text())
    assert [path for path in pointed if not (document.parent / path).exists()] == []


def test_every_make_target_that_the_documents_name_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for path in DOCUMENTS for name in re.findall(r"make (\w+)", path.read_text())}
    assert named - targets <= {"is"}


def test_every_capability_is_pictured():
    told = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [path.name for path in (ROOT / "src/ancrage").iterdir() if (path / "apps.py").exists()]
    assert [room for room in [*rooms, "kernel"] if f"    {room} " not in told] == []


def test_every_command_of_the_readme_is_a_command():
    verbs = re.findall(r"\.venv/bin/ancrage (\w+)", (ROOT / "README.md").read_text())
    known = {names[0] for names in generate.command_names(cli.app) if names}
    assert verbs
    assert set(verbs) <= known
