"""What is asked of every page, as it stands in the browser."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAYOUT = [
    *("aria-hidden-body", "aria-hidden-focus", "css-orientation-lock", "label", "link-name"),
    *("button-name", "meta-viewport", "region", "scrollable-region-focusable", "skip-link"),
    *("target-size", "link-in-text-block", "landmark-one-main", "page-has-heading-one"),
]
"""The rules whose answer may change with the width: what is folded, hidden, scrolled, close."""
RUN = "options => axe.run(document, options).then(found => found.violations)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def check_accessible(page: Page, *, rules: list[str] | None = None) -> None:
    """Axe finds nothing, there is one main heading, and nothing reaches out of the screen.

    `rules`: those that are looked at; without, all those of the levels.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules or LEVELS, "resultTypes": ["violations"], "preload": False}
    assert page.evaluate(RUN, options) == []
    assert page.locator("h1").count() == 1
    assert page.evaluate(OVERFLOW) <= 0


def check_both_ways(page: Page) -> None:
    """On a phone, what the width changes; on a desk, everything."""
    for viewport, rules in ((NARROW, LAYOUT), (WIDE, None)):
        page.set_viewport_size(viewport)
        check_accessible(page, rules=rules)
