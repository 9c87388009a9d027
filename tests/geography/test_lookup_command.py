"""The commands: what they print, and exit codes that mean something."""

import datetime as dt
import json

import pytest
import typer
from typer.testing import CliRunner

from ancrage.geography import commands
from ancrage.geography.actions import start_programme
from ancrage.geography.batch import read_date
from ancrage.geography.models import PerimeterVersion, Territory
from ancrage.kernel.rights import host
from tests.geography.small_pack import edited, write_small_pack

HOST = host()
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def cli():
    """Run `ancrage …`: the exit code, both outputs."""
    app = typer.Typer(pretty_exceptions_enable=False)
    commands.register(app)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def migrated(monkeypatch):
    """The test database has its tables already."""
    monkeypatch.setattr(commands, "prepare_database", lambda: None)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--commune", "42187", "--date", "2024-08-01"], 0, "ti-8417"),
        (["--commune", "42218", "--date", "2021-06-01"], 1, "aucun"),
        (["--commune", "42187", "--date", "2019-01-01"], 5, "inconnu"),
        (["--commune", "99999"], 2, "aucune commune"),
        (["--commune", "42187", "--date", "hier"], 2, "pas une date"),
        (["--epci", "244500419", "--date", "2021-06-01"], 0, "ti1-2406"),
        (["--epci", "1"], 2, "aucune intercommunalité"),
        (["--postal-code", "42300", "--date", "2024-08-01"], 0, "Villerest"),
        (["--postal-code", "00000"], 2, "Aucun lieu"),
        (["--name", "oyonnax", "--date", "2021-06-01"], 0, "ti1-8408"),
        (["--commune", "42187", "--list", "2020-10"], 0, "ti1-8411"),
        (["--commune", "42187", "--list", "2020-10", "--date", "2024-01-01"], 5, "inconnu"),
        (["--commune", "42187", "--epci", "244500419"], 2, "un seul"),
        ([], 2, "un seul"),
    ],
)
def test_a_place_is_looked_up(cli, arguments, code, said):
    result = cli("lookup", *arguments)
    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_programs_read_json(cli):
    result = cli("lookup", "--commune", "1283", "--date", "2021-06-01", "--json")
    (told,) = json.loads(result.stdout)["results"]
    assert (told["status"], told["repaired_from"]) == ("matched", "1283")
    assert told["list"]["valid_to"] == "2022-12-30"


def test_a_file_is_looked_up(cli, tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("code_commune;date\n42187;2024-08-01\n0;2024-08-01\n")
    asked = ["lookup", "--csv", source, "--date-column", "date", "--out", out]
    result = cli(*asked, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["rows"], told["matched"], told["invalid"]) == (0, 2, 1, 1)
    assert told["invalid_rows"][0]["row"] == 3
    assert out.read_text().splitlines()[1] == (
        "42187;2024-08-01;ti-8417;Roannais Forez;2024-07;matched;"
    )
    assert "2 lignes traitées" in cli(*asked).stdout


def test_a_file_needs_somewhere_to_go(cli, tmp_path):
    assert cli("lookup", "--csv", tmp_path / "in.csv").exit_code == 2


def test_a_programme_s_list_is_asked(cli, reference, migrated):
    start_programme(
        by=HOST,
        now=NOW,
        code="essai",
        name="Essai",
        version_code="essai-1",
        valid_from=read_date("2024-09-01"),
        from_version="2024-07",
    )
    asked = ["lookup", "--commune", "42187", "--perimeter", "essai", "--json"]
    assert json.loads(cli(*asked).stdout)["results"][0]["list"]["code"] == "essai-1"
    assert cli("lookup", "--commune", "42187", "--list", "nulle").exit_code == 2


def test_a_programme_is_started_and_a_territory_renamed(cli, reference, migrated):
    asked = ["programme", "start", "--from-list", "2024-07", "--code", "p", "--name", "Essai"]
    made = json.loads(cli(*asked, "--date", "2024-09-01", "--json").stdout)
    assert made == {"programme": "p", "list": "p-2024-09-01", "territories": 183}
    again = cli(*asked)
    assert (again.exit_code, "existe déjà" in again.output) == (2, True)
    rename = ["programme", "rename", "--territory", "ti-8417", "--name", "Roanne"]
    assert cli(*rename, "--list", "p-2024-09-01").exit_code == 0
    assert Territory.objects.get(version="p-2024-09-01", code="ti-8417").name == "Roanne"
    refused = cli(*rename, "--list", "2024-07")
    assert (refused.exit_code, "officielle" in refused.output) == (2, True)


def test_the_reference_is_loaded_and_shown(cli, reference, migrated):
    loaded = json.loads(cli("reference", "load", "--json").stdout)
    assert loaded["changed"] is False
    shown = json.loads(cli("reference", "show", "--json").stdout)
    assert shown["fingerprint"] == reference.fingerprint
    assert shown["counts"]["communes"] == 34_969
    assert len(shown["sources"]) == 12
    assert "34\N{NARROW NO-BREAK SPACE}969 communes" in cli("reference", "show").stdout


def test_nothing_loaded_is_told(cli, db, migrated):
    from ancrage.geography.models import ReferencePack  # noqa: PLC0415 - beside its use

    ReferencePack.objects.all().delete()
    result = cli("reference", "show")
    assert (result.exit_code, "reference load" in result.output) == (1, True)


def test_a_pack_is_built(cli, tmp_path):
    source = write_small_pack(tmp_path / "in")
    result = cli("reference", "build", "--from", source, "--out", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["files"].keys() >= {"epci.csv", "territories_2023.csv"}


def test_a_broken_pack_is_neither_built_nor_loaded(cli, tmp_path, reference, migrated):
    source = write_small_pack(tmp_path / "in", **edited("epci.csv", ",600,2000", ",-600,2000"))
    built = cli("reference", "build", "--from", source, "--out", tmp_path / "out")
    loaded = cli("reference", "load", "--from", source)
    for result in (built, loaded):
        assert "epci.csv, ligne 2, colonne industrial_jobs" in str(result.exception)
    assert not (tmp_path / "out").exists()
    assert PerimeterVersion.objects.filter(code="2024-07").exists()
