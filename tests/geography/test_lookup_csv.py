"""Operators' files: every row comes out, with its answer or with what is wrong."""

import csv
import datetime as dt

import pytest

from ancrage.geography.batch import ANSWER, Columns, lookup_file, read_date, tally_document
from ancrage.geography.gazetteer import read_gazetteer
from ancrage.geography.rules.lookup import Register
from ancrage.kernel.problems import InputRefused
from tests.geography.small_pack import write_small_pack

TODAY = dt.date(2024, 6, 1)


@pytest.fixture
def country(tmp_path):
    return Register(*read_gazetteer(directory=write_small_pack(tmp_path / "pack")))


@pytest.fixture
def run(country, tmp_path):
    """Look a file up; gives the rows that came out, and the tally."""

    def lookup(content, *, date_column="date", default_date=None, encoding="utf-8", **more):
        source, out = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        columns = Columns("code", date_column, default_date)
        tally = lookup_file(source=source, out=out, register=country, columns=columns, **more)
        text = out.read_bytes().decode("utf-8-sig")
        delimiter = next(d for d in ";,\t" if d in text.splitlines()[0])
        return list(csv.reader(text.splitlines(), delimiter=delimiter)), tally

    return lookup


def test_the_columns_are_kept_and_the_answer_added(run):
    rows, tally = run("id,code,date,note\n7,01201,2021-05-04,été\n")
    assert rows == [
        ["id", "code", "date", "note", *ANSWER],
        ["7", "01201", "2021-05-04", "été", "a-1101", "Nord", "2021", "matched", ""],
    ]
    assert (tally.rows, tally.statuses["matched"]) == (1, 1)


@pytest.mark.parametrize(
    ("code", "date", "answer"),
    [
        ("01001", "2020-12-31", ["", "", "", "unknown", ""]),
        ("01001", "2021-01-01", ["a-1101", "Nord", "2021", "matched", ""]),
        ("01001", "31/12/2022", ["a-1101", "Nord", "2021", "matched", ""]),
        ("01001", "2023-01-01T08:00", ["b-1101", "Nord", "2023", "matched", ""]),
        ("1001", "2023-01-01", ["b-1101", "Nord", "2023", "matched", "1001"]),
        ("01009", "2023-01-01", ["b-1101", "Nord", "2023", "matched", ""]),
        ("01202", "2021-01-01", ["", "", "2021", "none", ""]),
        ("2a 004", "2021-01-01", ["", "", "2021", "none", "2a 004"]),
        ("09999", "2021-01-01", ["", "", "", "invalid", ""]),
        ("", "2021-01-01", ["", "", "", "invalid", ""]),
        ("01001", "2021-02-30", ["", "", "", "invalid", ""]),
        ("01001", "hier", ["", "", "", "invalid", ""]),
        ("01001", "", ["", "", "", "invalid", ""]),
    ],
)
def test_each_row_has_its_answer(run, code, date, answer):
    rows, tally = run(f"code;date\n{code};{date}\n")
    assert rows[1] == [code, date, *answer]
    assert tally.statuses == {answer[3]: 1}
    assert tally.repaired == bool(answer[4])


def test_a_bad_row_is_told_and_the_others_go_on(run):
    rows, tally = run("code,date\n01001,hier\n\n09999,2021-01-01\n01001,2021-01-01\n")
    assert [row[5] for row in rows[1:]] == ["invalid", "invalid", "matched"]
    assert [(p.row, p.column) for p in tally.invalid] == [(2, "date"), (4, "code")]


def test_rows_of_another_width_are_kept(run):
    rows, tally = run("code,date,note\n01001,2021-01-01\n01001,2021-01-01,a,b,c\n")
    assert rows[1] == ["01001", "2021-01-01", "", "a-1101", "Nord", "2021", "matched", ""]
    assert rows[2] == ["01001", "2021-01-01", "a", "", "", "", "invalid", "", "b", "c"]
    assert tally_document(tally)["invalid"] == 1


def test_a_default_date_serves_where_there_is_none(run):
    rows, _ = run("code,date\n01001,\n01001,2021-01-01\n", default_date=TODAY)
    assert [row[4] for row in rows[1:]] == ["2023", "2021"]
    rows, _ = run("code;id\n01001;1\n", date_column=None, default_date=TODAY)
    assert rows[1][2:] == ["b-1101", "Nord", "2023", "matched", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_are_told_apart(run, encoding):
    rows, _ = run("code;date;note\n01001;2021-01-01;été œuvré\n", encoding=encoding)
    assert rows[0][0] == "code"
    assert rows[1][2] == "été œuvré"


def test_quoted_cells_come_through(run):
    rows, _ = run('note,code,date\n"a, ""b""\nc",01001,2021-01-01\n'.replace("\nc", " c"))
    assert rows[1][0] == 'a, "b" c'


def test_the_delimiter_can_be_imposed(run):
    rows, _ = run("code;date;a,b,c\n01001;2021-01-01;x\n", delimiter=";")
    assert rows[1][3] == "a-1101"


@pytest.mark.parametrize(
    ("content", "row", "column", "what"),
    [
        ("", None, None, "vide"),
        ("\n", None, None, "vide"),
        ("insee,date\n01001,2021-01-01\n", 1, "code", "colonnes lues : insee, date"),
        ("code,jour\n01001,2021-01-01\n", 1, "date", "colonnes lues : code, jour"),
        ('code,date\n"' + "x" * 200_000, 2, None, "CSV lisible"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    run, tmp_path, content, row, column, what
):
    with pytest.raises(InputRefused) as refusal:
        run(content)
    (problem,) = refusal.value.problems
    assert (problem.row, problem.column) == (row, column)
    assert what in problem.what
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["in.csv"]


def test_the_input_is_never_overwritten(country, tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("code,date\n01001,2021-01-01\n")
    with pytest.raises(InputRefused, match="fichier d’entrée"):
        lookup_file(
            source=source, out=source, register=country, columns=Columns("code", "date", None)
        )
    assert source.read_text() == "code,date\n01001,2021-01-01\n"


def test_a_file_that_is_absent_is_refused(country, tmp_path):
    with pytest.raises(InputRefused, match="n’existe pas"):
        lookup_file(
            source=tmp_path / "no.csv",
            out=tmp_path / "out.csv",
            register=country,
            columns=Columns("code", None, TODAY),
        )


def test_progress_goes_through_the_file(run):
    told = []
    run("code,date\n" + "01001,2021-01-01\n" * 45_000, progress=told.append)
    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] > 0


def test_days_are_read_as_people_write_them():
    assert read_date(" 2021-06-01 ") == read_date("1/6/2021") == dt.date(2021, 6, 1)
    assert read_date("2021-6-1") is read_date("01/13/2021") is read_date("") is None
