"""`ancrage identify` as a person or a program runs it: documents, messages, exit codes."""

import csv
import json
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from ancrage.geography.pack import EMBEDDED
from ancrage.project.cli import run
from tests.selection.checker import Pack, check_result
from tests.selection.packs import chain

RULES = """
title = "Essai"
territories = 2
members.max = 2
population.max = 90_000
weights.intensity = 0.5
[regions.each]
at_least = 1
[regions.03]
at_least = 0
"""


@pytest.fixture
def pack(tmp_path):
    return chain(tmp_path / "pack")


@pytest.fixture
def asked(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def identify(pack, asked, tmp_path):
    """Run the command on the small pack; the exit code and the JSON document, if any."""

    def call(*options):
        out = tmp_path / "result.json"
        code = run(
            ["identify", "--data", str(pack), "--rules", str(asked), "--out", str(out), *options]
        )
        return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else None

    return call


def test_a_list_is_found_and_summed_up(identify, pack, capsys):
    code, document = identify()
    assert code == 0
    assert check_result(directory=pack, document=document, rules=tomllib.loads(RULES)) == []
    shown = capsys.readouterr()
    assert "Territoires                   2\n" in shown.out
    assert "% du total" in shown.out
    assert "estimation" not in shown.out
    assert shown.err == ""


def test_json_goes_to_the_standard_output_alone(identify, capsys):
    _, document = identify("--json")
    assert json.loads(capsys.readouterr().out) == document


def test_the_extension_makes_the_format(identify, tmp_path):
    _, document = identify("--out", str(tmp_path / "r.csv"), "--out", str(tmp_path / "r.geojson"))
    with (tmp_path / "r.csv").open(encoding="utf-8") as file:
        sirens = [row["siren"] for row in csv.DictReader(file)]
    assert sirens == [siren for t in document["territories"] for siren in t["members"]]
    drawn = json.loads((tmp_path / "r.geojson").read_text(encoding="utf-8"))
    assert [feature["geometry"] for feature in drawn["features"]] == [None, None]


SETTINGS = [
    ("territories=1", "territories", 1),
    ("members.max=1", "members", {"max": 1}),
    ("members.intensity.min=0.5", "members", {"max": 2, "intensity": {"min": 0.5}}),
    ("population.min=20000", "population", {"min": 20_000, "max": 90_000}),
    ("population.max=80000", "population", {"max": 80_000}),
    ("intensity.min=0.9", "intensity", {"min": 0.9}),
    ("industrial_jobs.min=600", "industrial_jobs", {"min": 600}),
    ("weights.intensity=1", "weights", {"intensity": 1, "cohesion": 0}),
    ("weights.cohesion=1", "weights", {"intensity": 0.5, "cohesion": 1}),
    ("coverage.min=0.3", "coverage", {"min": 0.3}),
    ("include=C", "include", ["C"]),
    ("exclude=A", "exclude", ["A"]),
    ("impose=B+C", "impose", [["B", "C"]]),
]


@pytest.mark.parametrize(("setting", "key", "value"), SETTINGS, ids=[s for s, _, _ in SETTINGS])
def test_a_setting_binds_the_result(identify, pack, setting, key, value):
    code, document = identify("--set", setting, "--set", "regions.each.at_least=0")
    assert code == 0
    assert document["rules"][key] == value
    wanted = tomllib.loads(RULES) | {key: value, "regions": {}}
    assert check_result(directory=pack, document=document, rules=wanted) == []


REGIONAL = [
    ("regions.01.exactly=2", {"01": {"exactly": 2}}),
    ("regions.02.at_least=2", {"02": {"at_least": 2}}),
    ("regions.01.at_most=0", {"01": {"at_most": 0}}),
    ("regions.each.at_least=1", {"each": {"at_least": 1}}),
    ("regions.01.intensity.min=1.5", {"01": {"intensity": {"min": 1.5}}}),
]


@pytest.mark.parametrize(("setting", "wanted"), REGIONAL, ids=[s for s, _ in REGIONAL])
def test_a_setting_binds_one_region(identify, pack, setting, wanted):
    settings = ["regions.each.at_least=0", "population.max=120000", setting]
    code, document = identify(*(part for s in settings for part in ("--set", s)))
    assert code == 0
    rules = tomllib.loads(RULES) | {"population": {"max": 120_000}, "regions": wanted}
    assert check_result(directory=pack, document=document, rules=rules) == []


def test_a_gap_is_a_rule_like_another(identify):
    _, document = identify("--gap", "0.5")
    assert document["rules"]["gap"] == 0.5
    assert document["gap"] <= 0.5


def test_every_place_is_explained_and_tried_again(identify):
    code, document = identify("--explain", "--robustness", "1")
    assert code == 0
    chosen = {siren for t in document["territories"] for siren in t["members"]}
    told = document["explanation"]["units"]
    assert sorted(told) == list("ABCDEF")
    assert {siren for siren, unit in told.items() if unit["territory"]} == chosen
    assert told["F"]["status"] == "unknown_jobs"
    assert document["robustness"]["runs"] == 1


def test_rules_that_cannot_hold_are_named(identify, capsys):
    code, document = identify("--set", "regions.02.exactly=2", "--set", "population.min=85000")
    assert code == 3
    assert (document["status"], document["territories"]) == ("infeasible", [])
    assert set(document["conflict"]["rules"]) <= {
        "territories",
        "members.max",
        "population.min",
        "population.max",
        "regions.02.exactly",
        "regions.each.at_least",
    }
    assert "population.min" in document["conflict"]["rules"]
    shown = capsys.readouterr()
    assert shown.out.startswith("Écrit : ")
    assert document["conflict"]["message"] in shown.err


def test_no_time_gives_no_list(capsys, tmp_path):
    out = tmp_path / "result.json"
    hard = ["--set", "coverage.min=0.55"]
    code = run(["identify", "--time-limit", "0", *hard, "--out", str(out)])
    assert code == 4
    document = json.loads(out.read_text(encoding="utf-8"))
    assert (document["status"], document["objective"]) == ("time_limit", None)
    assert "Temps écoulé" in capsys.readouterr().err


def test_every_fault_of_the_pack_and_of_the_rules_is_told(identify, pack, capsys):
    text = (pack / "epci.csv").read_text(encoding="utf-8")
    broken = text.replace("3000,10000", "-3000,10000").replace("2000,8000", "9000,8000")
    (pack / "epci.csv").write_text(broken, encoding="utf-8")
    with (pack / "epci_adjacency.csv").open("a", encoding="utf-8") as file:
        file.write("A,Z\n")
    code, document = identify("--set", "teritories=3")
    assert (code, document) == (2, None)
    told = capsys.readouterr().err.splitlines()
    assert [line.split(" : ")[0] for line in told] == [
        "epci.csv, ligne 2, colonne industrial_jobs",
        "epci.csv, ligne 5, colonne industrial_jobs",
        "epci_adjacency.csv, ligne 7, colonne siren_b",
        "--set",
    ]


REFUSED = [
    (["--set", "regions.99.exactly=1"], "« 99 »"),
    (["--set", "include=Z"], "« Z »"),
    (["--gap", "2"], "« gap »"),
    (["--rules", "inconnu"], "announcement-2018"),
    (["--data", "nulle-part"], "le dossier manque"),
    (["--out", "result.pdf"], ".geojson"),
    (["--out", "nulle-part/result.json"], "dossier où écrire"),
    (["--time-limit", "-1"], "time-limit"),
    (["--nothing"], "--nothing"),
]


@pytest.mark.parametrize(("options", "told"), REFUSED, ids=[" ".join(o) for o, _ in REFUSED])
def test_bad_input_is_refused_in_one_sentence(identify, options, told, capsys):
    code, document = identify(*options)
    assert (code, document) == (2, None)
    assert told in capsys.readouterr().err.splitlines()[-1]


def test_rules_are_listed_and_shown(capsys):
    assert run(["rules"]) == 0
    assert capsys.readouterr().out.startswith("announcement-2018\tAnnonce du 22 novembre 2018\n")
    assert run(["rules", "wide", "--set", "territories=40"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["territories"], shown["members"]["max"]) == (40, 6)


def test_help_and_version_load_nothing_heavy():
    code = (
        "import sys; from ancrage.project.cli import run; run(['--help']); run(['--version']);"
        "heavy = {'numpy', 'django', 'highspy', 'shapely', 'pydantic'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "identify" in done.stdout


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    """The real figures under the default rules, once for all the tests below."""
    out = tmp_path_factory.mktemp("national") / "result.json"
    assert run(["identify", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_the_real_figures_give_what_was_announced(national):
    text = (files("ancrage.selection") / "data" / "announcement-2018.toml").read_text("utf-8")
    rules = tomllib.loads(text)
    assert check_result(directory=Path(EMBEDDED), document=national, rules=rules) == []
    assert national["status"] == "optimal"
    assert len(national["territories"]) == 124
    assert national["gap"] <= 1e-4
    assert national["coverage"]["share"] >= 0.48
    regions = [territory["region"] for territory in national["territories"]]
    assert regions.count("84") == 15
    pack = Pack(Path(EMBEDDED))
    assert set(regions) == {pack.region[siren] for siren in pack.industrial}


def test_a_real_conflict_is_named_in_words(capsys):
    assert run(["identify", "--set", "population.min=250000", "--json"]) == 3
    conflict = json.loads(capsys.readouterr().out)["conflict"]
    assert "population.min" in conflict["rules"]
    assert "250 000" in conflict["message"].replace("\u202f", " ")
