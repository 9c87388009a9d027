"""What the tests of the VTE share."""

import pytest

from tests.vte import world as making


@pytest.fixture
def world(db):
    """A small country, its list, its people."""
    return making.made()
