"""The site as its visitors name it: what they see and do, whatever the page is made of."""

import csv
import io
import re

from playwright.sync_api import Download, Locator, Page

MANY = 1_000
"""More presses than any page should need."""


def follow(link_or_button: Locator) -> None:
    """Click, and wait until the page that it leads to is whole."""
    with link_or_button.page.expect_navigation():
        link_or_button.click()


def press_until(page: Page, locator: Locator, key: str = "Tab") -> None:
    """Press a key until the focus is on what `locator` finds."""
    for _ in range(MANY):
        page.keyboard.press(key)
        if locator.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{key} never reaches {locator}")


def search(page: Page, text: str) -> None:
    """From the header of any page."""
    page.get_by_role("searchbox", name="Rechercher un lieu").fill(text)
    follow(page.get_by_role("banner").get_by_role("button", name="Rechercher"))


class DateSwitch:
    """The date that the pages speak of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.get_by_role("form", name="Date de la situation présentée")

    def choose(self, day: str) -> None:
        self.form.get_by_label("Situation au").fill(day)
        follow(self.form.get_by_role("button", name="Changer"))

    def reset(self) -> None:
        follow(self.form.get_by_role("button", name="Aujourd’hui"))

    @property
    def told(self) -> str:
        """The date that the page says it speaks of, above its title; today is not said."""
        told = self.page.locator("main .a-as-at")
        return " ".join(told.inner_text().split()) if told.count() else ""


class Table:
    """A table with its search, filters, columns and downloads."""

    def __init__(self, page: Page, element_id: str = "tableau") -> None:
        self.block = page.locator(f"#{element_id}")

    def filter(self, label: str, option: str) -> None:
        self.block.get_by_role("combobox", name=label, exact=True).select_option(label=option)
        follow(self.block.get_by_role("button", name="Appliquer"))

    def sort(self, heading: str) -> None:
        follow(self.block.get_by_role("columnheader").get_by_role("link", name=heading))

    def choose_columns(self, *labels: str) -> None:
        self.block.get_by_text("Colonnes (").click()
        for box in self.block.get_by_role("checkbox").all():
            box.set_checked(label_of(box) in labels)
        follow(self.block.get_by_role("button", name="Montrer ces colonnes"))

    @property
    def headings(self) -> list[str]:
        return [text.strip() for text in self.block.locator("thead th").all_inner_texts()]

    @property
    def rows(self) -> list[list[str]]:
        """What the cells say, numbers without the spaces that part their thousands."""
        return [
            [plain(cell) for cell in row.locator("th, td").all_inner_texts()]
            for row in self.block.locator("tbody tr").all()
        ]

    @property
    def count(self) -> str:
        return self.block.get_by_role("status").inner_text()

    def download(self, kind: str) -> Download:
        with self.block.page.expect_download() as expected:
            self.block.get_by_role("link", name=kind, exact=True).click()
        return expected.value


class Map:
    """The map of a page."""

    def __init__(self, page: Page) -> None:
        self.figure = page.locator(".map").first
        self.drawing = self.figure.locator(".map-drawing")

    @property
    def view(self) -> list[float]:
        """Left, top, width and height of what is seen, in units of the drawing."""
        return [float(part) for part in self.drawing.get_attribute("viewBox").split()]

    def download(self, kind: str) -> bytes:
        with self.figure.page.expect_download() as expected:
            self.figure.get_by_role("link", name=kind, exact=True).click()
        return content_of(expected.value)


def label_of(box: Locator) -> str:
    return box.locator("xpath=..").inner_text().strip()


def plain(text: str) -> str:
    return re.sub(r"(?<=\d)\s(?=\d{3})", "", text.strip())


def content_of(download: Download) -> bytes:
    return download.path().read_bytes()


def read_csv(content: bytes, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
