"""Days as calendars of projects tell them: a year, a quarter, a month or a day, no more precise.

A period is kept as text: « 2027 », « 2027-T3 », « 2027-03 », « 2027-03-15 ».
"""

import datetime as dt
import re
from calendar import monthrange

from ancrage.files.rules.cells import UnreadableError, read_day
from ancrage.kernel.text import MONTHS, fold, long_date

FIRST_YEAR, LAST_YEAR = 1990, 2100
KEPT = re.compile(r"(\d{4})(?:-(?:T([1-4])|(\d{2})(?:-(\d{2}))?))?")
QUARTER = re.compile(
    r"(?:(?:t|q|trim(?:estre)? ?)([1-4])|([1-4])(?:er|e|eme)? ?(?:t|trim(?:estre)?)) ?(\d{4})"
)
QUARTER_AFTER = re.compile(r"(\d{4}) ?(?:t|q)([1-4])")
HALF = re.compile(r"(?:s|semestre )([12]) ?(\d{4})|([12])(?:er|e|eme)? semestre (\d{4})")
MONTH = re.compile(r"([a-z]+) (\d{4})")
MONTH_FIGURES = re.compile(r"(\d{1,2})[/.\-](\d{4})")
QUARTERS = ("premier", "deuxième", "troisième", "quatrième")
ADVICE = "Écrivez une date, un mois (mars 2027), un trimestre (T3 2027) ou une année."


def read_period(text: str) -> str:
    """« T3 2020 », « mars 2019 », « 03/2019 », « 15/03/2019 », « 2019 ». UnreadableError.

    A half-year is refused: neither of its quarters was told.
    """
    told = " ".join(text.split())
    found = _kept(told) or _in_words(fold(told)) or _in_figures(told)
    if not found:
        day = _day(told)
        found = day.isoformat()
    if not FIRST_YEAR <= int(found[:4]) <= LAST_YEAR:
        raise UnreadableError(ADVICE)
    return found


def _kept(told: str) -> str:
    """A period as it is kept already; a day or a month that is not on the calendar is none."""
    if not KEPT.fullmatch(told.upper()):
        return ""
    try:
        first_day(told.upper())
    except ValueError:
        return ""
    return told.upper()


def _in_words(words: str) -> str:
    if found := QUARTER.fullmatch(words):
        return f"{found[3]}-T{found[1] or found[2]}"
    if found := QUARTER_AFTER.fullmatch(words):
        return f"{found[1]}-T{found[2]}"
    if HALF.fullmatch(words):
        raise UnreadableError("Un semestre est trop vague : écrivez un trimestre (T3 2027).")
    months = [fold(month) for month in MONTHS]
    found = MONTH.fullmatch(words)
    if found:
        near = [n for n, month in enumerate(months, 1) if month.startswith(found[1])]
        if len(near) == 1 and len(found[1]) >= 3:
            return f"{found[2]}-{near[0]:02d}"
    return ""


def _in_figures(told: str) -> str:
    found = MONTH_FIGURES.fullmatch(told)
    return f"{found[2]}-{int(found[1]):02d}" if found and 1 <= int(found[1]) <= 12 else ""


def _day(told: str) -> dt.date:
    try:
        day = read_day(told)
    except UnreadableError as fault:
        raise UnreadableError(ADVICE) from fault
    if day is None:
        raise UnreadableError(ADVICE)
    return day


def first_day(period: str) -> dt.date:
    """The first day of a period. ValueError when it is not on the calendar."""
    year, quarter, month, day = _parts(period)
    return dt.date(year, quarter * 3 - 2 if quarter else month or 1, day or 1)


def last_day(period: str) -> dt.date:
    """The last day of a period. ValueError when it is not on the calendar."""
    year, quarter, month, day = _parts(period)
    last = quarter * 3 if quarter else month or 12
    return dt.date(year, last, day or monthrange(year, last)[1])


def _parts(period: str) -> tuple[int, int, int, int]:
    found = KEPT.fullmatch(period)
    if found is None:
        raise ValueError(period)
    year, quarter, month, day = (int(part or 0) for part in found.groups())
    return year, quarter, month, day


def period_words(period: str) -> str:
    """« 15 mars 2027 », « mars 2027 », « troisième trimestre 2027 », « 2027 »."""
    year, quarter, month, day = _parts(period)
    if quarter:
        return f"{QUARTERS[quarter - 1]} trimestre {year}"
    if day:
        return long_date(dt.date(year, month, day))
    return f"{MONTHS[month - 1]} {year}" if month else str(year)
