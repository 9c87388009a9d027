"""The API and the command line of reconciliation and of returns: the same commands, refusals."""

import json

import pytest
from django.test import Client
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.funding.models import Dossier, Match, Return, SetAside
from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from tests.funding.matching_world import granted, waiting
from tests.funding.world import NOW, OPERATOR, SIRET, dossier

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/money"
HALF = "2024-S1"


@pytest.fixture(autouse=True)
def _tokens(held, monkeypatch):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


def call(held, who, method, path, data=None, status=200):
    token = {"Authorization": f"Bearer {getattr(held, who).reference}"} if who else {}
    response = getattr(Client(), method)(
        ROOT + path, data, content_type="application/json", headers=token
    )
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def run(*arguments, by: str = "", code: int = 0) -> str:
    acting.act_for("")
    told = (["--by", by] if by else []) + list(map(str, arguments))
    result = CliRunner().invoke(app, told)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_a_payment_through_the_api(held):
    one = granted(100_00, number="A-0012", beneficiary="Fonderie Cachée")
    payment = waiting(60_00, siret=SIRET, number="A-12", beneficiary="Fonderie Cachée")
    path = f"/waiting/{payment.pk}"
    public = call(held, "", "get", "/backlog")
    assert [(item["financer"], item["cents"]) for item in public["items"]] == [(OPERATOR, 60_00)]
    assert "Cachée" not in json.dumps(public, ensure_ascii=False)
    call(held, "", "get", path, status=401)
    call(held, "other_referent", "get", path, status=404)
    assert call(held, "other_referent", "get", "/waiting")["count"] == 0
    assert call(held, "auditor", "get", f"/waiting?financer={OPERATOR}")["count"] == 1
    told = call(held, "referent", "get", path)
    assert [s["dossier"] for s in told["suggestions"]] == [one.code]
    assert {r["code"] for r in told["suggestions"][0]["reasons"]} >= {"number_alike", "siret"}
    body = {"shares": [{"dossier": one.code, "cents": 60_01}]}
    assert "centime" in call(held, "referent", "post", f"{path}/match", body, 409)["detail"]
    call(held, "auditor", "post", f"{path}/match", body, 404)
    body["shares"][0]["cents"] = 60_00
    done = call(held, "referent", "post", f"{path}/match", body)
    assert (done["state"], done["matches"][0]["how"]) == ("matched", "suggested")
    again = call(held, "referent", "post", f"{path}/undoing", {"reason": "Erreur"})
    assert (again["state"], again["suggestions"]) == ("waiting", [])
    call(held, "referent", "post", f"{path}/undoing", {"reason": "Erreur"}, 404)
    two = granted(60_00)
    refusal = {"dossier": two.code, "reason": "Autre"}
    call(held, "referent", "post", f"{path}/refusal", refusal, 204)
    assert SetAside.objects.filter(right=two.code).exists()
    call(held, "referent", "post", f"{path}/refusal", {**refusal, "dossier": "D-2000-000009"}, 404)


def test_many_at_once_through_the_api(held):
    granted(100_00, number="A-1")
    granted(50_00, number="DOS-000123")
    waiting(60_00, siret=SIRET, number="A-1", year=2024)
    waiting(50_00, siret=SIRET, number="DOS-123")
    body = {"financer": OPERATOR}
    assert len(call(held, "referent", "post", "/matching/keys", body)["matches"]) == 1
    call(held, "other_referent", "post", "/matching/keys", body, 404)
    call(held, "other_referent", "get", f"/matching/sure?financer={OPERATOR}", status=404)
    plan = call(held, "referent", "get", f"/matching/sure?financer={OPERATOR}")
    assert len(plan["matches"]) == 1
    call(held, "referent", "post", "/matching/acceptance", {**body, "mark": "0"}, 409)
    call(held, "referent", "post", "/matching/acceptance", {**body, "mark": plan["mark"]})
    assert Match.objects.count() == 2


def test_links_through_the_api(held):
    one, two = dossier(), dossier(financer="ademe", financer_name="ADEME")
    found = call(held, "referent", "get", "/links/project")
    assert [s["dossier"] for s in found["items"][0]["suggestions"]] == [two.code]
    path = f"/links/project/{one.code}"
    call(held, "other_referent", "post", f"{path}/tie", {"code": two.code}, 404)
    assert call(held, "referent", "post", f"{path}/tie", {"code": two.code})["project"]
    call(held, "referent", "post", f"{path}/untie", {"reason": ""}, 409)
    told = call(held, "referent", "post", f"{path}/untie", {"reason": "Non"})
    assert told["project"] is None
    body = {"code": two.code, "reason": "Non"}
    call(held, "referent", "post", f"{path}/refusal", body, 204)
    call(held, "referent", "get", "/links/rien", status=422)


