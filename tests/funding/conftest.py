"""The people and the places of the tests, made once for a file of tests and undone at its end."""

import pytest
from django.db import transaction

from tests.funding.world import NOW, world


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.fixture
def _day(monkeypatch):
    """The day of this world, whatever the day these tests are run."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
