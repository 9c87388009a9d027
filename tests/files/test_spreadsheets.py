"""Tables as offices keep them: titles above, headings on two lines, blank lines, totals."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from ancrage.files.rules.headers import is_total
from ancrage.files.spreadsheets import read_spreadsheet
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.text import fold

ON = dt.date(2026, 11, 26)
KNOWN = {fold(w) for w in ("Numéro", "SIRET", "Demande – Date", "Décision – Date", "Montant")}
MESSY = [
    ["Suivi des dossiers, territoires d’industrie", "", "", "", ""],
    ["Arrêté au 3 mars", "", "", "", ""],
    [],
    ["", "", "Demande", "Décision", ""],
    ["Numéro", "SIRET", "Date", "Date", "Montant"],
    ["A-1", "123", "03/02/2021", "", "12 500,00 €"],
    [],
    ["A-2", "456", "04/02/2021", "01/06/2021", "1 000,50"],
    ["Total", "", "", "", "13 500,50"],
]


def knows(heading):
    return fold(heading) in KNOWN


def as_csv(lines, encoding="cp1252", delimiter=";"):
    return "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)


def as_xlsx(lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    book.active.merge_cells("D4:E4")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(content, name="suivi.csv", **more):
    return read_spreadsheet(name=name, content=content, on=ON, knows=knows, **more)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_csv(MESSY), "suivi.csv"),
        (as_csv(MESSY, "utf-8-sig"), "suivi.csv"),
        (as_csv(MESSY, delimiter="\t"), "suivi.txt"),
        (as_csv(MESSY, delimiter="|"), "suivi.csv"),
        (as_xlsx(MESSY), "suivi.xlsx"),
    ],
    ids=["windows-1252", "utf-8", "tabs", "bars", "workbook"],
)
def test_headings_are_found_among_titles_and_totals_left_aside(content, name):
    found = read(content, name)
    heads = ("Numéro", "SIRET", "Demande – Date", "Décision – Date", "Montant")
    assert tuple(map(fold, found.headings)) == tuple(map(fold, heads))
    assert [row.row for row in found.rows] == [6, 8]
    assert found.rows[1].cells["Demande – Date"] == "04/02/2021"
    assert found.rows[0].cells["Montant"] == "12 500,00 €"
    assert found.totals == (9,)


def test_headings_on_one_line_need_no_line_above():
    lines = [["Numéro", "SIRET", "Date", "Date", "Montant"], ["A-1", "1", "x", "y", "z"]]
    found = read(as_csv(lines))
    assert found.headings == ("Numéro", "SIRET", "Date", "Date (2)", "Montant")
    assert found.rows[0].row == 2


def test_a_table_without_any_known_heading_begins_at_its_first_line():
    assert read(as_csv([["a", "b"], ["1", "2"]])).headings == ("a", "b")


def test_a_line_more_than_allowed_is_refused():
    with pytest.raises(InputRefused, match="dépasse 1 lignes"):
        read(as_csv(MESSY), most_rows=1)


@pytest.mark.parametrize("cells", [["TOTAL", "", "3"], ["", "Sous-total 2021", "4"], ["Totaux"]])
def test_a_line_of_totals_is_told(cells):
    assert is_total(cells)


@pytest.mark.parametrize("cells", [["Totalenergies", "1"], ["A-1", "x", "Total"], [""]])
def test_a_company_is_no_total(cells):
    assert not is_total(cells)
