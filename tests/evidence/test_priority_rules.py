"""Samples, comparisons, before and after, what is hidden: computed by hand."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.evidence.rules.comparisons import Kind, Lack, Verdict, compare
from ancrage.evidence.rules.files import (
    GRANTED,
    INSIDE,
    OUTSIDE,
    PENDING,
    REFUSED,
    UNPLACED,
    WITHDRAWN,
    held_at,
)
from ancrage.evidence.rules.priority import ALL, findings, strata
from ancrage.evidence.rules.samples import sample
from ancrage.evidence.rules.secrecy import hidden, is_telling
from tests.evidence.made import ASKED, ON, RULES, case, several

LABEL = dt.date(2023, 11, 9)
VTE = ("bpifrance", "vte")
AROUND = ((-800, 1, 0), (-700, 10, 20), (-1, 5, 0), (0, 20, 5), (729, 7, 0), (730, 1, 0))
"""Days from the entry, files granted, files refused: the first and the last are too far."""


def counted(cases, on=ON):
    return sample(held_at(cases, on=on).files, maturity=RULES.maturity)


def found(cases, on=ON):
    return findings(cases, on=on, rules=RULES)


def test_every_file_is_counted_once_where_it_stands():
    held = counted(
        [
            *several(3, 2, 4),
            case(WITHDRAWN, ended=ASKED + dt.timedelta(days=5)),
            case(GRANTED, ended=None, granted_amount=None),
            case(REFUSED, ended=ASKED - dt.timedelta(days=1)),
        ]
    )
    assert (held.files, held.granted, held.refused, held.withdrawn, held.pending) == (
        12,
        4,
        3,
        1,
        4,
    )
    assert (held.undated, held.misdated) == (1, 1)
    assert (held.waiting.decided, held.waiting.pending) == (5, 5), "the withdrawn one waited"
    assert (held.amounts, held.asked_amount, held.granted_amount) == (6, 600_000, 300_000)
    assert held.amount_rate == 0.5
    assert (held.total_granted, held.unknown_granted, held.mean_granted) == (300_000, 1, 100_000)


def test_what_waits_is_never_counted_as_refused():
    held = counted(several(6, 4, 30))
    assert held.cohort.rate == 0.6
    assert held.cohort.bounds == (6 / 40, 36 / 40)
    assert counted(several(6, 4)).cohort.rate == held.cohort.rate


def test_the_grant_rate_is_that_of_files_old_enough_to_be_decided():
    lately = ON - dt.timedelta(days=100)
    held = counted([*several(6, 4), *several(50, asked=lately)])
    assert (held.files, held.cohort.files, held.cohort.rate) == (60, 10, 0.6)
    assert held.waiting.decided == 60, "a delay needs no cohort: its curve knows what waits"


def test_a_day_before_the_decision_the_file_still_waits():
    early = ASKED + dt.timedelta(days=29)
    assert counted(several(5), on=early).pending == 5
    assert counted(several(5), on=early + dt.timedelta(days=1)).granted == 5
    assert counted(several(5), on=ASKED - dt.timedelta(days=1)).files == 0


def test_no_file_says_nothing():
    held = counted([])
    assert (held.files, held.cohort.rate, held.cohort.bounds) == (0, None, None)
    assert (held.waiting.median, held.amount_rate, held.mean_granted) == (None, None, None)
    assert found([]).whole.place.rate.lack == Lack.FEW


def test_inside_and_outside_are_compared_as_by_hand():
    cases = [
        *several(56, 14),
        *several(48, 32, place=OUTSIDE),
        *several(40, 40, place=UNPLACED),
    ]
    held = found(cases)
    rate = held.rows[VTE].place.rate
    # Newcombe (1998), table II: 56/70 − 48/80
    assert rate.estimate.value == pytest.approx(0.2)
    assert rate.estimate.interval.low == pytest.approx(0.0524, abs=0.00005)
    assert rate.estimate.interval.high == pytest.approx(0.3339, abs=0.00005)
    assert (rate.first, rate.second) == (70, 80)
    assert held.rows[VTE].places[UNPLACED].files == 80, "counted, on neither side"
    assert held.rows[VTE].place == held.rows["bpifrance", ""].place == held.whole.place
    delay = held.rows[VTE].place.delay
    assert (delay.estimate.value, delay.verdict(level=0.95)) == (0, Verdict.NOT)
    assert held.rows[VTE].place.amount.lack == Lack.SAME


def test_the_more_is_compared_the_more_it_takes():
    strong = [*several(56, 14), *several(48, 32, place=OUTSIDE)]
    alone = found(strong).rows[VTE].place.rate
    assert alone.verdict(level=0.95) == Verdict.ESTABLISHED
    others = [
        one
        for n in range(9)
        for place in (INSIDE, OUTSIDE)
        for one in several(20, 20, place=place, operator="ademe", measure=f"m{n}")
    ]
    among = found([*strong, *others])
    rate = among.rows[VTE].place.rate
    assert among.comparisons > 20
    assert (rate.p, rate.verdict(level=0.95)) == (alone.p, Verdict.ALONE)


def test_too_few_files_give_no_interval():
    held = found([*several(19), *several(300, 100, place=OUTSIDE)])
    for one in held.rows[VTE].place.differences:
        assert (one.lack, one.estimate, one.p) == (Lack.FEW, None, None)
        assert one.verdict(level=0.95) == Verdict.UNKNOWN
    assert held.rows[VTE].place.rate.first == 19, "the number of cases is told"


def test_a_median_that_is_not_reached_is_not_made_up():
    held = found([*several(25, pending=100), *several(60, place=OUTSIDE)])
    assert held.rows[VTE].place.delay.lack == Lack.PENDING
    assert held.rows[VTE].place.rate.lack == Lack.NONE


def test_amounts_are_compared_by_their_ratio():
    def spread(scale, place):
        return [
            case(place=place, granted_amount=scale * amount)
            for amount in (100_000, 200_000, 400_000)
            for _ in range(10)
        ]

    amount = found([*spread(3, INSIDE), *spread(2, OUTSIDE)]).rows[VTE].place.amount
    assert amount.estimate.value == pytest.approx(0.5)
    assert amount.estimate.interval.low < 0.5 < amount.estimate.interval.high
    # the same spread doubled in number: 30 values, variance 10·2·log(2)²/29 on each side
    half = 2.0017 * (2 * 20 * 0.480453 / 29 / 30) ** 0.5
    assert amount.estimate.interval.high == pytest.approx(1.5 * 2.718281828**half - 1, abs=0.001)


def test_before_and_after_are_told_by_the_day_the_place_entered():
    cases = []
    for days, granted, refused in AROUND:
        asked = LABEL + dt.timedelta(days=days)
        place = INSIDE if days >= 0 else OUTSIDE
        cases += several(granted, refused, asked=asked, place=place, labelled=LABEL)
    # before the first list no place is known to be in it or not; where nobody knows, none counts
    cases += several(15, 10, asked=LABEL - dt.timedelta(days=9), place=UNPLACED)
    cases += several(30, asked=LABEL - dt.timedelta(days=9), place=UNPLACED, is_located=False)
    cases += several(20, 5, asked=LABEL + dt.timedelta(days=9), place=OUTSIDE)
    held = found(cases, on=dt.date(2027, 11, 26))
    row = held.whole
    assert (row.time.second.files, row.time.first.files) == (35, 32), "before, after"
    assert row.time.rate.estimate.value == pytest.approx(27 / 32 - 15 / 35)
    assert (row.elsewhere.second.files, row.elsewhere.first.files) == (25, 25)
    assert row.elsewhere.rate.estimate.value == pytest.approx(0.2)
    assert held.entry == LABEL


def test_strata_keep_like_with_like():
    cases = [
        *several(8, 2),
        *several(3, 1, place=OUTSIDE),
        *several(1, 1, asked=dt.date(2023, 5, 1)),
        *several(2, 0, pending=5, place=OUTSIDE, measure="autre"),
        *several(9, place=UNPLACED),
    ]
    files = held_at(cases, on=ON).files
    known = files[files.place < 2]
    assert [
        (one.first_granted, one.first, one.second_granted, one.second)
        for one in strata(known, maturity=365)
    ] == [(1, 2, 0, 0), (8, 10, 3, 4), (0, 0, 2, 2)]


@settings(max_examples=30)
@given(*[st.integers(0, 80)] * 4, st.randoms())
def test_swapping_the_places_flips_the_signs_whatever_the_order(a, b, c, d, order):
    there = [*several(a, b), *several(c, d, place=OUTSIDE)]
    back = [*several(a, b, place=OUTSIDE), *several(c, d)]
    order.shuffle(back)
    one, two = found(there).whole.place, found(back).whole.place
    for first, second in zip(one.differences, two.differences, strict=True):
        assert (first.lack, first.first, first.second) == (second.lack, second.second, second.first)
        if first.estimate and first.kind == Kind.RATE:
            assert first.estimate.value == -second.estimate.value
            assert first.p == second.p


def test_a_row_that_tells_of_one_company_is_hidden_and_what_would_give_it_away():
    def measure(code, operator="bpifrance", files=10, companies=5):
        return [
            case(place=place, operator=operator, measure=code, beneficiary=f"{code}{n % companies}")
            for place in (INSIDE, OUTSIDE)
            for n in range(files)
        ]

    cases = [
        *measure("grand", files=40, companies=20),
        *measure("moyen", files=30, companies=20),
        *measure("petit", files=2, companies=2),
        *measure("autre", operator="ademe", files=20, companies=20),
    ]
    rows = found(cases).rows
    assert is_telling(rows["bpifrance", "petit"].whole, rules=RULES)
    assert not is_telling(rows["bpifrance", "moyen"].whole, rules=RULES)
    assert hidden(rows, rules=RULES) == {("bpifrance", "petit"), ("bpifrance", "moyen")}
    assert ALL not in hidden(rows, rules=RULES)


def test_hiding_an_operator_hides_enough_of_the_smallest_other():
    cases = [
        *[case(operator="seul", measure="m", beneficiary="x") for _ in range(5)],
        *[case(operator="ademe", measure=f"a{n % 2}", beneficiary=str(n)) for n in range(20)],
        *[case(operator="bpifrance", measure="b", beneficiary=str(n)) for n in range(60)],
    ]
    held = hidden(found(cases).rows, rules=RULES)
    assert held == {("seul", ""), ("seul", "m"), ("ademe", ""), ("ademe", "a0")}


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=12))
def test_no_hidden_row_can_be_found_by_subtraction(drawn):
    cases = [
        case(operator=f"o{o}", measure=f"m{m}", beneficiary=f"{o}{m}{n}")
        for o, m, few in drawn
        for n in range(1 if few == 0 else 6)
    ]
    rows = found(cases).rows
    kept = hidden(rows, rules=RULES)
    operators = {key for key in rows if key[0] and not key[1]}
    assert kept >= {key for key, row in rows.items() if is_telling(row.whole, rules=RULES)}
    if ALL not in kept:
        assert len(operators & kept) != 1 or len(operators) == 1
    for operator, _all in operators:
        measures = {key for key in rows if key[0] == operator and key[1]}
        if (operator, "") in kept:
            assert measures & kept
        else:
            assert len(measures & kept) != 1 or len(measures) == 1


def test_one_beneficiary_with_nearly_all_the_money_is_hidden():
    rest = [case(beneficiary=str(n), asked_amount=100) for n in range(30)]
    assert is_telling(counted([*rest, case(beneficiary="x", asked_amount=17_000)]), rules=RULES)
    assert not is_telling(counted([*rest, case(beneficiary="x", asked_amount=16_900)]), rules=RULES)
    nameless = [case(asked_amount=100) for _ in range(3)]
    assert not is_telling(counted(nameless), rules=RULES)


def test_a_known_truth_is_found_where_it_is_and_not_where_it_is_not():
    """Two operators made up: one decides in half the time inside, the other makes no difference."""
    random = np.random.default_rng(7)
    cases = []
    for operator, inside in (("vite", 45), ("pareil", 90)):
        for place, median in ((INSIDE, inside), (OUTSIDE, 90)):
            for days in np.rint(median * np.exp(0.6 * random.standard_normal(300))):
                asked = ASKED + dt.timedelta(days=int(random.integers(0, 700)))
                ended = asked + dt.timedelta(days=int(days))
                result = GRANTED if random.random() < 0.6 else REFUSED
                told = {"asked": asked, "ended": ended, "operator": operator, "measure": "m"}
                cases.append(case(result, place, **told))
    rows = found(cases).rows
    quick, same = rows["vite", ""].place.delay, rows["pareil", ""].place.delay
    assert quick.verdict(level=0.95) == Verdict.ESTABLISHED
    assert quick.estimate.interval.holds(-45)
    assert same.verdict(level=0.95) == Verdict.NOT
    assert same.estimate.interval.holds(0)
    for row in rows.values():
        assert row.place.rate.verdict(level=0.95) == Verdict.NOT


def test_comparing_a_sample_with_nothing_tells_how_many_there_are():
    held = compare(counted(several(30)), counted([]), rules=RULES)
    assert (held.rate.lack, held.rate.first, held.rate.second) == (Lack.FEW, 30, 0)
    assert PENDING == "", "a file without a result waits"
