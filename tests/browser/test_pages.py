"""Every kind of page, wide and narrow: axe finds nothing, nothing overflows, nothing fails."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE

PAGES = [
    "/",
    "/recherche/?q=saint-etienne",
    "/regions/",
    "/regions/84/",
    "/listes/",
    "/territoires/",
    "/territoires/?liste=annonce-2018-11-22",
    "/territoires/?date=2019-01-01",
    "/territoires/2024-07/ti-8408/",
    "/territoires/annonce-2018-11-22/sim-8401/",
    "/intercommunalites/",
    "/intercommunalites/200072106/",
    "/intercommunalites/200060473/",
    "/changements/?de=2022-12&vers=2023-11",
    "/consultation/?commune=42218&date=2021-06-01",
    "/identification/",
    "/identification/comparer/",
    "/sources/",
    "/methode/",
    "/accessibilite/",
    "/mentions-legales/",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_accessible(open_page, path, viewport):
    page = open_page(path, viewport)
    assert page.faults == []
    assert page.locator("h1").count() == 1
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


@pytest.mark.parametrize("path", ["/", "/territoires/", "/identification/", "/regions/84/"])
def test_the_dark_theme_is_accessible_too(open_page, path):
    page = open_page(path, WIDE, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_without_javascript(open_page, path):
    page = open_page(path, java_script_enabled=False)
    assert page.locator("h1").inner_text()
    assert page.locator("main").inner_text().strip()
    assert page.faults == []


def test_the_home_page_is_light(open_page, browser, site):
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(site, wait_until="networkidle")
    context.close()
    assert received
    assert sum(received) < 600_000
