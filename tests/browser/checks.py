"""What is asked of every page, as it stands in the browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def check_accessible(page: Page) -> None:
    """Axe finds nothing, there is one main heading, and nothing reaches out of the screen."""
    found = Axe().run(page, options={"runOnly": LEVELS, "resultTypes": ["violations"]})
    assert found.response["violations"] == [], found.generate_report()
    assert page.locator("h1").count() == 1
    assert page.evaluate(OVERFLOW) <= 0


def check_both_ways(page: Page) -> None:
    """On a desk and on a phone."""
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        check_accessible(page)
