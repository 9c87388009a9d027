"""The workshop by the API and by the command line: the same actions, the same refusals."""

import json
import tomllib

import pytest

from ancrage.jobs.models import Job
from ancrage.journal.acting import act_for
from ancrage.people import middleware
from ancrage.people.queries import actor_of
from ancrage.project.cli import run as ancrage
from ancrage.selection import actions_scenarios as actions
from ancrage.selection.engine.rules import rules_from_document
from ancrage.selection.models import Scenario
from tests.people.world import person
from tests.selection.site import NOW, identified, store
from tests.selection.workshop import asked, made, shipped, work

__all__ = ["shipped"]
pytestmark = pytest.mark.usefixtures("shipped")
API = "/api/v1/scenarios"


@pytest.fixture(autouse=True)
def _the_host_acts():
    """Whom a command line named does not act in the next."""
    yield
    act_for("")


@pytest.fixture
def site(db):
    store()
    return identified(draws=0)


@pytest.fixture
def signed(monkeypatch):
    """`signed(actor)`: the API's requests from here on are this actor's."""

    def sign(actor):
        monkeypatch.setattr(middleware, "_token_readers", [lambda _request, _now: actor])
        return actor

    return sign


@pytest.fixture
def national(site, signed):
    return signed(actor_of(person("national"), on=NOW.date()))


def post(client, path, **told):
    return client.post(f"{API}{path}", told, content_type="application/json")


def put(client, path, **told):
    return client.put(f"{API}{path}", told, content_type="application/json")


def test_the_api_makes_moves_computes_and_gives_up(national, client):
    answer = post(client, "", name="Par l’API", base="petit", settings=["territories=3"])
    assert answer.status_code == 201
    told = answer.json()
    code = told["code"]
    assert (told["state"], told["rules"]["territories"]) == ("draft", 3)
    assert [change["rule"] for change in told["changes"]] == ["territories"]
    moved = put(client, f"/{code}/rules", settings=["members.max=2"], revision=1).json()
    assert (moved["rules"]["members"]["max"], moved["revision"]) == (2, 2)
    assert put(client, f"/{code}/name", name="Autre").json()["name"] == "Autre"
    asked_for = post(client, f"/{code}/run", draws=10)
    assert (asked_for.status_code, asked_for.json()["state"]) == (202, "waiting")
    assert "place 1" in asked_for.json()["told"]
    assert post(client, f"/{code}/cancel").json()["state"] == "cancelled"
    assert post(client, f"/{code}/archive").json()["state"] == "archived"
    assert client.get(API).json()["items"] == []
    assert client.get(f"{API}?archived=true").json()["count"] == 1
    assert post(client, f"/{code}/restore").json()["state"] == "cancelled"


def test_the_api_copies_a_scenario(national, client):
    first = made(national)
    copied = post(client, "", name="Copie", base=first.code, settings=["territories=1"]).json()
    assert (copied["parent"], copied["rules"]["territories"]) == (first.code, 1)


def test_the_api_takes_what_is_known_already(national, client):
    scenario = made(national)
    told = post(client, f"/{scenario.code}/run").json()
    assert (told["state"], told["identification"], told["is_fresh"]) == ("done", "petit", True)


@pytest.mark.parametrize(
    ("path", "told", "status"),
    [
        ("", {"name": "x", "base": "inconnu"}, 409),
        ("", {"name": "x", "base": "petit", "settings": ["territories=beaucoup"]}, 422),
        ("", {"name": "", "base": "petit"}, 422),
        ("/{code}/run", {"draws": 7}, 422),
        ("/{code}/cancel", {}, 409),
        ("/{code}/restore", {}, 409),
        ("/rien/run", {}, 404),
    ],
)
def test_the_api_refuses_in_words(national, client, path, told, status):
    scenario = made(national)
    answer = post(client, path.format(code=scenario.code), **told)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert Scenario.objects.count() == 1


def test_rules_that_changed_in_between_are_refused(national, client):
    scenario = made(national)
    put(client, f"/{scenario.code}/rules", settings=["territories=3"])
    answer = put(client, f"/{scenario.code}/rules", settings=["territories=1"], revision=1)
    assert answer.status_code == 409
    assert Scenario.objects.get().rules["territories"] == 3


