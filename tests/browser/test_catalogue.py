"""The basket in a browser: from what one looks for to an answer; from a draft to a version."""

import re

from playwright.sync_api import expect

from tests.browser.checks import check_both_ways
from tests.browser.personas import NATIONAL, REGION, go, press
from tests.browser.screens import follow


def test_somebody_finds_a_measure_and_learns_why_he_may_have_it(open_changing):
    page = open_changing("/panier/")
    box = page.get_by_role("searchbox", name="Ce que vous cherchez, avec vos mots")
    box.fill("recruter un apprenti")
    follow(page.get_by_role("button", name="Chercher", exact=True))
    main = page.get_by_role("main")
    first = main.get_by_role("listitem").filter(has=page.get_by_role("heading", level=3)).first
    expect(first).to_contain_text("Volontariat territorial en entreprise (VTE)")
    expect(first).to_contain_text("Trouvée par")
    go(page, "Volontariat territorial en entreprise (VTE)")
    main.get_by_label("Qui demande").select_option("une entreprise")
    main.get_by_label("Taille de l’entreprise").select_option("grande entreprise")
    press(page, "Voir la réponse")
    answer = page.get_by_role("status").filter(has_text="pas en l’état")
    expect(answer).to_contain_text("Le volontariat n’est pas ouvert aux grandes entreprises.")
    check_both_ways(page)
    main.get_by_label("Taille de l’entreprise").select_option("entreprise moyenne")
    press(page, "Voir la réponse")
    expect(page.get_by_role("main")).to_contain_text("Cela reste à préciser.")


def test_the_nation_writes_a_version_and_a_region_a_measure(enter):
    nation, region = enter(NATIONAL), enter(REGION)
    nation.goto("/panier/versions/nouvelle/")
    main = nation.get_by_role("main")
    main.get_by_label("Code").fill("essai-navigateur")
    main.get_by_label("Titre").fill("Version lue dans un navigateur")
    main.get_by_label("En vigueur à partir du").fill("2031-01-01")
    press(nation, "Commencer")
    expect(nation.get_by_role("main")).to_contain_text("Rien n’a changé")
    go(nation, "Changer Volontariat territorial en entreprise (VTE) (vte)")
    nation.get_by_role("main").get_by_label("Décision, en jours").fill("45")
    press(nation, "Enregistrer la mesure")
    expect(nation.get_by_role("main")).to_contain_text("1 changée(s)")
    check_both_ways(nation)
    go(nation, "Publier la version")
    nation.get_by_role("main").get_by_label("Raison").fill("Un délai est connu.")
    press(nation, "Publier la version")
    expect(nation.get_by_role("main")).to_contain_text("Motif : Un délai est connu.")
    region.goto("/panier/ajouter/")
    form = region.get_by_role("main")
    form.get_by_label("Code").fill("aide-navigateur")
    form.get_by_role("textbox", name=re.compile("^Nom")).fill("Aide lue dans un navigateur")
    form.get_by_label("Attirer").check()
    form.get_by_label("Ce que cela apporte").fill("Une aide.")
    press(region, "Ajouter la mesure")
    expect(region.get_by_role("main")).to_contain_text("Région Auvergne-Rhône-Alpes")
    check_both_ways(region)
