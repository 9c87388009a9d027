"""The calendar of somebody: what all capabilities have that is dated, and that he may read."""

import datetime as dt

from ancrage.home.calendar.rules import Dated, Period, Wanted, chosen
from ancrage.home.calendar.sources import SOURCES, Asked
from ancrage.kernel.rights import Actor

EVERYTHING = Wanted()


def gather(
    actor: Actor,
    *,
    period: Period,
    today: dt.date,
    wanted: Wanted = EVERYTHING,
    known_by: dt.date | None = None,
) -> list[Dated]:
    """What is on somebody's calendar in a period, in order. About twenty queries, however many
    there are of each."""
    asked = Asked(actor, period, today)
    found = (
        one
        for gives, source in SOURCES
        if not wanted.kinds or not gives.isdisjoint(wanted.kinds)
        for one in source(asked)
    )
    return chosen(found, period=period, wanted=wanted, known_by=known_by)
