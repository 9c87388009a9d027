"""The site by the keyboard alone: everything is reached, nothing holds."""

import re

from playwright.sync_api import Page, expect

from tests.browser.screens import MANY, Map, Table, press_until

REACHED_BY_TAB = """
() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter((e) => e.checkVisibility() && !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0)
  .map((e, rank) => (e.dataset.rank = rank)).length
"""
FOCUSED = "() => document.activeElement.dataset.rank"


def test_the_tab_key_goes_through_the_whole_home_page(open_page):
    page = open_page("/")
    expected = page.evaluate(REACHED_BY_TAB)
    assert expected > 124  # the map's territories among others
    visited = []
    for _ in range(MANY):
        page.keyboard.press("Tab")
        rank = page.evaluate(FOCUSED)
        if rank is None:  # out of the page, after its last link
            break
        visited.append(int(rank))
    in_order = list(dict.fromkeys(visited))  # a field of a date takes several presses
    assert in_order == list(range(expected))
    last = page.locator("#pied a[href], #pied select").last
    assert last.get_attribute("data-rank") == str(expected - 1)
    press_until(page, page.locator("#pied a[href]").first, "Shift+Tab")


def test_from_the_skip_link_to_a_territory_of_the_map(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Contenu")).to_be_focused()
    expect(page.get_by_role("link", name="Contenu")).to_be_in_viewport()
    page.keyboard.press("Enter")
    press_until(page, page.get_by_role("link", name="Passer la carte"))
    seen = Map(page)
    territory = seen.drawing.locator("a").first
    press_until(page, territory)
    name, address = territory.get_attribute("aria-label"), territory.get_attribute("href")
    expect(seen.figure.locator(".map-readout")).to_have_text(name)
    expect(seen.drawing.locator(".map-halo")).to_have_count(2)
    zoom_and_come_back(page, seen)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    title = page.get_by_role("heading", level=1).inner_text()
    assert name.startswith(title.removesuffix(" (simulé)"))
    assert page.faults == []


def zoom_and_come_back(page: Page, seen: Map) -> None:
    whole = seen.view
    page.keyboard.press("+")
    assert seen.view[2] == whole[2] / 2
    left = seen.view[0]
    page.keyboard.press("ArrowRight")
    assert seen.view[0] > left
    page.keyboard.press("0")
    assert seen.view == whole
    page.keyboard.press("-")
    assert seen.view == whole


def test_a_map_is_passed_by_and_its_buttons_work(open_page):
    page = open_page("/territoires/")
    skip = page.get_by_role("link", name="Passer la carte")
    press_until(page, skip)
    expect(skip).to_be_in_viewport()
    seen = Map(page)
    whole = seen.view
    for label, width in (("Agrandir", whole[2] / 2), ("Réduire", whole[2])):
        press_until(page, page.get_by_role("button", name=f"{label} la carte"))
        page.keyboard.press("Enter")
        assert seen.view[2] == width
    press_until(page, skip, "Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "e => e.contains(document.activeElement)"
    assert not seen.drawing.evaluate(inside)
    assert seen.figure.evaluate(inside)


def test_the_table_of_changes_is_chosen_sorted_and_scrolled(open_page):
    page = open_page("/changements/")
    press_until(page, page.get_by_label("De la liste"))
    page.keyboard.press("Home")
    press_until(page, page.get_by_role("button", name="Comparer"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("de=2020-10"))
    block = page.locator(".a-table-block").first
    heading = block.get_by_role("columnheader").nth(1)
    press_until(page, heading.get_by_role("link"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    table = Table(page, block.get_attribute("id"))
    shown = [row[1] for row in table.rows]
    assert len(set(shown)) > 1
    press_until(page, block.get_by_role("region"))
    assert page.faults == []
