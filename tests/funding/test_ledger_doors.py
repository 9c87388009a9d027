"""The ledger by the API and the command line: the same commands, refusals and silence."""

import json

import pytest
import yaml
from django.test import Client
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.funding.models import Batch, Commitment, Dossier, Entry, Envelope, Project
from ancrage.journal import acting
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from tests.funding.world import (
    MEASURE,
    NOW,
    OPERATOR,
    OTHER,
    SIRET,
    amount,
    commitment,
    dossier,
    envelope,
    posted,
)

pytestmark = pytest.mark.django_db
NAMES = ("beneficiary", "siret", "purpose", "number")
ENVELOPE = {
    "code": "essai",
    "name": "Essai",
    "operator": OPERATOR,
    "source": "Convention",
    "cents": 100_00,
    "event_on": "2024-01-01",
    "reason": "Convention signée",
}
DOSSIER = {
    "financer": OPERATOR,
    "number": "BPI-9",
    "beneficiary": "Forge",
    "siret": SIRET,
    "purpose": "Presse",
    "measure": MEASURE,
    "asked_on": "2024-02-01",
}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch, held):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


def call(held, who, method, path, data=None, status=200, **headers):
    token = {"Authorization": f"Bearer {getattr(held, who).reference}"} if who else {}
    response = getattr(Client(), method)(
        f"/api/v1/{path}", data, content_type="application/json", headers=token | headers
    )
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def run(*arguments: object, by="", code: int = 0) -> str:
    """What `ancrage money` says, as the host or as somebody."""
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, "money", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output if code == 0 else str(result.stderr)


@pytest.fixture
def body(tmp_path):
    """A file that holds what the API would be sent."""

    def write(told):
        path = tmp_path / "told.yaml"
        path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
        return path

    return write


def posting(stage, cents, code, **told):
    return {"stage": stage, "cents": cents, "event_on": "2024-03-01", "dossier": code} | told


