"""The calendar as iCalendar feeds (RFC 5545, RFC 7986): the same entries, the same bytes.

The identifier of an event is its key, for ever; its stamp is the moment when what it tells was
last changed, not that of reading; what is cancelled stays, and says so.
"""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vDuration

from ancrage import __version__
from ancrage.home.calendar.definitions import kinds, nation_kinds, reach_at
from ancrage.home.calendar.gathering import gather
from ancrage.home.calendar.rules import Dated, Period, Wanted
from ancrage.kernel.rights import VISITOR, Actor
from ancrage.kernel.text import typeset

PRODUCT = f"-//Ancrage//Ancrage {__version__.split('+')[0]}//FR"
CONTENT_TYPE = "text/calendar; charset=utf-8"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
INVENTED = "Démonstration : ce contenu est inventé."


def period_at(day: dt.date) -> Period:
    """What a feed that is read on a day holds."""
    reach = reach_at(day)
    return Period(
        day - dt.timedelta(days=reach.past_days), day + dt.timedelta(days=reach.ahead_days)
    )


def nation_feed(*, today: dt.date, asked: frozenset[str] = frozenset()) -> bytes:
    """What everybody may read of the whole country; of some kinds, or of the usual ones."""
    wanted = Wanted(kinds=asked or nation_kinds())
    return _feed(VISITOR, wanted, today=today, name="Territoires d’industrie, France")


def region_feed(
    region: str, name: str, *, today: dt.date, asked: frozenset[str] = frozenset()
) -> bytes:
    """What everybody may read of a region."""
    wanted = Wanted(kinds=asked, region=region)
    return _feed(VISITOR, wanted, today=today, name=f"Territoires d’industrie, {name}")


def own_feed(reader: Actor, *, today: dt.date, asked: frozenset[str] = frozenset()) -> bytes:
    """What somebody may read of what touches him."""
    wanted = Wanted(kinds=asked, mine=reader)
    return _feed(reader, wanted, today=today, name="Mon calendrier Ancrage")


def _feed(reader: Actor, wanted: Wanted, *, today: dt.date, name: str) -> bytes:
    found = gather(reader, period=period_at(today), today=today, wanted=wanted)
    return calendar_of(found, name=name, refresh_hours=reach_at(today).refresh_hours)


def calendar_of(entries: Iterable[Dated], *, name: str, refresh_hours: int) -> bytes:
    """Entries as a calendar."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    again = dt.timedelta(hours=refresh_hours)
    made.add("refresh-interval", vDuration(again, {"VALUE": "DURATION"}))
    made.add("x-published-ttl", f"PT{refresh_hours}H")
    for one in entries:
        made.add_component(_event(one))
    return made.to_ical()


def _event(one: Dated) -> Event:
    made = Event()
    made.add("uid", one.uid or f"{one.key.replace(':', '-')}@{_host()}")
    made.add("dtstamp", stamp_of(one))
    made.add("last-modified", stamp_of(one))
    made.add("sequence", one.sequence)
    made.add("status", CANCELLED if one.is_cancelled else CONFIRMED)
    made.add("summary", _summary(one))
    if one.starts_at is not None:
        made.add("dtstart", one.starts_at.astimezone(dt.UTC))
        if one.ends_at is not None:
            made.add("dtend", one.ends_at.astimezone(dt.UTC))
    else:
        made.add("dtstart", one.day)
        made.add("dtend", one.last_day + dt.timedelta(days=1))
        made.add("transp", "TRANSPARENT")  # a day that is known takes nobody's time
    if one.place:
        made.add("location", one.place)
    made.add("categories", [kinds()[one.kind].one])
    made.add("description", _description(one))
    if one.page:
        made.add("url", address_of(one))
    return made


def stamp_of(one: Dated) -> dt.datetime:
    """When what is told was last changed; of a public fact, its day."""
    return one.changed_at or dt.datetime.combine(one.day, dt.time(), dt.UTC)


def address_of(one: Dated) -> str:
    """The whole address of the page of an entry; "" without one."""
    if not one.page:
        return ""
    name, *codes = one.page
    return settings.SITE_URL + reverse(name, args=codes)


def _summary(one: Dated) -> str:
    invented = "Démonstration" if one.is_demonstration else ""
    cancelled = "Annulé" if one.is_cancelled else ""
    return typeset(" : ".join([*filter(None, (invented, cancelled)), one.label]))


def _description(one: Dated) -> str:
    lines = [
        kinds()[one.kind].one.capitalize(),
        f"Date telle que la source la dit : {one.said}" if one.said else "",
        f"État : {one.state}" if one.state else "",
        f"Source : {one.source}" if one.source else "",
        one.source_url,
        address_of(one),
        INVENTED if one.is_demonstration else "",
    ]
    return typeset("\n".join(filter(None, lines)))


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
