"""The API of blocks: the same commands, the same refusals, the same silence."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.simplification.models import BlockReport
from tests.simplification import world as making
from tests.simplification.world import ARVE, LOIRE, NORTH, NOW, PDF, PLAIN, PRIVATE, fresh

ROOT = "/api/v1/blocks"
TOLD = {
    "title": "Délai de l’étude",
    "rule": "Étude préalable",
    "prevents": "Ouvrir un atelier",
    "kind": "derogation",
    "proposal": "S’en passer",
}
WRITTEN = {"title": "Études", "summary": "En clair", "rule": "Étude préalable"}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token, and it is the day of their world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def call(world, who: str, method: str, path: str, data=None, status: int = 200):
    """What the API answers to somebody ("" to nobody)."""
    token = {"Authorization": f"Bearer {world.people[who].reference}"} if who else {}
    response = getattr(Client(), method)(
        ROOT + path, data, content_type="application/json", headers=token
    )
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_a_block_from_its_report_to_its_effect(world):
    call(world, "other", "post", "/reports", TOLD | {"territory": ARVE}, status=404)
    made = call(world, "elected", "post", "/reports", TOLD | {"territory": ARVE}, status=201)
    assert (made["number"], made["state"], made["cost_cents"]) == (1, "draft", None)
    call(world, "elected", "put", "/reports/1", TOLD | {"version": 9}, status=409)
    kept = call(world, "elected", "put", "/reports/1", TOLD | {"version": 1, "delay_days": 3})
    assert kept["delay_days"] == 3
    bad = TOLD | {"version": 2, "url": "https://example.org"}
    call(world, "elected", "put", "/reports/1", bad, status=422)
    attached(world)
    call(world, "elected", "post", "/reports/1/submit", {})
    call(world, "elected", "post", "/reports/1/submit", {}, status=409)
    assert call(world, "national", "get", "/reports?state=reported")["count"] == 1
    call(world, "national", "post", "/reports/1/return", {"reason": "?"})
    call(world, "elected", "post", "/reports/1/submit", {})
    case = call(world, "national", "post", "/cases", WRITTEN | {"reports": [1]}, status=201)
    call(world, "national", "put", "/cases/1", WRITTEN | {"version": 9}, status=409)
    call(world, "national", "put", "/cases/1", WRITTEN | {"version": 1, "title": "Autre"})
    call(world, "", "get", "/cases/1", status=404)
    asked = {
        "version": 2,
        "authority": "prefecture",
        "scope": NORTH,
        "kind": "change",
        "words": "?",
    }
    call(world, "copilot", "post", "/cases/1/ask", asked, status=404)
    call(world, "national", "post", "/cases/1/ask", asked | {"scope": "zz"}, status=422)
    call(world, "national", "post", "/cases/1/ask", asked, status=201)
    referred = {"authority": "operator", "scope": "bpi", "reason": "Pas nous."}
    call(world, "prefecture", "post", "/cases/1/refer", referred, status=201)
    answer = {"outcome": "guidance", "words": "La consigne est récrite."}
    call(world, "prefecture", "post", "/cases/1/answer", answer, status=404)
    call(world, "referent", "post", "/cases/1/answer", answer)
    call(world, "referent", "post", "/cases/1/answer", answer, status=409)
    call(world, "elected", "post", "/reports/1/effect", {"value": "partly", "words": "Un peu."})
    told = call(world, "", "get", "/cases/1")
    assert [q["outcome"] for q in told["questions"]] == ["not_competent", "guidance"]
    assert told["reports"][0]["effect"] == "partly"
    call(world, "national", "post", "/cases/1/close", {"reason": "Fini."})
    call(world, "national", "post", "/cases/1/reopen", {"reason": "Pas fini."})
    call(world, "national", "post", "/cases/1/dissolve", {"reason": "Non."}, status=409)
    figures = call(world, "", "get", "/figures")
    assert (figures["whole"]["asked"], figures["whole"]["referred"]) == (2, 1)
    assert figures["whole"]["median_days"] == 0
    assert case["questions"] == []


def attached(world):
    """A document is joined to the draft, read, taken out."""
    token = {"Authorization": f"Bearer {world.people['elected'].reference}"}
    file = SimpleUploadedFile("devis.pdf", PDF)
    response = Client().post(f"{ROOT}/reports/1/files", {"file": file}, headers=token)
    assert response.status_code == 201, response.content
    piece = response.json()["id"]
    assert call(world, "elected", "get", "/reports/1")["files"][0]["name"] == "devis.pdf"
    call(world, "other", "delete", f"/reports/1/files/{piece}", status=404)
    call(world, "elected", "delete", f"/reports/1/files/{piece}", status=204)
    call(world, "elected", "delete", f"/reports/1/files/{piece}", status=404)


def test_searching_joining_grouping_and_leaving(world):
    case = making.answered(world)
    found = call(world, "", "get", "/cases?q=études")
    assert (found["count"], found["items"][0]["number"]) == (1, case.number)
    assert call(world, "", "get", "/cases?state=refused")["count"] == 0
    joined = TOLD | {"territory": PLAIN, "case": case.number}
    number = call(world, "far", "post", "/reports", joined, status=201)["number"]
    assert call(world, "far", "post", f"/reports/{number}/submit", {})["state"] == "grouped"
    again = making.reported(world, "other", LOIRE).number
    assert call(world, "other", "post", f"/reports/{again}/join", {"number": 1})["case"] == 1
    one = making.reported(world).number
    call(world, "national", "post", "/cases/1/group", {"number": one})
    left = call(world, "national", "post", f"/reports/{one}/ungroup", {"reason": "Non."})
    assert left["state"] == "reported"
    call(world, "national", "post", f"/reports/{one}/set_aside", {"reason": "Non."})
    other = making.reported(world).number
    call(world, "elected", "post", f"/reports/{other}/withdraw", {"reason": "Réglé."})


def test_what_is_reserved_by_the_api(world):
    mine = making.reported(world, is_private=True)
    case = making.answered(world, case=making.asked(world, making.gathered(world, mine)))
    readers = set()
    for who in (*world.people, ""):
        status = 200 if who in {"elected", "manager", "national", "prefecture", "auditor"} else 404
        told = call(world, who, "get", f"/reports/{mine.number}", status=status)
        readers |= {who} if PRIVATE in json.dumps(told) else set()
        whole = call(world, who, "get", f"/cases/{case.number}")
        assert (PRIVATE in json.dumps(whole)) == (who in readers)
    assert readers == {"elected", "manager", "national", "prefecture"}
    assert call(world, "auditor", "get", f"/reports/{mine.number}")["title"] is None
    assert call(world, "far", "get", "/reports")["count"] == 0
    assert call(world, "", "get", "/figures")["reports"] == 0
    call(world, "elected", "post", f"/reports/{mine.number}/disclose", {})
    assert call(world, "", "get", f"/reports/{mine.number}")["access"] == "published"
    assert BlockReport.objects.get().is_private is False
    assert fresh(case).state == "granted"
