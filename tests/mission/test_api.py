"""The API of the missions: the same commands, the same refusals, the same silence."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ancrage.geography.models import Perimeter
from ancrage.mission.actions.candidates import conclude_candidate
from ancrage.mission.models import Candidate, Interest, Mission, Reading
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.mission import world as making
from tests.mission.world import ANSWERS, HOST, LATER, NOW, PDF, PRIVATE, SIRENS
from tests.selection.site import identified

EVERYBODY = (
    *("national", "copilot", "other_copilot", "author", "stranger", "auditor"),
    *("first", "second", "third"),
)
ROOT = "/api/v1/missions"


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
    person = getattr(world.people, who) if who else None
    token = {"Authorization": f"Bearer {person.reference}"} if person else {}
    response = getattr(Client(), method)(
        ROOT + path, data, content_type="application/json", headers=token
    )
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_what_everybody_reads(world):
    making.admitted(world)
    making.drafted(world)
    assert call(world, "", "get", "")["items"][0]["code"] == "essai"
    told = call(world, "", "get", "/essai")
    assert told["use"]["bonus"] == "20"
    assert [e["name"] for e in told["experts"]] == ["", "", ""]
    named = call(world, "national", "get", "/essai")["experts"]
    assert named[0]["name"] == "Alpha Essai"
    grid = call(world, "", "get", "/essai/grid")
    assert grid["status"] == "proposal"
    assert len(grid["criteria"][0]["anchors"]) == 5
    found = call(world, "", "get", "/essai/candidates")
    assert (found["count"], found["items"][0]["name"]) == (1, "Vallée des fours")
    assert call(world, "", "get", "/essai/candidates?state=scored")["count"] == 0
    assert call(world, "", "get", "/essai/candidates?origin=application")["count"] == 1
    assert call(world, "", "get", "/essai/effect")["state"] == "none"
    call(world, "", "get", "/autre", status=404)


def test_the_private_file_by_the_api(world):
    candidate = making.admitted(world)
    making.declared(world, candidate, second="Un lien.")
    told = {}
    for name in (*EVERYBODY, ""):
        answer = call(world, name, "get", f"/essai/candidates/{candidate.number}")
        told[name] = answer["dossier"]["access"]
        assert (PRIVATE in json.dumps(answer)) == (told[name] == "full")
    assert {n for n, access in told.items() if access == "full"} == {
        *("national", "copilot", "author", "first", "third"),
    }
    assert (told["auditor"], told["second"], told[""]) == ("outline", "conflicted", "none")


def test_an_application_by_the_api(world):
    call(world, "", "post", "/essai/candidates", {"name": "x"}, 401)
    made = call(world, "author", "post", "/essai/candidates", {"name": "Vallée"}, 201)
    one = f"/essai/candidates/{made['number']}"
    draft = {"version": made["version"], "answers": ANSWERS, "members": SIRENS[:2]}
    kept = call(world, "author", "put", f"{one}/draft", draft)
    assert kept["missing"].keys() == {"files"}
    stale = call(world, "author", "put", f"{one}/draft", draft, 409)
    assert "enregistré ailleurs" in stale["detail"]
    wrong = draft | {"version": kept["version"], "answers": {"nothing": "x"}}
    assert "n’existe pas" in call(world, "author", "put", f"{one}/draft", wrong, 422)["detail"]
    for name in ("stranger", "national", "copilot"):
        call(world, name, "get", f"{one}/draft", status=404)
        call(world, name, "put", f"{one}/draft", draft, 404)
    refused = call(world, "author", "post", f"{one}/submit", {}, 409)
    assert "lettre d’engagement" in refused["detail"]
    piece = attach(world, "author", made["number"], 201)
    call(world, "author", "delete", f"{one}/files/{piece['id']}", status=204)
    attach(world, "author", made["number"], 201)
    attach(world, "stranger", made["number"], 404)
    done = call(world, "author", "post", f"{one}/submit", {})
    assert done["state"] == "submitted"
    assert call(world, "author", "post", f"{one}/admit", {}, 404)
    call(world, "national", "post", f"{one}/return", {"reason": ""}, 409)
    call(world, "national", "post", f"{one}/return", {"reason": "La carte."})
    again = call(world, "author", "get", f"{one}/draft")
    assert again["reason"] == "La carte."


def attach(world, who: str, number: int, status: int):
    person = getattr(world.people, who)
    response = Client().post(
        f"{ROOT}/essai/candidates/{number}/files",
        {"kind": "letter", "file": SimpleUploadedFile("lettre.pdf", PDF)},
        headers={"Authorization": f"Bearer {person.reference}"},
    )
    assert response.status_code == status, response.content
    return response.json()


def test_a_region_s_proposal_by_the_api(world):
    told = {"region": "01", "name": "Plateau"}
    assert call(world, "copilot", "post", "/essai/proposals", told, 201)["origin"] == "region"
    call(world, "other_copilot", "post", "/essai/proposals", told, 404)
    call(world, "author", "post", "/essai/proposals", told, 404)


def test_blind_readings_by_the_api(world):
    candidate, first, _second = making.assigned(world)
    one = f"/essai/candidates/{candidate.number}"
    marks = making.marks(world.mission, identity=4)
    told = {"version": 1, "marks": marks, "comments": {"identity": "Le verre."}}
    assert call(world, "first", "put", f"{one}/reading", told)["state"] == "draft"
    call(world, "first", "put", f"{one}/reading", told | {"version": 1}, 409)
    assert call(world, "first", "post", f"{one}/reading/lock", {})["state"] == "locked"
    for name in EVERYBODY:
        call(world, name, "get", f"{one}/readings", status=404)
        if name not in {"first", "second"}:
            call(world, name, "get", f"{one}/reading", status=404)
    mine = call(world, "second", "get", f"{one}/reading")
    assert "Le verre." not in json.dumps(mine)
    other = told | {"marks": making.marks(world.mission, identity=1), "comments": {}}
    call(world, "second", "put", f"{one}/reading", other)
    call(world, "second", "post", f"{one}/reading/lock", {})
    seen = {}
    for name in EVERYBODY:
        code = 200 if name in {"national", "first", "second", "auditor"} else 404
        seen[name] = call(world, name, "get", f"{one}/readings", status=code)
    assert seen["first"]["criteria"][0] == {
        "code": "identity",
        "first": 4,
        "second": 1,
        "disagrees": True,
        "is_settled": False,
        "mark": 2.5,
    }
    assert seen["auditor"]["criteria"] is None
    assert "Le verre." not in json.dumps(seen["auditor"])
    first.refresh_from_db()
    assert seen["auditor"]["readings"][0]["seal"] == first.seal


def test_a_disagreement_is_settled_by_the_api(world):
    candidate = making.both_locked(world, {"identity": 4, "roadmap": 0}, {"identity": 1})
    one = f"/essai/candidates/{candidate.number}"
    call(world, "first", "post", f"{one}/readings/remarks", {"text": "Voyez."}, 201)
    call(world, "third", "post", f"{one}/readings/remarks", {"text": "Voyez."}, 404)
    proposal = {"mark": 3, "reason": "Le verre."}
    call(world, "first", "put", f"{one}/settlements/identity", proposal, 204)
    call(world, "national", "put", f"{one}/settlements/identity", proposal, 404)
    call(world, "first", "post", f"{one}/settlements/identity/accept", {"mark": 3}, 409)
    call(world, "second", "post", f"{one}/settlements/identity/accept", {"mark": 3}, 204)
    call(world, "national", "post", f"{one}/conclude", {}, 409)
    call(world, "national", "post", f"{one}/settlements/roadmap/keep", {"reason": "Soit."}, 204)
    assert call(world, "national", "post", f"{one}/conclude", {})["score"] == 50.0
    told = call(world, "second", "get", f"{one}/readings")
    assert told["remarks"][0]["text"] == "Voyez."
    assert call(world, "national", "post", f"{one}/reopen", {"reason": "Erreur."})["score"] is None


def test_steering_by_the_api(world):
    Perimeter.objects.create(code="essai", name="Essai", kind=Perimeter.PROGRAMME)
    plan = {
        "code": "deux",
        "name": "Deuxième",
        "purpose": "Voir.",
        "programme": "essai",
        "grid": "proposition-2026",
        "applications_until": LATER.isoformat(),
        "readings_until": LATER.isoformat(),
    }
    call(world, "copilot", "post", "", plan, 404)
    assert call(world, "national", "post", "", plan, 201)["state"] == "preparing"
    call(world, "national", "post", "", plan, 409)
    call(world, "national", "post", "/deux/open", {}, 409)
    assert call(world, "national", "put", "/deux/use", {"bonus": 12.5})["use"]["bonus"] == "12.5"
    call(world, "national", "put", "/deux/use", {"minimum": 60, "forced_from": 50}, 422)
    for person in (world.people.first, world.people.second):
        told = {"person": person.reference, "discipline": "skills"}
        made = call(world, "national", "post", "/deux/experts", told, 201)
    call(world, "national", "post", "/deux/experts", told | {"discipline": "x"}, 409)
    call(world, "author", "post", "/deux/experts", told, 404)
    call(world, "national", "put", "/deux", {**plan, "tolerance": 2})
    assert call(world, "national", "post", "/deux/open", {})["state"] == "open"
    call(world, "national", "put", "/deux", {**plan, "tolerance": 1}, 409)
    call(world, "first", "post", f"/deux/experts/{made['id']}/dismiss", {"reason": "x"}, 404)
    call(world, "national", "post", f"/deux/experts/{made['id']}/dismiss", {"reason": ""}, 409)
    call(world, "national", "post", f"/deux/experts/{made['id']}/dismiss", {"reason": "x"})
    assert call(world, "national", "post", "/deux/close", {})["state"] == "closed"
    assert Mission.objects.get(pk="deux").closed_at == NOW


def test_interests_and_readings_given_by_the_api(world):
    candidate = making.admitted(world)
    number = candidate.number
    conflict = {"candidate": number, "conflict": True, "reason": "Un lien."}
    none = {"candidate": number, "conflict": False}
    told = {"declarations": [conflict]}
    call(world, "national", "put", "/essai/interests", told, 404)
    assert call(world, "third", "put", "/essai/interests", told) == 1
    assert call(world, "third", "put", "/essai/interests", told) == 0
    for name in ("first", "second"):
        call(world, name, "put", "/essai/interests", {"declarations": [none]})
    seen = call(world, "auditor", "get", "/essai/interests")
    assert [i["reason"] for i in seen if i["conflict"]] == ["Un lien."]
    for name in ("author", "copilot", "first"):
        call(world, name, "get", "/essai/interests", status=404)
    readings = f"/essai/candidates/{number}/readings"
    first = world.experts[0].pk
    call(world, "first", "post", readings, {"experts": [first]}, 404)
    call(world, "national", "post", readings, {"experts": [999]}, 404)
    call(world, "national", "post", readings, {"experts": [world.experts[2].pk]}, 409)
    (given,) = call(world, "national", "post", readings, {"experts": [first]}, 201)
    assert given["marks"] == {}
    assert call(world, "national", "post", "/essai/readings/share", {})["given"] == 1
    aside = f"/essai/readings/{given['id']}/set-aside"
    call(world, "national", "post", aside, {"reason": "Retard."}, 204)
    assert Reading.objects.get(pk=given["id"]).state == "set_aside"
    assert Interest.objects.count() == 3


def test_picking_and_the_effect_by_the_api(world):
    run = identified(draws=0)
    told = {
        "identification": "petit",
        "territories": [run.result["territories"][0]["code"]],
    }
    call(world, "copilot", "post", "/essai/picks", told, 404)
    (made,) = call(world, "national", "post", "/essai/picks", told, 201)
    assert made["state"] == "admissible"
    call(world, "national", "post", "/essai/effect", {}, 409)
    Mission.objects.update(base=run)
    Candidate.objects.update(state="scored", score=80, score_known=1)
    call(world, "author", "post", "/essai/effect", {}, 404)
    assert call(world, "national", "post", "/essai/effect", {}, 202)["state"] == "waiting"
    call(world, "author", "post", "/essai/effect/cancel", {}, 404)
    assert call(world, "national", "post", "/essai/effect/cancel", {})["state"] == "cancelled"
    call(world, "national", "post", "/essai/effect/cancel", {}, 409)


def test_a_score_is_public_once_it_is_settled(world):
    candidate = making.both_locked(world)
    one = f"/essai/candidates/{candidate.number}"
    assert call(world, "", "get", one)["score"] is None
    conclude_candidate(by=HOST, now=NOW, candidate=candidate)
    told = call(world, "", "get", one)
    assert (told["score"], told["score_known"]) == (50.0, 1.0)
