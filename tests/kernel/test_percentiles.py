"""What most of some numbers do not exceed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.kernel.percentiles import percentile


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], None),
        ([7], 7),
        ([2, 1], 2),
        (range(1, 11), 9),
        (range(1, 21), 18),
    ],
)
def test_what_nine_in_ten_do_not_exceed(values, found):
    assert percentile(values, share=0.9) == found


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1, 100))
def test_it_is_the_smallest_that_enough_do_not_exceed(values, percent):
    found = percentile(values, share=percent / 100)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)
