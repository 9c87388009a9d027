"""The gathering pages: what they say with an identification and without, and at what cost."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ancrage.home import claims
from ancrage.home.search import SHOWN, search
from ancrage.kernel.rights import host
from ancrage.selection.actions import publish_identification, record_identification
from ancrage.selection.engine.explanation import Explanation, UnitExplanation, UnitStatus
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.rules import load_rules
from ancrage.selection.queries.country import loaded_country

pytestmark = pytest.mark.usefixtures("reference")
HOST = host()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def identified(reference):
    """The announced rules at a loose gap, with an explanation made up for the test."""
    country = loaded_country()
    result = identify(country=country, rules=load_rules("announcement-2018"), gap=0.02)
    holders = {siren: t.code for t in result.territories for siren in t.members}
    units = {unit.siren: explained(unit.siren, holders.get(unit.siren)) for unit in country.units}
    identification = record_identification(
        by=HOST,
        code="essai",
        title="Essai",
        result=result,
        explanation=Explanation(units, median_width=10.0, median_width_share=1e-5),
        now=NOW,
    )
    publish_identification(
        by=HOST,
        identification=identification,
        perimeter="annonce",
        name="Annonce d’essai",
        version="annonce-essai",
        valid_from=dt.date(2018, 11, 22),
        now=NOW,
    )
    return identification


def explained(siren, territory):
    if territory:
        return UnitExplanation(siren, UnitStatus.CHOSEN, territory=territory)
    loss = float(siren[-3:])
    return UnitExplanation(siren, UnitStatus.ALTERNATIVE, loss_min=loss, loss_max=loss + 10)


def text_of(response):
    main = re.search(r"(?s)<main.*</main>", response.content.decode()).group()
    bare = re.sub(r"(?s)<svg.*?</svg>|<script.*?</script>", "", main)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())  # no-break spaces too


def get(client, address, queries=15):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert len(captured) <= queries, [query["sql"][:200] for query in captured]
    return response


def test_home_sets_each_claim_beside_what_is_computed(client, identified):
    told = text_of(get(client, "/"))
    for claim in claims.announced():
        assert " ".join(claim.statement.split()) in told
    assert "3 266 136 emplois salariés" in told
    measured = [claim.measured for claim in claims.announced()]
    assert told.count("Non calculé") == sum(name in {None, "money"} for name in measured)
    assert "simulé" in told
    # 48 % was said of the announcement's list; it never stands beside another one's number.
    assert "183" not in told


def test_home_without_an_identification_says_so_and_computes_what_it_can(client):
    told = text_of(get(client, "/"))
    assert "Aucune identification n’a encore été faite" in told
    assert told.count("Non calculé") == len(claims.announced()) - 1


def test_every_claim_is_dated_sourced_and_measured_by_something_that_exists(identified):
    for claim in claims.announced():
        assert claim.stated_on == dt.date(2018, 11, 22)
        assert claim.source
        assert claim.measured in {None, "territories", "region_84", "share", "jobs", "money"}


def test_a_region_says_what_it_has_and_why_not_more(client, identified):
    response = get(client, "/regions/84/")
    told = text_of(response)
    assert "L’identification retient 15 territoires dans la région Auvergne-Rhône-Alpes" in told
    assert "exactement 15" in told
    losses = [float(n.replace(",", ".")) for n in re.findall(r": de ([\d,]+)\s%", told)]
    assert losses == sorted(losses)
    assert len(losses) == 10


def test_a_region_shows_its_official_territories_at_the_date(client):
    told = text_of(get(client, "/regions/53/?date=2021-06-01"))
    assert "Liste d’octobre 2020" in told
    assert "Brest" in told
    assert "octobre 2020" in text_of(get(client, "/regions/53/?date=2019-01-01"))


def test_the_date_is_kept_from_a_region_to_its_territories(client):
    page = client.get("/regions/53/?date=2021-06-01").content.decode()
    links = re.findall(r'href="(/territoires/2020-10/[^"]+)"', page)
    assert links
    assert all("date=2021-06-01" in link for link in links)


@pytest.mark.parametrize("code", ["99", "975", "x" * 40, "84 "])
def test_an_unknown_region_is_not_found(client, code):
    assert get(client, f"/regions/{code}/").status_code == 404


def test_the_regions_add_up_to_the_list(client):
    response = get(client, "/regions/?format=csv")
    rows = response.getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 19
    assert sum(int(row.split(";")[1]) for row in rows[1:]) == 183


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("place", ["regions", "regions/84"])
def test_maps_are_taken_away(client, place, kind):
    response = get(client, f"/{place}/carte.{kind}")
    assert response.status_code == 200
    start = {"svg": b"<svg", "png": b"\x89PNG"}[kind]
    assert start in response.content[:400]


def test_no_map_before_the_first_list(client):
    assert get(client, "/regions/carte.svg?date=2019-01-01").status_code == 404


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("saint etienne metro", "Saint-Étienne Métropole"),
        ("Saint-Étienne", "Saint-Étienne"),
        ("42218", "Saint-Étienne"),
        ("42000", "Saint-Étienne"),
        ("ti1-8416", "Vallées du Gier et de l'Ondaine - Loire Sud"),
        ("200072106", "CC Adour Madiran"),
        ("bretagne", "Bretagne"),
        ("01003", "Francheleins"),
        ("2a004", "Ajaccio"),
    ],
)
def test_search_finds_places_by_name_or_code(text, found):
    labels = [hit.label for group in search(text=text, day=NOW.date()) for hit in group.hits]
    assert found in labels


def test_search_says_how_many_it_leaves_out(client):
    group = next(g for g in search(text="saint", day=NOW.date()) if g.title == "Communes")
    assert len(group.hits) == SHOWN
    assert group.left_out == group.total - SHOWN > 0
    assert "ne sont pas montrés" in text_of(get(client, "/recherche/?q=saint"))


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "zzzzzz", "'; drop table", "é" * 300])
def test_search_finds_nothing_without_failing(client, text):
    response = client.get("/recherche/", {"q": text})
    assert response.status_code == 200
    assert 'class="a-hits"' not in response.content.decode()


def test_an_exact_name_comes_first():
    communes = next(g for g in search(text="Lyon", day=NOW.date()) if g.title == "Communes")
    assert communes.hits[0].label == "Lyon"


@pytest.mark.parametrize("address", ["/methode/", "/accessibilite/", "/mentions-legales/"])
def test_plain_pages_ask_the_database_nothing(client, address):
    assert get(client, address, queries=0).status_code == 200


def test_the_legal_page_names_the_publisher(client, settings):
    assert "ne nomme pas son éditeur" in text_of(client.get("/mentions-legales/"))
    settings.PUBLISHER = "Ville d’Essai"
    assert "Ville d’Essai" in text_of(client.get("/mentions-legales/"))


def test_a_region_of_unknown_jobs_has_no_territory_and_is_told_why(client, identified):
    told = text_of(get(client, "/regions/06/"))
    assert "Aucun territoire de la région" in told
    assert "L’identification ne retient aucun territoire dans la région Mayotte" in told
    assert "0 territoire" not in told
