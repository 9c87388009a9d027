"""What the mission's tests share."""

import pytest

from tests.mission import world as making


@pytest.fixture
def world(db):
    """An open mission with its people and three experts."""
    return making.opened()
