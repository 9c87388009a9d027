"""Two at once: a code, a link and an identity each serve one of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import VISITOR
from ancrage.people.actions.credentials import CredentialRefusedError, choose_password, use_code
from ancrage.people.actions.identities import recognise
from ancrage.people.models import Person
from ancrage.people.signin.backend import Identity
from ancrage.people.signin.links import password_path
from ancrage.people.signin.sessions import himself
from tests.people.local import PASSWORD, present_code, with_factor
from tests.people.test_local import FAST
from tests.people.world import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fast(settings):
    settings.PASSWORD_HASHERS = FAST


def at_once(act: Callable[[], object], times: int = 4) -> list[object]:
    def turn(_number: int) -> object:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(turn, range(times)))


@pytest.mark.parametrize("kind", ["telephone", "recovery"])
def test_a_code_serves_one_of_them(kind):
    held, codes = with_factor()
    code = present_code() if kind == "telephone" else codes[0]
    used = at_once(lambda: use_code(person=held, code=code, now=timezone.now()))
    assert sorted(used) == [False, False, False, True]


def test_a_link_serves_one_of_them():
    held = person("national")
    token = password_path(held).rstrip("/").rpartition("/")[2]

    def choose() -> bool:
        try:
            choose_password(
                by=himself(held), now=timezone.now(), person=held, password=PASSWORD, link=token
            )
        except CredentialRefusedError:
            return False
        return True

    assert sorted(at_once(choose)) == [False, False, False, True]


def test_an_identity_that_comes_twice_makes_one_account():
    identity = Identity("sub", "lucie@nulle.example", "Lucie", "Durand", "token")
    found = at_once(lambda: recognise(by=VISITOR, now=timezone.now(), identity=identity).pk)
    assert len(set(found)) == 1
    assert Person.objects.count() == 1
    assert JournalEntry.objects.filter(command="people.recognise").count() == 1
