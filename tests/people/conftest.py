"""The provider's process, started once when a test asks for it."""

import pytest
from django.core.cache import cache

from tests.people.openid import Browser, ProviderProcess


@pytest.fixture(scope="session")
def provider_process():
    process = ProviderProcess()
    yield process
    process.stop()


@pytest.fixture
def provider(provider_process, settings):
    """The provider, without fault, and the site's settings to work with it."""
    for name, value in provider_process.settings().items():
        setattr(settings, name, value)
    cache.clear()
    provider_process.reset()
    yield provider_process
    cache.clear()


@pytest.fixture
def browser():
    held = Browser()
    yield held
    held.close()
