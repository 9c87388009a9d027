"""A sheet before the regional committee: called, read, decided with a condition, minuted."""

import datetime as dt
import re

from playwright.sync_api import Page, expect

from tests.browser.checks import check_both_ways
from tests.browser.personas import ELECTED, PROJECT, REGION, SECRETARIAT, STATE, Inbox, press
from tests.browser.screens import follow
from tests.browser.test_roadmaps import begun, fill_whole, press_finish

CONDITION = "Joindre l’accord écrit du voisin"


def today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()


def submitted(project: Page, elected: Page) -> str:
    """A whole sheet, submitted by the elected lead; its code."""
    code = begun(project)
    fill_whole(project)
    press_finish(project)
    elected.goto(f"/fiches/{code}/")
    press(elected, "Soumettre au comité")
    return code


def prepare(page: Page, *, committee: str, day: dt.date, title: str, place: str) -> str:
    """A meeting by its form; its code."""
    page.goto("/comites/")
    follow(page.get_by_role("main").get_by_role("link", name="Préparer une réunion"))
    choice = page.get_by_label("Comité", exact=True)
    if choice.locator("option").count() > 1:
        label = choice.locator("option").filter(has_text=committee).first.inner_text()
        choice.select_option(label)
    page.get_by_label("Intitulé").fill(title)
    page.get_by_label(re.compile("^Jour")).fill(day.isoformat())
    page.get_by_label(re.compile("^Heure")).fill("09:30")
    page.get_by_label(re.compile("^Lieu")).fill(place)
    check_both_ways(page)
    press(page, "Préparer")
    return re.search(r"R-\d+-\d+", page.url)[0]


def put(page: Page, *words: str) -> None:
    """Tick what waits for the committee."""
    for folded in reversed(page.locator(".m-put details:not([open]) > summary").all()):
        folded.click()
    for text in words:
        page.locator(".m-put label", has_text=text).first.get_by_role("checkbox").check()
    press(page, "Mettre à l’ordre du jour")


def seat(page: Page, *seats: str) -> None:
    """Those who are there, the first person that may fill each seat."""
    follow(page.get_by_role("main").get_by_role("link", name="Consigner les présences"))
    for name in seats:
        group = page.get_by_role("group", name=re.compile(name))
        group.get_by_label("Présence").select_option("présent")
        who = group.get_by_label("Qui")
        if who.count() and who.locator("option").count() > 2:
            who.select_option(index=1)
    check_both_ways(page)
    press(page, "Enregistrer les présences")


def test_a_committee_decides_with_a_condition_that_comes_back(enter):
    project, elected = enter(PROJECT), enter(ELECTED)
    committee, state, region = enter(SECRETARIAT), enter(STATE), enter(REGION)
    code = submitted(project, elected)
    meeting = prepare(
        committee,
        committee="régional",
        day=today(),
        title="séance du parcours",
        place="Hôtel de Région",
    )
    put(committee, code)
    press(committee, "Convoquer les membres")
    expect(committee.get_by_role("main")).to_contain_text("convoquée")
    check_both_ways(committee)
    reads_the_paper(state, meeting, code)
    press(committee, "Ouvrir la séance")
    seat(committee, "Présidence", "État")
    decides(committee, code)
    press(committee, "Clore la séance")
    minutes(committee, region, meeting)
    project.goto(f"/fiches/{code}/")
    expect(project.get_by_role("main")).to_contain_text("Version 1 validée")
    lifted(project, committee)
    committee.goto("/comites/")
    check_both_ways(committee)
    faults = [page.faults for page in (project, elected, committee, state, region)]
    assert not any(faults)


def reads_the_paper(state: Page, meeting: str, code: str) -> None:
    """A member finds the meeting in what there is to know, and reads the paper."""
    state.goto(f"/comites/{meeting}/")
    follow(state.get_by_role("main").get_by_role("link", name="Lire la pièce").first)
    expect(state.get_by_role("main")).to_contain_text("Cette pièce est figée au")
    expect(state.get_by_role("main")).to_contain_text(code)
    check_both_ways(state)


def decides(committee: Page, code: str) -> None:
    item = committee.locator(".m-agenda > li", has_text=code)
    follow(item.get_by_role("link", name="Décider"))
    committee.get_by_label(re.compile("approuvé sous conditions")).check()
    committee.get_by_text("Les conditions d’une approbation sous conditions").click()
    row = committee.locator(".m-condition").first
    row.get_by_label("Ce qui est demandé").fill(CONDITION)
    row.get_by_label("Avant le").fill((today() + dt.timedelta(days=40)).isoformat())
    row.get_by_label("À qui").select_option("chef de projet")
    check_both_ways(committee)
    press(committee, "Consigner la décision")
    expect(committee.get_by_role("main")).to_contain_text("est validée dans sa version 1")


def minutes(committee: Page, region: Page, meeting: str) -> None:
    """Drafted, corrected, approved by who presides."""
    follow(committee.get_by_role("link", name="Relevé de décisions"))
    press(committee, "Rédiger d’après la séance")
    text = committee.get_by_label("Relevé de décisions")
    expect(text).to_have_value(re.compile("Le comité approuve sous conditions"))
    text.fill(text.input_value() + "\nLe comité remercie le territoire.")
    press(committee, "Enregistrer")
    region.goto(f"/comites/{meeting}/releve/")
    expect(region.get_by_role("main")).to_contain_text("Le comité remercie le territoire.")
    check_both_ways(region)
    press(region, "Approuver et publier")
    expect(region.get_by_role("main")).to_contain_text("Approuvé le")


def lifted(project: Page, committee: Page) -> None:
    """The owner answers from his list, the committee lifts from its own."""
    inbox = Inbox(project)
    title = next(t for t in inbox.to_do if t.startswith("Remplir une condition du comité"))
    inbox.open(title)
    expect(project.get_by_role("main")).to_contain_text(CONDITION)
    project.get_by_label("En quelques mots").fill("L’accord est joint au dossier.")
    check_both_ways(project)
    press(project, "Envoyer au comité")
    inbox = Inbox(committee)
    title = next(t for t in inbox.to_do if t.startswith("Vérifier une condition du comité"))
    inbox.open(title)
    press(committee, "Lever la condition")
    expect(committee.get_by_role("main")).to_contain_text("levée")
