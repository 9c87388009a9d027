"""`ancrage mission`: a whole mission from the command line, and what it refuses."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from ancrage.geography.models import Perimeter
from ancrage.journal import acting
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.mission.models import Candidate, Mission
from ancrage.project.cli import app
from tests.mission import world as making
from tests.mission.world import ANSWERS, LATER, NOW, PDF, SIRENS
from tests.selection.site import identified

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
    result = CliRunner().invoke(app, [*asked, "mission", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output


@pytest.fixture
def people(db):
    making.store()
    Perimeter.objects.create(code="essai", name="Essai", kind=Perimeter.PROGRAMME)
    return making.people()


def test_a_whole_mission(people, tmp_path):
    it_is_opened(people, tmp_path)
    somebody_applies(people, tmp_path)
    readings_are_given(people)
    both_read(people, tmp_path)
    they_settle(people)
    assert "50,0" in run("candidates", "m")
    run("reopen", "m", 1, "--reason", "Erreur.")
    run("conclude", "m", 1)
    run("compute", "m", code=2)
    run("cancel", "m", code=2)
    assert "none" in run("effect", "m")
    run("close", "m")
    assert "Grille de lecture" in run("grid", "m")
    entry = JournalEntry.objects.filter(command="mission.lock_reading").last()
    assert entry.actor == people.second.reference


def it_is_opened(people, tmp_path):
    assert "Aucune mission" in run("list")
    plan = tmp_path / "mission.yaml"
    told = {
        "name": "Mission",
        "purpose": "Voir.",
        "programme": "essai",
        "grid": "proposition-2026",
        "applications_until": LATER,
        "readings_until": LATER,
    }
    plan.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    run("prepare", "m", plan)
    assert "poids se dit" in run("open", "m", code=2)
    assert "ajoute 10" in run("use", "m", "--bonus", "10")
    for person in (people.first, people.second, people.third):
        run("appoint", "m", person.email, "--discipline", "skills")
    run("open", "m")
    run("use", "m", "--bonus", "20", code=2)
    run("use", "m", "--bonus", "20", "--reason", "Trop léger.")
    amended = tmp_path / "nom.json"
    amended.write_text(json.dumps({"name": "Mission d’automne"}), encoding="utf-8")
    run("amend", "m", amended)
    assert json.loads(run("list", "--json"))[0]["name"] == "Mission d’automne"


def somebody_applies(people, tmp_path):
    assert run("apply", "m", "--name", "Vallée", by=people.author).strip() == "1"
    answers = tmp_path / "reponses.yaml"
    answers.write_text(yaml.safe_dump(ANSWERS, allow_unicode=True), encoding="utf-8")
    fill = ("fill", "m", 1, "--answers", answers, "--member", SIRENS[0], "--member", SIRENS[1])
    run(*fill, by=people.author)
    assert "Il manque" in run("draft", "m", 1, by=people.author)
    letter = tmp_path / "lettre.pdf"
    letter.write_bytes(PDF)
    run("attach", "m", 1, letter, by=people.author)
    piece = json.loads(run("draft", "m", 1, "--json", by=people.author))["files"][0]["id"]
    run("detach", "m", 1, piece, by=people.author)
    run("attach", "m", 1, letter, by=people.author)
    run("submit", "m", 1, by=people.author)
    run("return", "m", 1, "--reason", "La carte.")
    run("submit", "m", 1, by=people.author)
    assert "recevable" in run("admit", "m", 1)


def readings_are_given(people):
    run("declare", "m", 1, by=people.first)
    run("declare", "m", 1, by=people.second)
    run("declare", "m", 1, "--conflict", "Un parent.", by=people.third)
    assert "Un parent." in run("interests", "m", by=people.auditor)
    experts = json.loads(run("show", "m", "--json"))["experts"]
    run("assign", "m", 1, experts[2]["id"], code=2)
    run("assign", "m", 1, experts[0]["id"])
    assert "1 lecture confiée" in run("share", "m")


def both_read(people, tmp_path):
    for person, mark in ((people.first, 4), (people.second, 1)):
        marks = tmp_path / "notes.yaml"
        comments = {"identity": "Vu.", "industry": "Vu."}
        told = making.marks(Mission.objects.get(), identity=mark)
        marks.write_text(yaml.safe_dump({"marks": told, "comments": comments}), encoding="utf-8")
        run("mark", "m", 1, marks, by=person)
        assert "identity" in run("read", "m", 1, by=person)
        run("lock", "m", 1, by=person)


def they_settle(people):
    assert "identity : 4 et 1 (à régler)" in plain(run("compare", "m", 1, by=people.first))
    run("discuss", "m", 1, "Voyez.", by=people.first)
    reason = ("--reason", "Le verre.")
    run("propose-mark", "m", 1, "identity", 2, *reason, by=people.first)
    run("accept-mark", "m", 1, "identity", "deux", by=people.second, code=2)
    run("accept-mark", "m", 1, "identity", 2, by=people.second)
    run("keep-both", "m", 1, "roadmap", *reason, by=people.first, code=2)
    run("conclude", "m", 1)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_other_steps(world, tmp_path):
    candidate, first, _second = making.assigned(world)
    run("set-aside", "essai", first.pk, "--reason", "Retard.")
    run("set-aside", "essai", 999, "--reason", "Retard.", code=2)
    expert = world.experts[1]
    run("dismiss", "essai", expert.pk, "--reason", "Parti.")
    run("withdraw", "essai", candidate.number, "--reason", "Non.", by=world.people.author)
    other = making.submitted(world)
    run("refuse", "essai", other.number, "--reason", "Hors sujet.")
    identified(draws=0)
    run("pick", "essai", "petit", "sim-9999", code=2)
    run("pick", "essai", "rien", "sim-9999", code=2)
    code = Candidate.objects.count()
    assert str(code + 1) in run("pick", "essai", "petit", "sim-0101")
    assert run("propose", "essai", "01", by=world.people.copilot).strip() == str(code + 2)


def test_what_is_not_one_s_own(world, tmp_path):
    candidate, _first, _second = making.assigned(world)
    draft = making.drafted(world)
    number = candidate.number
    run("show", "autre", code=2)
    run("draft", "essai", draft.number, by=world.people.stranger, code=2)
    run("draft", "essai", number, by=world.people.stranger, code=2)
    run("read", "essai", number, by=world.people.third, code=2)
    run("compare", "essai", number, by=world.people.first, code=2)
    run("declare", "essai", number, by=world.people.author, code=2)
    run("appoint", "essai", "personne@essai.example", "--discipline", "skills", code=2)
    for refused in (
        ("open", "essai"),
        ("admit", "essai", number),
        ("share", "essai"),
        ("interests", "essai"),
    ):
        with pytest.raises(NotAllowedError):
            run(*refused, by=world.people.author)
    nothing = tmp_path / "liste.yaml"
    nothing.write_text("- a\n", encoding="utf-8")
    run("amend", "essai", nothing, code=2)
    nothing.write_text("magic: 1\n", encoding="utf-8")
    run("amend", "essai", nothing, code=2)
    run("amend", "essai", tmp_path / "absent.yaml", code=2)
    with pytest.raises(InputRefused):
        run("use", "essai", "--bonus", "beaucoup")
