"""The money page and that of statements: what they say, what they open down to, how they read."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ancrage.funding.models import Entry
from ancrage.funding.queries.cuts import look_of, narrowed_entries
from ancrage.funding.queries.names import names_of
from ancrage.funding.queries.totals import whole_of
from ancrage.funding.rules.cuts import Look, Sums
from ancrage.funding.rules.shading import bounds_of
from ancrage.funding.rules.wording import Where, sentences, spoken
from tests.funding.many import post_many
from tests.funding.world import HERE, TODAY
from tests.snapshots import main_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_day")]
MONEY, MOST = "/argent/", 11  # four more find who asks


@pytest.fixture(scope="module")
def ledger(held, django_db_blocker):
    with django_db_blocker.unblock():
        post_many(12)


def page(path, **asked):
    response = Client().get(path, asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/argent/?par=mesure",
        "/argent/?par=territoire&puis=annee&date=2025-06-01&financeur=ademe",
        "/argent/annonces/",
    ],
    ids=["measures", "crossed", "statements"],
)
def test_a_page(ledger, snapshot, path):
    assert main_of(Client(), path) == snapshot


@pytest.mark.parametrize("asked", [{}, {"date": "2025-06-01"}, {"connu": "2026-11-20"}])
def test_few_queries_with_the_map_and_its_table(ledger, asked):
    Client().get(MONEY, asked)
    with CaptureQueriesContext(connection) as queries:
        text = page(MONEY, **asked)
    assert len(queries) <= MOST
    assert 'class="map-drawing"' in text


def figures_of(text, key):
    """The cents of a column of a CSV file."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    return [round(float(row[key].replace(",", ".")) * 100) for row in rows]


@pytest.mark.parametrize(
    "axis",
    ["territoire", "besoin", "mesure", "financeur", "dispositif", "annee", "region", "lieu"],
)
def test_each_cut_is_taken_away_and_makes_the_total_to_the_cent(ledger, axis):
    asked = {"par": axis, "format": "csv", "colonnes": f"{axis},demande,accorde,paye"}
    text = page(MONEY, **asked)
    sums = whole_of(Look()).sums
    for heading, total in (("Demandé", "requested"), ("Accordé", "granted"), ("Payé", "paid")):
        assert sum(figures_of(text, f"{heading} (€)")) == sums.at(total)


def test_every_amount_opens_down_to_entries_that_make_it(ledger):
    text = page(MONEY, par="mesure")
    links = re.findall(r'<a href="/argent/ecritures/\?([^"]+)">([^<]+)</a>', text)
    assert len(links) > 6
    for query, written in links:
        asked = dict(pair.split("=") for pair in query.split("&amp;"))
        look, faults = look_of(asked, until=None, today=TODAY)
        cents = whole_of(look).sums.at(look.total)
        assert not faults
        assert f"{cents / 100:,.2f}".replace(",", "\u202f").replace(".", ",") == written
        assert narrowed_entries(Entry.objects.all(), look).exists() == bool(cents)


def test_the_list_of_entries_has_at_its_top_the_sum_that_led_there(ledger):
    text = page(MONEY, par="lieu", date="2025-06-01", financeur="ademe")
    query, written = re.findall(r'<a href="/argent/ecritures/\?([^"]+)">([^<]+)</a>', text)[-1]
    assert "date=2025-06-01" in query
    opened = page(f"/argent/ecritures/?{query.replace('&amp;', '&')}")
    assert written.removesuffix(",00") in opened


def test_what_is_asked_for_and_is_not_is_said(ledger):
    text = page(MONEY, par="humeur", lieu="lune")
    assert "humeur\N{NO-BREAK SPACE}» n’est pas une façon" in text
    assert "lune\N{NO-BREAK SPACE}» n’est pas une valeur" in text


def test_one_looks_closer_and_back(ledger):
    text = page(MONEY, territoire=HERE, par="mesure", mesure="inconnu")
    assert "Vallée Une" in text
    assert f'href="/argent/?territoire={HERE.replace(":", "%3A")}&amp;par=mesure"' in text


def test_the_map_is_a_file(ledger):
    drawn = Client().get(f"{MONEY}carte.svg", {"rapport": "habitant", "carte": "paye"})
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "payé par habitant" in drawn.content.decode()
    assert Client().get(f"{MONEY}carte.svg", {"par": "mesure"}).status_code == 404


def test_the_home_page_sets_what_is_traced_beside_what_was_announced(ledger):
    amount = f"{whole_of(Look(place='inside')).sums.at('granted') / 10**8:.2f}".replace(".", ",")
    beside = page("/").partition("prioritairement fléchés")[2].partition("</li>")[0]
    assert "Accordé dans les territoires" in beside
    assert amount in beside


def test_charts_are_taken_away_too(ledger):
    assert "2025" in page(MONEY, par="lieu", graphique="annees")
    assert "11/2024" in page("/argent/annonces/", graphique="annonces")


def test_where_there_is_nothing_it_is_said(ledger):
    text = page(MONEY, financeur="personne", par="annee")
    assert "rien de tel n’est au grand livre" in text
    assert "1,36 milliard d’euros" in text


def test_a_name_is_told_by_the_dossiers_where_no_basket_has_it(ledger):
    assert names_of("scheme", {"fonds", "rien", ""}) == {
        "fonds": "Fonds",
        "rien": "rien",
    }
    told = names_of("financer", {"bpifrance", "region:01", "europe"})
    assert told["bpifrance"] == "Bpifrance"
    assert told["europe"] == "Union européenne"
    assert told["region:01"].startswith("Région ")


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (136_000_000_000, "1,36 milliard d’euros"),
        (45_830_000_000, "458,3 millions d’euros"),
        (100_000_000, "1 million d’euros"),
        (99_999_000_000, "1 milliard d’euros"),
        (1_250_050, "12\u202f500,50 €"),
        (-200_000_000_000, "−2 milliards d’euros"),
    ],
)
def test_amounts_are_said_in_words(cents, words):
    assert spoken(cents).replace("\N{NO-BREAK SPACE}", " ") == words


def test_one_sentence_says_where_it_is_and_what_is_not_known():
    sums = Sums(net={"requested": 900, "granted": 700, "paid": 100, "unmatched": 50})
    sums.counts["granted"] = 1
    told = " ".join(sentences(sums, Where(400, 200, 100), day=dt.date(2026, 1, 1)))
    assert "4\N{NO-BREAK SPACE}€ vont à des territoires" in told
    assert "de 1\N{NO-BREAK SPACE}€, on ne sait pas où" in told
    assert "0,50\N{NO-BREAK SPACE}€ payés que l’on ne sait pas encore rattacher" in told


def test_the_classes_of_a_map_have_round_bounds_in_order():
    found = bounds_of([float(value) for value in range(1, 701)])
    assert found == (100.0, 200.0, 300.0, 400.0, 500.0, 600.0)
    assert bounds_of([5, 5, 0]) == bounds_of([]) == ()
    assert bounds_of([3, 12_345]) == (12_000.0,)