class TestApi:
    def test_from_an_envelope_to_a_payment_and_its_reversal(self, held):
        made = call(held, "referent", "post", "envelopes", ENVELOPE, 201)
        assert (made["available"], made["nature"]) == (100_00, "opened")
        one = call(held, "referent", "post", "ledger/dossiers", DOSSIER, 201)
        wanted = {"financer": OPERATOR, "envelope": "essai", "committed_on": "2024-02-01"}
        paying = call(held, "referent", "post", "ledger/commitments", wanted, 201)
        rows = [
            posting("granted", 60_00, one["code"], commitment=paying["id"]),
            posting("paid", 20_00, one["code"]),
        ]
        told = {"financer": OPERATOR, "postings": rows}
        key = {"Idempotency-Key": "lot-1"}
        first = call(held, "referent", "post", "ledger/batches", told, 201, **key)
        again = call(held, "referent", "post", "ledger/batches", told, 201, **key)
        assert again == first
        assert (first["count"], Batch.objects.count()) == (2, 1)
        other = told | {"postings": rows[1:]}
        call(held, "referent", "post", "ledger/batches", other, 409, **key)
        listed = call(held, "", "get", "ledger/entries?stade=paid")
        assert listed["total"] == {"count": 1, "cents": 20_00, "net": 20_00}
        paid = listed["items"][0]["id"]
        undone = call(
            held, "referent", "post", f"ledger/entries/{paid}/reversal", {"reason": "Doublon"}, 201
        )
        assert (undone["cents"], undone["reverses"]) == (-20_00, paid)
        assert call(held, "", "get", f"ledger/dossiers/{one['code']}")["paid_cents"] == 0

    def test_faults_are_told_together_and_change_nothing(self, held):
        one = dossier()
        rows = [
            posting("paid", 10, one.code),
            posting("vendu", 10, one.code),
            posting("requested", 10, one.code, event_on="2999-01-01"),
        ]
        told = {"financer": OPERATOR, "postings": rows}
        answer = call(held, "referent", "post", "ledger/batches", told, 422)
        for words in ("Aucun engagement", "Ce stade n’existe pas", "pas encore passée"):
            assert words in answer["detail"]
        rows = [posting("paid", 10, "D-2024-999999"), posting("granted", 1, one.code, commitment=9)]
        answer = call(held, "referent", "post", "ledger/batches", told | {"postings": rows}, 422)
        assert "D-2024-999999" in answer["detail"]
        assert Entry.objects.count() == 0

    def test_nobody_posts_for_another_nor_on_another_s_dossier(self, held):
        one = dossier(financer=OTHER)
        rows = [posting("requested", 10, one.code)]
        for financer, status in ((OTHER, 404), (OPERATOR, 422)):
            told = {"financer": financer, "postings": rows}
            call(held, "referent", "post", "ledger/batches", told, status)
        call(held, "", "post", "ledger/batches", {"financer": OTHER, "postings": rows}, 401)
        wanted = {"financer": OTHER, "committed_on": "2024-02-01"}
        call(held, "referent", "post", "ledger/commitments", wanted, 404)

    def test_what_names_a_beneficiary_is_null_for_others(self, held):
        one = dossier(number="BPI-7")
        path = f"ledger/dossiers/{one.code}"
        assert call(held, "lead", "get", path)["beneficiary"] == "Verrerie Inventée"
        for who in ("", "stranger", "other_referent"):
            told = call(held, who, "get", path)
            assert [told[name] for name in NAMES] == [None] * 4
        assert call(held, "", "get", f"ledger/dossiers?financer={OPERATOR}")["count"] == 1

    def test_entries_are_turned_by_the_last_one_read(self, held):
        one = dossier()
        posted(*(amount("requested", cents, dossier=one) for cents in range(1, 6)))
        seen, after = [], ""
        while True:
            page = call(held, "", "get", f"ledger/entries?limit=2{after}")
            seen += [entry["cents"] for entry in page["items"]]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        assert seen == [5, 4, 3, 2, 1]
        assert page["total"]["count"] == 5
        assert call(held, "", "get", "ledger/entries?lieu=ailleurs")["ignored"]

    def test_moves_of_envelopes(self, held):
        call(held, "referent", "post", "envelopes", ENVELOPE, 201)
        part = ENVELOPE | {"code": "part", "parent": "essai", "cents": 40_00}
        call(held, "referent", "post", "envelopes", part, 201)
        told = {"origin": "part", "target": "essai", "cents": 15_00, "key": "m-1"}
        told |= {"event_on": "2024-02-01", "reason": "Trop"}
        made = call(held, "referent", "post", "envelope-moves", told, 201)
        assert call(held, "referent", "post", "envelope-moves", told, 201) == made
        assert made["kind"] == "recall"
        call(held, "referent", "post", "envelope-moves", told | {"key": "", "cents": 26_00}, 409)
        call(held, "other_referent", "post", "envelope-moves", told, 404)
        path = f"envelope-moves/{made['id']}/reversal"
        assert call(held, "referent", "post", path, {"reason": "Non"}, 201)["cents"] == -15_00
        edit = {"revision": 1, "reason": "Nom", "name": "Autre"}
        assert call(held, "referent", "patch", "envelopes/part", edit)["revision"] == 2
        call(held, "referent", "patch", "envelopes/part", edit, 409)
        assert [row["code"] for row in call(held, "", "get", "envelopes")] == ["essai", "part"]
        before = call(held, "", "get", "envelopes?date=2023-01-01")
        assert [row["held"] for row in before] == [0, 0]

    def test_a_project_is_shared_by_its_financers(self, held):
        one, two = dossier(), dossier(financer=OTHER)
        path = "ledger/dossiers/{}/project"
        wanted = {"name": "Four commun", "total_cents": 90_000_00}
        made = call(held, "referent", "post", path.format(one.code), wanted, 201)
        told = {"code": made["code"]}
        call(held, "referent", "post", path.format(two.code), told, 404)
        call(held, "other_referent", "post", path.format(two.code), told, 201)
        assert Project.objects.get().dossiers.count() == 2
        call(held, "referent", "post", path.format(one.code), told, 409)
        left = f"{path.format(one.code)}/leaving"
        assert call(held, "referent", "post", left, {"reason": "Non"})["project"] == ""
        call(held, "referent", "post", path.format(one.code), {}, 409)

    def test_accounts_and_checks(self, held):
        posted(amount("requested", 10, dossier=dossier()))
        accounts = {row["code"]: row for row in call(held, "", "get", "ledger/accounts")}
        assert (accounts["demand"]["debits"], accounts["asked"]["credits"]) == (10, 10)
        call(held, "", "get", "ledger/checks", status=404)
        call(held, "referent", "post", "ledger/checks", {}, 404)
        call(held, "national", "post", "ledger/checks", {}, 202)


