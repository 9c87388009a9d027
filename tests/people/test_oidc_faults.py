"""What a liar, a thief or a failure could bring back from the provider: nobody comes in."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.people.actions.identities import take_sign_in
from ancrage.people.models import Person
from tests.people.openid import LUCIE, Browser, asked
from tests.people.test_oidc import told
from tests.people.world import person

NOT_VERIFIED = "La réponse reçue n’a pas pu être vérifiée"
IDENTITY = (
    *("wrong-nonce", "no-nonce", "replayed"),
    *("expired", "not-yet", "no-expiry"),
    *("wrong-audience", "other-party", "two-audiences", "wrong-issuer"),
    *("bad-signature", "unknown-key", "none", "secret", "public-key"),
    "no-id-token",
)
INFORMATION = (
    *("userinfo-unsigned", "userinfo-other-subject", "userinfo-bad-signature"),
    *("userinfo-unknown-key", "userinfo-none", "userinfo-secret", "userinfo-public-key"),
    *("userinfo-wrong-audience", "userinfo-wrong-issuer", "userinfo-expired"),
)


def assert_nobody_came_in(browser: Browser, response, status: int, sentence: str) -> None:
    text = told(response)
    assert (response.status_code, sentence in text) == (status, True), text
    assert SESSION_KEY not in browser.site.session
    assert not JournalEntry.objects.filter(command="people.recognise").exists()


@pytest.fixture
def invited(db) -> Person:
    """Somebody whom the thief would be, if the site believed him."""
    held = person("national")
    Person.objects.filter(pk=held.pk).update(email=LUCIE["email"])
    return held


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize("fault", [*IDENTITY, *INFORMATION])
def test_what_is_not_to_be_believed_is_not(provider, browser, fault):
    if fault == "replayed":  # there must be one to replay, and it must have been good
        once = Browser()
        assert once.sign_in().status_code == 302
        once.close()
        JournalEntry.objects.filter(command="people.recognise").delete()
        Person.objects.update(subject=None)
    provider.control(fault=fault)
    assert_nobody_came_in(browser, browser.sign_in(), 400, NOT_VERIFIED)
    assert not Person.objects.exclude(subject=None).exists()
    provider.control(fault="")
    assert browser.sign_in().status_code == 302


@pytest.mark.usefixtures("invited")
def test_a_return_serves_once(provider, browser):
    path = browser.come_back(browser.leave_for_provider())
    assert browser.site.get(path).status_code == 302
    browser.site.post("/deconnexion/")
    assert_refused_again(browser.site.get(path))
    assert SESSION_KEY not in browser.site.session


def assert_refused_again(response) -> None:
    assert response.status_code == 400
    assert "a expiré ou a déjà servi" in told(response)


@pytest.mark.usefixtures("invited")
def test_a_return_serves_only_the_browser_that_left(provider, browser):
    path = browser.come_back(browser.leave_for_provider())
    thief = Browser()
    thief.leave_for_provider()
    assert_refused_again(thief.site.get(path))
    thief.close()
    assert browser.site.get(path).status_code == 302


@pytest.mark.usefixtures("invited")
def test_somebody_else_s_code_is_refused(provider, browser):
    """A thief's code, brought back with one's own state: the provider sees another verifier."""
    thief = Browser()
    code = asked(thief.come_back(thief.leave_for_provider()))["code"]
    thief.close()
    state = asked(browser.leave_for_provider())["state"]
    query = urlencode({"code": code, "state": state})
    response = browser.site.get(f"/connexion/proconnect/retour/?{query}")
    assert_nobody_came_in(browser, response, 400, NOT_VERIFIED)


@pytest.mark.usefixtures("invited")
def test_a_code_that_served_is_refused_even_with_a_new_state(provider, browser):
    code = asked(browser.come_back(browser.leave_for_provider()))["code"]
    first = asked(browser.leave_for_provider())["state"]
    browser.site.get(f"/connexion/proconnect/retour/?{urlencode({'code': code, 'state': first})}")
    other = asked(browser.leave_for_provider())["state"]
    again = {"code": code, "state": other}
    response = browser.site.get(f"/connexion/proconnect/retour/?{urlencode(again)}")
    assert_nobody_came_in(browser, response, 400, NOT_VERIFIED)


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize(
    "change",
    [
        lambda path: path + "&iss=https%3A%2F%2Failleurs.example",
        lambda path: path.replace("code=", "none="),
        lambda path: path.replace("code=", "code=x"),
    ],
    ids=["another issuer", "no code", "another code"],
)
def test_a_return_that_was_changed_is_refused(provider, browser, change):
    path = browser.come_back(browser.leave_for_provider())
    assert_nobody_came_in(browser, browser.site.get(change(path)), 400, NOT_VERIFIED)


@pytest.mark.usefixtures("invited")
def test_who_stops_at_the_provider_is_told_so_and_his_state_is_spent(provider, browser):
    state = asked(browser.leave_for_provider())["state"]
    path = f"/connexion/proconnect/retour/?error=access_denied&state={state}"
    assert_nobody_came_in(browser, browser.site.get(path), 400, "la connexion a été arrêtée")
    assert_refused_again(browser.site.get(path))


@pytest.mark.usefixtures("invited")
def test_an_error_that_nobody_asked_for_signs_nobody_out(provider, browser):
    browser.sign_in()
    response = browser.site.get("/connexion/proconnect/retour/?error=x&state=invented")
    assert_refused_again(response)
    assert SESSION_KEY in browser.site.session


@pytest.mark.usefixtures("invited")
def test_a_sign_in_left_for_an_hour_is_begun_again(provider, browser):
    path = browser.come_back(browser.leave_for_provider())
    session = browser.site.session
    for held in session["oidc_states"].values():
        held["added_on"] -= 3700
    session.save()
    assert_refused_again(browser.site.get(path))


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize(
    ("levels", "status"), [([], 302), (["eidas1", "eidas2"], 302), (["eidas2", "eidas3"], 400)]
)
def test_a_level_that_is_not_enough_is_refused(provider, browser, settings, levels, status):
    settings.OIDC_ACR = levels
    address = browser.leave_for_provider()
    assert asked(address).get("acr_values", "") == " ".join(levels)
    # Asked plainly, so that the provider answers with the level that it has.
    plain = address.replace("acr_values=", "ignored=")
    assert browser.site.get(browser.come_back(plain)).status_code == status


def closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.mark.django_db
def test_a_provider_that_is_down_is_told_in_words(provider, browser, settings):
    settings.OIDC_ISSUER = f"http://127.0.0.1:{closed_port()}"
    response = browser.site.get("/connexion/proconnect/")
    assert_nobody_came_in(browser, response, 503, "ProConnect ne répond pas")
    assert "un mot de passe et votre téléphone" in told(response)


@pytest.mark.usefixtures("invited")
def test_a_provider_that_breaks_half_way_is_told_in_words(provider, browser):
    path = browser.come_back(browser.leave_for_provider())
    provider.control(fault="broken")
    assert_nobody_came_in(browser, browser.site.get(path), 503, "ProConnect ne répond pas")


@pytest.mark.usefixtures("invited")
def test_leaving_works_when_the_provider_is_down(provider, browser, settings):
    browser.sign_in()
    cache.clear()
    settings.OIDC_ISSUER = f"http://127.0.0.1:{closed_port()}"
    assert browser.site.post("/deconnexion/")["Location"] == "/deconnexion/retour/"
    assert SESSION_KEY not in browser.site.session


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://ailleurs.example"},
        {"token_endpoint": ""},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(provider, browser, monkeypatch, lie):
    honest = requests.Response.json
    monkeypatch.setattr(requests.Response, "json", lambda self: honest(self) | lie)
    assert browser.site.get("/connexion/proconnect/").status_code == 503


@pytest.mark.django_db(transaction=True)
def test_of_two_returns_at_once_one_serves(provider, browser):
    state = asked(browser.leave_for_provider())["state"]
    key = browser.site.session.session_key

    def take(_turn: int) -> object:
        try:
            return take_sign_in(session_key=key, state=state, now=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))
    assert sum(held is not None for held in taken) == 1
