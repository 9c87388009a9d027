"""Contracts by the API: from a draft to the signature; what is not one's is not there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ancrage.contracts.models import Act, Contract
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.contracts import world as making
from tests.contracts.world import ARVE, DAYS, NOW, WORDS
from tests.simplification.world import PDF

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


def test_from_a_draft_to_the_signature(calls):
    made = calls("manager", "post", "/contracts", {"territory": ARVE, "kind": "contract"})
    assert made.status_code == 201, made.content
    told = made.json()
    path = f"/contracts/{told['contract']}/acts/2"
    assert "Prend effet le" in told["unwritten"]
    rows = [{"who": "La Région", "what": "Ouvrir un lycée", "by": "2028"}]
    choices = {**DAYS, **WORDS["contract"], "commitments": rows}
    written = calls("manager", "patch", path, {"revision": 1, "choices": choices})
    assert written.status_code == 200, written.content
    assert written.json()["missing"] == []
    checked = calls("manager", "post", f"{path}/preparation", {"verb": "check"})
    assert checked.json()["content"]["total_cents"] == 100_000_00
    early = calls("elected", "post", f"{path}/sending", {"digest": checked.json()["digest"]})
    assert early.status_code == 409
    approved = calls("copilot", "post", f"{path}/decision", {"verb": "approve", "decision": "R"})
    assert approved.json()["decided_on"] == "2026-11-23"
    digest = approved.json()["digest"]
    paper = calls("", "get", f"{path}/paper")
    assert paper.status_code == 404
    sent = calls("elected", "post", f"{path}/sending", {"digest": digest, "due": "2026-12-31"})
    assert (sent.json()["state"], sent.json()["due"]) == ("sent", "2026-12-31")
    assert len(sent.json()["signatures"]) == 6
    back = calls("elected", "post", f"{path}/withdrawal", {"reason": "Erreur"})
    assert back.json()["state"] == "withdrawn"


def test_what_is_refused_says_why(calls, world):
    act = making.drafted(world)
    path = f"/contracts/{act.contract.code}/acts/2"
    late = calls("manager", "patch", path, {"revision": 1, "choices": DAYS})
    assert late.status_code == 409
    assert "relisez" in late.json()["detail"]
    for body in ({"verb": "send"}, {"verb": "resume"}):
        assert calls("manager", "post", f"{path}/preparation", body).status_code == 409
    odd = calls("manager", "patch", path, {"revision": act.revision, "choices": {"x": "\x00"}})
    assert odd.status_code == 422


def test_what_is_not_one_s_is_not_there(calls, world):
    act = making.checked(world)
    path = f"/contracts/{act.contract.code}"
    for who in ("", "far", "other_copilot", "stranger", "referent"):
        assert calls(who, "get", path).status_code == 404, who
        assert calls(who, "get", f"{path}/acts/2").status_code == 404, who
        assert calls(who, "get", "/contracts").json()["count"] == 0, who
    for who in ("prefecture", "auditor"):
        assert calls(who, "get", f"{path}/acts/2").status_code == 200, who
        answer = calls(who, "post", f"{path}/acts/2/preparation", {"verb": "rework"})
        assert answer.status_code == 404, who
    assert calls("auditor", "get", f"{path}/acts/2").json()["missing"] is None


def test_what_is_signed_is_read_by_everybody_without_what_prepared_it(calls, world):
    act = making.signed(world)
    listed = calls("", "get", f"/contracts?territory={ARVE}&region={making.NORTH}").json()
    assert listed["items"][0]["acts"][0]["state"] == "signed"
    path = f"/contracts/{act.contract.code}"
    told = calls("", "get", f"{path}/acts/2").json()
    assert told["content"]["sheets"][0]["version"] == 1
    assert (told["choices"], told["revision"], told["missing"]) == (None, None, None)
    assert calls("", "get", f"{path}/acts/2/paper").content[:5] == b"%PDF-"
    assert calls("", "get", f"{path}/acts/2/file").status_code == 401
    assert calls("stranger", "get", f"{path}/acts/2/file").status_code == 404
    amended = making.checked(world, "amendment", ends_on="2031-12-31")
    told = calls("manager", "get", f"{path}/acts/{amended.rank}").json()
    assert told["changes"]["dates"] == [
        "La fin du contrat passe du 31 décembre 2030 au 31 décembre 2031."
    ]


def test_an_act_born_outside_is_entered_with_its_scan(calls):
    told = {"territory": ARVE, "kind": "contract", "signed_on": "2019-06-14"}
    scan = SimpleUploadedFile("contrat.pdf", PDF, "application/pdf")
    made = calls("secretariat", "post", "/contracts/outside", data={**told, "scan": scan})
    assert made.status_code == 201, made.content
    path = f"/contracts/{Contract.objects.get().code}/acts/2"
    assert calls("manager", "get", f"{path}/file").content == PDF
    assert calls("manager", "get", f"{path}/paper").status_code == 404
    assert Act.objects.get().is_outside
