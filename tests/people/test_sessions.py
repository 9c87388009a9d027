"""Sessions end: unused, too old, when the password changes, when the account closes."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.people.local import give_code, give_password, is_signed_in, told, with_factor
from tests.people.test_local import FAST
from tests.people.world import person, sign_in

pytestmark = pytest.mark.django_db
OVER = "Votre session a pris fin : connectez-vous à nouveau."


def later(**delta: int):
    return time_machine.travel(timezone.now() + dt.timedelta(**delta), tick=False)


def is_open(client: Client) -> bool:
    return client.get("/journal/").status_code == 200


@pytest.fixture
def signed_in(client) -> Client:
    sign_in(client, person("national"))
    assert is_open(client)
    return client


def test_a_session_ends_after_an_hour_without_use(signed_in):
    with later(minutes=61):
        response = signed_in.get("/journal/")
        assert response["Location"].startswith("/connexion/?next=")
        page = signed_in.get(response["Location"])
        assert OVER in told(page)
        assert OVER not in told(signed_in.get("/connexion/"))
    assert not is_signed_in(signed_in)


def test_use_keeps_it_open(signed_in):
    for minutes in (50, 100, 150):
        with later(minutes=minutes):
            assert is_open(signed_in)


def test_but_not_for_ever(signed_in):
    for minutes in range(50, 12 * 60, 50):
        with later(minutes=minutes):
            assert is_open(signed_in)
    with later(hours=12, minutes=1):
        assert not is_open(signed_in)


def test_the_hours_are_settings(signed_in, settings):
    settings.SESSION_IDLE = dt.timedelta(minutes=5)
    with later(minutes=6):
        assert not is_open(signed_in)


def test_a_session_from_before_is_over(signed_in):
    session = signed_in.session
    del session["began"], session["seen"]
    session.save()
    assert not is_open(signed_in)


def test_a_page_seen_again_within_the_minute_writes_nothing(signed_in):
    with later(seconds=30):
        before = signed_in.session["seen"]
        signed_in.get("/journal/")
        assert signed_in.session["seen"] == before
    with later(seconds=90):
        signed_in.get("/journal/")
        assert signed_in.session["seen"] > before


def test_a_visitor_gets_no_session(client):
    client.get("/")
    client.get("/connexion/")
    assert not client.cookies.get("sessionid")


def test_the_cookie_is_for_the_browser_and_this_site_alone(client, settings):
    settings.PASSWORD_HASHERS = FAST
    settings.SESSION_COOKIE_SECURE = True
    held, _codes = with_factor()
    give_password(client, held.email)
    give_code(client)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["secure"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 12 * 3600
