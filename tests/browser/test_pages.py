"""Every kind of page, wide and narrow: axe finds nothing, nothing overflows, nothing fails."""

import pytest

from tests.browser.checks import check_accessible, check_both_ways
from tests.browser.conftest import NARROW, WIDE

RUN = "/identification/announcement-2018/"
GATHERING = [
    "/",
    "/recherche/",
    "/recherche/?q=saint-etienne",
    "/recherche/?q=introuvable",
    "/regions/",
    "/regions/84/",
    "/listes/",
    "/sources/",
    "/methode/",
    "/accessibilite/",
    "/mentions-legales/",
]
TERRITORIES = [
    "/territoires/",
    "/territoires/?liste=annonce-2018-11-22",
    "/territoires/?date=2019-01-01",
    "/territoires/?q=introuvable",
    "/territoires/2024-07/ti-8408/",
    "/territoires/annonce-2018-11-22/sim-8401/",
    "/territoires/annonce-2018-11-22/sim-0301/",  # Guyane: a drawing of its own
    "/territoires/2022-12/ti1-1101/",  # a part of Grand Paris
    "/territoires/2020-10/ti1-9301/",  # a single member, in part
    "/changements/?de=2022-12&vers=2023-11",
    "/changements/?de=2022-12&vers=annonce-2018-11-22",
]
INTERCOMMUNALITIES = [
    "/intercommunalites/",
    "/intercommunalites/?page=3&colonnes=name,region,population,total_jobs",
    "/intercommunalites/?region=84&q=introuvable",
    "/intercommunalites/200000172/",  # chosen
    "/intercommunalites/200072106/",  # could be in
    "/intercommunalites/200023414/",  # stopped by a threshold
    "/intercommunalites/200060473/",  # its jobs are unknown, in a list all the same
    "/intercommunalites/200050532/",  # its jobs are unknown, an island
    "/intercommunalites/200042620/",  # no neighbour
    "/intercommunalites/200054781/",  # Grand Paris, in parts
]
LOOKUPS = [
    "/consultation/",
    "/consultation/?commune=42207&date=2021-06-01",
    "/consultation/?q=51300",  # a postal code of 46 communes
    "/consultation/?q=99999",
    "/consultation/?q=42207&date=2021-13-45",
]
IDENTIFICATIONS = [
    "/identification/",
    "/identification/liste/",
    "/identification/press-band/",
    "/identification/comparer/",
    "/identification/comparer/?a=announcement-2018&b=press-band",
    f"{RUN}robustesse/",
    f"{RUN}comparaison/2024-07/",
    f"{RUN}perte/200072106/",
    f"{RUN}perte/200000172/",
]
BASKET = [
    "/panier/",
    "/panier/?date=2018-12-01",
    "/panier/?q=recruter+un+apprenti",
    "/panier/mesures/vte/?applicant=company&size=large",
    "/panier/mesures/aura-ateliers-partages/",
    "/panier/versions/",
    "/panier/versions/2018-11/",
    "/panier/versions/comparer/?avant=2018-11&apres=2019-03",
    "/panier/territoires/2024-07/ti-8408/",
]
MONEY = [
    "/argent/",
    "/argent/?par=mesure&puis=lieu&financeur=bpifrance",
    "/argent/?par=annee&date=2023-06-30",
    "/argent/annonces/",
    "/territoires/annonce-2018-11-22/sim-8401/argent/",
]
PAGES = [
    *(*GATHERING, *TERRITORIES, *INTERCOMMUNALITIES),
    *(*LOOKUPS, *IDENTIFICATIONS, *BASKET, *MONEY),
]
MISSING = [
    "/introuvable/",
    "/regions/99/",
    "/territoires/?liste=inconnue",
    "/territoires/2024-07/ti-9999/",
    "/intercommunalites/999999999/",
    "/changements/?de=inconnue",
    "/identification/inconnue/",
    "/identification/comparer/?a=announcement-2018&b=inconnue",
    f"{RUN}perte/999999999/",
]
WITHOUT_SCRIPT = [
    "/",
    "/recherche/?q=saint-etienne",
    "/regions/84/",
    "/territoires/",
    "/territoires/2024-07/ti-8408/",
    "/changements/?de=2022-12&vers=2023-11",
    "/intercommunalites/",
    "/intercommunalites/200072106/",
    "/consultation/?q=51300",
    "/identification/",
    "/identification/comparer/?a=announcement-2018&b=press-band",
    f"{RUN}perte/200072106/",
]
"""One page of each kind."""
DARK = ["/", "/territoires/", "/identification/", "/regions/84/", "/consultation/?q=99999"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_accessible(read_page, path):
    page = read_page(path)
    assert page.answer.status == 200
    check_both_ways(page)
    assert page.faults == []


@pytest.mark.parametrize("path", MISSING)
def test_a_page_that_is_not_there_says_where_to_go(read_page, path):
    page = read_page(path, NARROW)
    assert page.answer.status == 404
    assert page.locator("main a[href]").count()
    check_accessible(page)
    assert len(page.faults) == 1, page.faults
    assert "404" in page.faults[0]


@pytest.mark.parametrize("path", DARK)
def test_the_dark_theme_is_accessible_too(read_page, path):
    page = read_page(path, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    check_accessible(page)


def test_the_pages_read_without_javascript(read_page):
    page = read_page("/", java_script_enabled=False)
    for path in WITHOUT_SCRIPT:
        page.goto(path)
        assert page.locator("h1").inner_text()
        assert page.locator("main").inner_text().strip()
        assert page.locator("[data-map-zoom]:visible, [data-menu]:visible").count() == 0
        assert page.faults == []


def test_the_home_page_is_light(browser, site):
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
