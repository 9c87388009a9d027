"""`ancrage contract`: an act from the command line, and what is refused."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from ancrage.contracts.models import Act
from ancrage.journal import acting
from ancrage.project.cli import app
from tests.contracts import world as making
from tests.contracts.world import ARVE, DAYS, NOW, WORDS, again
from tests.simplification.world import PDF


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world; who acts is the host again afterwards."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


def run(*arguments: object, by="", code: int = 0) -> str:
    """What the command says, as the host or as somebody."""
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, "contract", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output if code == 0 else str(result.stderr)


def test_from_a_draft_to_the_signature(world, tmp_path):
    manager, secretariat = world.people["manager"], world.people["secretariat"]
    code, rank = run("draft", ARVE, "contract", by=manager).split()
    body = tmp_path / "act.yaml"
    body.write_text(yaml.safe_dump({**DAYS, **WORDS["contract"]}, allow_unicode=True), "utf-8")
    assert "Révision 2" in run("write", code, rank, body, by=manager)
    digest = run("prepare", code, rank, "check", by=manager).strip()
    told = run("show", code, rank)
    assert digest in told
    pdf = tmp_path / "act.pdf"
    assert run("paper", code, rank, pdf, by=manager).strip() == digest
    assert pdf.read_bytes()[:5] == b"%PDF-"
    run("decide", code, rank, "approve", "--decision", "Relevé", by=secretariat)
    assert "aperçu" in run("send", code, rank, "0" * 64, by=manager, code=2)
    assert "à signer" in run("send", code, rank, digest, "--due", "2026-12-31", by=manager)
    assert "fichier signé" in run("file", code, rank, tmp_path / "x.pdf", by=manager, code=2)
    assert "Retiré" in run("withdraw", code, rank, "--reason", "Erreur", by=manager)
    assert again(Act.objects.get()).state == "withdrawn"
    assert "retiré" in run("list")
    (listed,) = json.loads(run("list", "--territory", ARVE, "--json"))
    assert listed["acts"][0]["state"] == "withdrawn"


def test_what_is_not_one_s_is_not_there(world):
    act = making.checked(world)
    code = act.contract.code
    assert "n’existe pas" in run("show", code, 2, by=world.people["far"], code=2)
    assert run("list", by=world.people["far"]) == "Aucun contrat.\n"
    assert "étapes" in run("prepare", code, 2, "send", code=2)
    assert "étapes" in run("decide", code, 2, "send", code=2)
    assert "n’existe pas" in run("show", code, 3, code=2)


def test_an_act_born_outside_is_entered_with_its_scan(world, tmp_path):
    scan, kept = tmp_path / "contrat.pdf", tmp_path / "kept.pdf"
    scan.write_bytes(PDF)
    who = world.people["secretariat"]
    code, rank = run("enter", ARVE, "contract", "2019-06-14", scan, by=who).split()
    run("file", code, rank, kept, by=who)
    assert kept.read_bytes() == PDF
    assert "n’a pas de document" in run("paper", code, rank, kept, by=who, code=2)
    assert "en cours" in run_after_draft(world, who)


def run_after_draft(world, who):
    run("draft", ARVE, "amendment", by=who)
    return run("draft", ARVE, "amendment", by=who, code=2)
