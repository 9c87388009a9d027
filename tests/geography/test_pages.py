"""The pages of places and lists: what they say, and with how many queries."""

import csv
import datetime as dt
import io
import json
import re
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ancrage.geography.actions import start_programme
from ancrage.geography.models import ReferencePack
from ancrage.geography.queries import forget_register
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import host

HOST = host()
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.usefixtures("reference")
QUERIES_MAX = 25


@pytest.fixture(autouse=True)
def _today(reference):
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=False):
        ReferencePack.objects.update(loaded_at=timezone.now())
        yield


@pytest.fixture
def programme(reference):
    return start_programme(
        by=HOST,
        now=NOW,
        code="annonce",
        name="Annonce d’essai",
        version_code="annonce-1",
        valid_from=dt.date(2018, 11, 22),
        territories=[
            ListedTerritory("sim-8401", "Essai", "84", (Member("200000172"), Member("240100750")))
        ],
        quality=Quality.SIMULATED,
        origin="Essai.",
    )


def main_of(response) -> str:
    return re.search(r"(?s)<main.*</main>", response.content.decode()).group()


def said(response) -> str:
    """What the main part of a page says, drawings and forms left out, one line per element."""
    left_out = r"(?s)<svg.*?</svg>|<form.*?</form>|<script.*?</script>"
    bare = re.sub(left_out, "", main_of(response))
    lines = (" ".join(line.split()) for line in re.split(r"<[^>]*>", bare))
    return unescape("\n".join(line for line in lines if line))


def ask(client, url):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert len(captured) <= QUERIES_MAX, [q["sql"][:120] for q in captured]
    return response, len(captured)


PAGES = {
    "lists": "/listes/",
    "territories": "/territoires/?region=94",
    "territories-unknown": "/territoires/?date=2019-01-01",
    "territory": "/territoires/2024-07/ti-7506/",
    "territory-2020": "/territoires/2020-10/ti1-0101/",
    "intercommunalities": "/intercommunalites/?region=06&date=2021-06-01",
    "intercommunality": "/intercommunalites/200060457/",
    "paris": "/intercommunalites/200054781/",
    "changes": "/changements/?de=2023-11&vers=2024-07",
    "lookup": "/consultation/?q=42218&date=2021-06-01",
    "sources": "/sources/",
}


@pytest.mark.parametrize("name", PAGES)
def test_page(client, snapshot, name):
    forget_register()
    response, queries = ask(client, PAGES[name])
    assert response.status_code == 200
    text = re.sub(r"\b[0-9a-f]{64}\b", "<empreinte>", said(response))
    assert f"{queries} SQL\n{text}" == snapshot


LOST = {
    "/listes/2019-01/communes.csv": "Aucune liste ne porte le code « 2019-01 »",
    "/territoires/?liste=2019-01": "Aucune liste ne porte le code « 2019-01 »",
    "/territoires/2024-07/ti1-0101/": "n’a pas de territoire « ti1-0101 »",
    "/intercommunalites/999999999/": "ne porte le SIREN « 999999999 »",
    "/changements/?de=rien": "Aucune liste ne porte le code « rien »",
}


@pytest.mark.parametrize("url", LOST)
def test_an_unknown_code_is_answered_with_ways_out_at_the_same_date(client, url):
    dated = f"{url}{'&' if '?' in url else '?'}date=2021-06-01"
    response, _count = ask(client, dated)
    assert response.status_code == 404
    assert LOST[url] in said(response)
    assert "date=2021-06-01" in main_of(response)


def test_a_code_of_another_scheme_leads_to_where_it_is(client):
    response = client.get("/territoires/2024-07/ti1-0101/")
    assert 'href="/territoires/2020-10/ti1-0101/"' in response.content.decode()


def test_the_date_switch_chooses_the_list(client):
    assert "Liste d’octobre 2020" in said(client.get("/territoires/?date=2021-06-01"))
    assert "Liste de juillet 2024" in said(client.get("/territoires/"))


def test_a_territory_says_when_its_list_is_not_in_force(client):
    page = "/territoires/2020-10/ti1-0101/"
    assert "n’est pas en vigueur" in said(client.get(f"{page}?date=2023-06-01"))
    assert "n’est pas en vigueur" not in said(client.get(f"{page}?date=2021-06-01"))


