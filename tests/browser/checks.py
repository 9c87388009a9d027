"""What is asked of every page, as it stands in the browser."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
RUN = "options => axe.run(document, options).then(found => found.violations)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def check_accessible(page: Page, *, colours: bool = True) -> None:
    """Axe finds nothing, there is one main heading, and nothing reaches out of the screen."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": LEVELS, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate(RUN, options | ({} if colours else BUT_COLOURS))
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.locator("h1").count() == 1
    assert page.evaluate(OVERFLOW) <= 0


def check_both_ways(page: Page) -> None:
    """On a phone and on a desk; the colours, which are half of the work, are the same on both."""
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        check_accessible(page, colours=viewport is WIDE)
