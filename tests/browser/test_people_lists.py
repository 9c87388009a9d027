"""What people change of the list together: a region, its committee, the national team."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from ancrage.journal import checker
from tests.browser.checks import check_accessible
from tests.browser.conftest import NARROW
from tests.browser.personas import (
    AUDITOR,
    ELECTED,
    NATIONAL,
    NORMANDY,
    REGION,
    SECRETARIAT,
    AmendmentPage,
    Inbox,
    Space,
    go,
    press,
    said,
)
from tests.browser.screens import Table, follow

ARVE, JOINS = "sim-8406", "CC Pays du Mont-Blanc"
TITLE = "Le Pays du Mont-Blanc rejoint la vallée"
RECORD = {"name": "releve.txt", "mimeType": "text/plain", "buffer": "Séance du comité.".encode()}


def test_a_region_adds_an_intercommunality_and_everybody_knows(enter, open_changing):
    region = enter(REGION)
    draft = proposed(region)
    address = region.url.partition("#")[0]
    cannot_be_seen(enter(NORMANDY), address)
    draft.submit()
    assert draft.state == "soumise au comité régional"
    assert region.faults == []
    decided_by_the_committee(enter(SECRETARIAT))
    accepted_by_the_nation(enter(NATIONAL))
    on_the_public_map(open_changing(address))
    known_by_the_tandem(enter(ELECTED, viewport=NARROW))
    told_by_the_journal(enter(AUDITOR, "/journal/"), address)


def proposed(page: Page) -> AmendmentPage:
    """The draft, once the region saw what the move does and that it breaks a rule."""
    Space(page).open("Modifications de la liste")
    draft = AmendmentPage.propose(page, title=TITLE, reason="Ses ateliers servent la vallée.")
    assert draft.state == "brouillon"
    assert draft.moves == []
    draft.choose_member(territory=ARVE, place=JOINS)
    effect = page.locator("#effet")
    expect(effect).to_contain_text(f"Ajouter {JOINS} au territoire")
    expect(effect).to_contain_text("1 règle ne tient pas.")
    expect(effect).to_contain_text("Qui paie : Auvergne-Rhône-Alpes.")
    expect(effect).to_contain_text("intensité de 0,71, pour 0,80 au moins")
    expect(effect).to_contain_text("La liste entière")
    assert effect.locator(".map-drawing").count() == 2
    check_accessible(page)
    draft.add()
    assert len(draft.moves) == 1
    assert re.search(r"valeur : −\d.* ; couverture : \+0,\d+ point", draft.moves[0])
    assert "Ne tient plus : " in draft.moves[0]
    return draft


def cannot_be_seen(page: Page, address: str) -> None:
    """The answer of a page that does not exist, word for word."""
    answers = []
    for path in (address, re.sub(r"\d\d/$", "99/", address)):
        assert page.goto(path).status == 404
        answers.append(said(page.locator("main")).replace(path, ""))
    assert answers[0] == answers[1]
    page.goto("/modifications/")
    assert TITLE not in page.locator("main").inner_text()


def decided_by_the_committee(page: Page) -> None:
    box = Inbox(page)
    box.open(TITLE)
    amendment = AmendmentPage(page)
    amendment.decide(words="Adopté à l’unanimité.", present=9, names="Anne Un", file=RECORD)
    assert amendment.state == "avis favorable du comité régional"
    history = page.get_by_role("region", name="Son histoire")
    expect(history).to_contain_text("Adopté à l’unanimité.")
    expect(history).to_contain_text("Comité régional de pilotage")
    expect(history).to_contain_text("releve.txt")
    assert TITLE not in " ".join(Inbox(page).to_do)
    assert page.faults == []


def accepted_by_the_nation(page: Page) -> None:
    Inbox(page).open(TITLE)
    go(page, "Accepter et publier la nouvelle liste")
    preview = page.get_by_role("region", name="La liste exacte qui en résulterait")
    expect(preview).to_contain_text(JOINS)
    expect(page.get_by_role("region", name="Ce qui sera publié")).to_contain_text(JOINS)
    check_accessible(page)
    press(page, "Accepter et publier la nouvelle liste")
    assert AmendmentPage(page).state == "acceptée"
    assert page.faults == []


def on_the_public_map(page: Page) -> None:
    """A visitor reads the amendment, the list that comes of it, and the territory with it."""
    assert page.answer.status == 200
    follow(page.get_by_role("link", name="Voir la liste qui en est issue"))
    drawn = page.locator(f".map-drawing a[href*='/{ARVE}/']")
    drawn.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(JOINS)
    assert page.faults == []
    page.goto("/histoire/annonce-2018/")
    expect(page.get_by_role("main")).to_contain_text(TITLE)


def known_by_the_tandem(page: Page) -> None:
    box = Inbox(page)
    assert any(TITLE in title for title in box.to_know)
    box.read_about(TITLE)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("region", name="Changements")).to_contain_text(JOINS)
    assert page.faults == []


def told_by_the_journal(page: Page, address: str) -> None:
    """Each step is an entry; what is exported is checked without the site."""
    page.goto(address)
    go(page, "Ses entrées au journal")
    table = Table(page, "contenu")
    accepted, decided, submitted = [row[2] for row in table.rows]  # a draft leaves no entry
    assert "acceptée" in accepted
    assert "Avis favorable" in decided
    assert "soumise" in submitted
    assert page.faults == []
    page.goto("/journal/")
    with page.expect_download() as expected:
        page.get_by_role("main").get_by_role("link", name=re.compile("JSON")).first.click()
    lines = expected.value.path().read_text(encoding="utf-8")
    for verb in ("submit", "decide", "accept"):
        assert f"adaptation.{verb}" in lines
    checked = verified(expected.value.path())
    assert checked.returncode == 0, checked.stdout
    altered = Path(expected.value.path()).with_name("altered.jsonl")
    altered.write_text(lines.replace(TITLE, "Un autre titre"), encoding="utf-8")
    assert verified(altered).returncode == 1


def verified(export: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, checker.__file__, str(export)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_two_who_write_the_same_draft_lose_nothing(enter):
    one, other = enter(REGION), enter(REGION)
    AmendmentPage.propose(one, title="À deux sur un brouillon", reason="Au départ.")
    address = one.url
    for page in (one, other):
        page.goto(f"{address}motif/")
    one.get_by_label("Motif").fill("Le motif de la première.")
    press(one, "Enregistrer")
    other.get_by_label("Motif").fill("Le motif de la seconde.")
    press(other, "Enregistrer")
    expect(other.get_by_role("region", name="Le vôtre")).to_contain_text("Le motif de la seconde.")
    theirs = other.get_by_role("region", name="La version actuelle")
    expect(theirs).to_contain_text("Le motif de la première.")
    check_accessible(other)
    other.get_by_label("Motif").fill("Le motif de la première, et celui de la seconde.")
    press(other, "Garder le mien")
    one.reload()
    expect(one.get_by_role("region", name="Motif")).to_contain_text("et celui de la seconde.")


def test_two_who_add_to_the_same_draft_both_have_their_change(enter):
    one, other = enter(REGION), enter(REGION)
    mine = AmendmentPage.propose(one, title="Deux changements à la fois", reason="Ensemble.")
    other.goto(one.url)
    theirs = AmendmentPage(other)
    mine.choose_name(territory="sim-8403", name="Le nom de la première")
    theirs.choose_name(territory="sim-8404", name="Le nom de la seconde")
    mine.add()
    theirs.add()
    expect(other.get_by_role("region", name="Le vôtre")).to_contain_text("Le nom de la seconde")
    press(other, "Le faire sur la version actuelle")
    one.reload()
    assert len(mine.moves) == 2
    assert "Le nom de la première" in mine.moves[0]
    assert "Le nom de la seconde" in mine.moves[1]


def test_two_regions_that_amend_at_once_are_both_in_the_list(enter):
    alps, normandy, nation = enter(REGION), enter(NORMANDY), enter(NATIONAL)
    told = {alps: ("sim-8405", "Un nom alpin"), normandy: ("sim-2801", "Un nom normand")}
    for page, (territory, name) in told.items():
        draft = AmendmentPage.propose(page, title=name, reason="Plus clair.")
        draft.choose_name(territory=territory, name=name)
        draft.add()
    for page in told:  # both stand on the same list
        AmendmentPage(page).submit()
        AmendmentPage(page).decide(words="Adopté.", present=5)
    for page in told:
        nation.goto(page.url)
        AmendmentPage(nation).accept()
        assert AmendmentPage(nation).state == "acceptée"
    follow(nation.get_by_role("link", name="Voir la liste qui en est issue"))
    for territory, name in told.values():
        label = nation.locator(f".map-drawing a[href*='/{territory}/']").get_attribute("aria-label")
        assert name in label
