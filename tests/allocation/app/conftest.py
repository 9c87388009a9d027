"""What the tests of scenarios share: a small country and its people, made once for a file."""

import pytest
from django.db import transaction

from tests.allocation.app import world as making


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield making.opened()
        transaction.set_rollback(True)


@pytest.fixture
def world(held, db):
    """A region that has an envelope to share, and its people."""
    return held
