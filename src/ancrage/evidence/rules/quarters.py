"""Quarters as whole numbers: what a month or a day belongs to, and how one is written."""

import datetime as dt


def quarter_of(year: int, month: int) -> int:
    """The quarter of a month: they follow one another by one."""
    return year * 4 + (month - 1) // 3


def last_complete(day: dt.date) -> int:
    """The last quarter that is over at the end of a day."""
    tomorrow = day + dt.timedelta(days=1)
    return quarter_of(tomorrow.year, tomorrow.month) - 1


def last_day(quarter: int) -> dt.date:
    year, season = divmod(quarter + 1, 4)
    return dt.date(year, 3 * season + 1, 1) - dt.timedelta(days=1)


def code_of(quarter: int) -> str:
    """« 2026-T3 »."""
    year, season = divmod(quarter, 4)
    return f"{year}-T{season + 1}"
