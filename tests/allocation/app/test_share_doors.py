"""Scenarios by the API and by the command line: the same commands, refusals and silence."""

import json

import pytest
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.allocation.actions.scenarios import copy_scenario
from ancrage.allocation.engine.reading import read_projects
from ancrage.allocation.engine.rules_reading import read_rules
from ancrage.allocation.models import Adoption, Scenario
from ancrage.allocation.queries.files import projects_text
from ancrage.allocation.queries.problems import problem_of
from ancrage.journal import acting
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from tests.allocation.app import world as making
from tests.allocation.app.world import ARVE, CENTS, NORTH, NOW, PROJECTS, REASON, REGION, again

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
NEW = {"name": "Essai", "financer": REGION, "scope": NORTH, "envelope": "fonds"}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def call(client, world):
    """Ask the API as one of the people."""

    def ask(method, path, body=None, who="copilot"):
        more = (
            {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        )
        key = world.people[who].reference
        answer = getattr(client, method)(
            f"{ROOT}{path}", headers={"Authorization": f"Bearer {key}"}, **more
        )
        return answer.status_code, answer.json() if answer.content else None

    return ask


def test_a_scenario_from_its_projects_to_its_adoption_by_the_api(call):
    making.envelope()
    status, made = call("post", "/allocations", NEW | {"delegates_by": "territory"})
    assert (status, made["rules"]) == (201, {"envelope_cents": CENTS})
    one = f"/allocations/{made['code']}"
    told = {"source": "file", "csv": PROJECTS, "revision": 1}
    assert call("post", f"{one}/lines", told)[1]["added"] == 3
    assert call("post", f"{one}/lines", told)[0] == 409
    limit = {"code": "arve", "where": {"territory": ARVE}, "ceiling_cents": 50_000_00}
    rules = {"envelope_cents": CENTS, "limit": [limit]}
    assert call("put", f"{one}/rules", {"rules": rules})[1]["rules"] == rules
    assert call("put", f"{one}/rules", {"rules": {"limits": 3}})[0] == 422
    assert call("post", f"{one}/run")[1]["computing"]["state"] == "waiting"
    assert call("post", f"{one}/cancel")[0] == 202
    held = making.planned(Scenario.objects.get())
    assert call("get", one)[1]["plan"]["status"] == "optimal"
    told = {"project": "B", "cents": 30_000_00, "reason": REASON}
    status, found = call("post", f"{one}/hold", told)
    assert (status, found["answers"]["held"]["cents"]) == (200, 30_000_00)
    lines = call("get", f"{one}/lines?limit=2")[1]
    assert (lines["count"], lines["items"][1]["held"]) == (3, 30_000_00)
    assert call("post", f"{one}/proposal", {})[1]["state"] == "proposed"
    assert call("post", f"{one}/return", {"reason": "Non"})[1]["state"] == "computed"
    told = {"decision": "Relevé", "adopted_on": "2026-11-20"}
    assert call("post", f"{one}/adoption", told, "prefecture")[0] == 404
    status, adopted = call("post", f"{one}/adoption", told)
    assert (status, adopted["adoption"]["cents"]) == (200, 80_000_00)
    assert call("post", f"{one}/adoption", told)[0] == 409
    assert call("post", f"{one}/reversal", {"reason": "Erreur"})[1]["state"] == "reversed"
    assert again(held).adoption == Adoption.objects.get()


def test_a_scenario_is_copied_described_compared_and_dropped_by_the_api(call, world):
    held = making.computed(world)
    one = f"/allocations/{held.code}"
    status, copy = call("post", f"{one}/copy", {"name": "Variante"})
    assert (status, copy["state"]) == (201, "draft")
    told = NEW | {"name": "Autre nom", "revision": 1}
    other = f"/allocations/{copy['code']}"
    assert call("put", other, told)[1]["name"] == "Autre nom"
    assert call("put", other, told | {"revision": 7, "name": "x"})[0] == 409
    assert call("post", f"{other}/lines/removal", {"projects": ["C"]})[1]["revision"] == 2
    making.planned(Scenario.objects.get(code=copy["code"]))
    path = f"/allocation-comparison?codes={held.code},{copy['code']}"
    status, found = call("get", path)
    assert (status, [side["served"] for side in found["scenarios"]]) == (200, [2, 2])
    assert {row["code"]: row["cents"] for row in found["projects"]}["C"] == [0, None]
    assert call("get", f"/allocation-comparison?codes={held.code}")[0] == 422
    assert call("post", f"{other}/drop", {"reason": "Sans suite"})[1]["state"] == "dropped"
    assert call("get", "/allocations")[1]["count"] == 2


def test_reading_costs_few_statements_however_many_there_are(
    call, world, django_assert_max_num_queries
):
    held = making.computed(world)
    for rank in range(3):
        copy_scenario(by=world.actor("copilot"), now=NOW, scenario=held, name=str(rank))
    with django_assert_max_num_queries(4):
        assert call("get", "/allocations")[1]["count"] == 4
    with django_assert_max_num_queries(5):
        assert call("get", f"/allocations/{held.code}/lines")[1]["count"] == 3
    with django_assert_max_num_queries(4):
        assert call("get", f"/allocations/{held.code}")[0] == 200


def test_another_s_scenario_is_not_there(call, world):
    held = making.computed(world)
    for method, path, body in (
        ("get", "", None),
        ("get", "/lines", None),
        ("post", "/run", {}),
        ("post", "/drop", {"reason": "x"}),
    ):
        assert call(method, f"/allocations/{held.code}{path}", body, "other_copilot")[0] == 404
    assert call("get", "/allocations", who="other_copilot")[1]["count"] == 0
    assert call("get", f"/allocations/{held.code}", who="auditor")[0] == 200
    assert call("post", f"/allocations/{held.code}/run", {}, "auditor")[0] == 404
    assert call("post", "/allocations", NEW | {"envelope": "rien"})[0] == 404


def test_what_state_aid_leaves_to_a_company_is_read_by_its_financer_alone(call, world):
    text = making.PROJECTS.replace("result", "result,room_cents")
    text = text.replace(",12\n", ",12,4000000\n").replace(",5\n", ",5,\n").replace(",2\n", ",2,\n")
    held = making.filled(world, projects=text)
    path = f"/allocations/{held.code}/lines"
    rooms = {
        who: [line["room"] for line in call("get", path, who=who)[1]["items"]]
        for who in ("copilot", "national", "prefecture", "secretariat")
    }
    assert rooms["copilot"] == rooms["national"] == [40_000_00, None, None]
    assert rooms["prefecture"] == rooms["secretariat"] == [None, None, None]
    assert call("get", path, who="prefecture")[1]["items"][0]["room_told"] == "Réservé."
    assert "room_cents" not in projects_text(held)
    assert "room_cents" in projects_text(held, with_rooms=True)


def run(*arguments):
    """A line of the command line, by who runs the machine: its exit code and what it says."""
    acting.act_for("")
    told = CliRunner().invoke(app, ["allocation", *arguments])
    return told.exit_code, told.stdout


def test_a_scenario_by_the_command_line(world, tmp_path):
    making.envelope()
    code = run("new", "Essai", "--financer", REGION, "--scope", NORTH, "--envelope", "fonds")[1]
    code = code.strip()
    projects, rules = tmp_path / "projects.csv", tmp_path / "rules.toml"
    projects.write_text(PROJECTS, encoding="utf-8")
    assert "3 ajoutés" in run("take", code, "--projects", str(projects))[1]
    assert run("take", code)[0] == 2
    rules.write_text(f"envelope_cents = {CENTS}\nreserve_cents = 1000000\n", encoding="utf-8")
    assert run("set-rules", code, str(rules))[0] == 0
    assert "reserve_cents = 1000000" in run("rules", code)[1]
    rules.write_text("envelope = 1\n", encoding="utf-8")
    assert run("set-rules", code, str(rules))[0] != 0
    assert run("describe", code, "--name", "Mieux", "--delegates-by", "need")[0] == 0
    assert "show" in run("compute", code)[1]
    assert run("cancel", code)[0] == 0
    held = making.planned(Scenario.objects.get(code=code))
    assert "90 000" in run("show", code)[1].replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "perd" in run("hold", code, "C", "--cents", "1000000", "--reason", REASON)[1]
    assert run("hold", code, "Z", "--cents", "1", "--reason", REASON)[0] == 2
    assert "Essai" not in run("lines", code)[1]
    assert json.loads(run("lines", code, "--json")[1])[2]["held"] == 1_000_000
    copy = run("copy", code, "Variante")[1].strip()
    assert run("remove", copy, "C")[0] == 0
    assert "Attribué" in run("compare", code, copy)[1]
    assert run("compare", code)[0] == 2
    assert run("drop", copy, "--reason", "Sans suite")[0] == 0
    assert copy in run("list")[1]
    for command in (["propose", code], ["take-back", code, "--reason", "Non"]):
        assert run(*command)[0] == 0
    assert run("adopt", code, "--decision", "Relevé")[0] == 0
    assert run("reverse", code, "--reason", "Erreur")[0] == 0
    assert again(held).state == "reversed"
    assert run("show", "R-2026-9999")[0] == 2


def test_what_is_exported_is_what_the_engine_reads(world, tmp_path):
    limit = {"code": "arve", "where": {"territory": ARVE}, "ceiling_cents": 50_000_00}
    held = making.planned(making.ruled(world, {"limit": [limit], "held": {"B": 10_000_00}}))
    files = {}
    for what in ("projects", "rules", "plan"):
        out = tmp_path / what
        assert run("export", held.code, "--what", what, "--out", str(out))[0] == 0
        files[what] = out.read_bytes()
    projects = read_projects(files["projects"])
    assert read_rules(files["rules"], projects) == problem_of(held)
    assert json.loads(files["plan"])["status"] == "optimal"
    assert run("export", held.code, "--what", "autre", "--out", str(tmp_path / "x"))[0] == 2
