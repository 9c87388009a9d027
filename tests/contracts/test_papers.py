"""The PDF of an act: the same bytes for the same content, whole for independent tools."""

import hashlib
import json
import os
import shutil
import subprocess

import pytest

from ancrage.contracts.papers import ATTACHED, INVENTED, act_pdf, attached
from ancrage.contracts.queries.contents import frozen_change
from ancrage.contracts.rules.content import FORMAT, read_content
from tests.contracts import world as making
from tests.contracts.world import again

pytestmark = pytest.mark.django_db
REQUIRED = os.environ.get("ANCRAGE_BROWSER_TESTS") == "required"


def tool(name, *arguments) -> str:
    """What an independent tool says of a file; skipped where it is not."""
    path = shutil.which(name)
    if path is None and not REQUIRED:
        pytest.skip(f"{name} is not here")
    done = subprocess.run([path or name, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(params=["protocol", "contract", "amendment"])
def act(request, world):
    if request.param == "amendment":
        making.signed(world)
        return making.checked(world, "amendment", ends_on="2031-12-31")
    return making.checked(world, request.param)


def pdf_of(act):
    return act_pdf(read_content(act.content), frozen_change(act))


def test_the_same_content_gives_the_same_bytes(act):
    first = pdf_of(act)
    assert pdf_of(again(act)) == first
    assert hashlib.sha256(first).hexdigest() == act.digest
    assert b"pdfaid:part" in first
    assert b"pdfuaid:part" in first


def test_another_content_gives_others(world):
    act = making.checked(world)
    content = read_content(act.content)
    other = read_content({**act.content, "choices": {**content.choices, "purpose": "Autre"}})
    assert act_pdf(other, None) != act_pdf(content, None)


def test_qpdf_finds_no_fault(act, tmp_path):
    path = tmp_path / "act.pdf"
    path.write_bytes(pdf_of(act))
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", str(path))


def test_the_content_is_attached_and_read_back(act, tmp_path):
    path, kept = tmp_path / "act.pdf", tmp_path / ATTACHED
    path.write_bytes(pdf_of(act))
    tool("pdfdetach", "-save", "1", "-o", str(kept), str(path))
    told = json.loads(kept.read_text(encoding="utf-8"))
    assert told["format"] == FORMAT
    assert read_content(told) == read_content(act.content)
    assert kept.read_text(encoding="utf-8") == attached(read_content(act.content))


def test_its_words_are_french_and_it_says_what_it_is_worth(act, tmp_path):
    path = tmp_path / "act.pdf"
    path.write_bytes(pdf_of(act))
    words = " ".join(tool("pdftotext", str(path), "-").split())
    assert "Article 1. Parties" in words
    assert "Annexe" in words
    assert "à faire relire avant usage" in words
    assert INVENTED not in words
    assert "Tagged: yes" in " ".join(tool("pdfinfo", str(path)).split())


def test_what_is_made_up_says_so(world, tmp_path):
    act = making.checked(world)
    path = tmp_path / "act.pdf"
    path.write_bytes(act_pdf(read_content({**act.content, "is_demonstration": True}), None))
    assert "cet acte, ses parties" in " ".join(tool("pdftotext", str(path), "-").split())
