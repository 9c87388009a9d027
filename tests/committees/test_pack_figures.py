"""Every figure of a pack is the one that its page shows: both are computed, and compared."""

import datetime as dt

import pytest

from ancrage.committees.pack.content import MEMBERS, PUBLIC, content_of, unpacked
from ancrage.committees.pack.written import in_words
from tests.committees import packs
from tests.committees.packs import client, counts_shown, figures, page, table, totals_shown
from tests.committees.world import ARVE, NORTH, prepared
from tests.roadmaps.world import NOW, TODAY

pytestmark = pytest.mark.django_db
WHO = {MEMBERS: "secretariat", PUBLIC: ""}
MONEY = ("Coût total", "Demandé", "Promis", "Accordé", "Payé")
ROADMAP = "/territoires/essai-2018/arve/feuille-de-route/"


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """Pages are read on the day of the pack."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def country(world):
    packs.peopled(world)
    return world


def territory_meeting(world):
    return prepared(world, body="project", scope=ARVE)


@pytest.mark.parametrize("edition", [MEMBERS, PUBLIC])
@pytest.mark.parametrize("place", ["region", "territory"])
def test_the_figures_are_those_of_the_list(country, edition, place):
    meeting = prepared(country) if place == "region" else territory_meeting(country)
    content = packs.content_of(country, edition=edition, meeting=meeting)
    browser = client(country, WHO[edition])
    told = {one.label: one for one in figures(content)}
    shown = totals_shown(page(browser, told["Fiches action"].address))
    assert shown["Fiches"] == in_words(told["Fiches action"].value, "count")
    for label in MONEY:
        assert shown[label] == in_words(told[label].value, "euros"), label
    if edition == MEMBERS:
        head = counts_shown(page(browser, told["Fiches action"].address))
        for label in ("En retard", "En retard ou à risque"):
            assert head[label] == in_words(told[label].value, "count") != "0"
        waiting = counts_shown(page(browser, told["Fiches soumises"].address))
        assert waiting["Fiches"] == in_words(told["Fiches soumises"].value, "count") == "1"
    else:
        assert told["En retard"].value is None
    assert told["Coût total"].value


@pytest.mark.parametrize("edition", [MEMBERS, PUBLIC])
def test_each_line_of_money_opens_on_the_list_that_shows_it(country, edition):
    content = packs.content_of(country, edition=edition)
    browser = client(country, WHO[edition])
    for title in ("L’argent par besoin", "L’argent, territoire par territoire"):
        held = table(content, title)
        assert held.rows
        for row, address in zip(held.rows, held.addresses, strict=True):
            shown = totals_shown(page(browser, address))
            for column, cell in zip(held.columns, row, strict=True):
                if column.kind == "euros" and shown:
                    assert shown[column.heading] == in_words(cell, "euros"), (row, column)
                elif column.kind == "euros":
                    assert cell is None


def test_each_territory_opens_on_its_own_sheets(country):
    held = table(packs.content_of(country), "Les fiches, territoire par territoire")
    browser = client(country, "secretariat")
    assert len(held.rows) > 1
    for (_name, count, late, risk), address in zip(held.rows, held.addresses, strict=True):
        shown = counts_shown(page(browser, address))
        told = (shown.get("Fiches", "0"), shown.get("En retard", "0"))
        assert told == (str(count), str(late))
        assert shown.get("En retard ou à risque", "0") == str(risk)


def test_a_territory_s_pack_is_its_roadmap_s(country):
    content = packs.content_of(country, meeting=territory_meeting(country))
    document = page(client(country, "secretariat"), ROADMAP)
    told = {one.label: one for one in figures(content)}
    head = counts_shown(document)
    assert head["Fiches comptées"] == in_words(told["Fiches action"].value, "count")
    assert head["En retard ou à risque"] == in_words(told["En retard ou à risque"].value, "count")
    for label in MONEY:
        assert head[label] == in_words(told[label].value, "euros"), label
    for title in ("Par financeur", "Par année du budget"):
        held = table(content, title)
        (shown,) = document.xpath(f"//table[caption[text()='{title}']]")
        lines = [
            [cell.text_content().strip() for cell in line.xpath("th|td")]
            for line in shown.xpath(".//tbody/tr")
        ]
        assert lines == [
            [in_words(cell, one.kind) for cell, one in zip(row, held.columns, strict=True)]
            for row in held.rows
        ]


def test_what_changed_is_what_the_journal_holds(country):
    packs.last_meeting(country)
    content = packs.content_of(country)
    assert content.since == (NOW - dt.timedelta(days=10)).date().isoformat()
    held = table(content, "Les actes depuis, par nature")
    browser = client(country, "secretariat")
    assert held.rows
    for (label, count), address in zip(held.rows, held.addresses, strict=True):
        (shown,) = page(browser, address).xpath("//p[@class='a-count']")
        assert shown.text_content().split()[0] == str(count), label
    decided = table(content, "Fiches sur lesquelles un comité a décidé depuis")
    assert {row[2] for row in decided.rows} == {TODAY.isoformat()}


def test_a_first_meeting_and_nothing_written_make_a_pack(world):
    content = packs.content_of(world)
    text = str(content.document())
    assert "première réunion" in text
    assert "L’ordre du jour est vide." in text
    assert "Aucune fiche n’attend de décision." in text
    assert {one.value for one in figures(content) if one.kind == "euros"} == {None}
    for one in packs.made(world).files.all():
        assert one.size > 1000


def test_a_pack_of_the_nation_has_all_regions(country):
    meeting = prepared(country, who="national", body="national", scope="")
    content = packs.content_of(country, who="national", meeting=meeting)
    told = {one.label: one.value for one in figures(content)}
    region = {one.label: one.value for one in figures(packs.content_of(country))}
    assert told["Fiches action"] >= region["Fiches action"]


def test_what_is_kept_is_what_was_gathered(country):
    content = packs.content_of(country)
    assert content_of(content.document()) == content == unpacked(content.packed())
    assert NORTH in str(content.document())
