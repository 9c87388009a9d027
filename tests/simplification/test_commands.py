"""`ancrage simplify`: a block from the command line, and what it refuses."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.project.cli import app
from ancrage.simplification.models import BlockCase, BlockReport
from tests.simplification import world as making
from tests.simplification.world import ARVE, NORTH, NOW, PDF, PRIVATE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world; who acts is the host again afterwards."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


def run(*arguments: object, by="", code: int = 0) -> str:
    """What the command says, as the host or as somebody."""
    asked = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*asked, "simplify", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output


def document(path, **told):
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return path


def test_a_block_from_its_report_to_its_end(world, tmp_path):
    elected, prefecture = world.people["elected"], world.people["prefecture"]
    file = document(tmp_path / "b.yaml", **making.told().document())
    assert run("start", ARVE, file, by=elected).strip() == "1"
    run("fill", 1, document(tmp_path / "c.yaml", title="Autre titre"), by=elected)
    pdf = tmp_path / "devis.pdf"
    pdf.write_bytes(PDF)
    piece = run("attach", 1, pdf, by=elected).split()[1]
    run("detach", 1, piece, by=elected)
    run("detach", 1, piece, by=elected, code=2)
    assert "signalé" in run("submit", 1, by=elected)
    assert "Autre titre" in run("reports", "--state", "reported")
    run("return", 1, "--reason", "Quel texte ?")
    run("submit", 1, by=elected)
    written = document(tmp_path / "d.yaml", **making.written().document())
    assert run("gather", written, "--report", 1).strip() == "1"
    run("ungroup", 1, "--reason", "Essai.")
    run("group", 1, 1)
    run("amend", 1, document(tmp_path / "e.yaml", title="Titre récrit"))
    assert "2027-01-22" in run("ask", 1, f"prefecture:{NORTH}", "--kind", "change", "--words", "?")
    run("refer", 1, "operator:bpi", "--reason", "Pas nous.", by=prefecture)
    run("answer", 1, "guidance", "--words", "Récrite.", by=world.people["referent"])
    run("effect", 1, "yes", "--words", "Ouvert.", by=elected)
    assert "clos" in run("close", 1, "--reason", "Fini.")
    run("reopen", 1, "--reason", "Non.")
    run("dissolve", 1, "--reason", "Non.", code=2)
    assert "Titre récrit" in run("cases", "--search", "études")
    told = json.loads(run("case", 1, "--json"))
    assert (told["state"], told["reports"][0]["effect"]) == ("open", "yes")
    assert "Récrite" not in run("cases", "--search", "introuvable")
    assert json.loads(run("figures", "--json"))["whole"]["answered"] == 1
    assert "2 posées, 1 répondues" in run("figures")


def test_joining_disclosing_withdrawing_setting_aside(world):
    case = making.answered(world)
    mine = making.reported(world, is_private=True)
    run("join", mine.number, case.number, by=world.people["elected"])
    run("disclose", mine.number, by=world.people["elected"])
    other = making.reported(world)
    run("withdraw", other.number, "--reason", "Réglé.", by=world.people["elected"])
    third = making.reported(world)
    run("set-aside", third.number, "--reason", "Non.")
    states = BlockReport.objects.filter(number__gt=2).values_list("state", flat=True)
    assert set(states) == {"grouped", "withdrawn", "set_aside"}


def test_what_it_refuses(world, tmp_path):
    mine = making.reported(world, is_private=True)
    assert PRIVATE in run("report", mine.number, by=world.people["elected"])
    run("report", mine.number, by=world.people["other"], code=2)
    run("case", 7, code=2)
    run("start", ARVE, tmp_path / "rien.yaml", by=world.people["elected"], code=2)
    run("start", ARVE, document(tmp_path / "a.yaml", titre="x"), code=2)
    run("start", ARVE, document(tmp_path / "a.yaml", rule="x"), code=2)
    good = document(tmp_path / "a.yaml", title="x")
    with pytest.raises(NotAllowedError):
        run("start", ARVE, good)
    with pytest.raises(InputRefused):
        run("start", ARVE, document(tmp_path / "a.yaml", title=""), by=world.people["elected"])
    run("gather", good, "--report", mine.number, code=2)
    run("attach", mine.number, tmp_path / "absent.pdf", by=world.people["elected"], code=2)
    assert not BlockCase.objects.exists()
