"""What a visitor's session holds between the steps of a sign-in, and opening a person's session."""

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, login
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate

from ancrage.kernel.rights import SITE, Actor
from ancrage.people.models import Person
from ancrage.people.queries import actor_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, REPLACING, SECRET = "second_factor_of", "replacing_factor", "new_secret"
ID_TOKEN, LEAVING = "id_token", "leaving"
PENDING_MINUTES = 10
STATE_LETTERS = 32


def safe_next(request: HttpRequest, asked: str) -> str:
    """Where to go once signed in: an address of this site, else the first page."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(asked, hosts, require_https=request.is_secure())
    return asked if asked and safe else reverse("home")


def himself(person: Person) -> Actor:
    """Somebody who proved who he is, and is not signed in yet, as the actor of his own sign-in."""
    return replace(actor_of(person, on=localdate()), through=SITE)


def begin(request: HttpRequest, person: Person, *, target: str, now: dt.datetime) -> None:
    """Note that somebody gave his password: his second factor is waited for, some minutes."""
    request.session.cycle_key()
    held = {"person": person.reference, "at": now.timestamp(), "next": target}
    request.session[PENDING] = held
    request.session.pop(SECRET, None)


def pending(request: HttpRequest, *, now: dt.datetime) -> Person | None:
    """Whose second factor is waited for; None when nobody's is, or no more."""
    held = request.session.get(PENDING)
    if held is None or not _is_recent(held["at"], now):
        request.session.pop(PENDING, None)
        return None
    found = Person.objects.filter(reference=held["person"], is_active=True, erased_at=None)
    return found.select_related("second_factor").first()


def complete(request: HttpRequest, person: Person) -> str:
    """Open the session of somebody who proved all; gives where he was going."""
    held = request.session.pop(PENDING, {})
    request.session.pop(SECRET, None)
    login(request, person, backend=BACKEND)
    return safe_next(request, held.get("next", ""))


def keep_open(request: HttpRequest, person: Person) -> None:
    """Keep this session open, alone, when the person's password has changed."""
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()


def allow_replacing(request: HttpRequest, *, now: dt.datetime) -> None:
    """Note that somebody signed in gave a good code: he may take another telephone."""
    request.session[REPLACING] = now.timestamp()
    request.session.pop(SECRET, None)


def may_replace(request: HttpRequest, *, now: dt.datetime) -> bool:
    """Whether a good code was given some minutes ago."""
    return _is_recent(request.session.get(REPLACING, 0), now)


def leave_state(request: HttpRequest) -> str:
    """A state to recognise who comes back from leaving the provider."""
    state = get_random_string(STATE_LETTERS)
    request.session[LEAVING] = state
    return state


def wait_minutes() -> int:
    """For how long whoever failed too often has to wait."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


def _is_recent(timestamp: float, now: dt.datetime) -> bool:
    return now.timestamp() - timestamp <= PENDING_MINUTES * 60
