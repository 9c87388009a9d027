"""The date of the page: read once, kept from page to page, wrong ones said."""

from datetime import date

import pytest
from django.urls import NoReverseMatch

from ancrage.ui.links import link
from ancrage.ui.middleware import AsAt, AsAtMiddleware, read_as_at

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("asked", ["2021-06-01", "01/06/2021", "1/6/2021"])
def test_a_date_is_understood_both_ways(asked):
    assert read_as_at(asked, today=TODAY) == AsAt(date(2021, 6, 1), explicit=True)


def test_no_date_is_today():
    assert read_as_at("", today=TODAY) == AsAt(TODAY)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("demain", "n’est pas une date"),
        ("2021-02-30", "n’est pas une date"),
        ("99999-01-01", "n’est pas une date"),
        ("2026-11-24", "dans l’avenir"),
        ("1999-12-31", "précède le 1er\u00a0janvier\u00a02000"),
        ("\x00", "n’est pas une date"),
    ],
)
def test_a_wrong_date_is_said_and_today_is_used(asked, said):
    as_at = read_as_at(asked, today=TODAY)
    assert (as_at.date, as_at.explicit) == (TODAY, False)
    assert said in as_at.error


@pytest.mark.parametrize("asked", ["2026-11-23", "2000-01-01"])
def test_the_bounds_are_dates_too(asked):
    assert read_as_at(asked, today=TODAY).explicit


def request_at(rf, query):
    request = rf.get("/" + query)
    AsAtMiddleware(lambda request: request)(request)
    return request


def test_links_keep_a_chosen_date(rf):
    request = request_at(rf, "?date=2021-06-01")
    assert link(request, "search", q="Saint-Étienne", page=None) == (
        "/recherche/?q=Saint-%C3%89tienne&date=2021-06-01"
    )
    assert link(request, "home") == "/?date=2021-06-01"
    assert link(request, "home", date="2022-01-01") == "/?date=2022-01-01"


def test_links_are_bare_without_a_chosen_date(rf):
    assert link(request_at(rf, ""), "home") == "/"
    assert link(request_at(rf, "?date=2999-01-01"), "home") == "/"
    assert link(None, "search", liste="2020-10") == "/recherche/?liste=2020-10"


def test_a_page_that_does_not_exist_is_a_fault(rf):
    with pytest.raises(NoReverseMatch):
        link(request_at(rf, ""), "nowhere")


def test_the_whole_page_keeps_the_date(client):
    html = client.get("/?date=2021-06-01&liste=x").content.decode()
    assert 'href="/territoires/?date=2021-06-01"' in html
    assert 'value="2021-06-01"' in html
    assert '<input type="hidden" name="liste" value="x">' in html
    assert "Situation au 1er\u00a0juin\u00a02021" in html


def test_a_wrong_date_is_an_alert(client):
    page = client.get("/?date=hier")
    assert page.status_code == 200
    assert "« hier » n’est pas une date" in page.content.decode()
