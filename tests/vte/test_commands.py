"""`ancrage vte`: a whole mission from the command line, and what it refuses."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.project.cli import app
from ancrage.vte.models import Aid, Offer
from tests.vte.test_api import BODY
from tests.vte.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world; who acts is the host again afterwards."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


def run(*arguments, by=None, code=0):
    """What the command says, as the host or as somebody."""
    asked = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*asked, "vte", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output


def written(tmp_path, **told):
    path = tmp_path / "mission.yaml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return path


def test_a_whole_mission(world, tmp_path):
    company, referent = world.person("company"), world.person("referent")
    file = written(tmp_path, **BODY | {"contract": "cdd", "months": 6})
    code = run("post", file, by=company).strip()
    assert "douze mois" in run("submit", code, by=company)
    run("edit", code, written(tmp_path, contract="alternance", months=12), by=company)
    assert "Mission proposée." in run("submit", code, by=company)
    run("refuse", code, "--reason", "Trop vague.", by=referent)
    run("edit", code, written(tmp_path, skills="mesure"), by=company)
    run("submit", code, by=company)
    run("take-back", code, by=company)
    run("submit", code, by=company)
    run("accept", code, by=referent)
    assert code in run("list")
    (listed,) = json.loads(run("own", "--json", by=company))
    assert listed["state"] == "published"
    assert "Label VTE : yes" in run("show", code, by=company)
    hired = ("--hired-on", "2026-11-23", "--contract", "alternance", "--months", 12, "--level", 3)
    run("fill", code, *hired, by=company)
    assert Aid.objects.get().request if run("ask-aid", code, "territory", by=company) else False
    assert "2026\t1\t1\t0" in run("counters")
    assert "Label VTE : en vigueur, yes" in run("rules", "--date", "2022-06-01")


def test_what_is_refused_is_said(world, tmp_path):
    offer = world.published()
    with pytest.raises(NotAllowedError):
        run("accept", offer.code, by=world.person("company"))
    run("show", "rien", code=2)
    run("post", tmp_path / "absent.yaml", code=2)
    run("post", written(tmp_path, budget=3), code=2)
    run("rules", "--date", "demain", code=2)
    run("withdraw", offer.code, "--reason", "", by=world.person("company"), code=2)
    run("withdraw", offer.code, "--reason", "Reporté.", by=world.person("company"))
    assert Offer.objects.get().state == "withdrawn"
    assert "0 annonces finies." in run("expire")
