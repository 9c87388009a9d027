"""The API and the command line of the requests: the same commands, refusals and silence."""

import json

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.geography.models import Territory
from ancrage.journal import acting
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from ancrage.requests.actions.privacy import erase_requests, expire_requests
from ancrage.requests.actions.thread import write_message, write_note
from ancrage.requests.matched import ask_address, measured_delays
from ancrage.requests.models import Message, Note, ServiceRequest
from ancrage.requests.panel import means_panel
from ancrage.requests.queries.privacy import requests_about
from tests.requests.messy import messy_file
from tests.requests.test_imports import towns
from tests.requests.test_pages import PDF
from tests.requests.world import HERE, MEASURE, NOW, OPERATOR, SIRET, TODAY, WORD, at, sent, stepped

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/requests"
BODY = {
    "measure": MEASURE,
    "asked_by": "company",
    "territory": HERE,
    "company_name": "Verrerie Inventée",
    "siret": SIRET,
    "purpose": f"Pour nos {WORD}.",
    "asked_amount": 400_000,
    "facts": {"size": "small"},
}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
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


def test_a_request_from_its_draft_to_its_grant(held):
    made = call(held, "lead", "post", "", BODY, 201)
    one = f"/{made['code']}"
    assert made["state"] == "draft"
    call(held, "referent", "get", one, status=404)
    told = BODY | {"cost": 900_000, "revision": made["revision"]}
    assert call(held, "lead", "put", one, told)["cost"] == 900_000
    call(held, "lead", "put", one, told, 409)
    sent_one = call(held, "lead", "post", f"{one}/send", {})
    assert sent_one["verdict"]
    call(held, "lead", "post", f"{one}/grant", {}, 404)
    call(held, "referent", "post", f"{one}/refuse", {"reason": " "}, 409)
    call(held, "referent", "post", f"{one}/acknowledge", {"number": "D-77"})
    call(held, "referent", "post", f"{one}/messages", {"text": "Bonjour"}, 201)
    call(held, "referent", "post", f"{one}/notes", {"text": "Note secrète"}, 201)
    call(held, "lead", "post", f"{one}/notes", {"text": "x"}, 404)
    assert call(held, "referent", "post", f"{one}/grant", {"amount": 5})["granted_amount"] == 5
    whole = call(held, "lead", "get", one)
    assert [m["text"] for m in whole["messages"]] == ["Bonjour"]
    assert "secrète" not in json.dumps(call(held, "referent", "get", one), ensure_ascii=False)


def test_an_outline_gives_neither_company_nor_words(held):
    made = sent(held)
    told = call(held, "auditor", "get", f"/{made.code}")
    assert told["is_outline"]
    assert told["asked_amount"] == 400_000
    hidden = ("company_name", "siret", "number", "purpose", "facts", "messages", "documents")
    assert {told[name] for name in hidden if not isinstance(told[name], list)} == {None}


def test_the_list_is_narrowed(held):
    first, second = sent(held), stepped(held, sent(held), "grant")
    found = call(held, "national", "get", "?state=granted")
    assert [item["code"] for item in found["items"]] == [second.code]
    assert call(held, "stranger", "get", "")["count"] == 0
    assert call(held, "copilot", "get", "?region=01&late=false")["count"] == 2
    call(held, "", "get", "", status=401)
    assert first.code


def test_files_of_the_thread(held):
    made = sent(held)
    token = {"Authorization": f"Bearer {held.lead.reference}"}
    file = SimpleUploadedFile("devis.pdf", PDF)
    path = f"{ROOT}/{made.code}/documents"
    piece = Client().post(path, {"file": file}, headers=token).json()["id"]
    assert Client().get(f"{path}/{piece}", headers=token).content == PDF
    call(held, "referent", "delete", f"/{made.code}/documents/{piece}", status=409)
    call(held, "lead", "delete", f"/{made.code}/documents/{piece}", status=204)


def test_a_batch_is_taken_once_and_its_faults_come_at_once(held):
    row = {"number": "L-1", "measure": MEASURE, "sent_on": "2021-02-03", "state": "granted"}
    body = {"operator": OPERATOR, "key": "lot", "rows": [row]}
    post = Client().post
    token = {"Authorization": f"Bearer {held.referent.reference}"}

    def batch(body, headers=token):
        return post(f"{ROOT}-batch", body, content_type="application/json", headers=headers)

    first = batch(body).json()
    assert first["new"] == 1
    assert batch(body).json() == first
    assert batch(body | {"rows": [row | {"number": "L-2"}]}).status_code == 409
    bad = [row | {"number": "L-3", "measure": "rien"}, row | {"number": ""}]
    faults = batch({"operator": OPERATOR, "rows": bad})
    assert faults.status_code == 422
    assert "ligne 1" in faults.content.decode()
    assert "ligne 2" in faults.content.decode()
    other = {"Authorization": f"Bearer {held.other_referent.reference}"}
    assert batch(body, other).status_code == 404


