"""Maps: readable without colour, by keyboard and by machine; files that stand alone."""

import itertools
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import pytest
from django.template import engines

from ancrage.ui import map_style
from ancrage.ui.maps import Frame, LegendItem, MapFigure, Outline, Shape, download, map_png, map_svg

SVG = "{http://www.w3.org/2000/svg}"
STATIC = Path(map_style.__file__).parent / "static" / "ui"
WHOLE = Shape("1", "M10 10l30 0 0 30-30 0z", "Le Havre", "map-c2", "/un/", "1 234 emplois")
PART = Shape("2", "M50 10l30 0 0 30-30 0z", "Évreux", "map-c2 map-partial", "/deux/?a=1&b=2")
PLAIN = Shape("3", "M10 50l30 0 0 30-30 0z", "Saint-Lô", "map-none", value="inconnu")


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def figure(**changes) -> MapFigure:
    said = {
        "title": "Emplois à l’ouest",
        "shapes": (WHOLE, PART, PLAIN),
        "outlines": (Outline("M0 0l100 0 0 100-100 0z", "map-land"), Outline("M0 50l100 0")),
        "legend": (LegendItem("map-c2", "de 10 à 15 %"), LegendItem("map-none", "inconnu")),
        "source": "INSEE, estimation",
        "as_of": "au 31 décembre 2023",
        "citation": "Ancrage, « Emplois à l’ouest », 2023.",
        "svg_url": "/carte.svg",
        "png_url": "/carte.png",
        "table_id": "tableau",
        "view_box": "0 0 100 100",
        "frames": (Frame("La Réunion", 60, 60, 30, 30),),
    }
    return MapFigure(**(said | changes))


def page(shown: MapFigure) -> str:
    return engines["django"].from_string("{% map figure %}").render({"figure": shown})


def drawing(shown: MapFigure) -> ET.Element:
    """The `<svg>` of a page, read as XML."""
    return ET.fromstring(re.search(r'<svg class="map-drawing".*?</svg>', page(shown), re.S)[0])  # noqa: S314


def test_shapes_are_named_links_that_the_keyboard_reaches():
    links = drawing(figure()).findall(".//a")
    assert [(a.get("href"), a.get("aria-label")) for a in links] == [
        ("/un/", "Le Havre : 1 234 emplois"),
        ("/deux/?a=1&b=2", "Évreux"),
    ]
    assert [a.find("path/title").text for a in links] == ["Le Havre : 1 234 emplois", "Évreux"]


def test_a_shape_without_address_keeps_its_tooltip():
    titles = [title.text for title in drawing(figure()).findall(".//g/path/title")]
    assert titles == ["Saint-Lô : inconnu"]


def test_the_drawing_has_a_title_and_a_description():
    svg = drawing(figure(description="Trois places."))
    texts = {e.get("id"): e.text for e in (svg.find("title"), svg.find("desc"))}
    assert texts[svg.get("aria-labelledby")] == "Emplois à l’ouest"
    assert texts[svg.get("aria-describedby")] == "Trois places."


def test_partial_shapes_and_odd_classes_are_textured_so_that_colour_is_not_alone():
    svg = drawing(figure())
    patterns = {pattern.get("id") for pattern in svg.iter("pattern")}
    partial = svg.findall(".//a")[1].find("path")
    reference = re.fullmatch(r"url\(#(.+)\)", partial.get("fill"))[1]
    assert reference in patterns
    assert reference.endswith("map-c2-partial")
    assert partial.get("class") is None  # the style sheet would paint over the texture
    assert svg.findall(".//a")[0].find("path").get("class") == "map-c2"


