"""Messages leave in these tests, into Django's outbox; the site has an address of its own."""

import pytest


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_LEAVES = True
    settings.SITE_URL = "https://ancrage.example"