def test_another_s_scenario_is_read_by_its_code_and_not_changed(national, signed, client):
    scenario = made(national)
    signed(actor_of(person("copilot", code="84"), on=NOW.date()))
    assert client.get(f"{API}/{scenario.code}").status_code == 200
    assert client.get(API).json()["items"] == []
    for path in ("run", "cancel", "archive", "restore"):
        assert post(client, f"/{scenario.code}/{path}").status_code == 404
    assert put(client, f"/{scenario.code}/name", name="x").status_code == 404
    assert put(client, f"/{scenario.code}/rules", settings=["territories=3"]).status_code == 404
    assert not Job.objects.exists()


def test_without_a_token_the_api_shows_no_list_and_makes_nothing(site, client):
    assert client.get(API).status_code in {401, 404}
    assert post(client, "", name="x", base="petit").status_code in {401, 404}
    assert not Scenario.objects.exists()


def test_the_command_line_goes_the_same_way(site, capsys, tmp_path):
    assert ancrage(["scenarios", "create", "Par la console", "--from", "petit"]) == 0
    code = capsys.readouterr().out.strip()
    assert ancrage(["scenarios", "change", code, "--set", "territories=3"]) == 0
    assert ancrage(["scenarios", "show", code]) == 0
    shown = capsys.readouterr().out
    assert "Nombre de territoires" in shown
    assert ancrage(["scenarios", "change", code, "--set", "territories=2"]) == 0
    assert ancrage(["scenarios", "run", code]) == 0
    assert "calculé" in capsys.readouterr().out
    files = [tmp_path / f"sortie.{kind}" for kind in ("toml", "json", "csv", "geojson")]
    out = [part for file in files for part in ("--out", str(file))]
    assert ancrage(["scenarios", "export", code, *out]) == 0
    rules = rules_from_document(tomllib.loads(files[0].read_text(encoding="utf-8")))
    assert rules == rules_from_document(Scenario.objects.get().rules)
    assert json.loads(files[1].read_text(encoding="utf-8"))["quality"] == "simulated"
    assert ancrage(["scenarios", "rename", code, "Autre nom"]) == 0
    assert ancrage(["scenarios", "duplicate", code]) == 0
    assert ancrage(["scenarios", "archive", code]) == 0
    assert ancrage(["scenarios", "archive", code, "--undo"]) == 0
    capsys.readouterr()
    assert ancrage(["scenarios", "list", "--json"]) == 0
    names = {told["name"]: told["state"] for told in json.loads(capsys.readouterr().out)}
    assert names == {"Autre nom": "done", "Copie de «\u00a0Autre nom\u00a0»": "draft"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "rien"],
        ["run", "rien"],
        ["cancel", "{code}"],
        ["run", "{code}", "--draws", "7"],
        ["create", "x", "--from", "inconnu"],
        ["create", "x", "--from", "petit", "--set", "territories=beaucoup"],
        ["change", "{code}", "--set", "inconnue=1"],
        ["export", "{code}", "--out", "sortie.exe"],
        ["export", "{code}", "--out", "sortie.json"],
    ],
)
def test_the_command_line_refuses_in_one_sentence(site, capsys, arguments, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    national = actor_of(person("national"), on=NOW.date())
    scenario = made(national)
    assert ancrage(["scenarios", *(a.format(code=scenario.code) for a in arguments)]) == 2
    assert capsys.readouterr().err.strip().count("\n") == 0
    assert Scenario.objects.count() == 1


def test_a_person_named_on_the_command_line_has_his_own_rights(site, capsys):
    scenario = made(actor_of(person("national"), on=NOW.date()))
    region = person("copilot", code="84")
    assert ancrage(["--by", region.email, "scenarios", "run", scenario.code]) == 2
    assert ancrage(["--by", region.email, "scenarios", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.django_db(transaction=True)
def test_waiting_for_a_computation_tells_how_it_ended(monkeypatch, capsys):
    store()
    national = actor_of(person("national"), on=NOW.date())
    scenario = made(national, settings=["territories=3", "regions.01.exactly=7"])
    asked(national, scenario)
    work()
    assert ancrage(["scenarios", "run", scenario.code, "--wait"]) == 3
    assert "impossible" in capsys.readouterr().out
    monkeypatch.setattr(actions, "WAITING_SCENARIOS", 0)
    other = made(national, settings=["territories=1"])
    assert ancrage(["scenarios", "run", other.code]) == 2
    assert "Trop de calculs" in capsys.readouterr().err