def test_what_comes_out_is_public_and_names_no_company(held):
    stepped(held, sent(held), "grant", now=at(10))
    told = call(held, "", "get", "/outcomes")
    (row,) = told["rows"]
    assert (row["inside"]["asked"], row["inside"]["median"], row["inside"]["n"]) == (1, 10, 1)
    assert row["outside"]["median"] is None
    page = Client().get("/sollicitations/resultats/").content.decode()
    for word in ("Verrerie", SIRET, WORD):
        assert word not in page + json.dumps(told)
    delay = measured_delays(TODAY)[OPERATOR, MEASURE]
    assert (delay.median_days, delay.count) == (10, 1)


def test_a_territory_shows_its_means_to_all_and_its_list_to_its_own(held, rf):
    stepped(held, sent(held), "grant", "deliver")
    territory = Territory.objects.get(code="ti-0101")
    request = rf.get("/")
    for who, opens in (("lead", True), ("stranger", False), ("national", True)):
        request.actor = held.actor(who)
        told = means_panel(request, territory).context
        assert (told["whole"].asked, told["whole"].delivered) == (1, 1)
        assert bool(told["list_url"]) == opens
    human = dict(told["rows"])["Moyens humains"]
    assert (human.asked, human.granted, human.delivered) == (1, 1, 1)


def test_the_matching_leads_to_a_form_that_is_filled():
    address = ask_address(MEASURE, HERE, {"size": "small", "has_tutor": True, "day": TODAY})
    assert address.startswith("/sollicitations/demander/?mesure=vte&territoire=essai")
    assert "fact_size=small" in address
    assert "fact_has_tutor=yes" in address
    assert "day" not in address


def test_personal_data_is_given_and_let_go(held):
    made = stepped(held, sent(held), "refuse")
    write_message(by=held.actor("lead"), now=NOW, request=made, text="Mes mots")
    write_note(by=held.actor("referent"), now=NOW, request=made, text="Note")
    assert requests_about(held.lead.reference)["messages"][0]["text"] == "Mes mots"
    assert erase_requests(reference=held.referent.reference, now=NOW) == 1
    assert not Note.objects.exists()
    stepped(held, made, "close")
    assert expire_requests(before=NOW) == 0
    assert expire_requests(before=at(2)) == 1
    assert not Message.objects.exists()


def run(*arguments, by=None, code=0):
    asked = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*asked, "request", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output + str(result.stderr)
    return result.output.strip()


def test_the_command_line_asks_and_answers(held, tmp_path):
    body = tmp_path / "demande.yaml"
    body.write_text(yaml.safe_dump(BODY, allow_unicode=True))
    code = run("ask", body, by=held.lead)
    run("edit", code, body, by=held.lead)
    run("send", code, by=held.lead)
    run("acknowledge", code, "--number", "D-5", by=held.referent)
    run("ask-more", code, "--reason", "Qui ?", by=held.referent)
    run("reply", code, "--reason", "Lui.", by=held.lead)
    run("write", code, "Bonjour", by=held.lead)
    run("note", code, "Note", by=held.referent)
    file = tmp_path / "devis.pdf"
    file.write_bytes(PDF)
    piece = run("attach", code, file, by=held.lead).split()[1]
    run("detach", code, piece, by=held.lead)
    run("instruct", code, by=held.referent)
    run("grant", code, "--amount", "3 500,50", by=held.referent)
    assert ServiceRequest.objects.get(code=code).granted_amount == 350_050
    run("reopen", code, "--reason", "Erreur", by=held.referent)
    run("refuse", code, "--reason", "Hors champ", by=held.referent)
    run("revoke-links", code, by=held.national)
    run("close", code, by=held.referent)
    assert "Bonjour" in run("show", code, by=held.lead)
    assert code in run("list", "--state", "closed", by=held.national)
    assert "1 demandées" in run("outcomes")
    with pytest.raises(NotAllowedError):
        run("grant", code, by=held.national)
    run("show", code, by=held.stranger, code=2)


def test_the_command_line_takes_a_file_in_and_gives_one(held, tmp_path):
    file = tmp_path / "suivi.csv"
    file.write_bytes(messy_file(towns(), 8))
    told = ("import", file, "--operator", OPERATOR)
    assert "8 nouvelles" in run(*told, "--dry-run", by=held.referent)
    assert not ServiceRequest.objects.exists()
    assert "8 nouvelles" in run(*told, by=held.referent)
    assert "8 inchangées" in run(*told, by=held.referent)
    out = tmp_path / "prises.xlsx"
    run("file", out, "--operator", OPERATOR, by=held.referent)
    assert "8 inchangées" in run("import", out, "--operator", OPERATOR, by=held.referent)
    with pytest.raises(NotAllowedError):
        run("file", out, "--operator", OPERATOR, by=held.lead)
    file.write_text("Numéro;Mesure;Date de dépôt\nD;vte;hier\n")
    with pytest.raises(InputRefused, match="ligne 2"):
        run(*told, by=held.referent)
