"""A Region’s envelope shared three ways; an aid refused by the ceiling, then granted in part."""

from playwright.sync_api import Page

from tests.browser.checks import check_both_ways
from tests.browser.personas import REFERENT, REGION, go, press, said
from tests.browser.screens import follow

RESULTS, FLOORS = "Au plus de résultats", "Un plancher par besoin"
FAIR = "D’abord le moins bien servi"
COMPANY = "000000018"
CEILING = "Plafond 300 000 €"


def plain(text: str) -> str:
    """Without the spaces that part thousands and units."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def compare(page: Page, *names: str) -> None:
    for place, name in zip(("a", "b", "c"), names, strict=True):
        page.locator(f"#comparer-{place}").select_option(label=name)
    follow(page.locator("#comparer").get_by_role("button", name="Comparer"))


def hold_one(page: Page) -> None:
    """The first project that is served gets nothing, and one sees what that costs first."""
    go(page, "Tous les projets, et ce que chacun reçoit")
    check_both_ways(page)
    follow(page.locator("#tableau tbody").get_by_role("link").first)
    page.get_by_label("Montant fixé à la main, en euros").fill("0")
    press(page, "Voir ce que cela coûte")
    assert "perd" in said(page.locator("#cout")) or "coûte" in said(page.locator("#cout"))
    check_both_ways(page)
    page.get_by_label("Raison").fill("Le porteur a renoncé (essai).")
    press(page, "Fixer ce montant")


def test_three_ways_are_compared_one_is_changed_and_adopted(enter):
    page = enter(REGION, "/repartition/")
    check_both_ways(page)
    compare(page, RESULTS, FLOORS, FAIR)
    told = said(page.locator("main"))
    assert "Qui gagne, qui perd" in told
    assert "Territoire le moins bien servi" in told
    check_both_ways(page)
    page.goto("/repartition/")
    follow(page.locator("#tableau").get_by_role("link", name=FLOORS, exact=True))
    assert "c’est prouvé" in said(page.locator("main"))
    check_both_ways(page)
    hold_one(page)
    follow(page.get_by_role("main").get_by_role("link", name="Le scénario", exact=True))
    assert "Changé à la main" in said(page.locator("main"))
    adopt(page)
    assert page.faults == []


def adopt(page: Page) -> None:
    """What was decided is in the envelope and in the ledger."""
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    follow(page.locator("#decider").get_by_role("link", name="Adopter"))
    check_both_ways(page)
    page.get_by_label("Décision").fill("Commission permanente, délibération 2026-200 (essai)")
    press(page, "Adopter")
    decided = page.locator("#decider")
    assert "Commission permanente" in said(decided)
    promised = plain(said(decided.locator("dt:has-text('Promis') + dd")))
    check_both_ways(page)
    go(page, "L’enveloppe et ses parts")
    assert code in said(page.locator("main"))
    check_both_ways(page)
    page.goto(f"/repartition/{code}/")
    go(page, "Les promesses au grand livre")
    assert promised.removesuffix(" €") in plain(said(page.locator(".a-figures").first))
    check_both_ways(page)


def test_an_aid_is_refused_by_the_ceiling_then_granted_in_part(enter):
    page = enter(REFERENT, f"/aides-etat/entreprises/{COMPANY}/")
    check_both_ways(page)
    follow(page.locator("main").get_by_role("link", name="V-").first)
    verdict = plain(said(page.locator("main")))
    assert "NON" in verdict
    assert CEILING in verdict
    assert "reste 4 500 €" in verdict
    check_both_ways(page)
    follow(page.locator("dl.a-facts").get_by_role("link", name="D-").first)
    address = page.url
    go(page, "Ouvrir un engagement")
    page.get_by_label("Numéro d’engagement").fill("EJ-ESSAI-AIDE")
    press(page, "Enregistrer")
    page.goto(address)
    grant(page, "12000")
    assert "4 500 €" in plain(said(page.locator("main")))
    check_both_ways(page)
    page.goto(address)
    grant(page, "4500")
    assert "4 500" in plain(said(page.locator("#ecritures")))
    assert [told for told in page.faults if "422" not in told] == []  # what was refused


def grant(page: Page, euros: str) -> None:
    go(page, "Passer une écriture")
    page.get_by_label("Stade").select_option(label="Engagement")
    page.get_by_label("Montant, en euros").fill(euros)
    page.get_by_role("combobox", name="Engagement").select_option(index=1)
    press(page, "Enregistrer")
