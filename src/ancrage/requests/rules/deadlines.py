"""By when the next step is due: the measure's own delay when a source says, else the usual one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delays:
    """In days of the calendar; in force from a day, with where the choice comes from."""

    valid_from: dt.date
    source: str
    reason: str
    acknowledge: int
    decide: int
    reply: int
    deliver: int
    close: int
    link: int


def in_force(known: Iterable[Delays], *, day: dt.date) -> Delays:
    """Those in force on a day; the first ones before."""
    ordered = sorted(known, key=lambda delays: delays.valid_from)
    begun = [one for one in ordered if one.valid_from <= day]
    return begun[-1] if begun else ordered[0]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a measure says of its own delays; None: no source says."""

    acknowledge: int | None = None
    decide: int | None = None


def due_day(
    *,
    state: str,
    since: dt.date,
    sent: dt.date | None,
    delays: Delays,
    promise: Promise | None = None,
) -> dt.date | None:
    """The last day for what a state waits for; None when it waits for nothing.

    `since`: the day on which the state began. The decision is counted from the day when the
    request was sent: a question asked meanwhile does not put it off.
    """
    told = promise or Promise()
    days = {
        "sent": (sent, told.acknowledge or delays.acknowledge),
        "acknowledged": (sent, told.decide or delays.decide),
        "instructed": (sent, told.decide or delays.decide),
        "more": (since, delays.reply),
        "granted": (since, delays.deliver),
        "refused": (since, delays.close),
        "withdrawn": (since, delays.close),
        "delivered": (since, delays.close),
    }
    if state not in days:
        return None
    begun, wait = days[state]
    return (begun or since) + dt.timedelta(days=wait)


WAITS_FOR = {
    "sent": "operator",
    "acknowledged": "operator",
    "instructed": "operator",
    "more": "asker",
    "granted": "operator",
}
"""Whom a state waits for; the others wait for nobody in particular."""
