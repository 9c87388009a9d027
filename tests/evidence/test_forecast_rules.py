"""Forecasts: by hand, never seeing what comes after, and with ranges that hold as they claim."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.evidence.rules.forecast import (
    METHODS,
    History,
    Rules,
    backtest,
    commitments_ahead,
    forecast,
    half_width,
    payment_curve,
    payments_ahead,
)
from ancrage.evidence.rules.quarters import code_of, last_complete, last_day, quarter_of

RULES = Rules(dt.date(2018, 1, 1), "essai", "essai", 0.8, 4, least_history=8, least_tries=8)
SEASONS = np.array([60.0, 90.0, 100.0, 150.0])


def history(committed, curve=()):
    """What is committed, paid along a curve by age."""
    committed = np.array(committed, dtype=float)
    ladder = np.zeros((committed.size, committed.size))
    for age, share in enumerate(curve):
        for quarter in range(committed.size - age):
            ladder[quarter, quarter + age] = committed[quarter] * share
    return History(quarter_of(2018, 1), committed, ladder)


@pytest.mark.parametrize(
    ("day", "code"),
    [(dt.date(2026, 11, 26), "2026-T3"), (dt.date(2026, 9, 30), "2026-T3"),
     (dt.date(2026, 9, 29), "2026-T2"), (dt.date(2026, 12, 31), "2026-T4"),
     (dt.date(2026, 1, 15), "2025-T4")],
)  # fmt: skip
def test_only_quarters_that_are_over_count(day, code):
    assert code_of(last_complete(day)) == code
    assert last_complete(last_day(last_complete(day))) == last_complete(day)


@given(st.integers(1990 * 4, 2100 * 4))
def test_a_quarter_is_over_on_its_last_day(quarter):
    assert last_complete(last_day(quarter)) == quarter
    assert last_complete(last_day(quarter) - dt.timedelta(days=1)) == quarter - 1


def test_commitments_follow_the_seasons_at_the_level_of_the_last_year():
    held = history([*SEASONS, *(2 * SEASONS)])
    # index 0.6, 0.9, 1, 1.5 of a mean of 200
    assert commitments_ahead(held, 4) == pytest.approx([120, 180, 200, 300])
    # one quarter more: the years end with it; second quarters had 270 of 1 260
    held = history([*SEASONS, *(2 * SEASONS), 120])
    assert commitments_ahead(held, 4)[0] == pytest.approx(200 * 4 * 270 / 1260)
    assert commitments_ahead(history([0] * 8), 2) == pytest.approx([0, 0])


def test_payments_follow_the_curve_of_the_past():
    held = history([100, 200, 300, 400], curve=(0.1, 0.5, 0.2))
    assert payment_curve(held) == pytest.approx([0.1, 0.5, 0.2, 0])
    # 100 and 200 foreseen: 0.1 × 100 + 0.5 × 400 + 0.2 × 300, then 0.1 × 200 + 0.5 × 100 + 80
    assert payments_ahead(held, 2) == pytest.approx([270, 150])


def test_the_curve_weighs_quarters_by_what_they_committed():
    held = history([100, 300, 0], curve=())
    held.ladder[0, 0], held.ladder[1, 1], held.ladder[0, 1] = 10, 90, 50
    assert payment_curve(held) == pytest.approx([0.25, 0.125, 0])


@pytest.mark.parametrize("kind", METHODS)
@given(st.lists(st.floats(0, 1000), min_size=12, max_size=16), st.integers(8, 11))
def test_what_comes_later_never_changes_what_was_foreseen(kind, committed, count):
    method = METHODS[kind][0]
    whole = history(committed, curve=(0.2, 0.3))
    seen = history(committed[:count], curve=(0.2, 0.3))
    assert method(whole.until(count), 4) == pytest.approx(method(seen, 4))


def test_the_range_is_made_of_past_errors():
    errors = np.array([0.1, -0.4, 0.2, -0.3])
    assert half_width(errors, level=0.6) == 0.3
    assert half_width(errors, level=0.8) == 0.4
    assert half_width(errors, level=0.81) is None, "four errors cannot claim more than 4/5"
    assert half_width(np.array([]), level=0.8) is None
    assert half_width(np.array([np.inf] * 9), level=0.8) is None


def test_the_past_is_tried_on_the_same_quarters():
    trials = backtest(history([*SEASONS] * 3), "committed", rules=RULES)
    assert [one.tries for one in trials] == [4, 3, 2, 1]
    # the seasons repeat exactly: nothing beats « as last year », which is never wrong
    assert [one.as_year for one in trials] == [0, 0, 0, 0]
    assert trials[0].as_last == pytest.approx((90 + 30 + 10 + 50) / 4)
    assert not any(one.beats for one in trials)


def test_what_does_not_beat_both_plain_methods_is_not_told():
    same = forecast(history([*SEASONS] * 8), "committed", rules=RULES)
    assert [one.told for one in same] == [False] * 4
    short = forecast(history([*SEASONS] * 3), "committed", rules=RULES)
    assert short[0].trial.tries < RULES.least_tries
    assert [one.told for one in short] == [False] * 4
    assert forecast(history([1.0] * 7), "committed", rules=RULES) == []


def drawn(random, quarters, seasons=SEASONS):
    committed = 1e6 * seasons[np.arange(quarters) % 4]
    committed = committed * np.exp(0.25 * random.standard_normal(quarters))
    held = history(committed, curve=(0.1, 0.3, 0.25, 0.2, 0.1))
    noise = np.exp(0.3 * random.standard_normal(held.ladder.shape))
    return History(held.start, held.committed, held.ladder * noise)


@pytest.mark.parametrize("kind", METHODS)
def test_with_a_known_truth_the_forecast_is_told_and_its_range_holds_as_it_claims(kind):
    random = np.random.default_rng(20261126)
    told = held = 0
    for _ in range(120):
        whole = drawn(random, 36)
        came = METHODS[kind][1](whole)[32:]
        for ahead in forecast(whole.until(32), kind, rules=RULES):
            if ahead.told:
                told += 1
                held += ahead.low <= came[ahead.horizon - 1] <= ahead.high
    assert told > 0.7 * 4 * 120, "a season is there to be found"
    # four standard errors, on 120 draws whose four quarters hang together
    assert held / told >= 0.8 - 4 * (0.8 * 0.2 / 120) ** 0.5
    assert held / told < 0.95, "a range that holds everything says nothing"


def test_where_the_last_quarter_says_all_little_is_told():
    """A random walk: no season, no curve to find."""
    random = np.random.default_rng(20261126)
    told = 0
    for _ in range(100):
        walk = np.exp(np.cumsum(0.3 * random.standard_normal(32)))
        ahead = forecast(history(1e6 * walk), "committed", rules=RULES)
        told += ahead[0].told
    assert told <= 15
