"""`ancrage allocate` as a person or a program runs it: the document, the words, the exit codes."""

import json

import pytest

from ancrage.allocation.engine.checking import faults
from ancrage.allocation.engine.documents import read_plan
from ancrage.allocation.engine.invented import invent
from ancrage.allocation.engine.reading import REQUIRED
from ancrage.allocation.engine.rules_reading import read_scenario, rules_document
from ancrage.project.cli import run
from tests.allocation.small import csv_of

KEYS = {"status", "objective", "bound", "gap", "seconds", "grants", "prices", "conflict"}
LINES = f"""{",".join(REQUIRED)}
P1,T1,84,N,M,O,2024,100000000,50000000,200000000,10
P2,T2,84,N,M,O,2024,200000000,50000000,400000000,30
P3,T3,93,N,M,O,2024,300000000,50000000,,20
"""
RULES = """envelope_cents = 300000000
[objective]
unit = "tonnes"
[[limit]]
code = "r93"
label = "Région 93"
where = { region = "93" }
floor_cents = 150000000
[territories]
T1 = { jobs = 100 }
T3 = { jobs = 50 }
"""


@pytest.fixture
def allocate(tmp_path):
    """Run the command; the exit code and the JSON document, if any."""

    def call(*options, projects=LINES, rules=RULES, out="plan.json"):
        (tmp_path / "projects.csv").write_text(projects, encoding="utf-8")
        (tmp_path / "rules.toml").write_text(rules, encoding="utf-8")
        files = {"projects": "projects.csv", "rules": "rules.toml", "out": out}
        named = [
            word for name, file in files.items() for word in (f"--{name}", str(tmp_path / file))
        ]
        code = run(["allocate", *named, *options])
        path = tmp_path / out
        return code, json.loads(path.read_text("utf-8")) if path.exists() else None

    return call


def test_a_plan_with_its_proof_and_its_prices(allocate, capsys):
    code, document = allocate()
    assert code == 0
    assert document.keys() >= KEYS
    assert document["status"] == "optimal"
    assert document["objective"] == pytest.approx(32.5)
    assert document["bound"] == pytest.approx(32.5)
    granted = {one["project"]: one["granted_cents"] for one in document["grants"]}
    assert granted == {"P1": 0, "P2": 150_000_000, "P3": 150_000_000}
    prices = {one["rule"]: one["per_euro"] for one in document["prices"]}
    assert prices["r93"] == pytest.approx((30 / 2 - 20 / 3) / 1e6)
    shown = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Accordé" in shown
    assert "3,0 M€ sur 3,0 M€" in shown
    assert "8,33 tonnes par million d’euros" in shown
    assert "de 0,00 € par emploi (T1) à 30 000,00 € (T3)" in shown


def test_an_invented_problem_of_a_thousand_projects_holds_every_rule(tmp_path):
    problem = invent(1000, seed=3, steps=True, dependencies=True)
    (tmp_path / "p.csv").write_bytes(csv_of(problem.projects))
    text = rules_document(problem.rules, problem.territories)
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    assert read_scenario(tmp_path / "p.csv", tmp_path / "r.toml") == problem
    named = ["--projects", str(tmp_path / "p.csv"), "--rules", str(tmp_path / "r.toml")]
    assert run(["allocate", *named, "--out", str(tmp_path / "o.json"), "--gap", "0.01"]) == 0
    plan = read_plan(json.loads((tmp_path / "o.json").read_text("utf-8")))
    assert plan.gap <= 0.01
    assert faults(problem, plan.grants) == []


def test_rules_that_cannot_hold_are_named_and_written(allocate, capsys):
    code, document = allocate(
        rules=RULES.replace("150000000", "310000000").replace("= 300", "= 400")
    )
    assert code == 1
    assert document["status"] == "infeasible"
    assert document["conflict"] == ["r93"]
    assert document["grants"] == []
    shown = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "ses projets n’en demandent que 3,0 M€" in shown


def test_bad_input_is_told_whole_and_nothing_is_written(allocate, capsys):
    told = {"projects": LINES.replace("30\n", "x\n"), "rules": RULES.replace("floor_", "flor_")}
    assert allocate(**told) == (2, None)
    errors = capsys.readouterr().err
    assert "projects.csv, ligne 3, colonne result : « x »" in errors
    assert "rules.toml, ligne 8, colonne flor_cents" in errors
    assert "« floor_cents »" in errors


def test_a_problem_that_makes_no_sense_is_told(allocate, capsys):
    assert allocate(rules="envelope_cents = 0") == (2, None)
    assert "rules.toml : L’enveloppe est nulle" in capsys.readouterr().err


def test_a_limit_that_selects_nothing_is_told(allocate, capsys):
    more = '[[limit]]\ncode = "x"\nlabel = "Nulle part"\n'
    more += 'where = { region = "99" }\nceiling_cents = 1\n'
    code, _ = allocate(rules=RULES + more)
    assert code == 0
    assert "Nulle part" in capsys.readouterr().out


def test_refused_projects_are_told_with_the_reason(allocate, capsys):
    rate = '[[rate]]\ncode = "taux"\nmost = 0.5\nwhere = { region = "93" }\n'
    code, document = allocate(rules=RULES.replace("150000000", "0") + rate)
    assert code == 0
    assert list(document["refused"]) == ["P3"]
    assert "Coût éligible inconnu" in capsys.readouterr().out


@pytest.mark.parametrize("out", ["plan.csv", "missing/plan.json"])
def test_a_file_that_cannot_be_written_is_refused_first(allocate, capsys, out):
    code, _ = allocate(out=out)
    assert code == 2
    assert out in capsys.readouterr().err
