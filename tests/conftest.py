"""What every test stands on."""

import pytest


@pytest.fixture(autouse=True)
def _no_collected_files(settings, tmp_path_factory):
    """The tests neither need nor see the static files that a demo collected."""
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()
