"""What people come to do, from the first page to the answer."""

from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_accessible
from tests.browser.conftest import NARROW
from tests.browser.screens import DateSwitch, Map, Table, content_of, follow, read_csv, search

SOLVED = 60_000
"""Milliseconds left to the worker for an exact figure; it takes a few seconds."""


@pytest.mark.parametrize(
    ("place", "javascript"),
    [("Adour Madiran", True), ("Rhône Lez Provence", False)],
    ids=["comfort", "without javascript"],
)
def test_why_not_us_down_to_the_exact_figure(open_page, place, javascript):
    page = open_page("/", java_script_enabled=javascript)
    search(page, place)
    follow(page.get_by_role("main").get_by_role("link", name=f"CC {place}"))
    answer = page.locator("#pourquoi-pas-nous")
    expect(answer).to_contain_text("Elle pourrait en être")
    follow(answer.get_by_role("button", name="Calculer le chiffre exact"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Pourquoi pas CC {place} ?")
    exact = page.locator("#exact")  # the page comes again by itself until it is there
    expect(exact).to_contain_text("Perte recalculée", timeout=SOLVED)
    expect(exact).to_contain_text("Sortiraient de la liste")
    expect(exact).to_contain_text("Entreraient dans la liste")
    follow(page.get_by_role("link", name=f"La page de CC {place}"))
    expect(page.locator("#pourquoi-pas-nous")).to_contain_text("Perte recalculée")
    assert page.get_by_role("button", name="Calculer le chiffre exact").count() == 0
    assert page.faults == []
    if javascript:
        check_accessible(page)


def test_an_operator_asks_for_a_commune_at_a_date(open_page):
    page = open_page("/")
    follow(page.get_by_role("main").get_by_role("link", name="Ma commune en est-elle ?"))
    form = page.get_by_role("main").locator("form").first
    form.get_by_label("Commune, code INSEE").fill("42207")
    form.get_by_label("Date").fill("2021-06-01")
    follow(form.get_by_role("button", name="Consulter"))
    answers = page.locator("#reponses")
    expect(answers).to_contain_text("Saint-Chamond (42207)")
    expect(answers).to_contain_text("Liste d’octobre 2020, en vigueur du 13 octobre 2020")
    follow(answers.get_by_role("link", name="Vallées du Gier"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vallées du Gier")
    assert DateSwitch(page).told == "Situation au 1er juin 2021"
    assert page.faults == []


REQUESTS = """dossier;code_commune;reçu le
A1;42207;2021-06-01
A2;42218;2021-06-01
A3;1024;2024-09-01
A4;42207;2019-01-01
A5;99999;2021-06-01
"""


def test_an_operator_gets_a_file_back_with_the_answers(open_page):
    page = open_page("/consultation/")
    form = page.locator("#fichier form")
    file = {"name": "dossiers.csv", "mimeType": "text/csv", "buffer": REQUESTS.encode()}
    form.get_by_label("Fichier CSV").set_input_files(file)
    form.get_by_label("Colonne des dates").fill("reçu le")
    with page.expect_download() as expected:
        form.get_by_role("button", name="Consulter le fichier").click()
    rows = read_csv(content_of(expected.value))
    asked = ["dossier", "code_commune", "reçu le"]
    added = ["territory_code", "territory_name", "list_version", "status", "repaired_from"]
    assert list(rows[0]) == [*asked, *added]
    assert [row["dossier"] for row in rows] == ["A1", "A2", "A3", "A4", "A5"]
    statuses = Counter(row["status"] for row in rows)
    assert statuses == {"matched": 2, "none": 1, "unknown": 1, "invalid": 1}
    assert (rows[0]["territory_code"], rows[0]["list_version"]) == ("ti1-8416", "2020-10")
    assert rows[2]["repaired_from"] == "1024"


def test_a_wrong_file_is_told_what_is_wrong(open_page):
    page = open_page("/consultation/", NARROW)
    form = page.locator("#fichier form")
    file = {"name": "dossiers.csv", "mimeType": "text/csv", "buffer": b"commune\n42207\n"}
    form.get_by_label("Fichier CSV").set_input_files(file)
    follow(form.get_by_role("button", name="Consulter le fichier"))
    expect(page.get_by_label("Fichier CSV")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#fichier .fr-error-text")).to_contain_text("code_commune")
    check_accessible(page)


def test_the_date_holds_from_page_to_page(open_page):
    page = open_page("/territoires/")
    date = DateSwitch(page)
    date.choose("2021-06-01")
    for place in ("#tableau tbody th a", "#membres tbody th a", "main a[href*='/regions/']"):
        assert date.told == "Situation au 1er juin 2021"
        follow(page.locator(place).first)
        assert "date=2021-06-01" in page.url
    expect(page.locator("main")).to_contain_text("Liste d’octobre 2020")
    assert date.told == "Situation au 1er juin 2021"
    date.reset()
    assert "date=" not in page.url
    assert date.told == ""
    expect(page.locator("main")).to_contain_text("Liste de juillet 2024")
    assert page.faults == []


def test_a_table_is_what_its_file_and_its_address_say(open_page):
    page = open_page("/territoires/")
    table = Table(page)
    table.filter("Région", "Auvergne-Rhône-Alpes")
    table.sort("Emplois industriels")
    table.choose_columns("Territoire", "Région", "Membres", "Emplois industriels")
    assert [heading.split(" (")[0] for heading in table.headings] == [
        "Territoire",
        "Région",
        "Membres",
        "Emplois industriels",
    ]
    shown = table.rows
    assert table.count == f"{len(shown)} lignes"
    jobs = [int(row[-1].split()[-1]) for row in shown]
    assert len(set(jobs)) > 10
    assert jobs in (sorted(jobs), sorted(jobs, reverse=True))
    headings = table.headings
    written = read_csv(content_of(table.download("CSV")))
    assert [[row[heading] for heading in headings] for row in written] == shown
    again = Table(open_page(page.url))
    assert (again.headings, again.rows) == (headings, shown)
    assert page.faults == []


@pytest.mark.parametrize(
    "path",
    [
        "/territoires/2024-07/ti-8408/",
        "/intercommunalites/200060473/",
        "/regions/84/",
        "/identification/",
    ],
)
def test_a_map_is_taken_away_as_a_drawing_and_as_an_image(open_page, path):
    page = open_page(path)
    taken = Map(page)
    drawn = taken.download("SVG").decode()
    title = page.locator(".map-title").first.inner_text()
    day = page.locator(".map-date").first.inner_text()
    assert drawn.lstrip().startswith(("<svg", "<?xml"))
    assert title in drawn
    assert day in drawn
    assert "Source" in drawn
    image = taken.download("PNG")
    assert image.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(image[16:20]) == 1600  # pixels wide


def test_the_theme_that_was_chosen_stays(open_page):
    page = open_page("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Affichage").select_option(label="sombre")
    assert page.evaluate(ground) != light
    dark = page.evaluate(ground)
    follow(page.get_by_role("navigation", name="Menu principal").get_by_role("link").last)
    assert page.evaluate(ground) == dark
    page.reload()
    assert page.evaluate(ground) == dark
    assert page.get_by_label("Affichage").input_value() == "dark"
    page.get_by_label("Affichage").select_option(label="clair")
    assert page.evaluate(ground) == light
    assert page.faults == []


def test_paper_shows_what_is_read_and_where_it_comes_from(open_page):
    page = open_page("/territoires/2024-07/ti-8408/")
    clicked = ["#recherche", "#menu", ".map-tools", ".map-links", ".a-date"]
    for part in clicked:
        expect(page.locator(part).first).to_be_visible()
    page.emulate_media(media="print")
    for part in (*clicked, ".fr-skiplinks"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".map-drawing")).to_be_visible()
    expect(page.locator(".map-source")).to_be_visible()
    sources = page.locator(".a-figure__source, .a-origin").all()
    assert len(sources) > 3
    for source in sources:
        expect(source).to_be_visible()
    assert page.pdf().startswith(b"%PDF")


def test_the_menu_of_a_small_screen_opens_and_leads(open_page):
    page = open_page("/", NARROW)
    menu = page.get_by_role("navigation", name="Menu principal")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()
    check_accessible(page)
    follow(menu.get_by_role("link", name="Identification"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Annonce du 22 novembre 2018")
    assert page.faults == []
