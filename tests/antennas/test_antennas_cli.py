"""`ancrage antennas` as a person or a program runs it: documents, messages, exit codes."""

import json

import pytest

from ancrage.antennas.travel import travel_at
from ancrage.geography.pack import EMBEDDED
from ancrage.project.cli import run
from tests.antennas.checker import check_plan, read_rows
from tests.antennas.packs import LINE, write_pack

KEYS = {"status", "objective", "bound", "gap", "hosts", "assignments", "covered_jobs", "mean_km"}


@pytest.fixture
def plan(tmp_path):
    """Run the command on a small country; the exit code and the JSON document, if any."""
    pack = write_pack(tmp_path / "pack", LINE)

    def call(*options):
        out = tmp_path / "plan.json"
        code = run(["antennas", "--data", str(pack), "--out", str(out), *options])
        return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else None

    return call


def test_the_line_of_the_handbook_on_the_whole_country(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert run(["antennas", "--count", "12", "--radius-km", "40", "--out", str(out)]) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document.keys() >= KEYS
    assert document["status"] == "optimal"
    assert document["gap"] == 0
    told = {"count": 12, "objective": "coverage", "radius_km": 40}
    assert check_plan(rows=read_rows(EMBEDDED), document=document, **told) == []
    shown = capsys.readouterr().out
    assert "(estimation)" in shown
    assert "Emplois inconnus" in shown


def test_another_pack_and_the_other_objective(plan, capsys):
    code, document = plan("--count", "2", "--objective", "distance")
    assert code == 0
    assert document["objective"] == document["mean_km"] == document["bound"]
    assert document["unknown"] == ["G"]
    assert "aucun rayon donné" in capsys.readouterr().out


def test_minutes_are_kilometres_by_a_declared_estimate(plan, capsys):
    _, document = plan("--count", "2", "--minutes", "50")
    import datetime as dt  # noqa: PLC0415

    assert document["question"]["radius_km"] == travel_at(dt.date(2026, 1, 1)).kilometres(50)
    assert "estimation" in capsys.readouterr().err


def test_kept_excluded_and_capacity_are_obeyed(plan):
    limits = ("--capacity", "5000", "--keep", "A", "--exclude", "B")
    code, document = plan("--count", "3", "--radius-km", "45", *limits)
    assert code == 0
    assert "A" in document["hosts"]
    assert "B" not in document["hosts"]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--count", "2"), 3, "La couverture demande un rayon"),
        (("--count", "9", "--radius-km", "4"), 3, "9 antennes pour 7 intercommunalités"),
        (("--count", "2", "--objective", "best"), 2, "coverage ou distance"),
        (("--count", "2", "--radius-km", "4", "--minutes", "4"), 2, "l’un ou l’autre"),
    ],
)
def test_a_refusal_says_what_and_why(plan, capsys, options, code, told):
    assert plan(*options) == (code, None)
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("out", ["plan.csv", "missing/plan.json"])
def test_a_file_that_cannot_be_written_is_refused_first(tmp_path, capsys, out):
    assert run(["antennas", "--count", "1", "--radius-km", "1", "--out", str(tmp_path / out)]) == 2
    assert out in capsys.readouterr().err


def test_every_fault_of_the_file_is_told(tmp_path, capsys):
    rows = [("A", "a", "est", 46.0, 10), ("A", "b", 2.0, 95, "x"), ("C", "c", "", 1, 2)]
    pack = write_pack(tmp_path / "pack", rows)
    assert run(["antennas", "--count", "1", "--radius-km", "1", "--data", str(pack)]) == 2
    told = capsys.readouterr().err
    for fault in ("ligne 2, colonne longitude", "colonne latitude", "colonne industrial_jobs"):
        assert fault in told
    assert "figure déjà à la ligne 2" in told
    assert "ligne 4, colonne longitude" in told


def test_no_jobs_at_all_is_refused(tmp_path, capsys):
    pack = write_pack(tmp_path / "pack", [("A", "a", 1, 2, 0)])
    assert run(["antennas", "--count", "1", "--radius-km", "1", "--data", str(pack)]) == 2
    assert "aucun emploi industriel n’est connu" in capsys.readouterr().err
    assert (
        run(["antennas", "--count", "1", "--radius-km", "1", "--data", str(tmp_path / "no")]) == 2
    )
