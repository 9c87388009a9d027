"""Real accounts in a real browser: with the provider, and with a password and a telephone."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checks import check_accessible
from tests.browser.conftest import ANCRAGE, NARROW, WIDE, of_home, served
from tests.browser.screens import follow
from tests.people.openid import LUCIE, ProviderProcess

PASSWORD = "trois chats dorment au soleil"  # noqa: S105
ADDRESS = "paul.martin@etat.example"


@pytest.fixture(scope="module")
def home(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("accounts") / "home"
    shutil.copytree(untouched, made)
    return made


@pytest.fixture(scope="module")
def accounts_site(home: Path) -> Iterator[str]:
    """A site with a provider, whose pages lead to it and back."""
    provider = ProviderProcess()
    settings = {name.replace("OIDC_RP_", "OIDC_"): v for name, v in provider.settings().items()}
    with served(home, **settings) as address:
        provider.control(site=address)
        yield address
    provider.stop()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(browser: Browser, accounts_site: str, request) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param, locale="fr-FR", base_url=accounts_site)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    yield page
    context.close()
    assert page.faults == []


def title(page: Page):
    return expect(page.get_by_role("heading", level=1))


def sign_out(page: Page) -> None:
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    follow(page.get_by_role("banner").get_by_role("button", name="Se déconnecter"))


def test_with_the_provider_in_and_out(page):
    page.goto("/connexion/")
    check_accessible(page)
    follow(page.get_by_role("link", name="Se connecter avec ProConnect"))
    title(page).to_have_text("Demander un accès")
    expect(page.get_by_role("banner")).to_contain_text(f"{LUCIE['given_name']} Durand")
    sign_out(page)
    title(page).to_have_text("Vous êtes déconnecté")
    expect(page.get_by_role("main")).to_contain_text("ici et chez ProConnect")
    check_accessible(page)
    page.goto("/a-faire/")
    title(page).to_have_text("Se connecter")


def link_for(home: Path, address: str) -> str:
    """What `create-administrator` prints; a link again for who is one already."""
    create = ["people", "create-administrator", "--email", address, "--name", "Paul Martin"]
    create.append("--another")
    again = ["people", "sign-in-link", address, "--reason", "Essai"]
    for arguments in (create, again):
        run = subprocess.run(
            [*ANCRAGE, *arguments], env=of_home(home), capture_output=True, text=True, check=False
        )
        if found := re.search(r"http://[^/]+(/\S+)", run.stdout):
            return found[1]
    raise AssertionError(run.stderr)


def fill_password(page: Page) -> None:
    page.get_by_label("Adresse électronique").fill(ADDRESS)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Continuer"))


def test_the_first_administrator_from_the_link_to_the_recovery_codes(page, home):
    page.goto(link_for(home, ADDRESS))
    title(page).to_have_text("Choisir un mot de passe")
    check_accessible(page)
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, une seconde fois").fill(PASSWORD)
    follow(page.get_by_role("button", name="Choisir ce mot de passe"))
    title(page).to_have_text("Votre téléphone comme second facteur")
    check_accessible(page)
    secret = page.locator("#cle").inner_text().replace(" ", "")
    page.get_by_role("main").get_by_label("Code").fill(pyotp.TOTP(secret).now())
    follow(page.get_by_role("button", name="Enregistrer ce téléphone"))
    title(page).to_have_text("Vos codes de secours")
    check_accessible(page)
    codes = page.get_by_role("main").locator("li code").all_inner_texts()
    follow(page.get_by_role("link", name="Je les ai notés"))
    expect(page.get_by_role("banner")).to_contain_text("Paul Martin (administrateur)")
    page.goto("/ma-connexion/")
    check_accessible(page)
    sign_out(page)
    page.goto("/connexion/?next=/journal/")
    fill_password(page)
    title(page).to_have_text("Code de connexion")
    check_accessible(page)
    page.get_by_role("main").get_by_label("Code").fill("000000")
    follow(page.get_by_role("button", name="Se connecter"))
    expect(page.get_by_role("main")).to_contain_text("Ce code n’est pas le bon")
    check_accessible(page)
    page.get_by_role("main").get_by_label("Code").fill(codes[0])
    follow(page.get_by_role("button", name="Se connecter"))
    title(page).to_have_text("Journal")
