"""What the matching's tests share."""

import pytest

from tests.matching import world as making


@pytest.fixture
def country(db):
    """A small country with a programme of two territories, on the day of the tests' world."""
    making.country()


@pytest.fixture
def today(monkeypatch):
    """Pages, API and commands are read on the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.NOW)
