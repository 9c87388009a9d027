"""The canonical form: one writing for one value, and nothing that is written in two ways."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.journal import checker
from ancrage.kernel.chain import canonical, digest, plain_value, seal, written_instant

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda held: st.lists(held) | st.dictionaries(st.text(), held),
    max_leaves=20,
)


@given(JSON)
def test_a_value_is_read_back_and_written_alike(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(JSON)
def test_the_checker_writes_as_the_journal_does(value):
    assert checker.canonical(value) == canonical(value)
    assert checker.sha256(canonical(value)) == digest(canonical(value))


@given(st.dictionaries(st.text(), st.integers(), min_size=1))
def test_another_content_has_another_seal(part):
    changed = part | {"more": 0} if "more" not in part else {}
    assert seal(part) != seal(changed)


@pytest.mark.parametrize("value", [1.5, [0.1], {"a": {"b": 2.0}}, float("nan")])
def test_a_float_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_values_become_what_the_journal_writes():
    noon = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    told = plain_value({"day": dt.date(2026, 1, 2), "at": noon, "x": 1.5, "d": Decimal("1.50")})
    assert told == {
        "day": "2026-01-02",
        "at": "2026-11-25T11:00:00.000000Z",
        "x": "1.5",
        "d": "1.50",
    }
    assert plain_value({"set": {"b", "a"}, "t": (1, None)}) == {"set": ["a", "b"], "t": [1, None]}
    assert canonical(told)
    with pytest.raises(TypeError):
        plain_value(object())


def test_an_instant_is_written_in_utc_with_microseconds():
    paris = dt.datetime(2026, 7, 1, 14, 30, 1, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert written_instant(paris) == "2026-07-01T12:30:01.000005Z"
