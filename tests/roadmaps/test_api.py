"""Sheets by the API: begun, written by several, decided; what is not one’s is not there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.people.world import sign_in
from tests.roadmaps.world import ARVE, LOIRE, NOW, WORD, begun, running, submitted

BASE = "/api/v1"


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token, and it is the day of their world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def calls(world):
    """A call as somebody, "" for nobody."""

    def call(who, method, path, body=None, **more):
        token = {"Authorization": f"Bearer {world.people[who].reference}"} if who else {}
        told = more or {"data": body, "content_type": "application/json"}
        return getattr(Client(), method)(BASE + path, headers=token, **told)

    return call


def test_a_sheet_is_begun_and_written_by_two(calls):
    made = calls(
        "manager", "post", "/sheets", {"territory": ARVE, "values": {"title": "Un atelier"}}
    )
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    first = calls(
        "elected", "patch", f"/sheets/{code}", {"revision": 1, "values": {"context": "A"}}
    )
    assert first.json()["sheet"]["revision"] == 2
    late = calls("manager", "patch", f"/sheets/{code}", {"revision": 1, "values": {"context": "B"}})
    assert late.json()["conflicts"] == [
        {"path": "context", "was": None, "theirs": "A", "mine": "B"}
    ]
    wrong = calls(
        "manager", "patch", f"/sheets/{code}", {"revision": 2, "values": {"starts": "un jour"}}
    )
    assert wrong.status_code == 422
    undone = calls("manager", "post", f"/sheets/{code}/undo", {"number": 2})
    assert "context" not in undone.json()["content"]


def test_what_is_not_one_s_is_not_there(calls, world):
    sheet = begun(world, private=True)
    for who in ("", "copilot", "far", "stranger", "auditor"):
        assert calls(who, "get", f"/sheets/{sheet.code}").status_code == 404
        assert WORD not in calls(who, "get", "/sheets").content.decode()
    outline = submitted(world, private=True)
    told = calls("auditor", "get", f"/sheets/{outline.code}").json()
    assert told["read_as"] == "outline"
    assert told["content"] is told["title"] is told["funding"] is None
    assert told["total_cost"] == 100_000_00


def test_everybody_reads_what_was_validated_alone(calls, world):
    sheet = running(world)
    calls(
        "manager",
        "patch",
        f"/sheets/{sheet.code}",
        {"revision": sheet.revision, "values": {"title": "Pas encore validé"}},
    )
    told = calls("", "get", f"/sheets/{sheet.code}").json()
    assert told["read_as"] == "published"
    assert told["title"] == "Ouvrir un atelier partagé"
    assert told["comments"] is told["shares"] is told["funding"] is None
    assert "Pas encore" not in calls("", "get", f"/roadmaps/{ARVE}").content.decode()


def test_a_sheet_goes_from_idea_to_closed(calls, world):
    sheet = submitted(world)
    path = f"/sheets/{sheet.code}"
    refused = calls("secretariat", "post", f"{path}/decision", {"verb": "start"})
    assert refused.status_code == 409
    assert calls("secretariat", "post", f"{path}/decision", {"verb": "validate"}).status_code == 200
    assert calls("manager", "post", f"{path}/progress-state", {"verb": "start"}).status_code == 200
    reported = calls("manager", "post", f"{path}/reports", {"light": "green", "milestones": ["m1"]})
    assert reported.status_code == 201
    assert reported.json()["reports"][0]["milestones"] == ["m1"]
    assert (
        calls("manager", "post", f"{path}/progress-state", {"verb": "finish"}).json()["state"]
        == "done"
    )
    again = calls("manager", "post", f"{path}/submission", {"verb": "submit"})
    assert again.status_code == 409


def test_money_remarks_files_and_shares(calls, world):
    sheet = submitted(world)
    path = f"/sheets/{sheet.code}"
    entry = {
        "financer": "Bpifrance",
        "kind": "operator",
        "year": 2027,
        "stage": "promised",
        "cents": 500,
        "told_on": "2026-11-01",
        "source": "Courriel",
    }
    told = calls("manager", "post", f"{path}/funding", entry)
    assert told.status_code == 201
    last = told.json()["funding"][-1]["id"]
    back = calls("manager", "post", f"{path}/funding/{last}/reversal", {"reason": "Erreur"})
    assert back.json()["funding"][-1]["cents"] == -500
    assert (
        calls("manager", "post", f"{path}/funding/999999/reversal", {"reason": "x"}).status_code
        == 404
    )
    remark = calls(
        "copilot", "post", f"{path}/comments", {"text": "Hors taxes ?", "field": "title"}
    )
    reference = remark.json()["comments"][0]["reference"]
    done = calls("manager", "post", f"{path}/comments/{reference}", {"answer": "Oui"})
    assert done.json()["comments"][0]["answer"] == "Oui"
    email = world.people["owner"].email
    given = calls("elected", "post", f"{path}/shares", {"email": email})
    person = given.json()["shares"][0]["person"]
    assert calls("owner", "get", path).json()["read_as"] == "full"
    assert calls("elected", "delete", f"{path}/shares/{person}").status_code == 204
    unknown = calls("elected", "post", f"{path}/shares", {"email": "rien@x.example"})
    assert unknown.status_code == given.status_code == 201
    assert calls("elected", "post", f"{path}/shares", {"email": "rien"}).status_code == 409
    file = SimpleUploadedFile(
        "plan.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    )
    joined = calls("manager", "post", f"{path}/attachments", data={"file": file})
    assert joined.status_code == 201, joined.content
    piece = joined.json()["attachments"][0]["id"]
    assert calls("copilot", "get", f"{path}/attachments/{piece}").status_code == 200
    assert calls("manager", "delete", f"{path}/attachments/{piece}").status_code == 204


def test_a_sheet_is_reserved_thrown_away_taken_back_and_copied(calls, world):
    sheet = begun(world)
    path = f"/sheets/{sheet.code}"
    assert calls("elected", "post", f"{path}/reserve", {"is_private": True}).json()["is_private"]
    assert calls("elected", "delete", path).status_code == 204
    assert calls("elected", "get", path).status_code == 404
    assert calls("elected", "post", f"{path}/restore", {}).status_code == 200
    copied = calls("elected", "post", f"{path}/copy", {"territory": ARVE})
    assert copied.json()["title"].startswith("Copie de")
    assert calls("elected", "post", f"{path}/copy", {"territory": LOIRE}).status_code == 404


def test_a_roadmap_is_written_and_its_reports_asked(calls, world):
    running(world)
    body = {"revision": 0, "strategy": "Former", "axes": [{"title": "Un", "need": "innover"}]}
    held = calls("elected", "put", f"/roadmaps/{ARVE}", body)
    assert held.json()["axes"] == [{"code": "1", "title": "Un", "need": "innover"}]
    assert calls("elected", "put", f"/roadmaps/{ARVE}", body | {"revision": 1}).status_code == 409
    asked = calls(
        "secretariat", "post", f"/roadmaps/{ARVE}/reports", {"committee_on": "2027-01-15"}
    )
    assert asked.json() == {"asked": 1}
    assert calls("", "get", "/roadmaps/essai:rien").status_code == 404


def test_a_session_is_no_right_on_the_api(world, client):
    sign_in(client, world.people["manager"])
    body = {"territory": ARVE, "values": {"title": "Non"}}
    made = client.post(f"{BASE}/sheets", body, content_type="application/json")
    assert made.status_code in {401, 403, 404}
