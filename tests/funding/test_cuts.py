"""Cuts of the ledger: whatever the amounts are cut by, they make the same total, to the cent."""

import hypothesis.strategies as st
from hypothesis import given

from ancrage.funding.definitions import chart
from ancrage.funding.rules.cuts import Part, coarser, fold, share, unknowns, whole

CODES = st.sampled_from(["", "a", "b", "c"])
PARTS = st.lists(
    st.builds(
        Part,
        keys=st.tuples(CODES, CODES, CODES),
        stage=st.sampled_from(sorted(chart().stages)),
        is_verified=st.booleans(),
        is_demonstration=st.booleans(),
        cents=st.integers(-(10**12), 10**12),
        count=st.integers(1, 10),
    ),
    max_size=40,
)


def added(found, total):
    return sum(sums.at(total) for sums in found.values())


@given(PARTS)
def test_every_cut_makes_the_same_total_to_the_cent(parts):
    everything = whole(parts, chart())
    cuts = [fold(parts, chart()), *(fold(coarser(parts, rank), chart()) for rank in range(3))]
    for total in {stage.of for stage in chart().stages.values()}:
        for found in cuts:
            assert added(found, total) == everything.at(total)
    assert all(sum(s.count for s in found.values()) == everything.count for found in cuts)


@given(PARTS)
def test_what_is_checked_and_what_is_made_up_are_parts_of_the_whole(parts):
    everything = whole(parts, chart())
    for name, of in (
        ("is_verified", everything.verified),
        ("is_demonstration", everything.invented),
    ):
        kept = whole([p for p in parts if getattr(p, name)], chart())
        assert {k: v for k, v in of.items() if v} == {k: v for k, v in kept.net.items() if v}


def told(stage, cents, key="a"):
    return Part((key,), stage, is_verified=False, is_demonstration=False, cents=cents, count=1)


def test_what_is_taken_back_is_taken_off():
    cents = {"granted": 100, "decommitted": 30, "paid": 60, "recovered": 5}
    sums = whole([told(stage, held) for stage, held in cents.items()], chart())
    assert (sums.at("granted"), sums.at("paid")) == (70, 55)
    assert sums.gross == cents


def test_a_payment_to_match_is_not_counted_as_paid():
    sums = whole([told("paid", 60), told("unmatched", 40)], chart())
    assert (sums.at("paid"), sums.at("unmatched")) == (60, 40)


def test_the_unknown_is_a_share_of_the_whole():
    parts = [told("granted", 75), told("granted", 25, "")]
    blanks = {"measure": whole(parts[1:], chart()), "need": whole([], chart())}
    found = unknowns(whole(parts, chart()), blanks, "granted")
    assert [(one.name, one.cents, one.share) for one in found] == [
        ("measure", 25, 0.25),
        ("need", 0, 0),
    ]


def test_there_is_no_share_of_nothing():
    assert share(0, 0) is None
