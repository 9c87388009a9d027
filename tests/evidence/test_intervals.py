"""Quantiles, intervals and curves against published figures; what they claim, by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.evidence.rules.comparisons import Stratum, holm, stratified
from ancrage.evidence.rules.intervals import Estimate, Mean, chance, difference, welch, wilson
from ancrage.evidence.rules.quantiles import normal_quantile, student_p, student_quantile
from ancrage.evidence.rules.survival import waiting
from tests.evidence.made import RULES

REACH = normal_quantile(0.95)
COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
FREIREICH = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
"""Remissions in weeks under 6-MP, of Freireich and others (1963): ended, and still going on."""
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def curve(decided, pending=()):
    return waiting(np.array(decided, dtype=np.int64), np.array(pending, dtype=np.int64))


@pytest.mark.parametrize(
    ("level", "freedom", "printed"),
    [(0.95, 1, 12.706), (0.99, 2, 9.925), (0.9, 5, 2.015), (0.95, 10, 2.228), (0.95, 30, 2.042)],
)
def test_student_s_quantiles_are_those_of_the_printed_tables(level, freedom, printed):
    found = student_quantile(level, freedom)
    assert found == pytest.approx(printed, abs=0.0005)
    assert student_p(found, freedom) == pytest.approx(1 - level)


def test_student_s_quantile_becomes_the_normal_one():
    assert student_quantile(0.95, 1e7) == pytest.approx(REACH, abs=1e-5)
    # Cauchy's distribution is Student's with one degree of freedom
    assert student_p(3.0, 1) == pytest.approx(1 - 2 * math.atan(3) / math.pi)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_s_interval_of_newcombe_s_first_table(count, total, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), p. 857, table I, method 3."""
    found = wilson(count, total, reach=REACH).interval
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090),
     ((6, 7), (2, 7), 0.0582, 0.8062), ((5, 56), (0, 29), -0.0381, 0.1926),
     ((0, 10), (0, 20), -0.1611, 0.2775), ((0, 10), (0, 10), -0.2775, 0.2775),
     ((10, 10), (0, 20), 0.6791, 1.0), ((10, 10), (0, 10), 0.6075, 1.0)],
)  # fmt: skip
def test_newcombe_s_hybrid_interval_of_his_second_table(first, second, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), p. 873, table II, method 10."""
    found = difference(wilson(*first, reach=REACH), wilson(*second, reach=REACH)).interval
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)


def gap(first, second, reach=REACH):
    return difference(wilson(*first, reach=reach), wilson(*second, reach=reach))


@given(COUNTS, COUNTS)
def test_swapping_the_sides_flips_the_difference(first, second):
    there, back = gap(first, second), gap(second, first)
    assert there.value == -back.value
    flipped = (-back.interval.high, -back.interval.low)
    assert (there.interval.low, there.interval.high) == pytest.approx(flipped)
    assert there.interval.low <= there.value <= there.interval.high


@given(COUNTS, COUNTS)
def test_ten_times_the_same_files_narrow_the_interval(first, second):
    few, many = gap(first, second), gap(*((10 * a, 10 * n) for a, n in (first, second)))
    assert many.interval.high - many.interval.low < few.interval.high - few.interval.low


@given(COUNTS, COUNTS)
def test_the_chance_agrees_with_the_interval(first, second):
    p = chance(lambda reach: gap(first, second, reach))
    if abs(p - 0.05) > 1e-6:
        assert (p > 0.05) == gap(first, second).interval.holds(0)


def test_what_is_no_share_is_refused():
    for count, total in ((0, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="no share"):
            wilson(count, total, reach=REACH)


def test_welch_s_interval_computed_by_hand():
    # variances 2 and 8 over 4 and 16 values: 0.5 each; freedom 1 / (0.25/3 + 0.25/15) = 10
    found = welch(Mean(4, 12.0, 2.0), Mean(16, 9.0, 8.0), level=0.95)
    assert found.estimate.value == 3
    assert found.estimate.interval.low == pytest.approx(3 - 2.228139)
    assert found.p == pytest.approx(student_p(3.0, 10))
    assert welch(Mean(4, 12.0, 0.0), Mean(4, 9.0, 0.0), level=0.95) is None
    with pytest.raises(ValueError, match="two values"):
        welch(Mean(1, 12.0, 0.0), Mean(4, 9.0, 1.0), level=0.95)


def test_kaplan_and_meier_s_curve_of_the_6_mp_trial():
    """Shares of Kalbfleisch and Prentice; interval of the median as SAS prints it (log-log)."""
    held = curve(*FREIREICH)
    printed = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert held.share == pytest.approx(printed, abs=0.0001)
    assert held.median == 23
    found = held.median_interval(reach=REACH)
    assert (found.low, found.high) == (13, math.inf)
    assert not found.is_bounded


def test_without_any_that_waits_the_curve_is_the_share_that_is_left():
    held = curve(PLACEBO)
    assert held.share[:3] == pytest.approx([19 / 21, 17 / 21, 16 / 21])
    assert held.share[-1] == 0
    found = held.median_interval(reach=REACH)
    assert (held.median, found.low, found.high) == (8, 4, 11)


def test_greenwood_s_errors_of_the_maintained_leukaemia_patients():
    """Miller, Survival Analysis (1981), p. 49; the standard errors that R prints."""
    held = curve([9, 13, 18, 23, 31, 34, 48], [13, 28, 45, 161])
    printed = [0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535]
    assert held.share * np.sqrt(held.error) == pytest.approx(printed, abs=0.00005)


def test_what_waits_lengthens_the_delay_and_never_counts_as_decided():
    quick = curve([10] * 30)
    with_waiting = curve([10] * 30, [200] * 40)
    assert quick.median == 10
    assert with_waiting.median is None, "fewer than half are decided: the median is not known"
    assert with_waiting.decided == 30
    # those who have waited less than the first decision say nothing
    assert curve([10] * 30, [3] * 40).median == 10
    assert curve([]).median is None


def test_what_still_waits_after_a_day_is_told_as_far_as_it_is_known():
    held = curve([10, 20], [15, 40])
    assert [held.after(day) for day in (0, 9, 10, 19, 20, 40)] == [1, 1, 0.75, 0.75, 0.375, 0.375]
    assert held.after(41) is None
    assert curve([10]).after(500) == 0, "nothing waits any more"
    assert curve([]).after(0) is None


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40), st.randoms())
def test_the_order_of_files_never_matters(days, order):
    mixed = order.sample(days, len(days))
    half = len(days) // 2
    one, two = curve(sorted(days)), curve(mixed)
    assert one.median == two.median == sorted(days)[(len(days) - 1) // 2]
    assert curve(days, days[:half]).median_interval(reach=REACH) == curve(
        mixed, days[:half]
    ).median_interval(reach=REACH)


def test_holm_s_adjustment_computed_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_mantel_and_haenszel_s_difference_within_strata():
    # one stratum: the plain difference
    held = stratified([Stratum(30, 50, 40, 100)], rules=RULES)
    assert held.estimate.value == pytest.approx(0.6 - 0.4)
    # the sides differ only by the strata they are in: no difference within, though raw ones differ
    mixed = stratified([Stratum(80, 100, 8, 10), Stratum(2, 10, 20, 100)], rules=RULES)
    assert mixed.estimate.value == pytest.approx(0)
    assert (mixed.strata, mixed.first, mixed.second) == (2, 110, 110)
    # by hand: weights 100×10/110, differences 0.1 and 0.2
    uneven = stratified([Stratum(90, 100, 8, 10), Stratum(4, 10, 20, 100)], rules=RULES)
    assert uneven.estimate.value == pytest.approx(0.15)
    assert stratified([Stratum(5, 10, 5, 10), Stratum(9, 90, 0, 0)], rules=RULES) is None


# Simulations with known truth: the intervals hold it as often as they claim.

DRAWS = 2000
RANDOM = 20261126


def within_binomial_bounds(held: int, draws: int, level: float) -> bool:
    """Whether so many successes are what chance allows: four standard errors below the claim."""
    return held / draws >= level - 4 * math.sqrt(level * (1 - level) / draws)


@pytest.mark.parametrize(
    ("sizes", "truths"),
    [((20, 20), (0.5, 0.5)), ((30, 90), (0.8, 0.6)), ((212, 530), (0.62, 0.58))],
)
def test_the_difference_of_rates_covers_as_it_claims(sizes, truths):
    random = np.random.default_rng(RANDOM)
    drawn = np.column_stack(
        [random.binomial(n, p, DRAWS) for n, p in zip(sizes, truths, strict=True)]
    )
    truth, held = truths[0] - truths[1], 0
    found, times = np.unique(drawn, axis=0, return_counts=True)
    for (x, y), often in zip(found.tolist(), times.tolist(), strict=True):
        held += often * gap((x, sizes[0]), (y, sizes[1])).interval.holds(truth)
    assert within_binomial_bounds(held, DRAWS, 0.95)
    assert held / DRAWS <= 0.985, "an interval that holds everything says nothing"


def median_of(held):
    if held.median is None:
        return None
    return Estimate(held.median, held.median_interval(reach=REACH))


@pytest.mark.parametrize(
    ("sizes", "medians", "window"),
    [((20, 20), (60, 60), None), ((30, 100), (60, 90), 400), ((200, 500), (60, 75), 300)],
)
def test_the_difference_of_delays_covers_as_it_claims(sizes, medians, window):
    """Log-normal delays; some files were asked so lately that they still wait."""
    random = np.random.default_rng(RANDOM)
    held = known = 0
    for _ in range(700):
        sides = []
        for n, median in zip(sizes, medians, strict=True):
            days = np.maximum(1, np.rint(median * np.exp(0.6 * random.standard_normal(n))))
            ages = random.integers(1, window, n) if window else np.full(n, 10**6)
            sides.append(median_of(curve(days[days <= ages], ages[days > ages])))
        if None not in sides:
            known += 1
            held += difference(*sides).interval.holds(medians[0] - medians[1])
    assert known > 600
    assert within_binomial_bounds(held, known, 0.95)


def test_a_median_of_the_decided_alone_would_be_too_short():
    """Why the curve: with half the files still waiting, the plain median misses the truth."""
    random = np.random.default_rng(RANDOM)
    days = np.rint(100 * np.exp(0.6 * random.standard_normal(4000)))
    ages = random.integers(1, 250, 4000)
    decided = days[days <= ages]
    assert np.median(decided) < 85
    assert curve(decided, ages[days > ages]).median == pytest.approx(100, abs=5)


def test_the_ratio_of_amounts_covers_as_it_claims():
    random = np.random.default_rng(RANDOM)
    held = 0
    for _ in range(1000):
        one = 0.1 + 1.1 * random.standard_normal(25)
        two = 1.1 * random.standard_normal(80)
        means = [Mean(x.size, float(x.mean()), float(x.var(ddof=1))) for x in (one, two)]
        held += welch(*means, level=0.95).estimate.interval.holds(0.1)
    assert within_binomial_bounds(held, 1000, 0.95)
    assert held <= 985


def test_the_difference_within_strata_covers_as_it_claims():
    random = np.random.default_rng(RANDOM)
    rates = np.array([0.2, 0.4, 0.6, 0.8])
    sides = (np.array([10, 20, 5, 15]), np.array([30, 10, 25, 20]))
    held = 0
    for _ in range(DRAWS):
        x, y = (random.binomial(n, p) for n, p in zip(sides, (rates + 0.1, rates), strict=True))
        strata = [Stratum(*map(int, one)) for one in zip(x, sides[0], y, sides[1], strict=True)]
        held += stratified(strata, rules=RULES).estimate.interval.holds(0.1)
    assert within_binomial_bounds(held, DRAWS, 0.95)
    assert held / DRAWS <= 0.985


def test_holm_raises_no_more_false_alarms_than_it_claims():
    """Twenty comparisons where nothing differs: rarely one of them is said to."""
    random = np.random.default_rng(RANDOM)
    chances = random.random((DRAWS, 20))
    alarms = sum(min(holm(row)) <= 0.05 for row in chances.tolist())
    assert within_binomial_bounds(DRAWS - alarms, DRAWS, 0.95)
    assert sum((row <= 0.05).any() for row in chances) > DRAWS / 2, "without it, one in two"