def test_estimates_say_so_and_the_announced_share_is_not_here(client):
    text = said(client.get("/listes/"))
    assert text.count("estimation") >= 4
    assert "au moins" in text
    assert "48" not in re.sub(r"148", "", text)


def test_the_files_hold_exactly_what_is_shown(client):
    shown = client.get("/territoires/?region=94&tri=-industrial_jobs&colonnes=name,industrial_jobs")
    file = client.get(shown.wsgi_request.get_full_path() + "&format=csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Territoire"
    assert "estimation" in rows[0][1]
    jobs = [int(row[1]) for row in rows[1:]]
    assert jobs == sorted(jobs, reverse=True)
    text = said(shown)
    assert all(row[0] in text for row in rows[1:])
    drawn = json.loads(client.get("/territoires/?region=94&format=geojson").content)
    assert len(drawn["features"]) == len(jobs)
    assert all(f["geometry"]["type"] in ("Polygon", "MultiPolygon") for f in drawn["features"])


def test_brownfields_cannot_be_ranked(client):
    response = client.get("/intercommunalites/?tri=-brownfields_count&colonnes=brownfields_count")
    assert "n’existe pas" in said(response)


def test_maps_can_be_taken_away(client):
    svg = client.get("/territoires/carte.svg?region=94")
    assert svg["Content-Type"] == "image/svg+xml"
    assert "ANCT" in svg.content.decode()
    png = client.get("/intercommunalites/200000172/carte.png")
    assert png.content.startswith(b"\x89PNG")
    assert client.get("/territoires/2024-07/rien/carte.svg").status_code == 404


def test_each_list_is_one_file_of_communes(client):
    response = client.get("/listes/2024-07/communes.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert len(rows) == 18_639
    assert len({row["commune"] for row in rows}) == len(rows)
    assert rows[0]["list_version"] == "2024-07"
    assert len({row["territory_code"] for row in rows}) == 183


@pytest.mark.usefixtures("programme")
def test_a_programme_says_simulated_wherever_it_shows(client):
    for url in (
        "/territoires/?liste=annonce-1",
        "/territoires/annonce-1/sim-8401/",
        "/listes/",
        "/intercommunalites/200000172/",
        "/changements/?de=annonce-1&vers=2024-07",
    ):
        response, _count = ask(client, url)
        assert "simulé" in said(response), url
    file = b"".join(client.get("/listes/annonce-1/communes.csv")).decode()
    assert all(line.endswith("simulated") for line in file.splitlines()[1:])
    svg = client.get("/territoires/carte.svg?liste=annonce-1").content.decode()
    assert "simulé" in svg.lower()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=saint etienne", "Saint-Étienne"),
        ("q=42218", "Saint-Étienne"),
        ("q=200054781", "Métropole du Grand Paris"),
        ("q=69001", "Affoux"),
        ("q=42218&date=2020-01-01", "Inconnu"),
        ("epci=123", "n’est le SIREN d’aucune intercommunalité"),
        ("q=zzzzzz", "Rien ne porte ce nom"),
    ],
)
def test_lookup(client, query, words):
    response, _count = ask(client, f"/consultation/?{query}")
    assert response.status_code == 200
    assert words in said(response)


def upload(client, content, **fields):
    data = {"file": SimpleUploadedFile("mes communes.csv", content), "code_column": "insee"}
    return client.post("/consultation/?date=2021-06-01", data | fields)


def test_a_small_file_is_answered(client):
    response = upload(client, b"insee;montant\n42218;10\n1004;20\nrien;30\n")
    rows = list(csv.DictReader(io.StringIO(response.content.decode()), delimiter=";"))
    assert [row["status"] for row in rows][2] == "invalid"
    assert rows[0]["list_version"] == "2020-10"
    assert rows[1]["repaired_from"] == "1004"
    assert [row["montant"] for row in rows] == ["10", "20", "30"]


def test_a_wrong_file_is_refused_with_the_reason(client):
    response = upload(client, b"code\n42218\n")
    assert response.status_code == 422
    assert "la colonne manque" in main_of(response)
    response = upload(client, b"insee\n" + b"42218\n" * 20_002)
    assert response.status_code == 422
    assert "20 000 lignes" in main_of(response)
    assert client.post("/consultation/", {}).status_code == 422
