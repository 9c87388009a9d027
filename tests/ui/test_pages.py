"""What every page owes its reader: structure, safety, a way out when something is wrong."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

UI = Path(__file__).parents[2] / "src" / "ancrage" / "ui"
TEMPLATES = sorted(UI.parent.rglob("*.html"))
VOID = {"meta", "link", "input", "br", "hr", "img", "source"}


class Page(HTMLParser):
    """Reads a page strictly: what is opened is closed, in order."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def values(self, attribute):
        return [attrs[attribute] for _tag, attrs in self.tags if attribute in attrs]

    def count(self, tag):
        return sum(tag == other for other, _attrs in self.tags)


@pytest.fixture(params=["etat", "neutre"])
def page(request, settings, client):
    settings.ANCRAGE_THEME = request.param
    return Page(client.get("/?date=2021-06-01&q=vallee").content.decode())


def test_page_is_well_formed_with_one_of_each_landmark(page):
    assert [page.count(tag) for tag in ("h1", "main", "header", "footer")] == [1] * 4
    assert dict(page.tags)["html"]["lang"] == "fr"


def test_ids_are_unique_and_what_refers_to_them_is_there(page):
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    references = [
        one
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form")
        for value in page.values(attribute)
        for one in value.split()
    ]
    assert references
    assert set(references) <= set(ids)
    assert {h[1:] for h in page.values("href") if h.startswith("#")} <= set(ids)


def test_nothing_needs_a_looser_policy(page):
    for tag, attrs in page.tags:
        assert tag != "style"
        assert tag != "script" or "src" in attrs
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]


def test_nothing_comes_from_elsewhere(page):
    loaded = page.values("src") + [
        attrs["href"] for tag, attrs in page.tags if tag == "link"
    ]  # fmt: skip
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_title_is_said_once_and_reused(client):
    html = client.get("/").content.decode()
    assert "<h1>Galerie des composants</h1>" in html
    assert "<title>Galerie des composants – Ancrage</title>" in html
    assert 'content="Tout ce que les pages montrent, sur des données inventées."' in html


def test_simulated_content_is_announced(client):
    assert "Démonstration : contenu simulé." in client.get("/").content.decode()
    assert "Démonstration" not in client.get("/absente/").content.decode()


def test_breadcrumb_leads_home(client):
    html = client.get("/?date=2021-06-01").content.decode()
    assert '<li><a href="/?date=2021-06-01">Accueil</a></li>' in html
    assert '<span aria-current="page">Composants</span>' in html


def test_neutral_theme_has_nothing_of_the_state(settings, client):
    settings.ANCRAGE_THEME = "neutre"
    html = client.get("/").content.decode()
    assert "République" not in html
    assert "dsfr" not in html
    assert "ui/neutre.css" in html


def test_state_theme(client):
    html = client.get("/").content.decode()
    assert "République<br>française" in html
    assert "dsfr/dist/dsfr.main.min.css" in html
    assert "ui/neutre.css" not in html


def used(prefix):
    """The classes of every template that start so; a name still to be completed is left out."""
    return {
        name
        for path in TEMPLATES
        for names in re.findall(r'class="([^"]*)"', path.read_text())
        for name in re.findall(rf"(?<![\w-]){prefix}-[\w-]+", names)
        if not name.endswith("-")
    }


def classes_in(sheet):
    return set(re.findall(r"\.((?:fr|a)-[\w-]+)", sheet.read_text()))


def dressed(sheet):
    return classes_in(UI / "static/ui" / sheet)


def test_neutral_theme_dresses_every_class_of_the_design_system():
    """A class that only the State's sheet knows would leave the neutral theme naked."""
    assert used("fr") - dressed("neutre.css") - PLAIN == set()


def test_every_class_of_ours_is_dressed():
    sheets = [sheet for sheet in UI.parent.glob("*/static/*/*.css") if sheet.stem != "etat"]
    assert used("a") - set().union(*map(classes_in, sheets)) - PLAIN == set()


PLAIN = {
    "fr-logo", "fr-header__logo", "fr-header__body", "fr-nav", "fr-nav__item", "fr-footer__body",
    "fr-footer__brand", "fr-footer__content", "fr-footer__bottom-item", "fr-notice__desc",
    "fr-alert--sm", "fr-alert--info", "fr-table__wrapper", "fr-table__container",
    "fr-table__content", "fr-table--bordered",
    "a-panel",
}  # fmt: skip
"""Classes that say a role and need no dress in the neutral theme."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_script_nor_style(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)|javascript:", text)


HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/absente/", "/?format=csv"])
def test_headers_are_strict(client, path):
    response = client.get(path)
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert {name: response[name] for name in HEADERS} == HEADERS


def test_missing_page_helps_on(client):
    response = client.get("/absente/")
    assert response.status_code == 404
    page = Page(response.content.decode())
    assert "Page introuvable" in page.text
    assert "/recherche/" in page.values("action")


def test_a_fault_of_ours_is_a_page_too():
    response = Client(raise_request_exception=False).get("/boum/")
    assert response.status_code == 500
    assert "Erreur du site" in Page(response.content.decode()).text


def test_a_host_that_is_not_ours_gets_a_page():
    response = Client().get("/", headers={"host": "ailleurs.example"})
    assert response.status_code == 400
    assert "Demande incomprise" in Page(response.content.decode()).text


def test_an_expired_form_gets_a_page():
    response = Client(enforce_csrf_checks=True).post("/", {"a": "b"})
    assert response.status_code == 403
    assert "Accès refusé" in Page(response.content.decode()).text


def test_a_field_is_tied_to_its_help_and_errors(client):
    html = client.get("/").content.decode()
    assert 'aria-describedby="id_code-aide id_code-erreur"' in html
    assert 'id="id_code-erreur"' in html
    assert 'aria-invalid="true"' in html
    assert "Ce champ est obligatoire." in html
