"""Verification by the page, the API and the command line: no account, no database needed."""

import json
import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from ancrage.contracts.models import Act
from ancrage.files.models import StoredFile
from ancrage.project.cli import app
from tests.contracts.signed_papers import authority, paper, signed


@pytest.fixture(autouse=True)
def _our_root(settings):
    settings.SIGNATURES_FOLDER = authority().folder


def given(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("contrat.pdf", content, content_type="application/pdf")


def changed() -> bytes:
    whole = bytearray(signed(2))
    whole[whole.index(b"stream") + 40] ^= 1
    return bytes(whole)


def run(*arguments: object, code: int) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.django_db
def test_anybody_verifies_on_the_page_and_nothing_is_kept():
    before = StoredFile.objects.count()
    page = Client().post("/verifier/", {"file": given(signed(2))})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Le document est authentique" in text
    assert "Camille Essai 1" in text
    assert "Camille Essai 2" in text
    assert "Aucun acte gardé ici" in text
    assert "personne n’a vérifié de pièce d’identité" in text
    assert StoredFile.objects.count() == before


@pytest.mark.django_db
def test_the_page_tells_what_was_changed():
    text = Client().post("/verifier/", {"file": given(changed())}).content.decode()
    assert "n’est plus celui qui a été signé" in text
    assert "non valable" in text


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"bonjour", b"%PDF-1.7\nrien\n", b"\0" * 100])
def test_the_page_tells_a_file_that_cannot_be_read(content):
    page = Client().post("/verifier/", {"file": given(content)})
    assert page.status_code == 422
    assert "PDF" in page.content.decode()


@pytest.mark.django_db
def test_the_root_is_handed_out_without_its_key():
    root = Client().get("/verifier/racine.pem")
    assert root.content == authority().root_pem()
    assert b"PRIVATE" not in root.content
    assert Client().get("/api/v1/trust-root").content == root.content


@pytest.mark.django_db
def test_the_api_says_the_same():
    told = Client().post("/api/v1/verify", {"file": given(signed(2))}).json()
    assert told["verdict"] == "authentic"
    assert [one["name"] for one in told["signatures"]] == ["Camille Essai 1", "Camille Essai 2"]
    assert told["recorded"]["same"] == "unknown"
    wrong = Client().post("/api/v1/verify", {"file": given(b"bonjour")})
    assert wrong.status_code == 422
    assert "PDF" in wrong.json()["detail"]


def test_the_command_needs_no_database_with_a_root(tmp_path, monkeypatch):
    """Offline: no socket is opened, no database."""

    def refuse(*_arguments, **_options):
        raise AssertionError("nothing is asked of the network")

    file, root = tmp_path / "signed.pdf", tmp_path / "root.pem"
    root.write_bytes(authority().root_pem())
    file.write_bytes(signed(2))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert "authentique" in run("contract", "verify", file, "--root", root, code=0)
    file.write_bytes(changed())
    told = json.loads(run("contract", "verify", file, "--root", root, "--json", code=1))
    assert told["verdict"] == "changed"
    file.write_bytes(paper())
    assert "aucune signature" in run("contract", "verify", file, "--root", root, code=1)
    file.write_bytes(b"")
    assert "vide" in run("contract", "verify", file, "--root", root, code=2)
    run("contract", "verify", tmp_path / "nowhere.pdf", "--root", root, code=2)
    root.write_bytes(b"rien")
    run("contract", "verify", file, "--root", root, code=2)


@pytest.mark.django_db
def test_the_command_uses_the_sites_root_and_record(tmp_path):
    file, root = tmp_path / "signed.pdf", tmp_path / "root.pem"
    file.write_bytes(signed(1))
    assert "Aucun acte gardé ici" in run("contract", "verify", file, code=0)
    run("contract", "root", "-o", root, code=0)
    assert root.read_bytes() == authority().root_pem()
    assert not Act.objects.exists()
