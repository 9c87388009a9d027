"""Signing in with a provider, that runs in a process of its own: who comes in, who does not."""

import re

import pytest
import requests
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from ancrage.journal.models import JournalEntry
from ancrage.people.models import Person
from tests.people.openid import LUCIE, SITE, Browser, asked
from tests.people.world import person, sign_in

pytestmark = pytest.mark.django_db


def is_signed_in(browser: Browser) -> bool:
    return SESSION_KEY in browser.site.session


def entries(command: str = "people.recognise") -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(command=command))


def told(response) -> str:
    html = response.content.decode()
    main = re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main>")])
    return " ".join(main.split())


def test_what_is_asked_of_the_provider(provider, browser):
    request = asked(browser.leave_for_provider())
    assert request["response_type"] == "code"
    assert request["scope"] == "openid given_name usual_name email uid siret"
    assert request["redirect_uri"] == f"{SITE}/connexion/proconnect/retour/"
    assert request["code_challenge_method"] == "S256"
    assert min(len(request["state"]), len(request["nonce"])) >= 32
    other = asked(browser.leave_for_provider())
    assert all(request[name] != other[name] for name in ("state", "nonce", "code_challenge"))


def test_an_unknown_person_gets_an_account_without_role(provider, browser):
    response = browser.sign_in("/journal/")
    assert response["Location"] == reverse("access_request")
    made = Person.objects.get(email=LUCIE["email"])
    assert (made.name, made.holdings.count()) == ("Lucie Durand", 0)
    assert made.subject
    assert not made.has_usable_password()
    [entry] = entries()
    assert (entry.actor, entry.reference) == ("everyone", made.reference)
    assert LUCIE["email"] not in f"{entry.says}{entry.label}{entry.change}"


def test_who_was_invited_finds_his_account_and_goes_where_he_was_going(provider, browser):
    held = person("copilot", code="84")
    held.email = LUCIE["email"]
    held.save()
    assert browser.sign_in("/journal/")["Location"] == "/journal/"
    held.refresh_from_db()
    assert held.subject
    assert browser.site.get("/journal/").status_code == 200
    assert Person.objects.filter(email=LUCIE["email"]).count() == 1
    assert [entry.reference for entry in entries()] == [held.reference]


def test_the_same_person_comes_again_whatever_his_address_has_become(provider, browser):
    browser.sign_in()
    provider.be("lucie", **LUCIE | {"email": "lucie.martin@region.example"})
    again = Browser()
    again.sign_in()
    again.close()
    assert is_signed_in(again)
    assert Person.objects.count() == 1
    assert len(entries()) == 1


def test_an_address_is_bound_once(provider, browser):
    browser.sign_in()
    provider.be("another-lucie", **LUCIE)
    other = Browser()
    response = other.sign_in()
    other.close()
    assert response.status_code == 403
    assert f"L’adresse {LUCIE['email']} est celle d’un compte lié à une autre identité" in told(
        response
    )
    assert not is_signed_in(other)
    assert len(entries()) == 1


@pytest.mark.parametrize("closing", [{"is_active": False}, {"is_demonstration": True}])
def test_closed_accounts_and_invented_people_are_nobody_s(provider, browser, closing):
    held = person("national")
    Person.objects.filter(pk=held.pk).update(email=LUCIE["email"], **closing)
    assert browser.sign_in().status_code == 403
    assert not is_signed_in(browser)
    assert Person.objects.get(pk=held.pk).subject is None


def test_who_is_closed_later_comes_in_no_more(provider, browser):
    browser.sign_in()
    Person.objects.update(is_active=False)
    again = Browser()
    response = again.sign_in()
    again.close()
    assert response.status_code == 403
    assert "Ce compte est fermé" in told(response)


def test_an_identity_without_address_is_refused_in_words(provider, browser):
    provider.be("lucie", given_name="Lucie", usual_name="Durand")
    response = browser.sign_in()
    assert response.status_code == 403
    assert "pas d’adresse électronique" in told(response)
    assert not Person.objects.exists()


