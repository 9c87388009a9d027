"""The API and the command line: the same commands, the same refusals."""

import json

import pytest
from django.test import Client
from django.utils.timezone import localdate

from ancrage.journal.acting import act_for
from ancrage.matching.models import AdjustmentRequest, Designation, NeedStatement
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import run
from tests.matching import world as making
from tests.matching.world import BANK, NOW, ONE, TWO, VERSION
from tests.people.world import person

ROOT = "/api/v1"
NEEDS = f"{ROOT}/territories/{VERSION}/t-01/needs"
pytestmark = pytest.mark.usefixtures("country", "today")


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    yield
    act_for("")


def call(somebody, method, path, data=None, *, status=200):
    token = {"Authorization": f"Bearer {somebody.reference}"} if somebody else {}
    response = getattr(Client(), method)(path, data, content_type="application/json", headers=token)
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def said(revision=0, **more):
    return {"revision": revision, "level": "real", "words": "Des soudeurs."} | more


# The API


def test_needs_are_read_and_declared():
    tandem = person("elected_lead", code=ONE)
    told = call(None, "get", NEEDS)
    assert [need["code"] for need in told["needs"]] == [
        *("recruter", "innover", "attirer", "simplifier"),
    ]
    assert all(m["reasons"] for need in told["needs"] for m in need["measures"])
    call(None, "put", f"{NEEDS}/recruter", said(), status=401)
    made = call(tandem, "put", f"{NEEDS}/recruter", said())
    assert made["revision"] == 1
    refused = call(tandem, "put", f"{NEEDS}/recruter", said(level="low"), status=409)
    assert "entre-temps" in refused["detail"]
    call(tandem, "put", f"{NEEDS}/recruter", said(1, level="énorme"), status=422)
    call(tandem, "put", f"{NEEDS}/dormir", said(), status=404)
    call(person("elected_lead", code=TWO), "put", f"{NEEDS}/innover", said(), status=404)
    call(tandem, "put", f"{NEEDS}/recruter", said(1, words="Un secret.", is_private=True))
    public = call(None, "get", NEEDS)["needs"][0]
    assert public["statement"] is None
    assert public["history"] == []
    assert public["is_private"] is False
    outline = call(person("auditor"), "get", NEEDS)["needs"][0]
    assert (outline["statement"], outline["is_private"]) == (None, True)
    assert "secret" not in json.dumps([public, outline])
    assert "secret" in json.dumps(call(tandem, "get", NEEDS))
    call(None, "get", f"{ROOT}/territories/{VERSION}/rien/needs", status=404)


def test_a_company_asks():
    told = {"commune": "00000", "needs": ["recruter"], "facts": {"size": "large"}}
    found = call(None, "post", f"{ROOT}/company-needs", told)
    assert found["scope"] == ONE
    (need,) = found["needs"]
    vte = next(m for m in need["measures"] if m["measure"] == "vte")
    assert vte["outcome"] == "no"
    assert vte["refusals"][0]["says"]
    for wrong in ({"needs": ["dormir"]}, {"facts": {"size": "énorme"}}, {"commune": "99999"}):
        call(None, "post", f"{ROOT}/company-needs", told | wrong, status=422)


def test_referents_are_designated_and_their_names_are_not_for_everybody():
    anne, national = making.referent(name="anne"), person("national")
    data = {"operator": BANK, "person": anne.reference, "places": [ONE], "since": "2026-01-01"}
    call(None, "post", f"{ROOT}/designations", data, status=401)
    made = call(national, "post", f"{ROOT}/designations", data, status=201)
    call(national, "post", f"{ROOT}/designations", data, status=409)
    call(national, "post", f"{ROOT}/designations", data | {"person": "0" * 32}, status=409)
    address = f"{ROOT}/coverage?operator={BANK}&territory={ONE}"
    assert call(None, "get", address)["items"][0]["referents"] == [
        {"reference": "", "name": "", "organisation": "", "rank": 2}
    ]
    assert call(national, "get", address)["items"][0]["referents"][0]["name"] == "Anne Essai"
    assert call(None, "get", f"{address}&state=hole")["count"] == 0
    assert call(None, "get", f"{address}&measure=bdt-ingenierie")["count"] == 1
    assert call(national, "get", f"{ROOT}/designations?operator={BANK}")["count"] == 1
    end = f"{ROOT}/designations/{made['reference']}/end"
    call(national, "post", end, {"last_day": "2026-11-22", "reason": ""}, status=409)
    call(national, "post", end, {"last_day": "2026-11-22", "reason": "Départ."})
    assert call(None, "get", f"{address}&state=hole")["count"] > 0
    call(
        national,
        "post",
        f"{ROOT}/designations/{'0' * 32}/end",
        {"last_day": "2026-11-22", "reason": "x"},
        status=404,
    )


