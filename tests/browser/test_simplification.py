"""A block from its report, searched first, to what the answer changed; read in a browser."""

from playwright.sync_api import expect

from tests.browser.checks import check_accessible, check_both_ways
from tests.browser.personas import NATIONAL, PROJECT, STATE, go, press
from tests.browser.screens import follow

TITLE = "Plaque d’immatriculation exigée pour un chariot d’atelier"
RULE = "Immatriculation des chariots qui ne sortent pas de l’atelier"


def test_a_block_is_reported_grouped_asked_answered_and_its_effect_is_told(enter):
    project, nation, state = enter(PROJECT), enter(NATIONAL), enter(STATE)
    report = reported(project)
    case = gathered(nation, report)
    asked(nation)
    answered(state, case)
    project.goto(report)
    project.get_by_label("Le blocage est levé").select_option("yes")
    project.get_by_label("Ce qui a changé, ou pas").fill("Les chariots roulent.")
    check_accessible(project)
    press(project, "Dire l’effet")
    expect(project.get_by_role("main")).to_contain_text("Les chariots roulent.")
    project.goto("/simplifier/?q=chariots")
    expect(project.get_by_role("main")).to_contain_text("1 ligne")
    go(project, TITLE)
    expect(project.get_by_role("main")).to_contain_text("oui, il est levé")
    readers = {"/simplifier/": project, case: project, "/simplifier/chiffres/": project}
    readers |= {"/simplifier/signalements/": nation, report: nation}
    for path, page in readers.items():
        assert page.goto(path).status == 200
        check_both_ways(page)
    assert [page.faults for page in (project, nation, state)] == [[], [], []]


def reported(page) -> str:
    """Searched first: no case is like it, so that a report is written. Its address."""
    page.goto("/simplifier/")
    go(page, "Signaler un blocage")
    page.get_by_label("Qu’est-ce qui bloque").fill("plaques d’immatriculation")
    press(page, "Chercher")
    expect(page.get_by_role("main")).to_contain_text("Aucun cas publié ne contient ces mots.")
    page.get_by_label("Le blocage, en une ligne").fill(TITLE)
    page.get_by_label("Quel texte ou quelle procédure bloque").fill(RULE)
    check_both_ways(page)
    press(page, "Enregistrer le brouillon")
    expect(page.get_by_role("main")).to_contain_text("il manque encore")
    page.get_by_label("Qu’est-ce que cela empêche").fill("Les chariots restent au quai.")
    page.get_by_label("Ce que vous proposez").select_option("guidance")
    page.get_by_label("Votre proposition, en quelques mots").fill("Dire que l’atelier suffit.")
    check_accessible(page)
    press(page, "Signaler le blocage")
    expect(page.get_by_role("main")).to_contain_text("signalé")
    return page.url.partition("?")[0]


def gathered(page, report: str) -> str:
    """The national team opens a case with it. Its address."""
    page.goto(report)
    press(page, "Ouvrir un cas")
    page.get_by_label("Le blocage, en clair").fill("Des chariots d’atelier sont immatriculés.")
    page.get_by_label("Portée").select_option(label="Auvergne-Rhône-Alpes")
    check_both_ways(page)
    press(page, "Ouvrir le cas")
    return page.url.partition("?")[0]


def asked(page) -> None:
    go(page, "Saisir l’autorité compétente")
    label = "Préfecture de région, Auvergne-Rhône-Alpes"
    page.get_by_label("Autorité compétente").select_option(label=label)
    check_both_ways(page)
    press(page, "Poser la question")
    expect(page.get_by_role("main")).to_contain_text("Réponse attendue le")


def answered(page, case: str) -> None:
    """From what waits for the prefecture."""
    page.goto("/a-faire/")
    follow(page.get_by_role("link", name=TITLE).first)
    page.get_by_label("Réponse", exact=True).select_option("guidance")
    page.get_by_label("Motifs").fill("Un chariot qui ne sort pas n’est pas immatriculé.")
    check_both_ways(page)
    press(page, "Répondre")
    assert page.url.partition("?")[0] == case
    expect(page.get_by_role("main")).to_contain_text("consigne clarifiée")