class TestCommands:
    def test_from_an_envelope_to_a_payment_and_its_reversal(self, held, body):
        by = held.referent
        assert run("open-envelope", body(ENVELOPE), by=by).strip() == "essai"
        code = run("open-dossier", body(DOSSIER), by=by).strip()
        paying = run("open-commitment", OPERATOR, "--envelope", "essai", by=by).strip()
        rows = [posting("granted", 60_00, code, commitment=int(paying)), posting("paid", 1, code)]
        told = body({"financer": OPERATOR, "postings": rows})
        first = run("post", told, "--key", "lot-1", by=by)
        assert run("post", told, "--key", "lot-1", by=by) == first
        listed = json.loads(run("entries", "stade=paid", "--json"))
        assert listed["total"]["cents"] == 1
        run("reverse", listed["items"][0]["id"], "--reason", "Doublon", by=by)
        assert json.loads(run("dossier", code, "--json"))["paid_cents"] == 0
        assert json.loads(run("dossier", code, "--json"))["beneficiary"] == "Forge"
        assert "Payé" in run("accounts")
        assert "broken" not in run("check")

    def test_envelopes(self, held, body):
        assert "15 ouvertes" in run("load-envelopes")
        assert "0 ouvertes, 0 changées" in run("load-envelopes")
        assert "programme-2018" in run("envelopes", "--date", "2020-01-01")
        by = held.referent
        run("open-envelope", body(ENVELOPE), by=by)
        part = ENVELOPE | {"code": "part", "parent": "essai", "cents": 40_00}
        run("open-envelope", body(part), by=by)
        reason = ("--reason", "Trop")
        ends = ("--origin", "part", "--target", "essai")
        move = run("move", 15_00, *ends, *reason, by=by).strip()
        run("undo-move", move, *reason, by=by)
        run("revise-envelope", "part", body({"name": "Autre"}), *reason, by=by)
        held_now = Envelope.objects.get(code="part")
        assert (held_now.held, held_now.name, held_now.revision) == (40_00, "Autre", 2)
        assert "n’a que" in run("move", 99_00, *ends, *reason, by=by, code=2)

    def test_projects(self, held):
        one = dossier()
        made = run("join", one.code, "--name", "Four", "--total", 5, by=held.referent).strip()
        assert Dossier.objects.get().project.code == made
        run("leave", one.code, "--reason", "Non", by=held.referent)
        assert "n’existe pas" in run("join", one.code, "--project", "P-2024-999999", code=2)
        assert "n’existe pas" in run("dossier", "D-2024-999999", code=2)
        assert "n’existe pas" in run("reverse", 999_999, "--reason", "Non", code=2)

    def test_a_broken_rule_ends_with_an_error(self, held):
        posted(
            amount(
                "granted", 10, dossier=dossier(), commitment=commitment(envelope=envelope("e", 99))
            )
        )
        assert Commitment.objects.count() == 1
        assert "held" in run("check")
        assert run("check", "--quiet") == ""
        Dossier.objects.update(granted_cents=11)
        acting.act_for("")
        result = CliRunner().invoke(app, ["money", "check"])
        assert result.exit_code == 1
        assert "broken\t1/1" in result.output
        told = CliRunner().invoke(app, ["money", "check", "--quiet"])
        assert told.exit_code == 1
        assert "held" not in told.output
        assert "broken\t1/1" in told.output
