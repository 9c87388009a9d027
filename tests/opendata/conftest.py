"""The people and the places of the tests, made once for a file of tests and undone at its end."""

import pytest
from django.db import transaction

from tests.opendata.world import world as make


@pytest.fixture(scope="module")
def _made(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


@pytest.fixture
def world(_made, db):
    """The small country and its people."""
    return _made
