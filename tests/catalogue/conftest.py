"""What the tests of the catalogue share."""

import pytest

from tests.catalogue.world import NOW
from tests.selection.site import store


@pytest.fixture
def country(db):
    """A small country, with its regions 01 and 02."""
    store()


@pytest.fixture
def today(monkeypatch):
    """It is the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