def test_a_return_through_the_api(held):
    granted(100_00)
    call(held, "referent", "post", "/returns/opening", {"half": HALF}, 404)
    assert len(call(held, "national", "post", "/returns/opening", {"half": HALF})) == 1
    call(held, "national", "post", "/returns/opening", {"half": "2026-S2"}, 409)
    path = f"/returns/{OPERATOR}/{HALF}"
    public = call(held, "", "get", path)
    assert (public["figures"], public["is_late"]) == (None, True)
    draft = call(held, "referent", "get", path)
    assert draft["figures"]["whole"]["granted"] == 100_00
    body = {"comments": {"": "Bien."}, "revision": draft["revision"]}
    call(held, "referent", "post", f"{path}/comments", body)
    call(held, "referent", "post", f"{path}/comments", body, 409)
    body = {"certified_as": "Directrice", "mark": "0"}
    call(held, "referent", "post", f"{path}/certification", body, 409)
    body["mark"] = draft["mark"]
    call(held, "other_referent", "post", f"{path}/certification", body, 404)
    done = call(held, "referent", "post", f"{path}/certification", body)
    assert done["certified_by"] == held.referent.name
    assert call(held, "", "get", path)["comments"] == {"": "Bien."}
    call(held, "referent", "post", f"{path}/reopening", {"reason": " "}, 409)
    again = call(held, "referent", "post", f"{path}/reopening", {"reason": "Oubli"})
    assert (again["state"], again["is_draft"]) == ("reopened", True)
    assert call(held, "", "get", "/returns?financer=ademe")["count"] == 0
    call(held, "", "get", f"/returns/{OPERATOR}/2000-S1", status=404)


def test_the_command_line_matches(held):
    one = granted(100_00, number="A-0012")
    payment = waiting(60_00, siret=SIRET, number="A-12")
    assert "1 paiements" in run("money", "match", "backlog")
    assert one.code in run("money", "match", "list")
    assert "aux zéros près" in run("money", "match", "show", payment.pk)
    assert "centime" in run("money", "match", "accept", payment.pk, f"{one.code}=5", code=2)
    assert "rattaché" in run("money", "match", "accept", payment.pk, one.code)
    assert Match.objects.get().how == "suggested"
    run("money", "match", "undo", payment.pk, "--reason", "Erreur")
    run("money", "match", "undo", payment.pk, "--reason", "Erreur", code=2)
    run("money", "match", "refuse", payment.pk, one.code, "--reason", "Non")
    run("money", "match", "show", payment.pk, by=held.other_referent.email, code=2)
    granted(60_00, number="A-12")
    assert "Marque" in run("money", "match", "sure", OPERATOR)
    mark = json.loads(run("money", "match", "sure", OPERATOR, "--json"))["mark"]
    assert "1 paiements rattachés" in run("money", "match", "sure", OPERATOR, "--mark", mark)
    assert "0 paiements rattachés" in run("money", "match", "by-key", OPERATOR)
    with pytest.raises(NotAllowedError):
        CliRunner().invoke(
            app,
            ["--by", held.other_referent.email, "money", "match", "by-key", OPERATOR],
            catch_exceptions=False,
        )


def test_the_command_line_ties(held):
    one, two = dossier(), dossier(financer="ademe", financer_name="ADEME")
    assert two.code in run("money", "match", "links", "project")
    run("money", "match", "links", "rien", code=2)
    run("money", "match", "link", "project", one.code, two.code)
    assert Dossier.objects.get(pk=one.pk).project is not None
    run("money", "match", "unlink", "project", one.code, "--reason", "Non")
    run("money", "match", "refuse-link", "project", one.code, two.code, "--reason", "Non")
    run("money", "match", "link", "project", "D-2000-000009", two.code, code=2)


def test_the_command_line_declares(held):
    granted(100_00)
    run("money", "returns", "open", "2024", code=2)
    assert "1 déclarations" in run("money", "returns", "open", HALF)
    assert "en retard" in run("money", "returns", "list", "--late")
    shown = run("money", "returns", "show", OPERATOR, HALF)
    assert "Accordé, net" in shown
    mark = shown.rpartition("Marque")[2].strip(" :\n\u00a0")
    run("money", "returns", "comment", OPERATOR, HALF, "Bien.")
    certify = ("money", "returns", "certify", OPERATOR, HALF, "--as", "Directrice", "--mark", mark)
    assert "personne nommée" in run(*certify, code=2)
    assert "version 1" in run(*certify, by=held.referent.email)
    run("money", "returns", "reopen", OPERATOR, HALF, "--reason", "Oubli")
    assert Return.objects.get().state == "reopened"
    run("money", "returns", "show", OPERATOR, "2000-S1", code=2)
