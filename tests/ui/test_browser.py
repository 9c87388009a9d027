"""The components in a browser: readable by axe, at any width, in light and dark, by keyboard."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.screens import follow

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):  # noqa: A002 the parent's name
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    return root


@pytest.fixture(params=["etat", "neutre"])
def site(request, settings, collected) -> Iterator[str]:
    settings.ANCRAGE_THEME = request.param
    settings.STATIC_ROOT = collected
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def visit(browser: Browser, address: str, width: int = 1280, **options: object) -> Page:
    size = {"width": width, "height": 900}
    page = browser.new_context(viewport=size, **options).new_page()
    page.troubles = []
    page.on("console", lambda message: page.troubles.append(message.text))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto(address)
    return page


def ground(page: Page) -> str:
    return page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")


def test_axe_finds_nothing_at_any_width_in_any_light(browser, site):
    for width in (1280, 360):
        for scheme in ("light", "dark"):
            page = visit(browser, site + "/?date=2021-06-01", width, color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.troubles == []
            page.context.close()


def test_dark_follows_the_system_without_javascript(browser, site):
    page = visit(browser, site, color_scheme="dark", java_script_enabled=False)
    dark = visit(browser, site, color_scheme="dark")
    light = visit(browser, site, color_scheme="light")
    assert ground(dark) != ground(light)
    assert ground(page) == ground(dark)


def test_theme_is_chosen_and_kept(browser, site):
    page = visit(browser, site, color_scheme="light")
    page.get_by_label("Affichage").select_option("sombre")
    assert page.locator("html").get_attribute("data-fr-theme") == "dark"
    page.goto(site + "/sources/")
    assert page.locator("html").get_attribute("data-fr-theme") == "dark"
    assert page.get_by_label("Affichage").input_value() == "dark"


def test_menu_opens_by_keyboard_on_a_narrow_screen(browser, site):
    page = visit(browser, site, 360)
    entry = page.get_by_role("link", name="Carte et liste")
    assert not entry.is_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    assert entry.is_visible()
    assert page.get_by_role("button", name="Menu").get_attribute("aria-expanded") == "true"


def test_first_tab_leads_to_the_content(browser, site):
    page = visit(browser, site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_table_works_without_javascript(browser, site):
    page = visit(browser, site, java_script_enabled=False)
    page.get_by_label("Rechercher", exact=True).fill("eclusier")
    follow(page.get_by_role("button", name="Appliquer"))
    assert "q=eclusier" in page.url
    assert page.locator("tbody th[scope=row]").first.inner_text() == "Éclusier"
    follow(page.get_by_role("link", name="Effacer les filtres"))
    follow(page.get_by_role("link", name="Territoire", exact=True))
    assert "tri=name" in page.url
    assert page.locator("[aria-sort=ascending]").count() == 1


def test_citation_is_copied(browser, site):
    page = visit(browser, site, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Citer ce chiffre").nth(1).click()
    page.get_by_role("button", name="Copier").click()
    page.get_by_role("button", name="Copié").wait_for()
    assert "Source\u00a0: Urssaf" in page.evaluate("navigator.clipboard.readText()")
