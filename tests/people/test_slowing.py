"""Whoever guesses waits: by account, known or not, and by address; codes as well as passwords."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone

from ancrage.people.signin.slowing import ADDRESS_LIMIT, client_address
from tests.people.local import (
    PASSWORD,
    give_code,
    give_password,
    is_signed_in,
    present_code,
    told,
    with_factor,
)
from tests.people.test_local import FAST, WAIT, WRONG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fast(settings):
    settings.PASSWORD_HASHERS = FAST


def fail(email: str, times: int, *, start: int = 0) -> None:
    """So many wrong passwords, each from another address and another program."""
    for n in range(start, start + times):
        browser = Client(REMOTE_ADDR=f"192.0.2.{n}", HTTP_USER_AGENT=f"robot {n}")
        give_password(browser, email, "un mot de passe inexact")


@pytest.mark.parametrize("exists", [True, False])
def test_an_account_is_held_after_five_failures_wherever_they_come_from(client, exists):
    email = with_factor()[0].email if exists else "personne@nulle.example"
    fail(email, 4)
    response = give_password(client, email, "un mot de passe inexact")
    assert response.status_code == 429
    assert WAIT in told(response)
    assert WAIT in told(give_password(client, email))
    assert not is_signed_in(client)


def test_four_failures_hold_nobody(client):
    held, _codes = with_factor()
    fail(held.email, 4)
    give_password(client, held.email)
    give_code(client)
    assert is_signed_in(client)


def test_a_quarter_of_an_hour_later_one_tries_again(client):
    held, _codes = with_factor()
    fail(held.email, 5)
    # Trying while one is held neither helps nor prolongs.
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=14), tick=False):
        assert give_password(client, held.email).status_code == 429
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=False):
        give_password(client, held.email)
        give_code(client)
        assert is_signed_in(client)


def test_an_account_is_held_however_its_address_is_written(client):
    held, _codes = with_factor()
    fail(held.email.upper(), 3)
    fail(held.email.title(), 2, start=3)
    assert give_password(client, held.email).status_code == 429


def test_an_address_is_held_after_many_accounts(client):
    held, _codes = with_factor()
    for n in range(ADDRESS_LIMIT):
        give_password(client, f"personne{n}@nulle.example", "un mot de passe inexact")
    assert give_password(client, held.email).status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    give_password(elsewhere, held.email)
    give_code(elsewhere)
    assert is_signed_in(elsewhere)


def test_signing_in_oneself_gives_no_more_tries_at_another(client):
    victim, _codes = with_factor()
    thief, _codes = with_factor()
    for _turn in range(4):
        give_password(client, victim.email, "un mot de passe inexact")
    give_password(client, thief.email)
    give_code(client)
    assert is_signed_in(client)
    assert give_password(client, victim.email, "encore un autre essai").status_code == 429


def test_codes_are_counted_with_passwords(client):
    held, codes = with_factor()
    for _turn in range(5):
        give_password(client, held.email)
        give_code(client, "000000")
    response = give_password(client, held.email)
    assert response.status_code == 429
    # Even a good code, for who has given the password before.
    assert give_code(client, codes[0]).status_code in {302, 429}
    assert not is_signed_in(client)


def test_who_is_held_between_the_steps_begins_again(client):
    held, _codes = with_factor()
    give_password(client, held.email)
    fail(held.email, 5)
    response = give_code(client, present_code())
    assert (response.status_code, WAIT in told(response)) == (429, True)
    assert client.get("/connexion/code/")["Location"] == "/connexion/"


def test_what_is_kept_of_a_failure_holds_no_password(client):
    give_password(client, "lucie@nulle.example", PASSWORD)
    [attempt] = AccessAttempt.objects.all()
    kept = f"{attempt.post_data}{attempt.get_data}"
    assert PASSWORD not in kept
    assert "lucie" not in kept


def test_failures_are_forgotten(client):
    fail("lucie@nulle.example", 3)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=False):
        give_password(client, "autre@nulle.example", "un mot de passe inexact")
    assert [a.username for a in AccessAttempt.objects.all()] == ["autre@nulle.example"]


def test_a_wrong_password_is_told_before_the_limit(client):
    assert WRONG in told(give_password(client, "lucie@nulle.example", "inexact, mais long"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", None),
        (1, "une adresse inventée", None),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_saw(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
