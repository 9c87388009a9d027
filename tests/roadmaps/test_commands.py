"""`ancrage sheet` and `ancrage roadmap`: a sheet from the command line, and what is refused."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from ancrage.journal import acting
from ancrage.kernel.problems import InputRefused
from ancrage.project.cli import app
from ancrage.roadmaps.models import ActionSheet
from tests.roadmaps.world import ARVE, NOW, WHOLE, again, asked, begun, running
from tests.simplification.world import NORTH, PDF, SIRENS


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
    result = CliRunner().invoke(app, [*given, *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output


def document(path, told):
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return path


def declared():
    held = asked()
    return {name: getattr(held, name) for name in held.__slots__}


def test_a_sheet_from_idea_to_closed(world, tmp_path):
    manager, secretariat = world.people["manager"], world.people["secretariat"]
    body = document(tmp_path / "a.yaml", WHOLE | {"intercommunalities": [SIRENS[NORTH][0]]})
    code = run("sheet", "start", ARVE, body, by=manager).strip()
    assert "équilibré" in run_refused("sheet", "submit", code, by=manager)
    run("sheet", "declare", code, document(tmp_path / "b.yaml", declared()), by=manager)
    assert "soumise" in run("sheet", "submit", code, by=manager)
    run("sheet", "decide", code, "start", by=secretariat, code=2)
    assert "validée" in run("sheet", "decide", code, "validate", by=secretariat)
    assert "engagée" in run("sheet", "lead", code, "start", by=manager)
    run("sheet", "report", code, "green", "--milestone", "m1", by=manager)
    assert "achevée" in run("sheet", "lead", code, "finish", by=manager)
    told = json.loads(run("sheet", "show", code, "--json"))
    assert (told["state"], told["version"], told["light"]) == ("done", 1, "green")
    assert code in run("sheet", "list", "--territory", ARVE)
    assert "Ouvrir un atelier" in run("sheet", "show", code)


def run_refused(*arguments: object, by="") -> str:
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, *map(str, arguments)])
    assert result.exit_code == 2, result.output
    return result.output + result.stderr


def test_a_sheet_is_written_undone_copied_and_thrown_away(world, tmp_path):
    manager = world.people["manager"]
    sheet = begun(world)
    run("sheet", "write", sheet.code, document(tmp_path / "a.yaml", {"risks": "Un"}), by=manager)
    run("sheet", "undo", sheet.code, 2, by=manager)
    assert "risks" not in again(sheet).content
    copied = run("sheet", "copy", sheet.code, ARVE, by=manager).strip()
    assert ActionSheet.objects.get(code=copied).title.startswith("Copie")
    run("sheet", "reserve", copied, by=manager)
    run("sheet", "reserve", copied, "--lift", by=manager)
    run("sheet", "delete", copied, by=manager)
    assert copied in run("sheet", "deleted", by=manager)
    run("sheet", "restore", copied, by=manager)
    assert "vide" in run("sheet", "deleted", by=manager)
    with pytest.raises(InputRefused):
        run(
            "sheet",
            "write",
            sheet.code,
            document(tmp_path / "b.yaml", {"starts": "un jour"}),
            by=manager,
        )


def test_what_surrounds_a_sheet(world, tmp_path):
    manager, owner = world.people["manager"], world.people["owner"]
    sheet = running(world)
    entry = run(
        "sheet", "declare", sheet.code, document(tmp_path / "b.yaml", declared()), by=manager
    )
    number = entry.split()[1].rstrip(".")
    run("sheet", "reverse", sheet.code, number, "--reason", "Erreur", by=manager)
    run("sheet", "reverse", sheet.code, number, "--reason", "Encore", by=manager, code=2)
    remark = run("sheet", "comment", sheet.code, "Pourquoi ?", by=world.people["copilot"]).strip()
    run("sheet", "resolve", sheet.code, remark, "--answer", "Parce que", by=manager)
    run("sheet", "share", sheet.code, owner.email, by=manager)
    run("sheet", "unshare", sheet.code, owner.email, by=manager)
    unknown = run("sheet", "share", sheet.code, "rien@x.example", by=manager)
    assert unknown == run("sheet", "share", sheet.code, owner.email, by=manager)
    run("sheet", "share", sheet.code, "rien", by=manager, code=2)
    pdf = tmp_path / "plan.pdf"
    pdf.write_bytes(PDF)
    piece = run("sheet", "attach", sheet.code, pdf, by=manager).split()[1].rstrip(".")
    run("sheet", "detach", sheet.code, piece, by=manager)
    run("sheet", "detach", sheet.code, piece, by=manager, code=2)


def test_a_roadmap_from_the_command_line(world, tmp_path):
    running(world)
    body = {"strategy": "Former", "axes": [{"title": "Un", "need": "innover"}]}
    run("roadmap", "write", ARVE, document(tmp_path / "a.yaml", body), by=world.people["elected"])
    assert "1 Un" in run("roadmap", "show", ARVE)
    assert "1 point" in run("roadmap", "call", ARVE, "2027-01-15", by=world.people["secretariat"])
    run("roadmap", "show", "essai:rien", code=2)
