"""The secret addresses of one's calendar, and whose calendar an address shows."""

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from ancrage.kernel.rights import Actor
from ancrage.people.models import ApiToken
from ancrage.people.queries.actors import actor_of
from ancrage.people.queries.tokens import ShownToken, shown, token_of

LONGEST_KEY = 200


def addresses_of(actor: Actor, *, now: dt.datetime) -> list[ShownToken]:
    """One's own addresses, those that still show something first. Two queries."""
    held = ApiToken.objects.filter(use=ApiToken.CALENDAR, person__reference=actor.reference)
    rows = shown(
        actor,
        held.select_related("person", "organisation").prefetch_related("holdings"),
        now=now,
    )
    return sorted(rows, key=lambda row: not row.is_active)


def find_address(actor: Actor, reference: str) -> ApiToken | None:
    """One of one's own addresses; None for those of others, as if they were not there."""
    held = ApiToken.objects.filter(use=ApiToken.CALENDAR, person__reference=actor.reference)
    return held.select_related("person").filter(reference=reference).first()


def address_of(key: str) -> str:
    """The address that a key makes, as a calendar is given it."""
    return settings.SITE_URL + reverse("calendar_own", args=[key])


def key_in(key: str, *, now: dt.datetime) -> ApiToken | None:
    """What an address holds, if it still shows something."""
    if len(key) > LONGEST_KEY:
        return None
    return token_of(key, on=localdate(now), use=ApiToken.CALENDAR)


def reader_with(address: ApiToken, *, on: dt.date) -> Actor:
    """Who reads by an address: its person as he is that day, who changes nothing."""
    return replace(actor_of(address.person, on=on), read_only=True)
