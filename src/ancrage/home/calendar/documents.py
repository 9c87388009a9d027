"""Entries of the calendar as the API and the command line tell them."""

import datetime as dt
from typing import Any

from ancrage.home.calendar.feeds import address_of
from ancrage.home.calendar.rules import Dated
from ancrage.people.queries.tokens import ShownToken


def dated_document(one: Dated) -> dict[str, Any]:
    """One entry, with all that travels with it."""
    return {
        "key": one.key,
        "kind": one.kind,
        "label": one.label,
        "day": one.day,
        "until": one.until,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "said": one.said,
        "place": one.place,
        "regions": sorted(one.where.regions),
        "territories": sorted(one.where.territories),
        "state": one.state,
        "is_over": one.is_over,
        "is_cancelled": one.is_cancelled,
        "url": address_of(one),
        "source": one.source,
        "source_url": one.source_url,
        "is_demonstration": one.is_demonstration,
    }


def dated_line(one: Dated) -> str:
    """One entry on one line."""
    state = "annulé" if one.is_cancelled else one.state
    told = (one.said or one.day.isoformat(), one.kind, one.label, one.place, state)
    return "\t".join(told)


def address_document(shown: ShownToken) -> dict[str, Any]:
    """A secret address, without its secret."""
    held = shown.token
    return {
        "reference": held.reference,
        "name": held.name,
        "state": shown.state.value,
        "created_at": held.created_at,
        "expires_on": held.expires_on,
        "last_used_at": held.last_used_at,
    }


def month_span(today: dt.date) -> tuple[dt.date, dt.date]:
    """What is told when no day is asked for: ninety days from today."""
    return today, today + dt.timedelta(days=90)
