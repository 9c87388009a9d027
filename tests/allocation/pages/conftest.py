"""The small country of the scenarios and its people, made once for a file of tests."""

import pytest
from django.db import transaction
from django.test import Client

from tests.allocation.app import world as making
from tests.people.world import sign_in


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield making.opened()
        transaction.set_rollback(True)


@pytest.fixture
def world(held, db, monkeypatch):
    """A region that has an envelope to share, and its people, on the day of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.NOW)
    return held


@pytest.fixture
def client_of(world):
    """A client signed in as somebody; "" for a visitor."""
    return lambda who="copilot": sign_in(Client(), world.people[who]) if who else Client()
