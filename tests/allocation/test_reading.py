"""`projects.csv` and `rules.toml`: what they say, and every fault with its place."""

import pytest
from hypothesis import given, settings

from ancrage.allocation.engine.model import Limit, Place, Project
from ancrage.allocation.engine.reading import OPTIONAL, REQUIRED, read_projects
from ancrage.allocation.engine.rules_reading import (
    problem_of,
    read_rules,
    read_scenario,
    rules_document,
)
from ancrage.kernel.problems import InputRefused
from tests.allocation.small import PLACES, any_rules, csv_of, project, projects

HEADER = ",".join(REQUIRED)
LINE = "A,T,84,N,M,O,2024,500,100,900,1.5"


def faults(read, *given):
    with pytest.raises(InputRefused) as refusal:
        read(*given)
    return [(one.row, one.column, f"{one.what} {one.advice}") for one in refusal.value.problems]


@given(projects())
@settings(max_examples=60)
def test_projects_read_back_as_they_were_written(found):
    assert read_projects(csv_of(found)) == found


@given(any_rules(), PLACES)
@settings(max_examples=100)
def test_rules_read_back_as_they_were_written(rules, places):
    found = (project("P0", 1), project("P1", 2))
    problem = read_rules(rules_document(rules, places).encode(), found)
    assert problem.rules == rules
    assert problem.territories == places
    assert problem.projects == found


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_commas_semicolons_and_marks_say_the_same(mark, newline):
    told = mark + newline.join([HEADER, LINE, ""])
    alike = told.replace(",", ";").replace("1.5", "1,5")
    expected = Project("A", 500, 100, 900, 1.5, "T", "84", "N", "M", "O", 2024)
    assert read_projects(told.encode()) == read_projects(alike.encode()) == (expected,)


def test_the_order_of_columns_does_not_matter_and_empty_is_unknown():
    names = [*reversed(REQUIRED), "overrun", "room_cents", "maturity"]
    cells = dict(zip(REQUIRED, LINE.split(","), strict=True)) | {"eligible_cents": "", "year": ""}
    told = ",".join(names) + "\n" + ",".join(cells.get(name, "") for name in names)
    (found,) = read_projects(told.encode())
    unknown = (found.eligible, found.year, found.overrun, found.room, found.maturity)
    assert unknown == (None,) * 5


def test_every_fault_is_told_at_once_with_its_place():
    lines = [
        f"{HEADER},mode,steps,requires,starts,ends",
        "A,T,84,N,M,O,24,x,9,-3,,whole,,,,",
        "A,T,84,N,M,O,2024,5,1,,1e999,some,4|y,,,",
        "B,T,84,N",
        ",,,,,,,,,,,,,,,",
        ",T,84,N,M,O,2024,5,,,2,,,C,,",
    ]
    told = faults(read_projects, "\n".join(lines).encode())
    assert [(row, column) for row, column, _ in told] == [
        (2, "year"),
        (2, "asked_cents"),
        (2, "eligible_cents"),
        (2, "result"),
        (3, "result"),
        (3, "mode"),
        (3, "steps"),
        (3, "project"),
        (4, None),
        (6, "project"),
        (6, "requires"),
    ]
    assert "« x » n’est pas un nombre entier" in told[1][2]
    assert "négatif" in told[2][2]
    assert "déjà à la ligne 2" in told[7][2]


def test_a_line_that_contradicts_itself_is_told():
    lines = [
        f"{HEADER},mode,steps,requires,starts,ends",
        "A,T,84,N,M,O,2024,0,9,,1,stepped,,,2026,2025",
        "B,T,84,N,M,O,2024,5,0,,1,stepped,4|6,B,,",
    ]
    told = faults(read_projects, "\n".join(lines).encode())
    places = [(row, column) for row, column, _ in told]
    line_2 = [(2, name) for name in ("asked_cents", "minimum_cents", "steps", "ends")]
    assert places == [*line_2, (3, "steps"), (3, "requires")]


