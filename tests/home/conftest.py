"""What the tests of calendar and roads share: the small country of contracts, made once a file."""

import pytest
from django.db import transaction

from tests.home import programme


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield programme.opened()
        transaction.set_rollback(True)


@pytest.fixture
def world(held, db, time_machine):
    """Three territories with their people, on the tests' day; the Arve has a validated sheet."""
    time_machine.move_to(programme.NOW, tick=False)
    return held
