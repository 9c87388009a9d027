"""The identification workshop: rules moved, computed live, given up, compared, shared."""

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_accessible
from tests.browser.conftest import NARROW, WIDE
from tests.browser.personas import NATIONAL, sign_in
from tests.browser.screens import follow

COMPUTED = 120_000
"""Milliseconds left to the worker; without draws, it takes some ten seconds."""


def new_scenario(page, name):
    """A scenario of one's own, at the form of its rules."""
    page.goto("/atelier/")
    form = page.locator("#nouveau form")
    form.get_by_label("Règles de départ").select_option("pure-coverage")
    form.get_by_label("Nom du scénario").fill(name)
    follow(form.get_by_role("button", name="Créer le scénario"))
    return page


@pytest.mark.parametrize("javascript", [True, False], ids=["comfort", "without javascript"])
def test_rules_are_moved_computed_and_compared(open_page, javascript):
    page = open_page("/atelier/", java_script_enabled=javascript)
    sign_in(page, NATIONAL)
    new_scenario(page, f"Cent territoires ({'avec' if javascript else 'sans'} script)")
    page.locator("[id='id_territories']").fill("100")
    page.locator("#lieu-cherche").fill("roannais")
    search = page.locator("#recherche-lieux button")
    if javascript:
        search.click()
    else:
        follow(search)
    place = page.locator("#lieux li", has_text="Roannais")
    place.get_by_role("combobox").select_option("exclude")
    expect(page.locator("[id='id_territories']")).to_have_value("100")
    follow(page.get_by_role("button", name="Enregistrer et calculer").first)
    result = page.get_by_role("heading", name="La liste que donnent ces règles")
    if javascript:  # the page comes again by itself once it is computed
        expect(result).to_be_visible(timeout=COMPUTED)
    else:
        _refresh_until(page, result)
    expect(page.locator("#changements")).to_contain_text("écartée d’office")
    page.locator("#comparer select").select_option("pure-coverage")
    follow(page.locator("#comparer button"))
    expect(page.locator("#bilan")).to_contain_text("Territoires")
    expect(page.locator("#sorties")).to_contain_text("Roannais")
    if javascript:
        check_accessible(page)
    assert page.faults == []


def _refresh_until(page, shown):
    for _ in range(COMPUTED // 2000):
        if shown.count():
            return
        page.wait_for_timeout(2000)
        follow(page.get_by_role("link", name="Rafraîchir la page"))
    assert shown.count()


def test_a_computation_is_given_up_and_run_again_later(open_page):
    page = open_page("/atelier/")
    sign_in(page, NATIONAL)
    new_scenario(page, "À annuler")
    page.locator("[id='id_members.max']").fill("5")
    follow(page.get_by_role("button", name="Enregistrer", exact=True).first)
    page.get_by_label("Robustesse").select_option("50")
    follow(page.get_by_role("button", name="Calculer"))
    expect(page.locator("#avancement progress[value]")).to_be_visible(timeout=COMPUTED)
    follow(page.get_by_role("button", name="Annuler le calcul"))
    expect(page.locator("#avancement")).to_contain_text("annulé", timeout=15_000)
    expect(page.get_by_role("button", name="Relancer le calcul")).to_be_visible()
    assert page.faults == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "name",
    [
        "La fourchette de la presse",
        "Groupes de six intercommunalités",
        "Une seule intercommunalité par territoire",
    ],
)
def test_scenarios_of_the_demonstration_read_well(open_page, name, viewport):
    page = open_page("/atelier/", viewport=viewport)
    sign_in(page, NATIONAL)
    check_accessible(page)
    follow(page.get_by_role("main").get_by_role("link", name=name))
    check_accessible(page)
    follow(page.get_by_role("link", name="Changer les règles"))
    check_accessible(page)
    assert page.faults == []


def test_a_link_is_enough_to_read_and_not_to_change(open_page):
    page = open_page("/atelier/")
    sign_in(page, NATIONAL)
    follow(page.get_by_role("main").get_by_role("link", name="La fourchette de la presse"))
    visitor = open_page(page.url)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("La fourchette de la presse")
    assert visitor.get_by_role("button", name="Calculer").count() == 0
    visitor.goto(f"{page.url}regles/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Se connecter")
