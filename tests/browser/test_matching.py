"""A tandem says a need, a company asks why not, an operator leaves a hole and answers a region."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import check_accessible, check_both_ways
from tests.browser.conftest import NARROW
from tests.browser.personas import ELECTED, NATIONAL, PROJECT, REGION, Inbox, go, press
from tests.browser.samples import VALLEY, found
from tests.browser.screens import follow

BANK = "Référente Banque des Territoires"
ALL_HOLES = re.compile(r"(\d+) lignes affichées, \1 sans personne")
WORDS = "Trois régleurs partent à la retraite cette année."


def test_a_need_is_said_and_its_answers_are_explained(enter, open_changing, untouched):
    version, code = found(untouched, VALLEY)
    address = f"/territoires/{version}/{code}/besoins/"
    visitor = open_changing(address)
    check_both_ways(visitor)
    explained(visitor)
    manager = enter(PROJECT, address)
    follow(manager.locator("#recruter").get_by_role("link", name=re.compile("^Réviser")))
    check_accessible(manager)
    manager.get_by_label("Avec vos mots").fill(WORDS)
    elected = enter(ELECTED, f"{address}recruter/")
    press(manager, "Enregistrer")
    expect(manager.locator("#recruter")).to_contain_text(WORDS)
    elected.get_by_label("Avec vos mots").fill("Une autre phrase.")
    press(elected, "Enregistrer")
    main = elected.get_by_role("main")
    expect(main).to_contain_text("Une autre personne du binôme a écrit entre-temps")
    expect(main).to_contain_text(WORDS)
    expect(elected.get_by_label("Avec vos mots")).to_have_value("Une autre phrase.")
    visitor.goto(address)
    expect(visitor.locator("#recruter")).to_contain_text(WORDS)


def explained(page: Page) -> None:
    """Figures say of what they are; the first measure says why it is the first."""
    need = page.locator("#recruter")
    expect(need).to_contain_text("bassin d’emploi")
    expect(need).to_contain_text("territoires semblables")
    first = need.locator("article").first
    expect(first).to_contain_text("Parce que le binôme dit le besoin")
    expect(first).to_contain_text("Délai constaté")
    expect(page.locator("#ordre")).to_contain_text("Rien d’autre n’entre dans l’ordre")


def test_a_company_is_told_why_not_and_what_would_change(open_changing):
    page = open_changing("/mon-entreprise/", viewport=NARROW)
    page.get_by_label("Commune de l’établissement").fill("Cluses")
    page.get_by_label("Taille de l’entreprise").select_option("grande entreprise")
    page.get_by_label(re.compile("Recruter")).check()
    press(page, "Voir les réponses")
    check_both_ways(page)
    expect(page).to_have_url(re.compile("size=large"))
    refused = page.locator("#recruter .n-refused")
    refused.locator("summary").first.click()
    expect(refused).to_contain_text("Il faut")
    expect(refused).to_contain_text("Ce qui changerait la réponse")


def test_a_designation_ends_and_its_hole_is_seen_at_once(enter, open_changing):
    address = "/referents/?operateur=Business+France&etat=hole"
    visitor = open_changing(address)
    expect(visitor.get_by_role("main")).to_contain_text("Aucune ligne ne correspond")
    nation = enter(NATIONAL, "/referents/designations/?operateur=Business+France")
    check_both_ways(nation)
    go(nation, "Mettre fin")
    check_accessible(nation)
    nation.get_by_label("Motif").fill("Changement de poste (essai).")
    press(nation, "Mettre fin")
    visitor.goto(address)
    expect(visitor.get_by_role("main")).to_contain_text(ALL_HOLES)
    check_both_ways(visitor)


def test_a_region_asks_for_an_adjustment_and_the_operator_answers(enter):
    region = enter(REGION, "/referents/ajustements/demander/")
    check_accessible(region)
    region.get_by_label("Opérateur", exact=True).select_option("Banque des Territoires")
    region.get_by_label("Le changement demandé").fill("Une seule personne pour l’Ain (essai).")
    press(region, "Envoyer la demande")
    bank = enter(BANK)
    inbox = Inbox(bank)
    assert any("demande d’ajustement" in title for title in inbox.to_do)
    bank.goto("/referents/ajustements/")
    go(bank, "Une seule personne pour l’Ain (essai).")
    check_accessible(bank)
    bank.get_by_label("En quelques mots").fill("Yann Le Goff seul, dès lundi (essai).")
    press(bank, "Répondre")
    region.goto("/referents/ajustements/")
    expect(region.get_by_role("main")).to_contain_text("Yann Le Goff seul")