def test_neighbouring_classes_of_the_scale_differ_by_texture():
    textures = [map_style.STYLES[f"map-c{i}"].texture for i in range(7)]
    assert all(a != b for a, b in itertools.pairwise(textures))
    categories = [map_style.STYLES[f"map-q{i}"].texture for i in range(1, 6)]
    assert len(set(categories)) == 5


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def theme_colours(sheet: str, selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\}", sheet, re.S)[1]
    return dict(re.findall(r"--(map-[\w-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("selector", [":root", ':root[data-fr-theme="dark"]'])
def test_the_scale_reads_in_grey(selector):
    colours = theme_colours((STATIC / "map.css").read_text(), selector)
    greys = [luminance(colours[f"map-c{i}"]) for i in range(7)]
    ordered = sorted(greys, reverse=selector == ":root")
    assert greys == ordered
    assert all((max(a, b) + 0.05) / (min(a, b) + 0.05) > 1.2 for a, b in itertools.pairwise(greys))


def test_pages_and_files_share_their_light_colours():
    colours = theme_colours((STATIC / "map.css").read_text(), ":root")
    for css, style in map_style.STYLES.items():
        assert colours[css] == style.fill
        assert not style.texture or colours[f"{css}-ink"] == style.ink
    assert colours["map-region"] == map_style.LINES["map-region"][0]
    assert colours["map-land"] == map_style.STRIPES.ink


def test_every_class_is_styled_in_the_dark_too():
    sheet = (STATIC / "map.css").read_text()
    dark = theme_colours(sheet, ':root[data-fr-theme="dark"]')
    for css, style in map_style.STYLES.items():
        assert css in dark
        assert f".{css} {{" in sheet
        assert not style.texture or f".{css}-ink {{" in sheet


def test_an_unknown_class_is_refused():
    with pytest.raises(KeyError):
        page(figure(shapes=(Shape("1", "M0 0l1 1 1 0z", "A", "map-blue"),)))


def test_the_page_says_source_date_citation_and_offers_files_and_table():
    html = page(figure())
    for said in ("INSEE, estimation", "au 31 décembre 2023", "Pour citer", "de 10 à 15 %"):
        assert said in html
    for address in ('href="/carte.svg"', 'href="/carte.png"', 'href="#tableau"'):
        assert address in html
    assert "simulé" not in html


def test_a_map_without_files_or_table_offers_none():
    html = page(figure(svg_url="", png_url="", table_id=""))
    assert "Télécharger" not in html
    assert "tableau" not in html


def test_nothing_in_the_page_needs_a_looser_content_policy():
    html = page(figure())
    assert " style=" not in html
    assert "<style" not in html
    assert re.findall(r"<script[^>]*>(.*?)</script>", html) == [""]


NASTY = Shape("1", "M0 0l1 1 1 0z", 'A & <b> "c"', "map-c0", '/x/?a=1&b="2"', "<script>")


def test_names_and_addresses_are_escaped():
    html = page(figure(shapes=(NASTY,), title='T & <i> "t"', legend=(LegendItem("map-c0", "<u>"),)))
    assert not re.search(r"<(b|i|u)>|<script>", html)
    link = ET.fromstring(re.search(r"<a href=\"/x.*?</a>", html)[0])  # noqa: S314
    assert link.get("aria-label") == 'A & <b> "c" : <script>'
    assert link.get("href") == '/x/?a=1&b="2"'


def test_the_file_stands_alone():
    nasty = figure(shapes=(WHOLE, PART, NASTY), title='T & <i> "t"', simulated=True)
    content = map_svg(nasty)
    root = ET.fromstring(content)  # noqa: S314
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == 'T & <i> "t"'
    texts = " ".join(text.text for text in root.iter(f"{SVG}text"))
    for said in (
        "INSEE, estimation",
        "31 décembre 2023",
        "de 10 à 15 %",
        "Simulation",
        "La Réunion",
    ):
        assert said in texts
    assert not re.search(rb'class="map-(?!label)| style=|<style|href=|var\(', content)
    used = set(re.findall(rb"url\(#([^)]+)\)", content))
    assert used == set(re.findall(rb'<pattern id="([^"]+)"', content))


def test_a_file_that_is_not_simulated_does_not_say_so():
    assert "Simulation" not in map_svg(figure()).decode()


def test_long_texts_are_wrapped_within_the_sheet():
    content = map_svg(figure(source="Une source très longue. " * 20)).decode()
    lines = re.findall(r'font-size="13"[^>]*>([^<]*)<', content)
    assert len(lines) > 3
    assert max(map(len, lines)) < 160


def pixels(png: bytes) -> tuple[int, int, set[bytes]]:
    """Width, height and the distinct rows of bytes of an 8-bit PNG."""
    width, height = struct.unpack(">II", png[16:24])
    chunks, at = b"", 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            chunks += png[at + 8 : at + 8 + size]
        at += size + 12
    raw = zlib.decompress(chunks)
    row = len(raw) // height
    return width, height, {raw[i : i + row] for i in range(0, len(raw), row)}


def test_the_image_is_drawn_from_the_file():
    png = map_png(figure(), width=500)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, rows = pixels(png)
    assert width == 500
    assert height > 500
    assert len(rows) > 40  # a blank sheet has one or two
    bare = map_png(figure(shapes=()), width=500)
    assert bare != png


def test_the_image_writes_its_texts_with_accents():
    """The embedded font draws « é »: another letter gives another image, a missing one does not."""
    images = [map_png(figure(title=title, shapes=()), width=500) for title in ("é", "è", "e")]
    assert len(set(images)) == 3


@pytest.mark.parametrize(("kind", "media"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_download_names_the_file(kind, media):
    response = download(figure(), kind=kind, filename="emplois")
    assert response["Content-Type"] == media
    assert response["Content-Disposition"] == f'attachment; filename="emplois.{kind}"'
    assert len(response.content) > 1_000
