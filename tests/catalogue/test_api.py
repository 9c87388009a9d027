"""The API of the basket: the same answers, the same commands, the same refusals."""

import json

import pytest
from django.test import Client
from django.utils.timezone import localdate

from ancrage.catalogue.documents import version_document
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries import basket, shipped_versions
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.catalogue.test_pages import a_territory
from tests.catalogue.world import MEASURE, NATIONAL
from tests.people.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country", "today")]
ROOT = "/api/v1"
START = {"code": "2027-01", "origin": "2023-11", "title": "2027", "valid_from": "2027-01-01"}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])


def call(who: Person | None, method: str, path: str, data=None, status: int = 200):
    token = {"Authorization": f"Bearer {who.reference}"} if who else {}
    response = getattr(Client(), method)(
        ROOT + path, data, content_type="application/json", headers=token
    )
    assert response.status_code == status, response.content
    is_json = "json" in response["Content-Type"]
    return response.json() if is_json else response.content.decode()


def test_versions_and_what_changes():
    held = call(None, "get", "/baskets")
    assert [(v["code"], v["measures"], v["not_found"]) for v in held] == [
        ("2018-11", 17, 2),
        ("2019-03", 29, 0),
        ("2023-11", 20, 0),
    ]
    assert [a["count"] for a in held[0]["announced"]] == [17, 18, 30]
    assert call(None, "get", "/baskets/2018-11")["valid_to"] == "2019-03-04"
    changes = call(None, "get", "/baskets/2018-11/changes/2019-03")
    assert {"code": "place-16", "name": None} in changes["removed"]
    call(None, "get", "/baskets/rien", status=404)


def test_measures_are_listed_filtered_and_searched():
    held = call(None, "get", "/measures", {"version": "2018-11", "need": "simplifier"})
    assert [one["measure"]["code"] for one in held["items"]] == ["france-experimentation"]
    found = call(None, "get", "/measures", {"q": "recruter un apprenti", "day": "2020-01-01"})
    assert found["items"][0]["measure"]["code"] == "vte"
    assert "apprenti" in found["items"][0]["why"]
    page = call(None, "get", "/measures", {"operator": "bpifrance", "limit": 1, "offset": 1})
    assert page["count"] > 1
    assert len(page["items"]) == 1
    vte = call(None, "get", "/measures/vte", {"day": "2018-12-01"})
    assert (vte["version"], vte["certainty"], vte["amounts"]) == ("2018-11", "official", [])
    call(None, "get", "/measures/rien", status=404)


def test_judging_keeps_nothing_and_says_each_criterion():
    facts = {"applicant": "company", "size": "large"}
    told = call(None, "post", "/measures/vte/judgement", {"facts": facts})
    assert told["outcome"] == "no"
    assert "contract" in told["missing"]
    facts = {"applicant": "intercommunality", "day": "2020-01-01"}
    told = call(None, "post", "/measures/bdt-ingenierie/judgement", {"facts": facts})
    assert (told["outcome"], told["amounts"][0]["rate"]) == ("yes", 0.5)
    for wrong in ({"taille": 1}, {"size": "géante"}, {"day": "demain"}, {"level": -1}):
        call(None, "post", "/measures/vte/judgement", {"facts": wrong}, status=422)
    assert {fact["code"] for fact in call(None, "get", "/basket-facts")} >= {"size", "day"}


def test_files_and_territories():
    text = call(None, "get", "/baskets/2018-11/files/dispositif-aide.csv")
    assert text.startswith("id,titre,promesse")
    call(None, "get", "/baskets/2018-11/files/rien.csv", status=404)
    territory = a_territory()
    path = f"/territories/{territory.version_id}/{territory.code}/measures"
    held = {one["code"]: one for one in call(None, "get", path)}
    assert held["vte"]["is_open"]
    assert not held["rebond-ingenierie"]["is_open"]
    call(None, "get", "/territories/rien/rien/measures", status=404)


def test_a_version_from_draft_to_force():
    who = person("national")
    call(None, "post", "/basket-drafts", START, status=401)
    call(person("copilot", code="01"), "post", "/basket-drafts", START, status=404)
    made = call(who, "post", "/basket-drafts", START, status=201)
    assert made["revision"] == 1
    call(who, "post", "/basket-drafts", START, status=409)
    path = "/basket-drafts/2027-01"
    asked = {"revision": 1, "measure": NATIONAL}
    assert call(who, "put", f"{path}/measures/guichet", asked)["revision"] == 2
    call(who, "put", f"{path}/measures/autre", asked, status=409)
    asked = {"revision": 2, "measure": {"needs": ["dormir"]}}
    said = call(who, "put", f"{path}/measures/guichet", asked, status=422)
    assert "besoin inconnu" in json.dumps(said, ensure_ascii=False)
    assert call(who, "delete", f"{path}/measures/apec?revision=2")["revision"] == 3
    assert [one["code"] for one in call(who, "get", "/basket-drafts")] == ["2027-01"]
    assert call(None, "get", "/basket-drafts", status=401)
    call(None, "get", path, status=401)
    done = call(who, "post", f"{path}/publish", {"revision": 3, "reason": "Offre."})
    assert done["state"] == "published"
    assert call(None, "get", "/baskets/2027-01")["measures"] == 20


def test_a_whole_version_and_an_abandoned_one():
    who = person("national")
    call(who, "post", "/basket-drafts", START, status=201)
    held = basket("2018-11")
    assert held is not None
    document = {**version_document(held), "title": "Autre", "valid_from": "2027-03-01"}
    made = call(who, "put", "/basket-drafts/2027-01", {"revision": 1, "document": document})
    assert (made["title"], made["code"]) == ("Autre", "2027-01")
    call(who, "put", "/basket-drafts/2027-01", {"revision": 2, "document": {}}, status=422)
    path = "/basket-drafts/2027-01/abandon"
    call(who, "post", path, {"revision": 2, "reason": ""}, status=409)
    call(who, "post", path, {"revision": 2, "reason": "Non."})
    assert BasketVersion.objects.get().state == "abandoned"


def test_a_region_s_measure_added_amended_ended():
    who = person("copilot", code="01")
    new = {"owner": "region:01", "since": "2026-01-01", "measure": MEASURE}
    call(person("copilot", code="02"), "post", "/measures", new, status=404)
    assert call(who, "post", "/measures", new, status=201)["code"] == "r84-atelier"
    change = {"revision": 1, "since": "2026-06-01", "measure": MEASURE | {"name": "Autre"}}
    assert call(who, "put", "/measures/r84-atelier", change)["since"] == "2026-06-01"
    call(who, "put", "/measures/r84-atelier", change | {"since": "2026-01-01"}, status=200)
    end = {"revision": 1, "until": "2026-05-01", "reason": "Fini."}
    call(who, "post", "/measures/r84-atelier/end", end, status=409)
    call(who, "post", "/measures/r84-atelier/end", end | {"until": "2026-12-01"})
    call(who, "put", "/measures/rien", change, status=404)
    told = call(None, "get", "/measures/r84-atelier", {"day": "2026-07-01"})
    assert (told["name"], told["owner"]) == ("Autre", "region:01")


def test_every_measure_of_every_version_fits_its_schema():
    for held in shipped_versions():
        page = call(None, "get", "/measures", {"version": held.code, "limit": 500})
        assert page["count"] == len(held.measures)
