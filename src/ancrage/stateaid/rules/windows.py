"""The days over which the aids of an undertaking add up before a grant.

Three fiscal years (the current one and the two before), or any three years from day to day. Of
these the reading is that of regulation 1182/71, art. 3: a period of years that runs from a day
ends with the last hour of the day of the same date, or of the last day of the month when there is
none. So an aid of 15 March 2024 still counts on 15 March 2027, no more on the 16th; one of
29 February 2024 still counts on 28 February 2027, no more on 1 March.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from ancrage.stateaid.rules.regimes import Window

FISCAL, ROLLING = "fiscal", "rolling"
DAY = dt.timedelta(days=1)
ORDINARY_YEAR = [
    (day.month, day.day) for day in (dt.date(2023, 1, 1) + DAY * passed for passed in range(365))
]


@dataclass(frozen=True, slots=True)
class Days:
    """The window of a grant: an aid given from `sure` to `last` counts; one given from `first` to
    the day before `sure` may count, as the end of the fiscal year is not known."""

    first: dt.date
    sure: dt.date
    last: dt.date

    @property
    def is_known(self) -> bool:
        """Whether one knows of every day if it is in the window."""
        return self.first == self.sure


@lru_cache(maxsize=10_000)
def days_of(window: Window, on: dt.date, year_end: tuple[int, int] | None) -> Days:
    """The window of a grant of the day `on`. `year_end`: month and day when the fiscal year ends,
    None: not known, and every one is possible."""
    if window.kind == ROLLING:
        first = _rolling(on, window.years)
        return Days(first, first, on)
    ends = [year_end] if year_end else ORDINARY_YEAR
    firsts = [_fiscal(on, window.years, end) for end in ends]
    return Days(min(firsts), max(firsts), on)


def same_date(day: dt.date, years: int) -> dt.date:
    """The day of the same date some years later (before, when negative); 28 February for a 29th."""
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _rolling(on: dt.date, years: int) -> dt.date:
    """The first day whose aids still count."""
    first = same_date(on, -years)
    return first if same_date(first, years) >= on else first + DAY


def _fiscal(on: dt.date, years: int, end: tuple[int, int]) -> dt.date:
    """The first day of the fiscal year that began `years` - 1 years before the current one."""
    closing = _closing(on.year, end)
    year = on.year if closing >= on else on.year + 1
    return _closing(year - years, end) + DAY


def _closing(year: int, end: tuple[int, int]) -> dt.date:
    """The last day of a fiscal year: one that ends with February ends on its last day."""
    month, day = end
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, last if (month, day) == (2, 28) else min(day, last))
