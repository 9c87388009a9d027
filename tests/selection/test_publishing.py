"""The national team makes an identification the list of a programme; nobody else does."""

import datetime as dt

import pytest

from ancrage.geography.models import PerimeterVersion
from ancrage.journal.models import JournalEntry
from tests.people.world import person, sign_in
from tests.selection.site import identified, official_list, store

pytestmark = pytest.mark.django_db
PAGE = "/identification/petit/publier/"
WANTED = {
    "programme": "",
    "new_code": "essai",
    "name": "Notre liste",
    "valid_from": "2026-01-01",
}


@pytest.fixture
def run():
    store()
    official_list()
    return identified()


@pytest.fixture
def national(client, run):
    return sign_in(client, person("national"))


def test_the_page_says_what_will_be_published(national, run):
    html = national.get(PAGE).content.decode()
    assert f"{len(run.result['territories'])} territoires seront publiés" in html
    assert "ne s’efface pas" in html


def test_it_opens_a_programme_and_says_so_in_the_journal(national, run):
    response = national.post(PAGE, WANTED)
    version = PerimeterVersion.objects.get(perimeter="essai")
    assert response["Location"] == f"/territoires/?liste={version.code}"
    assert (version.code, version.is_simulated) == ("essai-2026-01-01", True)
    entry = JournalEntry.objects.last()
    assert (entry.command, entry.role) == ("selection.publish_identification", "national")
    assert entry.change["details"]["parts"][0]["command"] == "geography.start_programme"


def test_a_next_list_ends_the_one_before(national, run):
    national.post(PAGE, WANTED)
    later = WANTED | {"programme": "essai", "new_code": "", "valid_from": "2026-02-01"}
    assert national.post(PAGE, later).status_code == 302
    first = PerimeterVersion.objects.get(code="essai-2026-01-01")
    assert first.valid_to == dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"new_code": ""}, "Donnez un code au programme"),
        ({"new_code": "officiel"}, "Ce code est déjà pris"),
        ({"programme": "officiel"}, "Sélectionnez un choix valide"),
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"valid_from": "hier"}, "date valide"),
    ],
)
def test_a_faulty_form_says_where_and_keeps_what_was_typed(national, run, changed, said):
    before = PerimeterVersion.objects.count()
    response = national.post(PAGE, WANTED | changed)
    html = response.content.decode()
    assert response.status_code == 400
    assert said in html
    assert 'value="essai"' in html or "new_code" in changed
    assert PerimeterVersion.objects.count() == before


def test_a_list_before_the_last_one_is_refused(national, run):
    national.post(PAGE, WANTED)
    earlier = WANTED | {"programme": "essai", "new_code": "", "valid_from": "2025-01-01"}
    assert "doit commencer après" in national.post(PAGE, earlier).content.decode()


@pytest.mark.parametrize(("role", "code"), [("copilot", "84"), ("auditor", ""), ("", "")])
def test_the_others_find_no_such_page(client, run, role, code):
    sign_in(client, person(role, code=code))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, WANTED).status_code == 404
    assert "Publier comme liste" not in client.get("/identification/petit/").content.decode()


def test_the_national_team_is_offered_it(national, run):
    assert "Publier comme liste" in national.get("/identification/petit/").content.decode()


def test_the_api_knows_no_cookie(national, run):
    body = {"programme": "essai", "valid_from": "2026-01-01"}
    response = national.post(
        "/api/v1/identifications/petit/publications", body, content_type="application/json"
    )
    assert response.status_code == 401
    assert not PerimeterVersion.objects.filter(perimeter="essai").exists()
