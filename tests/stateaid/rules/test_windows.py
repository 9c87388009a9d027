"""The days of a window, by their definition."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ancrage.stateaid.rules.regimes import Window
from ancrage.stateaid.rules.windows import FISCAL, ROLLING, days_of, same_date

DAYS = st.dates(dt.date(2014, 1, 1), dt.date(2032, 12, 31))
DAY = dt.timedelta(days=1)
THREE_YEARS = Window(ROLLING, 3, "art. 3")
THREE_FISCAL = Window(FISCAL, 3, "art. 3")


@given(on=DAYS)
def test_an_aid_counts_up_to_its_third_anniversary_and_not_after(on):
    days = days_of(THREE_YEARS, on, None)
    assert days.is_known
    assert days.last == on
    assert same_date(days.first, 3) >= on
    assert same_date(days.first - DAY, 3) < on


@given(on=DAYS, month=st.integers(1, 12), day=st.integers(1, 28))
def test_three_fiscal_years_hold_the_day_in_the_last_of_them(on, month, day):
    first = days_of(THREE_FISCAL, on, (month, day)).first
    assert (first - DAY).month == month
    begun = [same_date(first, years) for years in (2, 3)]
    assert begun[0] <= on < begun[1]


@given(on=DAYS, month=st.integers(1, 12), day=st.integers(1, 28))
def test_without_the_year_end_every_one_is_between_the_two(on, month, day):
    unknown = days_of(THREE_FISCAL, on, None)
    known = days_of(THREE_FISCAL, on, (month, day))
    assert not unknown.is_known
    assert unknown.first <= known.first <= unknown.sure
    assert unknown.last == known.last


def test_a_fiscal_year_that_ends_with_february_ends_on_its_last_day():
    for day in (28, 29):
        window = days_of(THREE_FISCAL, dt.date(2023, 3, 1), (2, day))
        assert window.first == dt.date(2021, 3, 1)
        assert days_of(THREE_FISCAL, dt.date(2020, 2, 29), (2, day)).first == dt.date(2017, 3, 1)
