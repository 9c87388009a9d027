"""Every page of those who signed in, as the person who uses it: whole, accessible, by keyboard."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import test_people_mission as missions
from tests.browser.checks import check_both_ways
from tests.browser.conftest import opener, reader
from tests.browser.personas import NATIONAL, said, sign_in
from tests.browser.samples import (
    NO_PAGE,
    PAGES,
    Sample,
    address,
    pages_of_the_site,
    read_by_visitors,
)
from tests.browser.screens import press_until


def test_every_page_of_the_site_has_a_sample():
    """A page that nobody reads in a browser fails here; so does a sample of a page that is gone."""
    read = set(PAGES) | set(missions.PAGES)
    assert read & set(NO_PAGE) == set()
    assert read | set(NO_PAGE) | read_by_visitors() == pages_of_the_site()


@pytest.fixture(scope="module")
def sessions() -> dict[str, dict]:
    """What the browser of each person holds once he signed in, so that it is done once."""
    return {}


@pytest.fixture
def read_as(
    browser: Browser, site: str, sessions: dict, kept: dict
) -> Iterator[Callable[..., Page]]:
    """`read_as(title, path)`: the page as this person reads it, or a visitor for ""."""
    with reader(browser, site, kept) as open_at:

        def read(title: str, path: str, **options) -> Page:
            if title and title not in sessions:
                with opener(browser, site) as open_once:
                    page = open_once("/connexion/")
                    sign_in(page, title)
                    sessions[title] = page.context.storage_state()
            return open_at(path, storage_state=sessions.get(title), **options)

        yield read


def main_action(page: Page, sample: Sample) -> Locator:
    main = page.get_by_role("main")
    by_name = main.get_by_role("button", name=sample.act).or_(
        main.get_by_role("link", name=sample.act)
    )
    return by_name.first


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_accessible_and_within_reach(read_as, untouched: Path, name):
    sample, path = PAGES[name], address(name, untouched)
    page = read_as(sample.who, path)
    assert page.answer.status == 200
    assert page.url.endswith(path)
    assert page.title().startswith(said(page.locator("h1")))
    if sample.act:
        press_until(page, main_action(page, sample))
        expect(main_action(page, sample)).to_be_in_viewport()
    check_both_ways(page)
    assert page.faults == []


def test_what_is_to_be_done_needs_no_javascript(read_as, untouched: Path):
    by_person = defaultdict(list)
    for name, sample in PAGES.items():
        if sample.act:
            by_person[sample.who].append(name)
    for who, names in by_person.items():
        page = read_as(who, "/", java_script_enabled=False)
        for name in names:
            page.goto(address(name, untouched))
            assert page.locator("h1").inner_text()
            expect(main_action(page, PAGES[name])).to_be_visible()
            assert page.locator("[data-map-zoom]:visible, [data-menu]:visible").count() == 0
        assert page.faults == []


def test_the_dark_theme_is_accessible_too(read_as, untouched: Path):
    for name in ("inbox_preferences", "amendment", "scenario_edit"):
        sample = PAGES[name]
        page = read_as(sample.who or NATIONAL, address(name, untouched), color_scheme="dark")
        check_both_ways(page)