@pytest.mark.parametrize(
    ("content", "row", "told"),
    [
        (b"", None, "vide"),
        (HEADER.encode(), None, "aucune ligne"),
        (f"{HEADER}\n\xe9,".encode("latin-1"), 2, "UTF-8"),
        (f'{HEADER}\n"A'.encode(), 2, "guillemets"),
        (f"{HEADER},mod\n{LINE},".encode(), 1, "« mode »"),
        (f"{HEADER},mode,mode\n{LINE},,".encode(), 1, "plusieurs fois"),
        (LINE.replace(",", "\t").encode(), 1, "manque"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content, row, told):
    found = faults(read_projects, content)
    assert found[0][0] == row
    assert any(told in words for _, _, words in found)


def test_one_limit_for_each_value_of_a_dimension():
    rules = b"""
envelope_cents = 1000
reserve_share = 0.15
[[limit]]
code = "t"
label = "Territoire"
where = { region = "84" }
each = "territory"
floor_share = 0.1
ceiling_cents = 500
[[requires]]
project = "A"
requires = ["B"]
[territories]
T1 = { jobs = 10, need = 0.5 }
T2 = {}
"""
    found = (project("A", 1, territory="T1"), project("B", 1, territory="T2"))
    problem = read_rules(rules, found)
    assert problem.rules.reserve == 150
    assert problem.rules.limits == tuple(
        Limit(f"t.{one}", f"Territoire {one}", {"region": "84", "territory": one}, 100, 500)
        for one in ("T1", "T2")
    )
    assert problem.projects[0].requires == ("B",)
    assert problem.territories == {"T1": Place(10, 0.5), "T2": Place(None, 0.0)}


def test_a_limit_for_each_value_is_called_by_the_name_of_the_value():
    tree = {"limit": [{"code": "t", "label": "Territoire", "each": "territory", "floor_cents": 1}]}
    found = [project("A", 1, territory="T1"), project("B", 1, territory="T2")]
    names = {"territory": {"T1": "Vallée de l’Arve"}}
    problem = problem_of({"envelope_cents": 9} | tree, found, names=names)
    labels = [limit.label for limit in problem.rules.limits]
    assert labels == ["Territoire Vallée de l’Arve", "Territoire T2"]


def test_rules_that_are_wrong_are_told_with_their_line_and_the_nearest_key():
    rules = b"""envelope_cents = -1
reserv_cents = 3
[objectiv]
result = 1
[[limit]]
code = "a"
floor = 3
[[limit]]
label = "x"
where = { regio = "84" }
ceiling_cents = 1.5
[fairness]
ratio = 0.5
[held]
Z = true
[rate]
most = 1
"""
    told = faults(read_rules, rules, ())
    assert [(row, column) for row, column, _ in told] == [
        (1, "envelope_cents"),
        (2, "reserv_cents"),
        (3, "objectiv"),
        (7, "floor"),
        (8, "code"),
        (10, "where"),
        (11, "ceiling_cents"),
        (13, "ratio"),
        (15, "Z"),
        (16, "rate"),
    ]
    assert "« reserve_cents »" in told[1][2]
    assert "« objective »" in told[2][2]


def test_rules_that_contradict_themselves_are_told():
    rules = b"""envelope_cents = 10
reserve_cents = 11
[[limit]]
code = "a"
[[limit]]
code = "a"
floor_cents = 3
ceiling_cents = 2
each = "year"
where = { year = 2024 }
[[exclusion]]
code = "held"
projects = ["A", "C"]
[held]
Z = 1
"""
    told = faults(read_rules, rules, (project("A", 1),))
    places = [(row, column) for row, column, _ in told]
    first = [(2, "reserve_cents"), (3, "limit"), (6, "code"), (7, "floor_cents"), (9, "each")]
    assert places == [*first, (12, "code"), (13, "projects"), (15, "held")]


def test_a_code_that_each_makes_is_nobody_elses():
    rules = b'envelope_cents = 9\n[[limit]]\ncode = "t"\neach = "territory"\nfloor_cents = 1\n'
    rules += b'[[limit]]\ncode = "t.T1"\nfloor_cents = 1\n'
    told = faults(read_rules, rules, (project("A", 1, territory="T1"),))
    assert "« t.T1 »" in told[0][2]


@pytest.mark.parametrize(("content", "row"), [(b"a = 1\nb = ", 2), (b"a = '\xe9'", 1), (b"", None)])
def test_a_file_that_is_no_toml_is_refused(content, row):
    assert faults(read_rules, content, ())[0][0] == row


def test_the_faults_of_both_files_are_told_together(tmp_path):
    (tmp_path / "projects.csv").write_text(f"{HEADER}\n{LINE.replace('500', 'x')}")
    (tmp_path / "rules.toml").write_text("envelope = 3")
    with pytest.raises(InputRefused) as refusal:
        read_scenario(tmp_path / "projects.csv", tmp_path / "rules.toml")
    assert {one.file for one in refusal.value.problems} == {"projects.csv", "rules.toml"}
    with pytest.raises(InputRefused) as refusal:
        read_scenario(tmp_path / "no.csv", tmp_path / "no.toml")
    assert len(refusal.value.problems) == 2


def test_no_column_is_known_twice():
    assert len({*REQUIRED, *OPTIONAL}) == len(REQUIRED) + len(OPTIONAL) == 21
