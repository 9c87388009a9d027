"""Codes between bars: written, read, found whole."""

from hypothesis import given
from hypothesis import strategies as st

from ancrage.kernel.bars import barred, from_bars, to_bars

CODES = st.frozensets(st.text("0123456789:abc-", min_size=1, max_size=6))


def test_they_are_kept_in_order():
    assert to_bars({"84", "27"}) == "|27|84|"
    assert to_bars([]) == ""
    assert from_bars("") == frozenset()


@given(CODES)
def test_what_is_written_is_read_again(codes):
    assert from_bars(to_bars(codes)) == codes


@given(CODES, st.text("0123456789", min_size=1, max_size=2))
def test_a_code_is_found_and_not_a_part_of_another(codes, code):
    assert (barred(code) in to_bars(codes)) == (code in codes)
