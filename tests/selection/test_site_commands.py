"""The identifications from the command line: what a screen can do, a command can."""

import json

import pytest

from ancrage.jobs.models import Job
from ancrage.project.cli import run as ancrage
from ancrage.selection.models import Identification, Publication
from tests.selection.site import identified, store, with_status


@pytest.fixture
def identification(db):
    store()
    return identified(draws=0)


def test_the_identifications_are_listed(identification, capsys):
    assert ancrage(["identifications", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(run["code"], run["territories"]) for run in listed] == [("petit", 2)]


def test_a_result_file_is_kept_and_published(identification, tmp_path, capsys):
    file = tmp_path / "resultat.json"
    file.write_text(json.dumps(identification.result), encoding="utf-8")
    assert ancrage(["identifications", "record", str(file), "--code", "copie"]) == 0
    assert Identification.objects.get(pk="copie").result == identification.result
    publish = ["publish", "copie", "--programme", "essai", "--version", "essai-1"]
    assert ancrage(["identifications", *publish, "--from", "2020-01-01"]) == 0
    assert Publication.objects.get().version_id == "essai-1"
    assert "simulée" in capsys.readouterr().out
    assert ancrage(["identifications", *publish, "--from", "2020-01-01"]) == 2
    assert "existe déjà" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{}", "pas du JSON", "[1]"])
def test_what_is_not_a_result_is_refused_in_one_sentence(db, tmp_path, capsys, text):
    file = tmp_path / "resultat.json"
    file.write_text(text, encoding="utf-8")
    assert ancrage(["identifications", "record", str(file), "--code", "x"]) == 2
    error = capsys.readouterr().err
    assert "ce n’est pas un résultat" in error
    assert error.strip().count("\n") == 0


def test_why_answers_and_asks_for_the_exact_loss(identification, capsys):
    siren = with_status(identification, "alternative")
    assert ancrage(["identifications", "why", siren]) == 0
    assert "Pourrait en être" in capsys.readouterr().out
    assert ancrage(["identifications", "why", siren, "--exact", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exact"] is None
    assert Job.objects.count() == 1
    assert (
        ancrage(["identifications", "why", with_status(identification, "chosen"), "--exact"]) == 2
    )
    assert ancrage(["identifications", "why", "999999999"]) == 2
    assert ancrage(["identifications", "why", siren, "--in", "inconnue"]) == 2
