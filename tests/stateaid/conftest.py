"""The people and the places of the tests, made once for a file of tests and undone at its end."""

import pytest
from django.db import transaction

from tests.stateaid.world import world


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)
