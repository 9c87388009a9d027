"""Tables of people to invite: read whatever office wrote them, every fault told at once."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ancrage.files.spreadsheets import read_spreadsheet
from ancrage.kernel.problems import InputRefused
from ancrage.people.actions.accounts import add_organisation
from ancrage.people.invitation_model import model_csv, model_sheet
from ancrage.people.invited_rows import HEADINGS, MOST_ROWS, read_rows
from ancrage.ui.exports import xlsx_bytes
from tests.people.country import ARVE, country, programme
from tests.people.world import HOST

TODAY = dt.date(2026, 3, 2)
SIRET = "78012998700068"
HEAD = list(HEADINGS.values())
GOOD = [
    "claire@essai.example",
    "Claire",
    "Montagnier",
    "élue référente",
    "Vallée de l’Arve",
    "CC Cluses-Arve et Montagnes",
    "",
    "01/01/2026",
    "",
]


def as_csv(rows, *, delimiter=";", encoding="utf-8", head=HEAD):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([head, *rows])
    return buffer.getvalue().encode(encoding)


def as_xlsx(rows, head=HEAD):
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet(content, name="table.csv"):
    return read_spreadsheet(name=name, content=content, on=TODAY, most_rows=MOST_ROWS)


def read(*rows, head=HEAD):
    return read_rows(sheet(as_csv(rows, head=head)), today=TODAY)


def changed(**cells):
    """A good row with other cells."""
    row = dict(zip(HEADINGS, GOOD, strict=True)) | cells
    return list(row.values())


@pytest.mark.parametrize(
    "content",
    [
        as_csv([GOOD]),
        as_csv([GOOD], encoding="utf-8-sig"),
        as_csv([GOOD], encoding="cp1252"),
        as_csv([GOOD], delimiter=","),
        as_csv([GOOD], delimiter="\t"),
        as_csv([GOOD, [""] * 9, ["", " "]]),
    ],
    ids=["utf-8", "with its mark", "windows-1252", "commas", "tabs", "empty lines"],
)
def test_every_office_s_csv_is_read(content):
    found = sheet(content)
    assert found.headings == tuple(HEAD)
    assert [row.row for row in found.rows] == [2]
    assert found.rows[0].cells["Territoire, région ou opérateur"] == "Vallée de l’Arve"
    assert found.rows[0].cells["Rôle"] == "élue référente"


def test_a_workbook_is_read_with_its_days_and_its_numbers():
    row = [*GOOD[:6], 200033116, dt.date(2026, 1, 1), None]
    found = sheet(as_xlsx([row, [None] * 9, row]), "table.xlsx")
    assert [line.row for line in found.rows] == [2, 4]
    cells = found.rows[0].cells
    assert (cells["SIREN ou SIRET"], cells["Du"], cells["Au"]) == ("200033116", "2026-01-01", "")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("table.csv", b"", "vide"),
        ("table.csv", b"\n\n", "vide"),
        ("table.csv", as_csv([]), "aucune ligne"),
        ("table.csv", b'a;b\n"x;y\nz', "guillemets"),
        ("table.csv", as_csv([GOOD], head=[*HEAD[:-1], "Du"]), "plusieurs fois"),
        ("table.xlsx", b"PK\x03\x04 not a workbook", "abîmé"),
        ("table.pdf", b"%PDF-1.4\n%%EOF", "tableau"),
        ("table.ods", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien format"),
        ("table.csv", as_csv([GOOD] * 2001), "2000 lignes"),
    ],
)
def test_what_is_no_table_says_what_to_do(name, content, said):
    with pytest.raises(InputRefused, match=said):
        sheet(content, name)


@given(st.binary(max_size=2000))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_whatever_bytes_come_a_table_or_a_refusal_comes_back(content):
    assert all(is_table_or_refused(content, name) for name in ("x.csv", "x.xlsx"))


def is_table_or_refused(content, name):
    try:
        return bool(sheet(content, name).rows)
    except InputRefused as refusal:
        return bool(refusal.problems)


@given(st.lists(st.lists(st.text(max_size=8), min_size=9, max_size=9), min_size=1, max_size=5))
@settings(max_examples=60)
def test_the_same_table_is_read_alike_from_csv_and_workbook(rows):
    rows = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in rows]
    rows = [["'" + cell if cell[:1] == "=" else cell for cell in row] for row in rows]
    outcomes = []
    for content, name in ((as_csv(rows), "x.csv"), (as_xlsx(rows), "x.xlsx")):
        try:
            outcomes.append([row.cells for row in sheet(content, name).rows])
        except InputRefused as refusal:
            outcomes.append([problem.what for problem in refusal.problems])
    assert outcomes[0] == outcomes[1]


# What rows mean


@pytest.fixture
def _country(db):
    country()


in_the_country = pytest.mark.usefixtures("_country")


@in_the_country
def test_a_row_tells_a_person_a_role_a_place_an_organisation_and_days():
    (row,), problems = read(GOOD)
    assert problems == []
    assert (row.email, row.name, row.role) == (
        "claire@essai.example",
        "Claire Montagnier",
        "elected_lead",
    )
    assert (row.scope, row.regions) == (ARVE, {"84"})
    assert row.organisation.code == "200033116"
    assert (row.term.since, row.term.until) == (dt.date(2026, 1, 1), None)


@in_the_country
def test_words_are_understood_as_people_write_them():
    rows, problems = read(
        changed(email=" A@Essai.Example ", role="Elu Referent", scope="essai:t1", since=""),
        changed(email="b@essai.example", role="Cheffe de projet", scope="roannais"),
        changed(email="c@essai.example", role="référent", scope="BPIFRANCE", organisation=""),
        changed(
            email="d@essai.example",
            role="industriel référent",
            organisation="Atelier",
            number="780 129 987 00068",
        ),
    )
    assert problems == []
    assert [row.role for row in rows] == [
        *("elected_lead", "project_manager", "referent", "industrial_lead"),
    ]
    assert (rows[0].email, rows[0].term.since) == ("a@essai.example", TODAY)
    assert (rows[3].organisation.kind, rows[3].organisation.siret) == ("company", SIRET)


@in_the_country
def test_headings_are_found_whatever_their_accents_and_their_order():
    head = ["NOM", "prenom", "Courriel", "fonction", "Périmètre", "autre chose"]
    (row,), problems = read(
        ["Montagnier", "Claire", "claire@essai.example", "élu référent", "arve", "x"], head=head
    )
    assert (problems, row.name) == ([], "Claire Montagnier")


@in_the_country
def test_every_fault_is_told_at_once_with_its_place_and_what_to_do():
    rows, problems = read(
        changed(email="pas une adresse", family="", role="roi"),
        GOOD,
        changed(email="b@essai.example", scope="Brest", until="31/12/2025"),
        changed(email="c@essai.example", since="hier"),
        GOOD,
        changed(given="Paul"),
        changed(
            email="d@essai.example", role="industriel référent", organisation="X", number="123"
        ),
        changed(email="e@essai.example", organisation="Club"),
        changed(email="f@essai.example", scope="Vallée"),
        changed(email="g@essai.example", scope=""),
        changed(email="h@essai.example", role="industriel référent", organisation="", number=SIRET),
    )
    told = [(problem.row, problem.column) for problem in problems]
    assert told == [
        (2, "Adresse électronique"),
        (2, "Nom"),
        (2, "Rôle"),
        (4, "Territoire, région ou opérateur"),
        (4, "Au"),
        (5, "Du"),
        (6, "Adresse électronique"),
        (7, "Adresse électronique"),
        (7, "Adresse électronique"),
        (8, "SIREN ou SIRET"),
        (9, "Organisation"),
        (10, "Territoire, région ou opérateur"),
        (11, "Territoire, région ou opérateur"),
        (12, "Organisation"),
    ]
    assert all(problem.file == "table.csv" for problem in problems)
    assert all(problem.what and problem.advice for problem in problems)
    assert "répète la ligne 3" in str(problems[6])
    assert {row.row for row in rows} == {3, 6, 7}


@in_the_country
def test_missing_columns_are_told_together():
    rows, problems = read(["a", "b"], head=["Prénom", "Nom"])
    assert rows == []
    assert [problem.column for problem in problems] == [
        *("Adresse électronique", "Rôle", "Territoire, région ou opérateur"),
    ]


@in_the_country
def test_a_name_in_two_lists_has_to_be_made_precise():
    programme("autre", names={"t1": "Vallée de l’Arve"})
    _rows, problems = read(GOOD)
    assert "en désigne 2" in problems[0].what
    rows, problems = read(changed(scope="essai:t1"))
    assert (problems, len(rows)) == ([], 1)


@in_the_country
def test_an_organisation_is_found_by_its_number_first():
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    add_organisation(by=HOST, now=now, kind="company", name="Forges", siret=SIRET)
    for number, name in ((SIRET, "Autre nom"), ("780129987", ""), ("", "forges")):
        row = changed(role="industriel référent", organisation=name, number=number)
        (read_row,), problems = read(row)
        assert (problems, read_row.organisation.name) == ([], "Forges")


@in_the_country
def test_a_row_s_digest_names_nobody_without_its_salt():
    (row,), _ = read(GOOD)
    (same,), _ = read(GOOD)
    assert row.digest("salt") == same.digest("salt") != row.digest("other salt")
    (other,), _ = read(changed(until="31/12/2028"))
    assert other.digest("salt") != row.digest("salt")


@in_the_country
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_model_is_read_back_and_its_examples_are_not_taken_for_people(suffix):
    content = model_csv().encode() if suffix == "csv" else xlsx_bytes(model_sheet())
    found = sheet(content, f"modele.{suffix}")
    assert found.headings == tuple(HEAD)
    rows, problems = read_rows(found, today=TODAY)
    assert rows == []
    assert {problem.row for problem in problems} == {2, 3, 4}