def test_an_address_that_is_not_verified_binds_nobody(provider, browser):
    held = person("national")
    Person.objects.filter(pk=held.pk).update(email=LUCIE["email"])
    provider.be("thief", **LUCIE | {"email_verified": False})
    assert browser.sign_in().status_code == 400
    held.refresh_from_db()
    assert held.subject is None
    provider.be("lucie", **LUCIE | {"email_verified": True})
    honest = Browser()
    assert honest.sign_in().status_code == 302
    honest.close()
    held.refresh_from_db()
    assert held.subject


def test_the_session_gets_another_number(provider, browser):
    address = browser.leave_for_provider()
    before = browser.site.session.session_key
    browser.site.get(browser.come_back(address))
    assert before
    assert browser.site.session.session_key != before


def test_who_was_somebody_else_is_no_longer(provider, browser):
    sign_in(browser.site, person("national"))
    browser.site.session["seen_as"] = "x"
    browser.sign_in()
    held = Person.objects.get(email=LUCIE["email"])
    assert browser.site.session[SESSION_KEY] == str(held.pk)
    assert "seen_as" not in browser.site.session


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "\\\\a"])
def test_one_is_never_sent_elsewhere(provider, browser, target):
    held = person("national")
    Person.objects.filter(pk=held.pk).update(email=LUCIE["email"])
    assert browser.sign_in(target)["Location"] == "/"


def test_without_provider_there_is_no_such_door(client):
    assert client.get("/connexion/proconnect/").status_code == 404
    assert client.get("/connexion/proconnect/retour/?state=x&code=y").status_code == 404
    assert "ProConnect" not in client.get("/connexion/").content.decode()


def test_the_page_offers_the_provider(provider, client):
    html = client.get("/connexion/?next=/journal/").content.decode()
    assert 'href="/connexion/proconnect/?next=%2Fjournal%2F"' in html


def test_leaving_closes_both_sessions(provider, browser):
    browser.sign_in()
    token = browser.site.session["id_token"]
    response = browser.site.post("/deconnexion/")
    assert not is_signed_in(browser)
    assert "id_token" not in browser.site.session
    assert response["Cache-Control"].startswith("max-age=0")
    url = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', response.content.decode())[1]
    url = url.replace("&amp;", "&")
    request = asked(url)
    assert request["id_token_hint"] == token
    assert request["post_logout_redirect_uri"] == f"{SITE}/deconnexion/retour/"
    ended = browser.provider.get(url, allow_redirects=False, timeout=10)
    assert ended.status_code == 303, ended.text
    back = browser.provider.get(ended.headers["Location"], allow_redirects=False, timeout=10)
    assert len(provider.control()["ended"]) == 1
    returned = browser.site.get(back.headers["Location"].removeprefix(SITE))
    assert "Vos sessions sont fermées, ici et chez ProConnect." in told(returned)


def test_coming_back_from_nowhere_says_no_more_than_it_knows(client):
    assert "Votre session est fermée." in told(client.get("/deconnexion/retour/?state=x"))


def test_nobody_is_signed_out_by_a_link(provider, browser):
    browser.sign_in()
    assert browser.site.get("/deconnexion/").status_code == 405
    assert is_signed_in(browser)


def test_the_provider_refuses_another_verifier(provider, browser):
    """PKCE is in force there: a stolen code is worth nothing without what the session keeps."""
    path = browser.come_back(browser.leave_for_provider())
    session = browser.site.session
    for held in session["oidc_states"].values():
        held["code_verifier"] = "x" * 64
    session.save()
    assert browser.site.get(path).status_code == 400
    assert not is_signed_in(browser)
    address = browser.leave_for_provider().replace("code_challenge=", "no=")
    assert requests.get(address, allow_redirects=False, timeout=10).status_code == 400
