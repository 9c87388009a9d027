"""What the tests of committees share: the small country of the roadmaps, made once for a file."""

import pytest
from django.db import transaction

from tests.roadmaps import world as making


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield making.opened()
        transaction.set_rollback(True)


@pytest.fixture
def world(held, db):
    """Three territories with their people."""
    return held
