"""Coming in, looking as somebody else, going out."""

from playwright.sync_api import expect

from tests.browser.checks import check_accessible, check_both_ways
from tests.browser.conftest import NARROW
from tests.browser.personas import (
    ADMINISTRATOR,
    AUDITOR,
    ELECTED,
    NATIONAL,
    REFERENT,
    REGION,
    Inbox,
    Space,
    go,
    press,
    sign_in,
    sign_out,
)
from tests.browser.screens import follow


def test_a_page_that_needs_a_person_comes_after_signing_in(open_changing):
    page = open_changing("/a-faire/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    sign_in(page, REGION)
    expect(page.get_by_role("heading", level=1)).to_have_text("À faire")
    expect(page.get_by_role("banner")).to_contain_text("Lucie Vernay (copilote régional)")
    sign_out(page)
    expect(page.get_by_role("banner").get_by_role("link", name="Se connecter")).to_be_visible()
    page.goto("/a-faire/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    assert page.faults == []


def test_everybody_has_the_pages_of_his_role_and_no_other(enter):
    shown = {title: Space(enter(title)).pages for title in (NATIONAL, ELECTED, AUDITOR)}
    assert "Atelier d’identification" in shown[NATIONAL]
    assert "Atelier d’identification" not in shown[ELECTED]
    assert "Journal" in shown[AUDITOR]
    for pages in shown.values():
        assert pages[0] == "À faire"


def test_signing_in_works_without_javascript_and_on_a_phone(enter):
    page = enter(ELECTED, "/a-faire/", viewport=NARROW, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("À faire")
    assert page.faults == []


def test_an_administrator_looks_as_somebody_else_and_changes_nothing(enter):
    page = enter(ADMINISTRATOR, "/personnes/?q=vernay")
    follow(page.get_by_role("main").get_by_role("link", name="Lucie Vernay"))
    follow(page.get_by_role("main").get_by_role("button", name="Voir comme"))
    banner = page.get_by_role("region", name="Vue en lecture seule")
    expect(banner).to_contain_text("Vous voyez le site comme Lucie Vernay, en lecture seule.")
    check_accessible(page)
    Space(page).open("Modifications de la liste")
    expect(banner).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Brouillon : vallée voisine")
    assert page.get_by_role("link", name="Proposer une modification").count() == 0
    assert refused(page, "/modifications/proposer/") == 404
    follow(banner.get_by_role("button", name="Redevenir moi-même"))
    expect(banner).to_have_count(0)
    expect(page.get_by_role("banner")).to_contain_text("Denis Caron")
    page.goto("/journal/?action=people.look_as")
    expect(page.get_by_role("main").get_by_role("row").nth(1)).to_contain_text("Denis Caron")


def test_an_access_is_asked_for_and_granted_by_who_may(enter):
    page = enter(REFERENT, "/mes-roles/")
    go(page, "Demander un autre accès")
    go(page, "Expert de la mission")
    page.get_by_label("Organisation").fill("Bpifrance")
    page.get_by_label("Message").fill("J’ai suivi vingt usines.")
    press(page, "Envoyer la demande")
    expect(page.get_by_role("main")).to_contain_text("xpert")
    nation = enter(NATIONAL)
    Inbox(nation).open("Répondre à une demande d’accès")
    expect(nation.get_by_role("main")).to_contain_text("J’ai suivi vingt usines.")
    check_both_ways(nation)
    press(nation, "Donner ce rôle")
    page.goto("/mes-roles/")
    expect(page.locator("#roles")).to_contain_text("xpert")
    assert page.faults == nation.faults == []


def refused(page, path: str) -> int:
    """What the server answers to a form that is sent all the same."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    form = {"csrfmiddlewaretoken": token, "title": "Par un autre", "reason": "Non."}
    headers = {"Referer": page.url}
    return page.request.post(path, form=form, headers=headers).status
