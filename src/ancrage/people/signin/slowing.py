"""Slowing whoever guesses: by account, known or not, and by address (django-axes counts)."""

import ipaddress

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest

ADDRESS_LIMIT = 50
"""Failures from one address, which a whole office may share, against `AXES_FAILURE_LIMIT`."""
IPV6_HOME = 64
"""One subscriber has all the addresses of such a network."""


class Handler(AxesDatabaseHandler):
    """Counts an account's failures and an address's, each against its own limit."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> int:
        """The worst of both, as failures of an account."""
        account, address = (
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(account, address * settings.AXES_FAILURE_LIMIT // ADDRESS_LIMIT)


def must_wait(request: HttpRequest, account: str) -> bool:
    """Whether too many attempts failed, for this account or from this address."""
    return not AxesProxyHandler.is_allowed(request, {"email": account})


def count_failure(request: HttpRequest, account: str) -> None:
    """One more attempt failed."""
    user_login_failed.send(sender=__name__, credentials={"email": account}, request=request)


def client_address(request: HttpRequest) -> str | None:
    """The browser's address, as the last proxy that is ours to believe saw it."""
    seen = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXIES <= len(forwarded):
        seen = forwarded[-settings.PROXIES]
    try:
        address = ipaddress.ip_address(seen.strip())
    except ValueError:
        return None
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_HOME), strict=False).network_address)
