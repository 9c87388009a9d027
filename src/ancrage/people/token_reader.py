"""Who comes to the API with a key: « Authorization: Bearer … »."""

import datetime as dt

from django.http import HttpRequest
from django.utils.timezone import localdate

from ancrage.kernel.rights import Actor
from ancrage.people.actions.tokens import note_use
from ancrage.people.queries.tokens import actor_with, token_of

SCHEME = "bearer"
LONGEST = 200


def read_token(request: HttpRequest, now: dt.datetime) -> Actor | None:
    """The person of the key that the request holds; None without one that opens something."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != SCHEME or not key or len(key) > LONGEST:
        return None
    token = token_of(key, on=localdate(now))
    if token is None:
        return None
    note_use(token=token, now=now)
    return actor_with(token, on=localdate(now))
