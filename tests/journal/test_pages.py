"""The journal's pages: to each his entries, and nothing of the others'."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ancrage.journal import checker
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import Where, host
from tests.journal.made import ARVE, NOW, note
from tests.people.world import actor, person, sign_in

pytestmark = pytest.mark.django_db
NORMANDY = Where(regions=frozenset({"28"}))
MOST_QUERIES = 15


@pytest.fixture
def acts():
    note(by=host(), now=NOW, text="un acte en Savoie", where=ARVE, private=True)
    note(by=host(), now=NOW, text="un acte en Normandie", where=NORMANDY)
    return {entry.reference: entry.number for entry in JournalEntry.objects.filter(kind="essai")}


@pytest.mark.parametrize(
    ("role", "code", "sees"),
    [
        ("national", "", {"un acte en Savoie", "un acte en Normandie"}),
        ("auditor", "", {"un acte en Savoie", "un acte en Normandie"}),
        ("copilot", "84", {"un acte en Savoie"}),
        ("state_region", "28", {"un acte en Normandie"}),
        ("elected_lead", "p:sim-8406", {"un acte en Savoie"}),
        ("elected_lead", "p:sim-2801", set()),
        ("", "", set()),
    ],
)
def test_to_each_his_entries(client, acts, role, code, sees):
    sign_in(client, person(role, code=code))
    html = client.get("/journal/").content.decode()
    assert {text for text in acts if text in html} == sees
    for text, number in acts.items():
        expected = 200 if text in sees else 404
        assert client.get(f"/journal/{number}/").status_code == expected


def test_not_yours_and_not_there_are_the_same_answer(client, acts):
    sign_in(client, person("copilot", code="28"))
    not_yours = client.get(f"/journal/{acts['un acte en Savoie']}/")
    not_there = client.get("/journal/999999/")
    assert not_yours.status_code == not_there.status_code == 404
    assert not_yours.content.count(b"introuvable") == not_there.content.count(b"introuvable")


def test_a_visitor_is_asked_who_he_is(client, acts):
    response = client.get("/journal/")
    assert (response.status_code, response["Location"]) == (302, "/connexion/?next=%2Fjournal%2F")


def test_the_auditor_sees_that_a_private_change_exists_and_no_more(client, acts):
    number = acts["un acte en Savoie"]
    sign_in(client, person("auditor"))
    html = client.get(f"/journal/{number}/").content.decode()
    assert "Réservé au binôme" in html
    assert "<dd>" in html
    sign_in(client, person("elected_lead", code="p:sim-8406"))
    assert "Réservé au binôme" not in client.get(f"/journal/{number}/").content.decode()


def test_the_page_costs_few_queries(client, acts):
    sign_in(client, person("copilot", code="84"))
    with CaptureQueriesContext(connection) as queries:
        client.get("/journal/")
    assert len(queries) <= MOST_QUERIES


def test_the_entries_are_narrowed(client, acts):
    sign_in(client, person("national"))
    html = client.get("/journal/?objet=un acte en Savoie").content.decode()
    assert "1 entrée" in html
    assert "un acte en Normandie" not in html
    assert "rien n’a encore été fait" in client.get("/journal/?objet=zzz").content.decode()


def test_the_export_verifies_and_keeps_what_is_private(client, acts):
    sign_in(client, person("auditor"))
    response = client.get("/journal/export.jsonl")
    lines = b"".join(response.streaming_content).decode().splitlines(keepends=True)
    assert checker.check(lines)[2] == 0
    assert '"text":"un acte en Savoie"' not in "".join(lines)
    sign_in(client, person("copilot", code="84"))
    assert client.get("/journal/export.jsonl").status_code == 404


def test_the_checker_is_taken_away(client):
    script = client.get("/journal/verificateur.py")
    assert script.status_code == 200
    assert b"def check(" in script.content


def test_an_erased_person_has_no_name(client, acts):
    someone = actor("national")
    note(by=someone, now=NOW, text="acte signé")
    sign_in(client, person("administrator"))
    number = JournalEntry.objects.get(reference="acte signé").pk
    assert "National Essai" in client.get(f"/journal/{number}/").content.decode()


@pytest.mark.parametrize(
    ("asked", "sees"),
    [
        ({"lieu": "region:28"}, {"un acte en Normandie"}),
        ({"lieu": "territory:p:sim-8406"}, {"un acte en Savoie"}),
        (
            {"depuis": "2026-11-25", "jusqu": "2026-11-25", "lieu": "region:84"},
            {"un acte en Savoie"},
        ),
        ({"depuis": "2026-11-26"}, set()),
        ({"jusqu": "2026-11-24"}, set()),
        ({"depuis": "hier", "jusqu": "9999-12-31"}, {"un acte en Savoie", "un acte en Normandie"}),
    ],
)
def test_the_journal_of_a_place_and_of_some_days(client, acts, asked, sees):
    sign_in(client, person("national"))
    html = client.get("/journal/", asked).content.decode()
    assert {text for text in acts if text in html} == sees
