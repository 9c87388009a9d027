"""A mission from its opening to what its scores change: two experts read, blind, then settle."""

import datetime as dt

from playwright.sync_api import expect

from tests.browser.checks import check_accessible, check_both_ways
from tests.browser.personas import (
    ELECTED,
    EXPERT,
    NATIONAL,
    REGION,
    SECOND_EXPERT,
    MissionPage,
    press,
)
from tests.browser.screens import follow

CODE, NAME = "essai-navigateur", "Mission lue dans un navigateur"
COMPUTED = 150_000
"""Milliseconds left to the worker for two exact identifications; they take some ten seconds."""

PAGES = {
    "mission": (NATIONAL, ""),
    "mission_grid": (NATIONAL, "grille/"),
    "mission_conduct": (NATIONAL, "conduite/"),
    "mission_declarations": (NATIONAL, "declarations/"),
    "mission_pick": (NATIONAL, "candidats/choisir/"),
    "mission_candidate": (NATIONAL, "candidats/1/"),
    "mission_effect": (NATIONAL, "effet/"),
    "mission_interests": (EXPERT, "interets/"),
    "mission_reading": (EXPERT, "candidats/1/lecture/"),
    "mission_readings": (EXPERT, "candidats/1/lectures/"),
    "mission_propose": (REGION, "candidats/region/"),
    "mission_apply": (ELECTED, "candidats/nouveau/"),
    "mission_edit": (ELECTED, "candidats/2/dossier/"),
}
"""Its pages, with whom they are read once the first candidate has its score."""


def test_two_experts_read_blind_then_settle_and_the_list_is_judged(enter):
    nation, first, second = enter(NATIONAL), enter(EXPERT), enter(SECOND_EXPERT)
    mission, one, other = opened(nation), MissionPage(first, CODE), MissionPage(second, CODE)
    for reader in (one, other):
        reader.declare_no_interest()
        expect(reader.page.get_by_role("main")).to_contain_text("Vous avez tout déclaré.")
    nation.goto(f"{mission.address}conduite/")
    press(nation, "Répartir les lectures qui manquent")
    one.read(1, 4)
    nothing_is_seen(other)
    check_accessible(first)
    press(first, "Verrouiller ma lecture")
    nothing_is_seen(other)
    other.read(1, 1)
    press(second, "Verrouiller ma lecture")
    disagreements_are_settled(one, other)
    nation.goto(f"{mission.address}candidats/1/")
    press(nation, "Arrêter la note")
    expect(nation.get_by_role("main")).to_contain_text("notée")
    the_effect_is_told(mission)
    elected = enter(ELECTED, f"{mission.address}candidats/nouveau/")
    press(elected, "Commencer le dossier")
    readers = {NATIONAL: nation, EXPERT: first, ELECTED: elected, REGION: enter(REGION)}
    for who, path in PAGES.values():
        assert readers[who].goto(mission.address + path).status == 200
        check_both_ways(readers[who])
    assert [page.faults for page in readers.values()] == [[]] * len(readers)


def opened(nation) -> MissionPage:
    """With its weight declared, two experts, and one candidate out of the identification."""
    until = (dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=30)).isoformat()
    mission = MissionPage.prepare(
        nation, code=CODE, name=NAME, base="announcement-2018", until=until
    )
    mission.declare_bonus("20")
    mission.appoint("Sophie Aubin", "Économie industrielle")
    mission.appoint("Karim Belaïd", "Emploi, compétences, formation")
    press(nation, "Ouvrir la mission")
    mission.pick("sim-8406")
    return mission


def nothing_is_seen(reader: MissionPage) -> None:
    """The comparison does not exist yet, and one's own reading holds no mark of the other's."""
    reader.compare(1)
    assert reader.page.answer.status == 404
    reader.page.goto(f"{reader.address}candidats/1/lecture/")
    assert reader.page.locator(".m-criterion input:checked").count() == 0
    assert "Je note 4." not in reader.page.content()


def disagreements_are_settled(one: MissionPage, other: MissionPage) -> None:
    """All six are listed; one proposes a mark, the other accepts it."""
    for reader in (one, other):
        reader.compare(1)
        assert reader.page.locator("#desaccords article").count() == 6
    check_accessible(other.page)
    for _ in range(6):
        one.compare(1)
        waiting = one.page.locator("#desaccords article").filter(has_text="Pas encore réglé.")
        dispute = waiting.first
        dispute.get_by_text("Proposer une note").click()
        dispute.get_by_label("Note, entre les deux").select_option("3")
        dispute.get_by_label("Raison").first.fill("Les lettres d’engagement le montrent.")
        follow(dispute.get_by_role("button", name="Proposer à l’autre lecteur"))
    other.compare(1)
    for _ in range(6):
        follow(other.page.get_by_role("button", name="Accepter la note 3").first)
    expect(other.page.locator("#notes")).to_contain_text("prête à être arrêtée")


def the_effect_is_told(mission: MissionPage) -> None:
    page = mission.page
    page.goto(f"{mission.address}effet/")
    expect(page.locator("#poids")).to_contain_text("20")
    press(page, "Calculer l’effet des notes")
    result = page.locator("#resultat")  # the page comes again by itself
    expect(result).to_be_visible(timeout=COMPUTED)
    expect(page.locator("#candidats")).to_contain_text("Cluses")
    check_accessible(page)
