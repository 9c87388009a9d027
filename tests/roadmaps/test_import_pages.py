"""The pages of imports: sent, shown, accepted, undone; the files that are taken away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ancrage.roadmaps.models import ActionSheet, SheetImport
from tests.people.world import sign_in
from tests.roadmaps.filing import GOOD, HEAD, as_csv
from tests.roadmaps.world import ARVE, begun

pytestmark = pytest.mark.django_db


def signed(world, who):
    client = Client()
    sign_in(client, world.people[who])
    return client


def send(client, content, name="fiches.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post("/fiches/reprise/", {"territory": ARVE, "documents": file})


def test_a_file_is_sent_shown_accepted_and_undone(world):
    client = signed(world, "manager")
    assert client.get("/fiches/reprise/").status_code == 200
    bad = ["A2", "Deux", "X", "-1", ""]
    page = send(client, as_csv(GOOD, bad))
    assert page.status_code == 302
    url = page["Location"]
    shown = client.get(url)
    assert shown.status_code == 200
    assert "négatif" in shown.content.decode()
    assert not ActionSheet.objects.exists()
    assert client.get(f"{url}a-corriger.xlsx").status_code == 200
    corrected = client.post(url, {"columns": "1", "column_0_0": "", "page_0": "sheets"})
    assert corrected.status_code == 302
    assert client.post(url, {"take": "1", "confirmed": "1"}).status_code == 302
    assert ActionSheet.objects.count() == 1
    assert "Défaire" in client.get(url).content.decode()
    assert client.post(url, {"undo": "1"}).status_code == 302
    assert ActionSheet.objects.get().deleted_at is not None
    assert client.get(url).status_code == 200


def test_a_file_that_is_refused_says_why(world):
    page = send(signed(world, "manager"), b"")
    assert page.status_code == 422
    assert not SheetImport.objects.exists()


def test_a_hundred_and_one_files_are_refused_in_words(world):
    files = [SimpleUploadedFile(f"{rank}.csv", as_csv(GOOD)) for rank in range(101)]
    client = signed(world, "manager")
    page = client.post("/fiches/reprise/", {"territory": ARVE, "documents": files})
    assert page.status_code == 422
    assert "Pas plus de 100 fichiers" in page.content.decode()
    assert not SheetImport.objects.exists()


def test_models_and_exports_are_files(world):
    begun(world)
    client = signed(world, "manager")
    for suffix in ("docx", "xlsx"):
        assert client.get(f"/fiches/modele.{suffix}").status_code == 200
    for suffix in ("xlsx", "ods", "csv"):
        assert client.get(f"/fiches/export.{suffix}?territoire={ARVE}").status_code == 200
    assert client.get(f"/fiches/export.pdf?territoire={ARVE}").status_code == 404


def test_others_do_not_know_of_it(world):
    url = send(signed(world, "manager"), as_csv(GOOD, head=HEAD))["Location"]
    assert signed(world, "other").get(url).status_code == 404
