"""The OpenID provider: where its doors are, by its own description, and its keys."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import cache

DESCRIPTION = "/.well-known/openid-configuration"
KEPT_SECONDS = 3600
"""For how long a description is believed before it is read again."""


class ProviderDownError(Exception):
    """The provider does not answer, or says of itself what cannot be used."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider's doors. `end_session` is empty when it offers no way of leaving."""

    issuer: str
    authorization: str
    token: str
    userinfo: str
    keys: str
    end_session: str


def is_configured() -> bool:
    """Whether this installation has a provider."""
    return bool(settings.OIDC_ISSUER)


def find_provider() -> Provider:
    """The provider as it describes itself. ProviderDownError."""
    issuer = settings.OIDC_ISSUER
    kept: Provider | None = cache.get(issuer)
    if kept is None:
        kept = _read(issuer, _fetch(issuer.rstrip("/") + DESCRIPTION))
        cache.set(issuer, kept, KEPT_SECONDS)
    return kept


def fetch_keys(provider: Provider) -> jwt.PyJWKSet:
    """The keys that the provider signs with today. ProviderDownError."""
    try:
        return jwt.PyJWKSet.from_dict(_fetch(provider.keys))
    except (jwt.PyJWTError, AttributeError, TypeError) as fault:
        raise ProviderDownError(f"keys: {fault}") from fault


def _fetch(url: str) -> dict[str, Any]:
    try:
        response = requests.get(url, timeout=settings.OIDC_TIMEOUT)
        response.raise_for_status()
        told = response.json()
    except requests.RequestException as fault:
        raise ProviderDownError(str(fault)) from fault
    if not isinstance(told, dict):
        raise ProviderDownError(f"{url}: not an object")
    return told


def _read(issuer: str, told: dict[str, Any]) -> Provider:
    if told.get("issuer") != issuer:
        raise ProviderDownError(f"describes {told.get('issuer')!r}, not {issuer!r}")
    doors = {
        "authorization": "authorization_endpoint",
        "token": "token_endpoint",
        "userinfo": "userinfo_endpoint",
        "keys": "jwks_uri",
        "end_session": "end_session_endpoint",
    }
    urls = {door: str(told.get(name) or "") for door, name in doors.items()}
    scheme = urlsplit(issuer).scheme
    for door, url in urls.items():
        is_missing = not url and door != "end_session"
        if is_missing or (url and urlsplit(url).scheme not in {scheme, "https"}):
            raise ProviderDownError(f"{door}: {url!r}")
    return Provider(issuer=issuer, **urls)
