"""Signing by the pages, the API and the command line; what is not one's is not there."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.contracts.models import Signature
from ancrage.contracts.queries.signing import awaited_of, document_digest
from ancrage.contracts.rules.paper_code import paper_code
from ancrage.contracts.signing_documents import signatures_told
from ancrage.contracts.signing_models import Attempt
from ancrage.journal import acting
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import app
from tests.contracts import services
from tests.contracts.signed_papers import authority, paper
from tests.contracts.world import NOW, TODAY, again, sent
from tests.people.world import sign_in
from tests.snapshots import main_of


@pytest.fixture(autouse=True)
def _day(settings, monkeypatch):
    """A service of the tests; a reference is a token; it is the day of their world."""
    settings.SIGNATURES_FOLDER = authority().folder
    settings.SIGNATURE_PROVIDER = "tests.contracts.services.current"
    services.renewed()

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def act(world):
    return sent(world, signing_order="ordered")


@pytest.fixture
def reader(world):
    """A browser in which somebody signed in."""

    def open_for(who: str) -> Client:
        client = Client()
        if who:
            sign_in(client, world.people[who])
        return client

    return open_for


@pytest.fixture
def calls(world):
    def call(who, method, path, body=None, **more):
        token = {"Authorization": f"Bearer {world.people[who].reference}"}
        told = more or {"data": body, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{path}", headers=token, **told)

    return call


def of(act, party: str) -> Signature:
    return act.signatures.get(party__startswith=f"{party}:")


def run(*arguments: object, by=None, code: int = 0) -> str:
    given = ["--by", by.email] if by else []
    acting.act_for("")
    result = CliRunner().invoke(app, [*given, *map(str, arguments)])
    assert result.exit_code == code, result.output + str(result.exception)
    return result.output


def test_what_waits_for_me_is_listed_and_signed(reader, act):
    client, mine = reader("elected"), of(act, "elected")
    page = client.get("/signatures/").content.decode()
    assert f"/signatures/{mine.key}/" in page
    assert "C’est votre tour" in page
    asked = client.get(f"/signatures/{mine.key}/").content.decode()
    assert "tel qu’il se signe" in asked
    assert services.service.does_not_prove[0] in asked
    document = client.get(f"/signatures/{mine.key}/document.pdf")
    assert document.content.startswith(b"%PDF-")
    done = client.post(f"/signatures/{mine.key}/", {"digest": document_digest(act), "place": ""})
    assert done.status_code == 302
    assert of(act, "elected").state == Signature.SIGNED
    assert "signée" in client.get(f"/signatures/{mine.key}/").content.decode()
    assert "Rien n’attend votre signature." in client.get("/signatures/").content.decode()


def test_the_list_takes_no_more_queries_for_more_signatures(
    world, act, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        held = awaited_of(world.actor("elected"))
        assert len(signatures_told(held * 5, day=TODAY)) == 5


CHANCE = [(r"\b[0-9a-f]{64}\b", "…"), (r"\b[0-9a-f]{32}\b", "…")]


@pytest.mark.parametrize("who", ["elected", "secretariat", "referent"])
def test_a_signature_as_each_reads_it(reader, act, snapshot, who):
    address = f"/signatures/{of(act, 'elected').key}/"
    assert main_of(reader(who), address, CHANCE) == snapshot


def test_what_is_to_sign_as_it_is_listed(reader, act, snapshot):
    assert main_of(reader("elected"), "/signatures/", CHANCE) == snapshot


def test_the_page_says_what_keeps_one_from_signing(reader, act):
    page = reader("referent").get(f"/signatures/{of(act, 'operator').key}/").content.decode()
    assert "Ce n’est pas encore son tour" in page
    assert "Signer ce document" not in page


def test_another_document_than_the_one_read_is_refused_on_the_page(reader, act):
    mine = of(act, "elected")
    page = reader("elected").post(f"/signatures/{mine.key}/", {"digest": "0" * 64, "place": ""})
    assert page.status_code == 409
    assert "relisez-le" in page.content.decode()


def test_a_service_that_is_slow_is_told_on_the_page(reader, act):
    services.service.mood = services.DOWN
    client, mine = reader("elected"), of(act, "elected")
    client.post(f"/signatures/{mine.key}/", {"digest": document_digest(act), "place": ""})
    page = client.get(f"/signatures/{mine.key}/").content.decode()
    assert "Rien n’est à refaire" in page
    other = reader("industrial").get(f"/signatures/{of(act, 'industrial').key}/").content.decode()
    assert "Une autre signature est en cours" in other


@pytest.mark.parametrize("who", ["", "stranger", "far", "other"])
def test_a_signature_is_not_there_for_strangers(reader, act, who):
    mine = of(act, "elected")
    client = reader(who)
    for address in ("", "document.pdf", "feuille.pdf", "scan/fichier/"):
        answer = client.get(f"/signatures/{mine.key}/{address}")
        assert answer.status_code == (404 if who else 302)
    assert client.post(f"/signatures/{mine.key}/", {}).status_code == (404 if who else 302)


def test_refusal_delegation_and_reminder_by_the_pages(reader, world, act):
    client, mine = reader("elected"), of(act, "elected")
    root = f"/signatures/{mine.key}"
    wrong = client.post(f"{root}/deleguer/", {"email": "pas une adresse"})
    assert wrong.status_code == 409
    assert (
        client.post(f"{root}/deleguer/", {"email": world.people["owner"].email}).status_code == 302
    )
    assert reader("owner").get(f"{root}/").status_code == 200
    early = reader("secretariat").post(f"{root}/relancer/")
    assert "Une relance est partie" in early.content.decode()
    empty = client.post(f"{root}/refuser/", {"reason": ""})
    assert "Dites pourquoi" in empty.content.decode()
    assert client.post(f"{root}/refuser/", {"reason": "Non."}).status_code == 302
    assert again(act).state == "refused"


def test_paper_by_the_pages(reader, act):
    mine = of(act, "intercommunality")
    root = f"/signatures/{mine.key}"
    client = reader("manager")
    assert client.get(f"{root}/feuille.pdf").content.startswith(b"%PDF-")
    told = {
        "code": paper_code(mine.key, act.digest),
        "name": "Dominique Essai",
        "signed_on": TODAY.isoformat(),
    }
    assert client.post(f"{root}/scan/", told).status_code == 409, "no file"
    file = SimpleUploadedFile("scan.pdf", paper(), content_type="application/pdf")
    assert client.post(f"{root}/scan/", told | {"file": file}).status_code == 302
    assert client.get(f"{root}/scan/fichier/").content == paper()
    own = client.post(f"{root}/scan/confirmer/", {"accept": "1"})
    assert "quelqu’un d’autre" in own.content.decode()
    other = reader("secretariat")
    assert "Confirmer ce scan" in other.get(f"{root}/").content.decode()
    assert other.post(f"{root}/scan/confirmer/", {"accept": "1"}).status_code == 302
    assert of(act, "intercommunality").state == Signature.SIGNED


def test_the_api_signs_the_document_that_was_read(calls, act):
    (mine,) = calls("elected", "get", "/signatures").json()
    assert (mine["obstacle"], mine["state"]) == ("", "asked")
    one = f"/signatures/{mine['key']}"
    wrong = calls("elected", "post", f"{one}/sign", {"document_sha256": "0" * 64})
    assert wrong.status_code == 409
    told = {"document_sha256": mine["document_sha256"], "place": "Cluses"}
    assert calls("industrial", "post", f"{one}/sign", told).status_code == 409
    assert calls("stranger", "post", f"{one}/sign", told).status_code == 404
    done = calls("elected", "post", f"{one}/sign", told)
    assert (done.status_code, done.json()["state"]) == (200, "signed")
    assert calls("elected", "get", f"{one}/document").content.startswith(b"%PDF-")
    assert calls("elected", "post", f"{one}/remind").status_code in {404, 409}
    services.service.mood = services.SLOW
    (other,) = calls("industrial", "get", "/signatures").json()
    slow = calls(
        "industrial",
        "post",
        f"/signatures/{other['key']}/sign",
        {"document_sha256": other["document_sha256"]},
    )
    assert (slow.status_code, slow.json()["attempt"]["state"]) == (202, "pending")


def test_the_api_delegates_refuses_and_takes_paper(calls, world, act):
    mine, paper_one = of(act, "elected"), of(act, "intercommunality")
    one = f"/signatures/{mine.key}"
    given = calls("elected", "post", f"{one}/delegate", {"email": world.people["owner"].email})
    assert given.status_code == 200
    assert len(calls("owner", "get", "/signatures").json()) == 1
    sheet = f"/signatures/{paper_one.key}"
    assert calls("manager", "get", f"{sheet}/sheet").content.startswith(b"%PDF-")
    file = SimpleUploadedFile("scan.pdf", paper(), content_type="application/pdf")
    told = {
        "code": paper_code(paper_one.key, act.digest),
        "name": "Dominique Essai",
        "signed_on": TODAY.isoformat(),
        "file": file,
    }
    assert calls("manager", "post", f"{sheet}/scan", data=told).status_code == 200
    done = calls("secretariat", "post", f"{sheet}/confirm", {"accept": True})
    assert done.json()["means"] == "paper"
    assert calls("elected", "post", f"{one}/refuse", {"reason": ""}).status_code == 422
    assert (
        calls("elected", "post", f"{one}/refuse", {"reason": "Non."}).json()["state"] == "refused"
    )


def test_the_command_line_signs(world, act, tmp_path):
    elected, mine = world.people["elected"], of(act, "elected")
    listed = json.loads(run("contract", "signatures", "--json", by=elected))
    assert [one["key"] for one in listed] == [mine.key]
    file = tmp_path / "acte.pdf"
    run("contract", "document", mine.key, file, by=elected)
    run("contract", "sign", mine.key, "--document", file, by=world.people["stranger"], code=2)
    told = run("contract", "sign", mine.key, "--document", file, "--place", "Cluses", by=elected)
    assert "reçue" in told
    assert of(act, "elected").state == Signature.SIGNED
    stale = run(
        "contract",
        "sign",
        of(act, "industrial").key,
        "--document",
        file,
        by=world.people["industrial"],
        code=2,
    )
    assert not Attempt.objects.filter(signature__party__startswith="industrial:").exists(), stale


def test_the_command_line_does_the_rest(world, act, tmp_path):
    people = world.people
    one, other = of(act, "intercommunality"), of(act, "elected")
    sheet, scan = tmp_path / "feuille.pdf", tmp_path / "scan.pdf"
    run("contract", "sheet", one.key, sheet, by=people["manager"])
    assert sheet.read_bytes().startswith(b"%PDF-")
    scan.write_bytes(paper())
    told = ("--name", "Dominique Essai", "--signed-on", TODAY.isoformat())
    run("contract", "scan", one.key, scan, "--code", "AAAA", *told, by=people["manager"], code=2)
    code = paper_code(one.key, act.digest)
    run("contract", "scan", one.key, scan, "--code", code, *told, by=people["manager"])
    run("contract", "confirm", one.key, by=people["manager"], code=2)
    run("contract", "confirm", one.key, by=people["secretariat"])
    run("contract", "delegate", other.key, "--to", people["owner"].email, by=people["elected"])
    run("contract", "remind", other.key, by=people["secretariat"], code=2)
    assert run("contract", "follow", "--quiet") == ""
    assert "arrêtés" in run("contract", "expire")
    run("contract", "refuse", other.key, "--reason", "Non.", by=people["owner"])
    assert again(act).state == "refused"
