"""The map's script in a browser: it zooms, follows the focus, and leaves the page its scroll."""

from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import sync_playwright

from ancrage.ui import maps
from ancrage.ui.maps import MapFigure, Shape

pytestmark = pytest.mark.browser

STATIC = Path(maps.__file__).parent / "static" / "ui"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WHOLE = "0.0 0.0 1000.0 800.0"
TOWNS = (
    Shape("1", "M50 50l100 0 0 100-100 0z", "Lens", "map-c1", "#lens", "1 200 emplois"),
    Shape("2", "M850 650l100 0 0 100-100 0z", "Gap", "map-c2", "#gap", "300 emplois"),
)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    figure = MapFigure(
        "Deux villes", TOWNS, (), (), "IGN", "2026", "Ancrage", view_box="0 0 1000 800"
    )
    html = engines["django"].from_string("{% map figure %}").render({"figure": figure})
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.set_content(f'{html}<p id="end">fin</p>')
    page.add_style_tag(content=f"{(STATIC / 'map.css').read_text()} #end {{ margin-top: 200vh }}")
    page.add_script_tag(content=(STATIC / "map.js").read_text(), type="module")
    page.wait_for_selector(".map-tools", state="visible")
    yield page
    page.close()


def view(page) -> str:
    return page.locator(".map-drawing").get_attribute("viewBox")


def test_buttons_zoom_and_come_back(page):
    assert view(page) == WHOLE
    page.get_by_role("button", name="Agrandir la carte").click()
    assert view(page) == "250.0 200.0 500.0 400.0"
    page.get_by_role("button", name="Réduire la carte").click()
    assert view(page) == WHOLE
    page.get_by_role("button", name="Agrandir la carte").click(click_count=2)
    page.get_by_role("button", name="Voir toute la carte").click()
    assert view(page) == WHOLE


def test_keys_zoom_and_move_only_inside_the_map(page):
    page.keyboard.press("+")
    assert view(page) == WHOLE
    page.get_by_role("button", name="Agrandir la carte").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert view(page) == "350.0 200.0 500.0 400.0"
    page.keyboard.press("0")
    assert view(page) == WHOLE


def test_a_map_at_rest_leaves_arrows_and_wheel_to_the_page(page):
    page.get_by_role("button", name="Agrandir la carte").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("scrollY > 0")
    page.evaluate("scrollTo(0, 0)")
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 100)
    page.wait_for_function("scrollY > 0")
    assert view(page) == WHOLE


def test_the_wheel_zooms_with_the_control_key(page):
    page.mouse.move(300, 300)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('.map-drawing').viewBox.baseVal.width < 400")
    assert page.evaluate("scrollY") == 0


def test_the_focus_brings_its_shape_into_view_and_reads_it_out(page):
    for _ in range(2):
        page.get_by_role("button", name="Agrandir la carte").click()
    page.get_by_role("button", name="Voir toute la carte").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#lens"
    assert view(page) == "0.0 0.0 250.0 200.0"
    assert page.locator(".map-readout").text_content() == "Lens : 1 200 emplois"
    assert page.locator(".map-halo").count() == 2
    page.keyboard.press("Tab")
    assert view(page) == "750.0 600.0 250.0 200.0"
    assert page.locator(".map-halo").count() == 2
    page.keyboard.press("Tab")
    assert page.locator(".map-halo").count() == 0


def test_a_drag_moves_the_map_and_does_not_follow_a_link(page):
    page.get_by_role("button", name="Agrandir la carte").click()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert view(page) == "0.0 0.0 500.0 400.0"
    box = page.locator("a[href='#lens'] path").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 30, steps=4)
    page.mouse.up()
    assert view(page) != "0.0 0.0 500.0 400.0"
    assert "#lens" not in page.url
    page.locator("a[href='#lens'] path").click()
    assert page.evaluate("location.hash") == "#lens"