def test_a_region_asks_for_an_adjustment():
    region, bank = person("copilot", code="01"), person("referent", code=BANK)
    wish = {"region": "01", "operator": BANK, "words": "Nommez quelqu’un."}
    made = call(region, "post", f"{ROOT}/adjustments", wish, status=201)
    call(region, "post", f"{ROOT}/adjustments", wish | {"operator": "rien"}, status=409)
    assert call(bank, "get", f"{ROOT}/adjustments")["count"] == 1
    assert call(person("copilot", code="02"), "get", f"{ROOT}/adjustments")["count"] == 0
    answer = f"{ROOT}/adjustments/{made['reference']}/answer"
    call(region, "post", answer, {"is_done": True, "answer": "Oui."}, status=404)
    call(bank, "post", answer, {"is_done": False, "answer": "Pas de poste."})
    call(
        bank,
        "post",
        f"{ROOT}/adjustments/{'0' * 32}/answer",
        {"is_done": True, "answer": "x"},
        status=404,
    )
    assert AdjustmentRequest.objects.get().state == AdjustmentRequest.DECLINED


# The command line


def told_by(capsys, *arguments, code=0):
    assert run([*arguments]) == code, capsys.readouterr()
    read = capsys.readouterr()
    return read.out if code == 0 else read.err


def test_needs_on_the_command_line(capsys):
    assert "Recruter" in told_by(capsys, "needs", "show", VERSION, "t-01")
    whole = json.loads(told_by(capsys, "needs", "show", VERSION, "t-01", "--json"))
    assert whole["scope"] == ONE
    words = ("--words", "Des soudeurs.", "--stance", "confirms")
    told_by(capsys, "needs", "declare", VERSION, "t-01", "recruter", "real", *words)
    assert NeedStatement.objects.get().words == "Des soudeurs."
    stale = ("low", "--revision", "0")
    assert "entre-temps" in told_by(
        capsys, "needs", "declare", VERSION, "t-01", "recruter", *stale, code=2
    )
    told_by(capsys, "needs", "declare", VERSION, "t-01", "dormir", "low", code=2)
    told_by(capsys, "needs", "show", VERSION, "rien", code=2)
    facts = ("--fact", "size=large", "--fact", "seat_in_france=oui", "--need", "recruter")
    assert "Pourquoi pas" in told_by(capsys, "needs", "company", "--commune", "00000", *facts)
    told_by(capsys, "needs", "company", "--fact", "size=énorme", code=2)
    told_by(capsys, "needs", "company", "--need", "dormir", code=2)
    told_by(capsys, "needs", "company", "--commune", "99999", code=2)


def test_coverage_on_the_command_line(capsys):
    anne = making.referent(name="anne")
    told_by(
        capsys, *("coverage", "designate", BANK, anne.email, "--since", "2026-01-01"),
        *("--territory", ONE, "--measure", "bdt-ingenierie"),
    )  # fmt: skip
    made = Designation.objects.get()
    assert (made.measures, made.places) == (["bdt-ingenierie"], [ONE])
    both = ("--territory", ONE, "--region", "01", "--since", "2026-01-01")
    told_by(capsys, "coverage", "designate", BANK, anne.email, *both, code=2)
    told_by(
        capsys,
        "coverage",
        "designate",
        BANK,
        "personne@essai.example",
        "--since",
        "2026-01-01",
        code=2,
    )
    assert "Anne Essai" in told_by(capsys, "coverage", "list", "--operator", BANK)
    assert "hole" in told_by(capsys, "coverage", "list", "--state", "hole")
    assert made.reference in told_by(capsys, "coverage", "designations", "--operator", BANK)
    end = ("--last-day", "2026-11-22", "--reason", "Départ.")
    told_by(capsys, "coverage", "end", made.reference, *end)
    told_by(capsys, "coverage", "end", "rien", *end, code=2)
    assert "0 désignations" in told_by(capsys, "coverage", "follow")
    assert told_by(capsys, "coverage", "follow", "--quiet") == ""
    reference = told_by(capsys, "coverage", "ask", "01", BANK, "Nommez quelqu’un.").strip()
    assert reference in told_by(capsys, "coverage", "adjustments")
    told_by(capsys, "coverage", "answer", reference, "C’est fait.", "--done")
    told_by(capsys, "coverage", "answer", reference, "Encore.", code=2)
    told_by(capsys, "coverage", "answer", "rien", "Encore.", code=2)
    assert AdjustmentRequest.objects.get().answered_at == NOW
