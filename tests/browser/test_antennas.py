"""Antennas in a browser: a plan read and tried by hand, a place that is confirmed."""

from playwright.sync_api import expect

from tests.browser.checks import check_both_ways
from tests.browser.personas import NATIONAL, REFERENT, press
from tests.browser.screens import follow


def test_from_a_plan_to_a_place_that_is_confirmed(enter):
    page = enter(NATIONAL, "/antennes/")
    check_both_ways(page)
    main = page.get_by_role("main")
    follow(main.get_by_role("link", name="Scénarios d’implantation"))
    follow(main.get_by_role("link", name="Douze antennes"))
    expect(page.get_by_role("heading", name="La preuve")).to_be_visible()
    check_both_ways(page)
    page.get_by_label("Ajouter un hôte").fill("CC Faucigny - Glières")
    press(page, "Essayer")
    expect(page.get_by_text("CC Faucigny - Glières accueille une antenne")).to_be_visible()

    page = enter(REFERENT, "/antennes/reservations/?etat=demandée")
    main = page.get_by_role("main")
    follow(main.get_by_role("row").nth(1).get_by_role("link").first)
    check_both_ways(page)
    press(page, "Confirmer la place")
    expect(page.get_by_text("La place est tenue pour l’entreprise.")).to_be_visible()
