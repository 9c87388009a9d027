"""Rows as they were known at the end of a day: recorded by then, and not yet withdrawn."""

import datetime as dt

from django.db.models import Q
from django.utils.timezone import make_aware

from ancrage.stateaid.models import CompanyLink, Declaration


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The moment when a day is over; None for no day, or the last day of all."""
    if day is None or day == dt.date.max:
        return None
    return make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def known(day: dt.date | None, *, path: str = "") -> Q:
    """What was known at the end of a day (None: now): rows, or those whose `path` was."""
    end = end_of(day)
    stands = Q(**{f"{path}withdrawn_at": None})
    if end is None:
        return stands
    stands |= Q(**{f"{path}withdrawn_at__gte": end})
    return stands & Q(**{f"{path}recorded_at__lt": end})


def was_known(row: CompanyLink | Declaration, day: dt.date | None) -> bool:
    """The same of a row that is read."""
    end, withdrawn = end_of(day), row.withdrawn_at
    if end is None:
        return withdrawn is None
    return row.recorded_at < end and (withdrawn is None or withdrawn >= end)
