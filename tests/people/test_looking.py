"""Seeing the site as somebody else: what he sees, nothing that he could change, and a trace."""

import pytest
from django.test import Client

from ancrage.journal.models import JournalEntry
from tests.people.world import person, sign_in

pytestmark = pytest.mark.django_db
BANNER = "en lecture seule"


def looking(role: str, seen) -> Client:
    client = sign_in(Client(), person(role))
    client.post(f"/voir-comme/{seen.reference}/")
    return client


@pytest.mark.parametrize("role", ["national", "administrator"])
def test_one_sees_as_the_other_with_a_banner_and_a_trace(role):
    seen = person("copilot", code="84", name="Lucie")
    client = looking(role, seen)
    html = client.get("/journal/").content.decode()
    assert BANNER in html
    assert "Lucie Essai" in html
    entry = JournalEntry.objects.last()
    assert (entry.command, entry.reference, entry.role) == ("people.look_as", seen.reference, role)


@pytest.mark.parametrize(
    ("role", "code"), [("copilot", "84"), ("auditor", ""), ("elected_lead", "p:t"), ("", "")]
)
def test_the_others_cannot(role, code):
    seen = person("national")
    client = sign_in(Client(), person(role, code=code))
    assert client.post(f"/voir-comme/{seen.reference}/").status_code == 404
    assert not JournalEntry.objects.filter(command="people.look_as").exists()
    assert BANNER not in client.get("/").content.decode()


def test_a_visitor_is_asked_who_he_is(client):
    response = client.post(f"/voir-comme/{person('national').reference}/")
    assert response["Location"].startswith("/connexion/")


def test_nobody_is_seen_who_does_not_exist():
    client = sign_in(Client(), person("national"))
    assert client.post(f"/voir-comme/{'0' * 32}/").status_code == 404


def test_nothing_can_be_changed_while_looking():
    client = looking("national", person("administrator"))
    other = person("copilot", code="28")
    before = JournalEntry.objects.count()
    assert client.post(f"/voir-comme/{other.reference}/").status_code == 404
    assert JournalEntry.objects.count() == before


def test_one_becomes_oneself_again():
    client = looking("national", person("copilot", code="84"))
    client.post("/voir-comme/arreter/")
    assert BANNER not in client.get("/journal/").content.decode()


def test_who_loses_the_right_looks_no_more():
    me, seen = person("national"), person("copilot", code="84")
    client = sign_in(Client(), me)
    client.post(f"/voir-comme/{seen.reference}/")
    me.holdings.all().delete()
    assert BANNER not in client.get("/").content.decode()


def test_a_closed_account_is_a_visitor(client):
    me = person("national")
    sign_in(client, me)
    assert client.get("/journal/").status_code == 200
    me.is_active = False
    me.save()
    assert client.get("/journal/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example/", "//ailleurs.example", "javascript:x"]
)
def test_one_is_never_sent_elsewhere(client, settings, target):
    settings.ANCRAGE_DEMO = True
    somebody = person("national", demonstration=True)
    response = client.post(
        "/connexion/demonstration/", {"persona": somebody.reference, "next": target}
    )
    assert response["Location"] == "/"


def test_personas_are_for_the_demonstration_alone(client, settings):
    invented, real = person("national", demonstration=True), person("national")
    post = {"persona": invented.reference, "next": "/journal/"}
    assert client.post("/connexion/demonstration/", post).status_code == 404
    settings.ANCRAGE_DEMO = True
    assert client.post("/connexion/demonstration/", post)["Location"] == "/journal/"
    post["persona"] = real.reference
    assert client.post("/connexion/demonstration/", post).status_code == 404
