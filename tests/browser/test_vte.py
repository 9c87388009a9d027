"""A company posts a VTE, is refused for a stated reason, corrects, is accepted, hires, asks."""

import datetime as dt
import re

from playwright.sync_api import Page, expect

from tests.browser.checks import check_accessible, check_both_ways
from tests.browser.personas import COMPANY, REFERENT, press
from tests.browser.screens import follow

TITLE = "Mesurer l’usure des outils"
ASK = re.compile("^Demander.*aide en territoire")


def test_a_company_is_refused_corrects_is_accepted_hires_and_asks(enter, open_changing):
    today = dt.datetime.now(tz=dt.UTC).date()
    company, referent = enter(COMPANY, "/vte/"), enter(REFERENT)
    check_accessible(company)
    address = posted(company, today)
    expect(main(company)).to_contain_text("Portez le CDD à douze mois")
    press(company, "Proposer la mission")
    expect(main(company)).to_contain_text("Pourquoi elle a été refusée")
    check_both_ways(company)
    corrected(company)
    referent.goto("/a-faire/")
    expect(main(referent)).to_contain_text(f"Vérifier la mission VTE « {TITLE} »")
    referent.goto(address)
    expect(main(referent)).to_contain_text("Source : Cap Métiers")
    check_both_ways(referent)
    press(referent, "Accepter et publier")
    visitor = open_changing("/vte/?q=usure")
    follow(main(visitor).get_by_role("link", name=TITLE))
    expect(main(visitor).get_by_role("link", name="https://outils.example/emploi")).to_be_visible()
    expect(main(visitor)).not_to_contain_text("salariés")
    company.goto(address)
    hired(company, today)
    follow(main(company).get_by_role("button", name=ASK))
    check_both_ways(company)
    follow(main(company).get_by_role("link", name="suivre la sollicitation"))
    expect(main(company)).to_contain_text("envoyée")
    assert [page.faults for page in (company, referent, visitor)] == [[], [], []]


def main(page: Page):
    return page.get_by_role("main")


def posted(page: Page, today: dt.date) -> str:
    """A mission with a contract that is too short; gives its address."""
    follow(main(page).get_by_role("link", name="Proposer une mission"))
    check_accessible(page)
    for label, text in {
        "SIRET": "00000001800010",
        "Nom de l’entreprise": "Décolletage de l’Arve",
        "Commune du lieu de travail": "Cluses",
        "Effectif": "86",
        "Chiffre d’affaires, en euros": "14 500 000",
        "Intitulé": TITLE,
        "Description": "Mesurer, tracer, proposer.",
        "Durée, en mois": "6",
        "Diplôme obtenu depuis le": (today - dt.timedelta(days=200)).isoformat(),
        "Début de la mission": (today + dt.timedelta(days=60)).isoformat(),
        "Comment répondre": "https://outils.example/emploi",
        "Fin de l’annonce": (today + dt.timedelta(days=90)).isoformat(),
    }.items():
        main(page).get_by_label(re.compile(f"^{label}")).fill(text)
    for label, choice in {
        "Secteur": "industrie",
        "Siège en France": "oui",
        "Besoin auquel elle répond": "innover",
        "Contrat": "CDD",
        "Niveau recherché": "bac + 3",
    }.items():
        main(page).get_by_label(re.compile(f"^{label}")).select_option(label=choice)
    press(page, "Enregistrer et voir ce que dit la règle")
    return page.url


def corrected(page: Page) -> None:
    follow(main(page).get_by_role("link", name="Corriger la mission"))
    main(page).get_by_label("Durée, en mois").fill("12")
    press(page, "Enregistrer et voir ce que dit la règle")
    press(page, "Proposer la mission")
    expect(main(page)).to_contain_text("à vérifier")


def hired(page: Page, today: dt.date) -> None:
    follow(main(page).get_by_role("link", name="Déclarer l’embauche"))
    check_accessible(page)
    main(page).get_by_label("Date de l’embauche").fill(today.isoformat())
    main(page).get_by_label("Mois écoulés entre le diplôme").fill("5")
    press(page, "Déclarer l’embauche")
    expect(main(page)).to_contain_text("pourvue")
