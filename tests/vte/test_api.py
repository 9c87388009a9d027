"""The API of the VTE: the same commands, the same refusals, the same silence."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.vte.models import Offer
from tests.vte.world import INSIDE, NOW, SIRET

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/vte"
BODY = {
    "siret": SIRET,
    "company_name": "Décolletage d’essai",
    "place": INSIDE,
    "sector": "industry",
    "headcount": 40,
    "turnover_cents": 800_000_000,
    "seat_in_france": True,
    "title": "Régler les fours",
    "description": "Mesurer et proposer.",
    "need": "innover",
    "contract": "alternance",
    "months": 12,
    "level": 3,
    "starts_on": "2027-02-01",
    "closes_on": "2027-01-15",
    "contact": "recrutement@essai.example",
}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token, and it is the day of their world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def call(world, who, method, path, data=None, status=200):
    """What the API answers to somebody ("" to nobody)."""
    token = {"Authorization": f"Bearer {world.person(who).reference}"} if who else {}
    response = getattr(Client(), method)(
        ROOT + path, data, content_type="application/json", headers=token
    )
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_a_whole_mission(world):
    made = call(world, "company", "post", "/missions", BODY, 201)
    path = f"/missions/{made['code']}"
    assert made["figures"]["headcount"] == 40
    assert made["checks"][0]["outcome"] == "yes"
    call(world, "rival", "get", path, status=404)
    changed = BODY | {"title": "Régler les tours", "version": made["version"]}
    told = call(world, "company", "put", path, changed)
    assert told["title"] == "Régler les tours"
    call(world, "company", "put", path, changed | {"title": "Autre"}, 409)
    assert call(world, "company", "post", f"{path}/submission")["state"] == "submitted"
    told = call(world, "company", "post", f"{path}/correction")
    assert told["state"] == "draft"
    call(world, "company", "post", f"{path}/submission")
    call(world, "company", "post", f"{path}/acceptance", status=404)
    refused = call(world, "referent", "post", f"{path}/refusal", {"reason": "Trop vague."})
    assert (refused["state"], refused["reason"]) == ("refused", "Trop vague.")
    call(world, "company", "post", f"{path}/submission", status=409)
    call(world, "company", "put", path, BODY | {"description": "Mesurer, proposer, suivre."})
    call(world, "company", "post", f"{path}/submission")
    assert call(world, "referent", "post", f"{path}/acceptance")["state"] == "published"
    hiring = {"hired_on": "2026-11-23", "contract": "alternance", "months": 12, "level": 3}
    told = call(world, "company", "post", f"{path}/hiring", hiring)
    assert (told["state"], told["hired_on"]) == ("filled", "2026-11-23")
    told = call(world, "company", "post", f"{path}/aids/territory", status=201)
    assert told["aids"][0]["state"] == "sent"
    call(world, "company", "post", f"{path}/aids/territory", status=409)


def test_what_everybody_reads(world):
    offer = world.published()
    listed = call(world, "", "get", "/missions?region=01&contract=cdi")
    assert [held["code"] for held in listed["items"]] == [offer.code]
    assert call(world, "", "get", "/missions?territory=essai:deux")["count"] == 0
    told = call(world, "", "get", f"/missions/{offer.code}")
    assert (told["siret_verified"], told["place"]["verified"]) == (False, False)
    assert (told["figures"], told["checks"], told["aids"]) == (None, [], [])
    rules = call(world, "", "get", "/rules?date=2022-06-01")
    assert [rule["in_force"] for rule in rules] == ["yes", "yes", "unknown"]
    counters = call(world, "", "get", "/counters")
    assert counters["years"][0]["published"] == 1
    assert 509 in {claim["value"] for claim in counters["claims"]}


def test_ones_own(world):
    draft = world.draft()
    own = call(world, "company", "get", "/own?state=draft")
    assert [held["code"] for held in own["items"]] == [draft.code]
    assert call(world, "referent", "get", "/own")["count"] == 0
    call(world, "", "get", "/own", status=401)


def test_what_is_wrong_is_said(world):
    call(world, "company", "post", "/missions", BODY | {"place": "Nulle-Part"}, 409)
    call(world, "company", "post", "/missions", BODY | {"level": 40}, 422)
    call(world, "", "post", "/missions", BODY, 401)
    call(world, "company", "get", "/missions/rien", status=404)
    offer = world.published(now=NOW - dt.timedelta(days=2))
    withdrawn = call(
        world, "company", "post", f"/missions/{offer.code}/withdrawal", {"reason": "Reporté."}
    )
    assert withdrawn["state"] == "withdrawn"
    assert Offer.objects.count() == 1
