"""State aid by the API: the same actions, refusals and silence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.stateaid.models import Check, CompanyLink, Declaration, ImportedTable
from tests.stateaid.doors import ASKED, DECLARATION, LINK, RATES, TERMS, WHY, call
from tests.stateaid.world import (
    CEILING,
    DAY,
    MINIMIS,
    NOW,
    OPERATOR,
    PARENT,
    SIREN,
    aided,
    checked,
    declared,
    dossier,
    granted,
    received,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tokens(monkeypatch, held):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_from_a_trial_to_a_verdict_revised_and_accepted(held):
    tried = call(held, "referent", "post", "trials", ASKED)
    assert (tried["answer"], Check.objects.count()) == ("unknown", 0)
    made = call(held, "referent", "post", "checks", ASKED, 201)
    assert made["verdict"] == tried
    accepted = call(held, "referent", "post", f"checks/{made['code']}/acceptance", WHY)
    assert accepted["accepted_reason"] == "Essai"
    told = call(held, "company", "post", "declarations", DECLARATION, 201)
    (again,) = told["revised"]
    last = call(held, "company", "get", f"checks/{again}")
    assert (last["answer"], last["revises"], last["revised_by"]) == ("yes", made["code"], "")
    assert last["verdict"]["used"] == 290_000_00
    before = call(held, "auditor", "get", f"checks/{made['code']}")
    assert (before["answer"], before["revised_by"]) == ("unknown", again)
    same = call(held, "referent", "post", f"checks/{again}/revision")
    assert same["code"] == again
    call(held, "referent", "post", f"checks/{again}/acceptance", WHY, 409)
    listed = call(held, "national", "get", f"checks?siren={SIREN}&answer=yes")
    assert [one["code"] for one in listed["items"]] == [again]


def test_a_dossier_is_checked_under_its_terms(held):
    declared()
    one = dossier(asked_on=None)
    asked = {"dossier": one.code, "cents": CEILING + 1, "on": DAY.isoformat()}
    call(held, "referent", "post", "checks", asked, 409)
    told = call(held, "referent", "put", f"dossiers/{one.code}/terms", TERMS)
    assert (told["regime"], told["revised"]) == (MINIMIS, [])
    made = call(held, "referent", "post", "checks", asked, 201)
    assert (made["answer"], made["most"], made["dossier"]) == ("no", CEILING, one.code)
    assert call(held, "referent", "post", "trials", asked)["answer"] == "no"
    wrong = TERMS | {"instrument": "loan", "terms": {"repayments": [["hier", 1]]}}
    call(held, "referent", "put", f"dossiers/{one.code}/terms", wrong, 422)
    call(held, "other_referent", "put", f"dossiers/{one.code}/terms", TERMS, 404)


def test_links_are_told_ended_and_taken_back(held):
    dossier()
    made = call(held, "referent", "post", "links", LINK, 201)
    call(held, "referent", "post", "links", LINK | {"kind": "amitie"}, 409)
    told = {"until": "2024-01-01", "reason": "Cession"}
    ended = call(held, "referent", "post", f"links/{made['reference']}/end", told, 201)
    assert ended["until"] == "2024-01-01"
    path = f"links/{ended['reference']}/withdrawal"
    call(held, "other_referent", "post", path, WHY, 404)
    assert call(held, "referent", "post", path, WHY)["withdrawn"]
    listed = call(held, "referent", "get", f"links?siren={SIREN}")
    assert [one["withdrawn"] for one in listed] == [True, True]
    assert CompanyLink.objects.filter(withdrawn_at=None).count() == 0


def test_a_company_as_at_a_day_and_as_known_on_another(held):
    checked(aided(), 1_00)
    call(held, "referent", "post", "links", LINK, 201)
    changes = {"size": "small", "year_end": "06-30", "source": "Liasse"}
    told = call(held, "referent", "patch", f"companies/{SIREN}", changes | {"revision": 0})
    assert (told["size"], told["year_end"], told["revision"]) == ("small", "06-30", 1)
    call(held, "referent", "patch", f"companies/{SIREN}", changes | {"revision": 0}, 409)
    assert set(told["group"]) == {SIREN, PARENT}
    assert told["checks"] == [Check.objects.get().code]
    before = call(held, "referent", "get", f"companies/{SIREN}?date=2019-01-01")
    assert set(before["group"]) == {SIREN}
    then = call(held, "referent", "get", f"companies/{SIREN}?known_on=2026-11-01")
    assert set(then["group"]) == {SIREN}


def test_a_declaration_is_read_and_taken_back(held):
    dossier()
    call(held, "referent", "post", "declarations", DECLARATION, 201)
    wrong = DECLARATION | {"aids": [DECLARATION["aids"][0] | {"regime": "magie"}]}
    answer = call(held, "referent", "post", "declarations", wrong, 422)
    assert "ligne 1" in answer["detail"]
    (told,) = call(held, "company", "get", f"declarations?siren={SIREN}")
    assert told["aids"][0]["cents"] == 290_000_00
    path = f"declarations/{told['reference']}/withdrawal"
    call(held, "stranger", "post", path, WHY, 404)
    assert call(held, "company", "post", path, WHY)["withdrawn"]
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize("who", ["", "stranger", "lead", "other_referent", "copilot"])
def test_what_is_not_theirs_is_not_there(held, who):
    declared()
    check = checked(aided(), 1_00)
    status = 404 if who else 401
    for path in (
        f"companies/{SIREN}",
        f"links?siren={SIREN}",
        f"declarations?siren={SIREN}",
        f"checks/{check.code}",
        f"register?financer={OPERATOR}&since=2025-01-01&until=2025-12-31",
        "oversight",
    ):
        call(held, who, "get", path, status=status)
    for path, told in (("checks", ASKED), ("trials", ASKED), ("links", LINK)):
        call(held, who, "post", path, told, status)
    if who in {"other_referent", "copilot"}:
        assert call(held, who, "get", "checks")["count"] == 0


def test_tables_and_regimes_are_public_and_the_team_s_to_import(held):
    path = "/api/v1/state-aid/tables?kind=rates&source=Commission"

    def send(who, content):
        headers = {"Authorization": f"Bearer {getattr(held, who).reference}"}
        file = SimpleUploadedFile("taux.csv", content.encode())
        return Client().post(path, {"file": file}, headers=headers)

    assert send("referent", RATES).status_code == 404
    assert send("national", RATES.replace("2.5", "deux")).status_code == 422
    made = send("national", RATES)
    assert made.status_code == 201
    reference = made.json()["reference"]
    assert send("national", RATES).json()["reference"] == reference
    (told,) = call(held, "", "get", "tables")
    assert (told["kind"], told["count"], told["withdrawn"]) == ("rates", 1, False)
    assert call(held, "national", "post", f"tables/{reference}/withdrawal", WHY)["withdrawn"]
    assert ImportedTable.objects.count() == 1
    regimes = {one["code"]: one for one in call(held, "", "get", "regimes")}
    assert CEILING in regimes[MINIMIS]["versions"][-1]["ceilings"].values()


def test_the_register_and_what_escaped_checks(held):
    declared(SIREN, received(1_00))
    granted(aided(), 10_000_00)
    granted(dossier(aid_basis=""), 1_00)
    headers = {"Authorization": f"Bearer {held.referent.reference}"}
    path = f"/api/v1/state-aid/register?financer={OPERATOR}&since=2025-11-01&until=2025-11-30"
    answer = Client().get(path, headers=headers)
    assert answer["Content-Type"].startswith("text/csv")
    assert b"10000.00" in answer.content
    told = call(held, "national", "get", f"oversight?date={DAY}")
    assert (told["unchecked"], told["overruns"]) == ([], [])
