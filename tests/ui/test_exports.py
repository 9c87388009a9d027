"""Files for French spreadsheets that run nothing of what they hold."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ancrage.kernel.text import escape_formula
from ancrage.ui.exports import Sheet, csv_response, csv_text, xlsx_bytes

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


def read(sheet):
    return list(csv.reader(io.StringIO(csv_text(sheet), newline=""), delimiter=";"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_run_is_disarmed(start):
    assert escape_formula(f"{start}1") == f"'{start}1"


@given(TEXTS)
def test_no_text_cell_starts_a_formula(text):
    ((cell, *_origin),) = read(Sheet("x", ["a"], [[text]]))[1:]
    assert not cell.startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@given(st.integers(-(10**12), 10**12), st.floats(-1e6, 1e6))
def test_numbers_keep_their_sign_and_take_a_comma(whole, real):
    ((first, second, *_origin),) = read(Sheet("x", ["a", "b"], [[whole, real]]))[1:]
    assert int(first) == whole
    assert float(second.replace(",", ".")) == real


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_separators_and_quotes_read_back(rows):
    lines = read(Sheet("x", ["a", "b"], rows))[1:]
    assert [tuple(c.removeprefix("'") for c in line[:2]) for line in lines] == [
        tuple(cell.removeprefix("'") for cell in row) for row in rows
    ]


def test_each_row_carries_its_source_and_date():
    sheet = Sheet("x", ["Jour", "Vrai", "Rien"], [[date(2021, 6, 1), True, None]], "Insee", "2023")
    assert read(sheet) == [
        ["Jour", "Vrai", "Rien", "Source", "Date des données"],
        ["2021-06-01", "oui", "", "Insee", "2023"],
    ]


def test_xlsx_holds_a_formula_as_text():
    sheet = Sheet("Essai", ["=A1"], [["=1+1"], [-3], ["mal\x0bformé"]], "Insee", "2023")
    book = load_workbook(io.BytesIO(xlsx_bytes(sheet)))
    assert [[(c.value, c.data_type) for c in row] for row in book["Données"].rows] == [
        [("'=A1", "s")],
        [("'=1+1", "s")],
        [(-3, "n")],
        [("malformé", "s")],
    ]
    assert book["Sources"]["B1"].value == "Essai"


def test_a_file_always_has_a_name():
    response = csv_response(Sheet("x", ["a"], []), "… /")
    assert response["Content-Disposition"] == 'attachment; filename="ancrage.csv"'
