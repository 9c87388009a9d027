"""A Region looks for what is late, keeps the way it looks, takes away what it sees, prints."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import check_both_ways
from tests.browser.personas import PROJECT, REGION, go, press
from tests.browser.screens import Table, content_of, follow, plain, read_csv

VIEW = "Innover, engagées et en retard"
COLUMNS = ("Fiche", "Intitulé", "Territoire", "Suivi", "Prochaine échéance")
INVENTED = "Ancrage, démonstration : fiches, montants et calendriers inventés"
VALLEY = "/territoires/annonce-2018-11-22/sim-8406/feuille-de-route/"


def menu(page: Page, name: str) -> None:
    """A page of the main menu."""
    bar = page.get_by_role("navigation", name="Menu principal")
    follow(bar.get_by_role("link", name=name, exact=True))


def test_a_region_keeps_its_view_of_what_is_late_and_takes_it_away(enter):
    page = enter(REGION)
    menu(page, "Fiches action")
    check_both_ways(page)
    table = Table(page)
    for label, option in (("Besoin", "Innover"), ("État", "engagée"), ("Suivi", "en retard")):
        table.filter(label, option)
    table.choose_columns(*COLUMNS)
    assert table.headings == list(COLUMNS)
    shown = table.rows
    assert shown
    assert all(row[3].startswith("en retard de ") for row in shown)
    page.get_by_text("Garder cette vue").click()
    page.get_by_label("Nom de la vue").fill(VIEW)
    check_both_ways(page)
    press(page, "Garder")
    page.goto("/fiches/")
    address = page.locator("#vues").get_by_role("link", name=VIEW).get_attribute("href")
    again = enter(REGION, address)
    reopened = Table(again)
    assert (reopened.headings, reopened.rows) == (list(COLUMNS), shown)
    the_files_hold_what_is_shown(reopened, shown)
    nothing_is_found(again)
    assert page.faults + again.faults == []


def the_files_hold_what_is_shown(table: Table, shown: list[list[str]]) -> None:
    taken = read_csv(content_of(table.download("CSV")))
    assert [list(row)[: len(COLUMNS)] for row in taken] == [list(COLUMNS)] * len(shown)
    assert [[row[name] for name in COLUMNS[:4]] for row in taken] == bare(shown)
    assert {row["Source"] for row in taken} == {INVENTED}
    book = load_workbook(BytesIO(content_of(table.download("XLSX"))), read_only=True)
    headings, *rows = book["Données"].iter_rows(values_only=True)
    assert list(headings) == list(COLUMNS)
    assert [[plain(cell) for cell in row[:4]] for row in rows] == bare(shown)
    told = {row[0]: row[1] for row in book["Sources"].iter_rows(values_only=True)}
    assert told["Source"] == INVENTED
    assert "Suivi : en retard" in re.sub(r"\s", " ", told["Sélection"])


def bare(shown: list[list[str]]) -> list[list[str]]:
    """The cells of words: a day is written otherwise in a file."""
    return [row[:4] for row in shown]


def nothing_is_found(page: Page) -> None:
    """A search that keeps no sheet says so, and how to leave it."""
    page.goto("/fiches/?q=introuvable")
    expect(page.get_by_role("main")).to_contain_text("il n’y a rien à additionner")
    check_both_ways(page)


def test_a_roadmap_is_read_and_printed_and_a_visitor_finds_nothing_reserved(enter, open_changing):
    project = enter(PROJECT, VALLEY)
    check_both_ways(project)
    reserved = project.locator(".rm-sheet").filter(has_text="réservée").get_by_role("link")
    title = reserved.first.inner_text().partition(" – ")[2]
    with project.expect_download() as expected:
        project.get_by_role("link", name="Imprimer (PDF)").click()
    assert content_of(expected.value).startswith(b"%PDF-")
    go(project, "Écrire la stratégie et les axes")
    check_both_ways(project)
    project.goto(f"{VALLEY}points/")
    check_both_ways(project)
    visitor = open_changing(VALLEY)
    check_both_ways(visitor)
    expect(visitor.get_by_role("main")).not_to_contain_text(title)
    menu(visitor, "Fiches action")
    Table(visitor).filter("Besoin", "Innover")
    visitor.goto(f"/fiches/?q={title}")
    expect(visitor.get_by_role("main")).to_contain_text("il n’y a rien à additionner")
    assert project.faults + visitor.faults == []
