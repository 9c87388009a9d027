"""The API and the command line of money say what the pages say."""

import json

import pytest
from django.test import Client
from typer.testing import CliRunner

from ancrage.funding.queries.totals import sums_by, whole_of
from ancrage.funding.rules.cuts import Look
from ancrage.project.cli import app
from tests.funding.many import post_many
from tests.funding.world import HERE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_day")]


@pytest.fixture(scope="module")
def ledger(held, django_db_blocker):
    with django_db_blocker.unblock():
        post_many(12)


def get(path, status=200, **asked):
    response = Client().get(f"/api/v1{path}", asked)
    assert response.status_code == status, response.content
    return response.json()


def run(*told, code=0):
    result = CliRunner().invoke(app, ["money", *told])
    assert result.exit_code == code, result.output
    return result.output


def test_the_api_gives_the_sums_of_a_cut(ledger):
    told = get("/money", by=["mesure", "lieu"], date="2025-06-01")
    whole = whole_of(Look(until=NOW.date().replace(2025, 6, 1))).sums
    assert told["whole"]["granted"] == whole.at("granted") > 0
    assert sum(line["sums"]["paid"] for line in told["lines"]) == whole.at("paid")
    unknown = [line for line in told["lines"] if line["keys"][0] is None]
    assert unknown
    assert all(line["names"][0] == "Mesure inconnue" for line in unknown)
    assert told["whole"]["verified"]["granted"] == whole.verified["granted"]


def test_the_api_is_narrowed_as_the_pages_are(ledger):
    told = get("/money", territory=HERE, measure="inconnu", known_on="2026-11-23")
    look = Look(territory=HERE, measure="inconnu", known_on=NOW.date())
    assert told["whole"]["requested"] == whole_of(look).sums.at("requested")
    assert told["known_on"] == "2026-11-23"


@pytest.mark.parametrize(
    "asked", [{"place": "lune"}, {"by": "humeur"}, {"date": "hier"}, {"total": "vendu"}]
)
def test_the_api_refuses_what_is_not(ledger, asked):
    assert get("/money", 422, **asked)["status"] == 422


def test_the_api_tells_both_accounts_of_a_territory(ledger):
    told = get("/money/territories/essai-2018/ti-0101")
    sums = whole_of(Look(territory=HERE)).sums
    assert told["traced"]["granted"] == sums.at("granted")
    assert told["declared"]["granted"] is None
    assert sum(one["traced"]["granted"] for one in told["sheets"]) == sums.at("granted")
    assert sum(one["traced"]["granted"] for one in told["financers"]) == sums.at("granted")
    get("/money/territories/essai-2018/rien", 404)


def test_the_api_tells_what_was_said(ledger):
    told = {one["code"]: one for one in get("/statements")}
    first = told["annonce-2018"]
    inside = whole_of(Look(place="inside")).sums.at("granted")
    assert (first["cents"], first["traced_then"]) == (136_000_000_000, 0)
    assert (first["traced_now"], first["gap_now"]) == (inside, 136_000_000_000 - inside)
    assert told["fonds-950"]["said_on"] is None


def test_the_command_line_shows_the_money(ledger):
    told = json.loads(run("show", "--by", "financeur", "--json"))
    sums = sums_by(Look(), "financer")
    assert {line["keys"][0]: line["sums"]["granted"] for line in told["lines"]} == {
        key: held.at("granted") for (key,), held in sums.items()
    }
    assert "ADEME" in run("show", "--by", "financeur", "--date", "2025-06-01")
    assert "Axe inconnu" in run("show", "--by", "humeur", code=2)
    assert "AAAA-MM-JJ" in run("show", "--date", "hier", code=2)


def test_the_command_line_tells_what_was_said(ledger):
    assert "1,36 milliard" in run("statements")
    assert len(json.loads(run("statements", "--json"))) > 20
