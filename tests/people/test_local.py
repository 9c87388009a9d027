"""Local accounts: a password and a code, each good once; nothing is said of who exists."""

import datetime as dt
import re

import pyotp
import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.people.models import Person, SecondFactor
from tests.people.local import (
    CODE,
    PASSWORD,
    SECRET,
    give_code,
    give_password,
    is_signed_in,
    present_code,
    shown_secret,
    told,
    with_factor,
    with_password,
)
from tests.people.world import person, sign_in

pytestmark = pytest.mark.django_db
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WRONG = "Adresse ou mot de passe inexact."
WRONG_CODE = "Ce code n’est pas le bon, ou il a déjà servi."
WAIT = "Trop d’essais ont échoué : réessayez dans 15 minutes."


@pytest.fixture(autouse=True)
def _fast(settings):
    settings.PASSWORD_HASHERS = FAST


def entries(person: Person) -> list[str]:
    held = JournalEntry.objects.filter(reference=person.reference)
    return [entry.command for entry in held if entry.command.startswith("people.")]


def test_a_password_then_a_code(client):
    held, _codes = with_factor()
    first = give_password(client, held.email.upper(), next="/journal/")
    assert first["Location"] == "/connexion/code/"
    assert not is_signed_in(client)
    assert client.get("/journal/")["Location"].startswith("/connexion/")
    before = client.session.session_key
    assert give_code(client)["Location"] == "/journal/"
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert client.get("/journal/").status_code == 200
    assert "second_factor_of" not in client.session


def test_a_code_as_people_type_it(client):
    held, _codes = with_factor()
    give_password(client, held.email)
    code = present_code()
    give_code(client, f" {code[:3]} {code[3:]} ")
    assert is_signed_in(client)


def test_the_page_says_only_that_it_is_wrong(client):
    held, _codes = with_factor()
    response = give_password(client, held.email, "autre chose de bien long")
    assert WRONG in told(response)
    assert PASSWORD not in response.content.decode()
    assert not is_signed_in(client)
    assert client.get("/connexion/code/")["Location"] == "/connexion/"


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "1" * 40, "é²", "12345"])
def test_a_wrong_code_opens_nothing(client, code):
    held, _codes = with_factor()
    give_password(client, held.email)
    response = client.post("/connexion/code/", {"code": code})
    assert response.status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("shift", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_and_fingers_are_slow_but_not_for_ever(client, shift, opens):
    held, _codes = with_factor()
    give_password(client, held.email)
    give_code(client, present_code(shift))
    assert is_signed_in(client) is opens


def test_a_code_serves_once(client):
    held, _codes = with_factor()
    with time_machine.travel(timezone.now(), tick=False):
        code = present_code()
        for browser, opens in ((client, True), (Client(), False)):
            give_password(browser, held.email)
            response = give_code(browser, code)
            assert is_signed_in(browser) is opens
        assert WRONG_CODE in told(response)
        # Nor one that the telephone showed before the last that was used.
        give_code(browser, present_code(-1))
        assert not is_signed_in(browser)


def test_a_recovery_code_replaces_the_telephone_once(client):
    held, codes = with_factor()
    for browser, opens in ((client, True), (Client(), False)):
        give_password(browser, held.email)
        give_code(browser, codes[3].upper())
        assert is_signed_in(browser) is opens
    factor = SecondFactor.objects.get()
    assert len(factor.recovery_hashes) == len(codes) - 1
    assert not any(code in str(factor.recovery_hashes) for code in codes)
    give_code(browser, codes[4].replace("-", " "))
    assert is_signed_in(browser)


def test_the_database_alone_gives_no_second_factor():
    with_factor()
    assert SECRET not in SecondFactor.objects.get().secret


def test_another_key_reads_no_second_factor_and_opens_nothing(client, settings):
    held, codes = with_factor()
    settings.SECRET_KEY, former = "another-key-of-the-installation" * 2, settings.SECRET_KEY
    give_password(client, held.email)
    assert "demandez un nouveau lien de connexion" in told(give_code(client))
    assert not is_signed_in(client)
    settings.SECRET_KEY_FALLBACKS = [former]
    give_code(client)
    assert is_signed_in(client)
    assert codes


def test_the_second_step_waits_ten_minutes(client):
    held, _codes = with_factor()
    give_password(client, held.email)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11), tick=False):
        assert give_code(client)["Location"] == "/connexion/"
    assert not is_signed_in(client)


