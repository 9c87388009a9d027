"""A meeting as a calendar file: the invitation, its updates, its cancellation (RFC 5545, 5546)."""

import datetime as dt

from icalendar import Calendar, Event, vText

from ancrage.committees.models import Meeting
from ancrage.committees.queries.meetings import name_of
from ancrage.kernel.text import typeset

PRODUCT = "-//Ancrage//Comités//FR"
USUAL = dt.timedelta(hours=2)
"""How long a meeting is said to last when its end is not told: calendars want one."""


def calendar_of(meeting: Meeting, *, url: str, with_link: bool) -> bytes:
    """The file that a member opens: the same UID each time, a higher SEQUENCE at each notice.

    Times are in UTC; the stamp is that of the last notice, so that the file of one notice is
    always the same. `with_link`: the address of the call is its members' alone.
    """
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("method", "CANCEL" if meeting.state == "cancelled" else "PUBLISH")
    book.add_component(event_of(meeting, url=url, with_link=with_link))
    made: bytes = book.to_ical()
    return made


def event_of(meeting: Meeting, *, url: str, with_link: bool) -> Event:
    """The meeting as an event of a calendar."""
    held = Event()
    held.add("uid", f"{meeting.code}@ancrage")
    held.add("sequence", max(meeting.sequence - 1, 0))
    held.add("dtstamp", _utc(meeting.told_at or meeting.created_at))
    if meeting.starts_at is not None:
        held.add("dtstart", _utc(meeting.starts_at))
        held.add("dtend", _utc(meeting.ends_at or meeting.starts_at + USUAL))
    held.add("summary", _summary(meeting))
    if meeting.place:
        held.add("location", meeting.place)
    told = [meeting.reason] if meeting.state == "cancelled" else []
    told += [meeting.link] if with_link and meeting.link else []
    held.add("description", vText("\n".join([*told, url])))
    held.add("url", url)
    held.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    return held


def _summary(meeting: Meeting) -> str:
    told = name_of(meeting)
    if meeting.is_written:
        told = typeset(f"Consultation écrite : {told}")
    return f"[démonstration] {told}" if meeting.is_demonstration else told


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)
