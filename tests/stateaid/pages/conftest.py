"""Somebody who reads or writes the pages; the day of every page."""

import pytest
from django.test import Client

from tests.people.world import sign_in
from tests.stateaid.world import NOW


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def client_of(held):
    """A client signed in as somebody; "" for a visitor."""
    return lambda who="": sign_in(Client(), getattr(held, who)) if who else Client()