def test_the_second_step_alone_is_nothing(client):
    with_factor()
    assert give_code(client)["Location"] == "/connexion/"
    assert client.get("/connexion/telephone/")["Location"] == "/connexion/"


def test_who_has_a_second_factor_cannot_take_another_in_its_place(client):
    held, _codes = with_factor()
    give_password(client, held.email)
    assert client.get("/connexion/telephone/")["Location"] == "/connexion/"
    assert client.post("/connexion/telephone/", {"code": present_code()}).status_code == 302
    assert not is_signed_in(client)


def test_a_closed_account_opens_no_more_at_either_step(client):
    held, _codes = with_factor()
    give_password(client, held.email)
    Person.objects.filter(pk=held.pk).update(is_active=False)
    assert give_code(client)["Location"] == "/connexion/"
    assert not is_signed_in(client)
    assert WRONG in told(give_password(client, held.email))


def test_the_telephone_is_taken_at_the_first_sign_in(client):
    held = with_password()
    assert give_password(client, held.email, next="/journal/")["Location"] == "/connexion/code/"
    assert client.get("/connexion/code/")["Location"] == "/connexion/telephone/"
    page = client.get("/connexion/telephone/")
    html = page.content.decode()
    secret = shown_secret(html)
    assert "<svg" in html
    assert "style=" not in html[html.index("<svg") : html.index("</svg>")]
    assert client.get("/connexion/telephone/").content.decode().count(secret[:4]) >= 1
    wrong = client.post("/connexion/telephone/", {"code": "000000"})
    assert "vérifiez l’heure du téléphone" in told(wrong)
    assert not is_signed_in(client)
    done = client.post("/connexion/telephone/", {"code": pyotp.TOTP(secret).now()})
    assert is_signed_in(client)
    assert "no-store" in done["Cache-Control"]
    codes = CODE.findall(done.content.decode())
    assert len(set(codes)) == 10
    assert 'href="/journal/"' in done.content.decode()
    assert entries(held)[-2:] == ["people.choose_password", "people.enrol_second_factor"]
    entry = JournalEntry.objects.last()
    assert (entry.actor, entry.role, entry.through) == (held.reference, "person", "site")
    assert secret not in f"{entry.change}{entry.personal}"


def test_nothing_tells_who_exists(client):
    """The same page to the letter, for nobody, for who has no password, for a closed account."""
    known, _codes = with_factor()
    closed, _codes = with_factor()
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    without = person("auditor")
    pages = set()
    for email in (known.email, closed.email, without.email, "personne@nulle.example"):
        response = give_password(Client(), email, "un mot de passe inexact")
        html = response.content.decode().replace(email, "")
        html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
        pages.add((response.status_code, html))
    assert len(pages) == 1


def test_nor_does_the_time_that_it_takes(client, settings, monkeypatch):
    """A password is hashed exactly once, whoever it is: that is what takes the time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    known, _codes = with_factor()
    closed = with_password()
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    without = person("auditor")
    runs = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        PBKDF2PasswordHasher, "encode", lambda *a, **k: runs.append(1) or encode(*a, **k)
    )
    counts = []
    for email in (known.email, closed.email, without.email, "personne@nulle.example"):
        runs.clear()
        give_password(client, email, "un mot de passe inexact")
        counts.append(len(runs))
    assert counts == [1, 1, 1, 1]


def test_local_accounts_can_be_closed(client, settings):
    held, _codes = with_factor()
    settings.LOCAL_ACCOUNTS = False
    assert give_password(client, held.email).status_code == 404
    assert "Mot de passe" not in client.get("/connexion/").content.decode()


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "/\\a.b"])
def test_one_is_never_sent_elsewhere(client, target):
    held, _codes = with_factor()
    give_password(client, held.email, next=target)
    assert give_code(client)["Location"] == "/"


def test_who_was_somebody_else_is_no_longer(client):
    held, _codes = with_factor()
    sign_in(client, person("administrator"))
    session = client.session
    session["seen_as"] = "x"
    session.save()
    give_password(client, held.email)
    give_code(client)
    assert client.session["_auth_user_id"] == str(held.pk)
    assert "seen_as" not in client.session
