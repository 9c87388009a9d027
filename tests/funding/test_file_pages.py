"""Financers' files on the screen, by the API and the command line."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from openpyxl import load_workbook

from ancrage.funding.actions.importing import LARGE
from ancrage.funding.models import Dossier, Entry, MoneyImport
from ancrage.funding.tasks import read_money_file, take_money_file
from ancrage.jobs.models import Job
from ancrage.journal import acting
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.funding.filing import GOOD, HEAD, as_csv, but, plain
from tests.funding.world import NOW, OPERATOR
from tests.people.world import sign_in
from tests.roadmaps.test_commands import run, run_refused

pytestmark = pytest.mark.django_db
ROOT, API = "/argent/fichiers/", "/api/v1/money-files"
BAD = but(c0="D-2", c6="environ 3")


@pytest.fixture(autouse=True)
def _day(held, monkeypatch):
    """A person's reference is his token, and it is the day of the tests' world."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    acting.act_for("")


@pytest.fixture
def referent(held):
    client = Client()
    sign_in(client, held.referent)
    return client


def send(client, content, name="suivi.csv"):
    return client.post(ROOT, {"financer": OPERATOR, "document": SimpleUploadedFile(name, content)})


def shown(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return plain(page.content.decode())


def test_a_file_is_sent_shown_corrected_accepted_and_undone(referent):
    assert "Voir ce qu’il ferait" in shown(referent, ROOT)
    sent = send(referent, as_csv(GOOD, BAD))
    assert sent.status_code == 302
    url = sent["Location"]
    page = shown(referent, url)
    for words in ("environ 3", "Un dossier par ligne", "accordé : 10 000 €", "Lieu inconnu"):
        assert words in page
    assert not Dossier.objects.exists()
    mended = referent.get(f"{url}a-corriger.xlsx")
    cells = list(load_workbook(io.BytesIO(mended.content)).worksheets[0].values)
    assert cells[1][1:3] == (3, "D-2")
    assert "ne se lit pas" in plain(cells[1][0])
    told = {"columns": "1", "layout": "dossiers", "as_at": "2026-10-01", "column_3": ""}
    assert referent.post(url, told).status_code == 302
    assert MoneyImport.objects.get().as_at.isoformat() == "2026-10-01"
    assert referent.post(url, {"take": "1", "confirmed": "1"}).status_code == 302
    assert Dossier.objects.count() == 1
    assert "Défaire toute la reprise" in shown(referent, url)
    assert referent.get(f"{url}fichier").content == as_csv(GOOD, BAD)
    assert referent.post(url, {"undo": "1"}).status_code == 302
    assert Dossier.objects.get().granted_cents == 0
    assert "Reprise défaite" in shown(referent, url)


def test_what_is_lowered_is_to_be_confirmed(referent):
    for content in (as_csv(GOOD), as_csv(but(c8="3 000"))):
        url = send(referent, content)["Location"]
        page = shown(referent, url)
        last = referent.post(url, {"take": "1"})
    assert "1 montant en baisse" in page
    assert last.status_code == 409
    assert "Dites d’abord" in last.content.decode()


def test_a_file_that_is_refused_says_why(referent):
    page = send(referent, as_csv(["a", "b"], head=["x", "y"]))
    assert page.status_code == 422
    assert "Aucun titre de colonne" in plain(page.content.decode())
    assert not MoneyImport.objects.exists()


def test_models_and_exports_are_files(referent):
    for suffix in ("xlsx", "ods", "csv"):
        assert referent.get(f"{ROOT}modele.{suffix}").status_code == 200
        assert referent.get(f"{ROOT}dossiers.{suffix}?financeur={OPERATOR}").status_code == 200
    assert referent.get(f"{ROOT}dossiers.pdf?financeur={OPERATOR}").status_code == 404
    assert referent.get(f"{ROOT}dossiers.csv?financeur=ademe").status_code == 404


def test_others_do_not_know_of_it(held, referent):
    url = send(referent, as_csv(GOOD, head=HEAD))["Location"]
    other = Client()
    sign_in(other, held.other_referent)
    assert other.get(url).status_code == 404
    assert other.get(f"{url}fichier").status_code == 404
    sign_in(other, held.auditor)
    assert other.get(ROOT).status_code in {403, 404}


def test_a_large_file_is_read_and_taken_in_by_the_worker(held, referent):
    wide = [*HEAD, "Objet"]
    rows = [[*but(c0=f"D-{n}"), "x" * 250] for n in range(LARGE // 300)]
    url = send(referent, as_csv(*rows, head=wide))["Location"]
    assert "Arrêter" in shown(referent, url)
    job = Job.objects.get()
    read_money_file(job.arguments, lambda step, share: None)
    Job.objects.update(state=Job.DONE)
    assert f"<strong>{len(rows):,}</strong>".replace(",", " ") in shown(referent, url)
    assert referent.post(url, {"take": "1", "confirmed": "1"}).status_code == 302
    take_money_file(Job.objects.last().arguments, lambda step, share: None)
    assert Entry.objects.count() == 3 * len(rows)


def call(who, method, path, body=None, **more):
    """A call of the API as somebody: its status and what it says."""
    token = {"Authorization": f"Bearer {who.reference}"}
    told = more or {"data": body, "content_type": "application/json"}
    answer = getattr(Client(), method)(API + path, headers=token, **told)
    return answer.status_code, json.loads(answer.content or "{}")


def test_the_api_says_and_does_the_same(held):
    file = {"data": {"file": SimpleUploadedFile("suivi.csv", as_csv(GOOD, BAD))}}
    status, told = call(held.referent, "post", f"?financer={OPERATOR}&key=un", **file)
    assert (status, told["counts"]["new"], told["faults"][0]["row"]) == (201, 1, 3)
    one = f"/{told['reference']}"
    status, told = call(held.referent, "put", f"{one}/reading", {"layout": "dossiers"})
    assert (status, told["layout"]) == (200, "dossiers")
    assert call(held.other_referent, "get", one)[0] == 404
    status, told = call(held.referent, "post", f"{one}/taking", {"confirmed": True})
    assert (status, told["is_taken"]) == (200, True)
    assert call(held.referent, "post", f"{one}/taking", {"confirmed": True})[0] == 409
    file["data"]["file"].seek(0)
    assert call(held.referent, "post", f"?financer={OPERATOR}&key=un", **file)[1] == told
    assert call(held.referent, "post", f"{one}/undo")[1]["is_undone"] is True


def test_the_command_line_does_the_same(held, tmp_path):
    file = tmp_path / "suivi.csv"
    file.write_bytes(as_csv(but(c1="780129987")))
    acting.act_for(held.referent.reference)
    shown_only = run("money", "import", str(file), "--financer", OPERATOR, "--dry-run")
    assert "nouveaux : 1" in plain(shown_only)
    refused = run_refused("money", "import", str(file), "--financer", OPERATOR)
    assert "--confirm" in refused
    run("money", "import", str(file), "--financer", OPERATOR, "--confirm")
    taken = MoneyImport.objects.exclude(taken_at=None).get()
    output = tmp_path / "dossiers.csv"
    run("money", "export", "--financer", OPERATOR, "-o", str(output))
    assert "D-1" in output.read_text()
    run("money", "undo-import", taken.reference)
    assert Dossier.objects.get().paid_cents == 0
