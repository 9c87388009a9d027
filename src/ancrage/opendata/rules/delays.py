"""By when a convention is published: so many months after it was signed."""

import calendar
import datetime as dt
from collections.abc import Iterable


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the month's last when it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return dt.date(years, month + 1, min(day.day, last))


def days_late(*, signed: dt.date, done: dt.date, months: int) -> int:
    """How many days after its last day something is done; 0 when it is in time."""
    return max((done - months_later(signed, months)).days, 0)


def past_delay(signed: Iterable[dt.date], *, day: dt.date, months: int) -> int:
    """How many of these days are so long ago that publishing on `day` is late."""
    return sum(days_late(signed=one, done=day, months=months) > 0 for one in signed)
