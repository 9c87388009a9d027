"""Figures and dates as the French write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.ui import formats


def read(written: str) -> Decimal:
    """What a reader understands: the inverse of `number`."""
    return Decimal(written.replace("\u202f", "").replace("−", "-").replace(",", "."))


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_reads_back(value):
    assert read(formats.number(value)) == value


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_decimal_number_reads_back_to_its_digits(value, decimals):
    written = formats.number(value, decimals)
    assert abs(read(written) - Decimal(value)) <= Decimal(10) ** -decimals / 2
    assert len(written.partition(",")[2]) == decimals


@given(st.integers(0, 10**12))
def test_thousands_stand_in_threes(value):
    first, *others = formats.number(value).split("\u202f")
    assert 1 <= len(first) <= 3
    assert all(len(other) == 3 for other in others)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234.5, 1, "1\u202f234,5"),
        (0, 0, "0"),
        (-0.2, 0, "0"),
        (-1500, 0, "−1\u202f500"),
        (999, 0, "999"),
        (48, 1, "48,0"),
        (None, 0, "inconnu"),
        (float("nan"), 1, "inconnu"),
        (float("inf"), 0, "inconnu"),
    ],
)
def test_number(value, decimals, written):
    assert formats.number(value, decimals) == written


def test_percent_is_of_a_share():
    assert formats.percent(0.4832) == "48,3\u202f%"
    assert formats.percent(None) == "inconnu"


def test_unit_never_parts_from_its_figure():
    assert formats.with_unit(1200, "km²") == "1\u202f200\u202fkm²"
    assert formats.with_unit(None, "km²") == "inconnu"


def test_first_of_the_month():
    assert formats.french_date(date(2021, 6, 1)) == "1er\u00a0juin\u00a02021"
    assert formats.french_date(date(2018, 11, 22)) == "22\u00a0novembre\u00a02018"
    assert formats.french_date(None) == "inconnu"


def test_a_unit_is_plural_from_two():
    assert formats.with_unit(1, "sites") == "1\u202fsite"
    assert formats.with_unit(1.9, "emplois salariés", 1) == "1,9\u202femploi salarié"
    assert formats.with_unit(2, "sites") == "2\u202fsites"
    assert formats.with_unit(1.2, "fois la part nationale", 1) == "1,2\u202ffois la part nationale"
