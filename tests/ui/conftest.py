"""The site with its gallery of components instead of its pages."""

import pytest


@pytest.fixture(autouse=True)
def _gallery(settings):
    settings.ROOT_URLCONF = "tests.ui.gallery"
    # The gallery's pages are in no table of rights.
    doors = "ancrage.people.middleware.ActorMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != doors]
