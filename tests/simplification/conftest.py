"""What the tests of blocks share."""

import pytest

from tests.simplification import world as making


@pytest.fixture
def world(db):
    """Three territories with their people."""
    return making.opened()
