"""Committees by the API and the command line: the same as on the pages."""

import json

import pytest
import yaml
from django.test import Client
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.committees.models import Condition, Meeting
from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from tests.committees.world import NORTH, NOW, called, opened
from tests.roadmaps.world import again, submitted

BASE = "/api/v1"


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def calls(world):
    def call(who, method, path, body=None):
        token = {"Authorization": f"Bearer {world.people[who].reference}"} if who else {}
        return getattr(Client(), method)(
            BASE + path, headers=token, data=body, content_type="application/json"
        )

    return call


def run(*arguments: object, by="", code: int = 0) -> str:
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output + (result.stderr or "")


def test_a_meeting_by_the_api(world, calls):
    sheet = submitted(world)
    told = {
        "body": "regional",
        "scope": NORTH,
        "starts_at": "2026-11-23T09:30:00+01:00",
        "place": "Lyon",
    }
    assert calls("manager", "post", "/meetings", told).status_code == 404
    made = calls("secretariat", "post", "/meetings", told)
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    one = f"/meetings/{code}"
    item = {"kind": "action_sheet", "subject": sheet.code}
    reference = calls("secretariat", "post", f"{one}/items", item).json()["items"][0]["reference"]
    assert calls("secretariat", "post", f"{one}/call").status_code == 200
    assert calls("secretariat", "post", f"{one}/call").status_code == 409
    assert calls("manager", "get", f"{one}/items/{reference}/paper").json()["blocks"]
    assert calls("other", "get", f"{one}/items/{reference}/paper").status_code == 404
    calls("secretariat", "post", f"{one}/opening")
    seats = [{"seat": s, "status": "present"} for s in ("region", "state")]
    assert calls("secretariat", "put", f"{one}/seats", {"seats": seats}).status_code == 200
    ruling = {
        "decision": "conditional",
        "conditions": [{"words": "Accord", "due": "2027-01-31", "role": "project_manager"}],
    }
    done = calls("secretariat", "post", f"{one}/items/{reference}/decision", ruling)
    assert done.status_code == 200, done.content
    assert again(sheet).state == "validated"
    condition = done.json()["items"][0]["conditions"][0]["reference"]
    answer = calls("manager", "post", f"/conditions/{condition}/answer", {"answer": "Joint"})
    assert answer.json()["state"] == "answered"
    assert calls("secretariat", "post", f"/conditions/{condition}/lift", {}).status_code == 200
    assert calls("secretariat", "post", f"{one}/closing").status_code == 200
    drafted = calls("secretariat", "post", f"{one}/minutes/draft").json()
    assert calls("prefecture", "get", f"{one}/minutes").status_code == 404
    calls("copilot", "post", f"{one}/minutes/approval", {"revision": drafted["revision"]})
    assert calls("prefecture", "get", f"{one}/minutes").json()["text"] == drafted["text"]
    assert calls("stranger", "get", f"{one}/minutes").status_code == 404


def test_a_visitor_has_no_more_by_the_api(world, calls):
    held = called(world, submitted(world, private=True), link="https://visio.example/x")
    told = calls("", "get", f"/meetings/{held.code}").json()
    assert told["link"] is None
    assert told["items"][0]["label"] is None
    assert told["items"][0]["subject"] is None
    assert calls("prefecture", "get", f"/meetings/{held.code}").json()["link"]


def test_a_meeting_by_the_command_line(world, tmp_path):
    sheet = submitted(world)
    by = world.people["secretariat"]
    start = ("--start", "2026-11-23T09:30")
    code = run(
        "committee", "prepare", "regional", "--scope", NORTH, *start, "--place", "Lyon", by=by
    )
    code = code.strip()
    run("committee", "put", code, "--kind", "action_sheet", "--subject", sheet.code, by=by)
    run("committee", "call", code, by=by)
    assert "Réunion" not in run("committee", "paper", code, 1, by=by)
    assert "aucun" in run("committee", "paper", code, 3, by=by, code=2).lower()
    run("committee", "open", code, by=by)
    seats, ruling = tmp_path / "seats.yaml", tmp_path / "ruling.yaml"
    seats.write_text(
        yaml.safe_dump([{"seat": s, "status": "present"} for s in ("region", "state")])
    )
    run("committee", "seat", code, seats, by=by)
    ruling.write_text("decision: approved\nvotes: {region: for, state: for}\n")
    assert "version 1" in run("committee", "decide", code, 1, ruling, by=by)
    run("committee", "close", code, by=by)
    assert "Le comité approuve." in run("committee", "draft-minutes", code, by=by)
    with pytest.raises(NotAllowedError):
        run("committee", "approve", code, by=by)
    run("committee", "approve", code, by=world.people["copilot"])
    held = json.loads(run("committee", "show", code, "--json", by=by))
    assert held["state"] == "approved"
    assert code in run("committee", "list", by=by)
    out = tmp_path / "reunion.ics"
    run("committee", "calendar", code, out, by=by)
    assert b"BEGIN:VEVENT" in out.read_bytes()


def test_bad_files_are_refused_and_nothing_changes(world, tmp_path):
    held = opened(world, submitted(world))
    bad = tmp_path / "bad.yaml"
    by = world.people["secretariat"]
    for text in ("[1, 2]", "decision: [", "decision: maybe\n"):
        bad.write_text(text)
        run("committee", "decide", held.code, 1, bad, by=by, code=2)
    bad.write_text("a: 1")
    run("committee", "seat", held.code, bad, by=by, code=2)
    assert not held.items.get().decision
    assert Meeting.objects.get().state == "open"
    assert not Condition.objects.exists()
