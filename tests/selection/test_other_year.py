"""Another year of intercommunalités under an identification that was made on the one before."""

import pytest

from ancrage.geography.models import (
    Adjacency,
    Commune,
    Intercommunality,
    ReferencePack,
    TerritoryMember,
)
from ancrage.selection.models import Publication
from tests.selection.test_pages import PAGES, loss_url, site, text_of

__all__ = ["site"]
NEW = "999999999"


@pytest.fixture
def gone(site):
    """The SIREN of an intercommunalité that was chosen, and that has another one now."""
    siren = site.result["territories"][0]["members"][0]
    place = Intercommunality.objects.get(pk=siren)
    place.siren, place.name = NEW, "Née depuis"
    place.save(force_insert=True)
    for model, field in (
        (Commune, "intercommunality"),
        (Adjacency, "intercommunality"),
        (Adjacency, "neighbour"),
        (TerritoryMember, "intercommunality"),
    ):
        model.objects.filter(**{field: siren}).update(**{field: NEW})
    Intercommunality.objects.filter(pk=siren).delete()
    ReferencePack.objects.update(fingerprint="another year")
    return siren


@pytest.mark.parametrize("url", [*PAGES, "/regions/01/", "/", "/territoires/", "/methode/"])
def test_pages_still_answer(gone, client, url):
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("path", ["", "/petit", "/petit/territories"])
def test_the_api_still_answers(gone, client, path):
    assert client.get(f"/api/v1/identifications{path}").status_code == 200


def test_the_api_still_explains(gone, client, site):
    found = {
        client.get(f"/api/v1/identifications/petit/explanation/{siren}").status_code
        for siren in [*site.explanation["units"], NEW]
    }
    assert found <= {200, 404}


def test_the_territory_says_that_it_is_gone(gone, client, site):
    version = Publication.objects.get(identification=site).version_id
    code = site.result["territories"][0]["code"]
    text = text_of(client.get(f"/territoires/{version}/{code}/"))
    assert f"SIREN {gone}, qui n’existe plus" in text


def test_the_one_of_today_and_the_one_of_yesterday(gone, client):
    assert client.get(f"/intercommunalites/{NEW}/").status_code == 200
    assert client.get(loss_url(NEW)).status_code in {200, 404}
    assert client.get(loss_url(gone)).status_code == 404


def test_who_would_leave_is_told_of_those_still_there(gone, client, site):
    for siren in site.explanation["units"]:
        if siren != gone:
            assert client.get(loss_url(siren)).status_code == 200
