"""What the tests of the antennas share."""

import pytest

from tests.antennas import world as making


@pytest.fixture
def country(db):
    """A small country with points."""
    making.country()


@pytest.fixture
def antenna(country):
    """An open antenna with two places."""
    return making.opened()
