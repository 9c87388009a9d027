"""Sessions end: after a time without use, and in any case some hours after the sign-in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

BEGAN, SEEN, EXPIRED = "began", "seen", "expired"
"""The session's keys: the sign-in, the last use (to the minute), and that it was ended."""
PRECISION_SECONDS = 60


def start_clock(*, request: HttpRequest, **_signal: object) -> None:
    """Note when the session began: whatever the way of signing in."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()


class SessionLifeMiddleware:
    """Ends the sessions whose time is over: who comes back is a visitor, and is told why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_cookie and SESSION_KEY in request.session:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        session, now = request.session, timezone.now().timestamp()
        unused = now - session.get(SEEN, 0)
        age = now - session.get(BEGAN, 0)
        limits = (settings.SESSION_IDLE, settings.SESSION_LIFE)
        if any(t > limit.total_seconds() for t, limit in zip((unused, age), limits, strict=True)):
            session.flush()
            session[EXPIRED] = True
        elif unused > PRECISION_SECONDS:
            session[SEEN] = now
