"""The site with its gallery of components instead of its pages."""

import pytest


@pytest.fixture(autouse=True)
def _gallery(settings):
    settings.ROOT_URLCONF = "tests.ui.gallery"
