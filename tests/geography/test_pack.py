"""A data pack is read whole or refused whole, with every fault and its place."""

import re
from pathlib import Path

import pytest
import yaml

from ancrage.geography.build import build_pack
from ancrage.geography.pack import EMBEDDED, changed_files, manifest_of, read_pack
from ancrage.geography.rules.layout import LIST_TABLES, TABLES, describe
from ancrage.kernel.problems import InputRefused
from tests.geography.small_pack import FILES, edited, topology, write_small_pack

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "data-pack.md"


def refusals(directory):
    with pytest.raises(InputRefused) as refusal:
        read_pack(directory=directory)
    return refusal.value.problems


def test_a_right_pack_is_read(tmp_path):
    pack = read_pack(directory=write_small_pack(tmp_path))
    assert len(pack.tables["epci.csv"]) == 4
    assert list(pack.lists) == ["2021", "2023"]


def test_optional_files_and_columns_may_be_left_out(tmp_path):
    without_ept = {
        "communes.csv": FILES["communes.csv"].replace("200000900", ""),
        "epts.csv": None,
        "commune_history.csv": None,
        **edited("territories_2023.csv", "ept,200000900", "commune,02401"),
    }
    assert read_pack(directory=write_small_pack(tmp_path, **without_ept)).tables["epts.csv"] == []


BROKEN = [
    # file, text, replaced by, row, column, what is said
    ("regions.csv", "22,Basse", "11,Basse", 3, "code", "figure déjà à la ligne 2"),
    ("departments.csv", "Soir,22", "Soir,33", 3, "region", "« 33 » n’est pas dans regions.csv"),
    ("departments.csv", "11,department", "11,county", 2, "kind", "« county » n’est pas admis"),
    ("employment_zones.csv", ",500,", ",-500,", 3, "industrial_jobs_2023", "négatif"),
    ("epci.csv", "CC de l'Été", "", 2, "name", "vide"),
    ("epci.csv", "200000120,", "200000110,", 3, "siren", "figure déjà à la ligne 2"),
    ("epci.csv", "CC,11,01,2000", "CC,99,01,2000", 3, "region", "« 99 »"),
    ("epci.csv", "CC,11,01,2000", "CC,11,99,2000", 3, "department", "« 99 »"),
    ("epci.csv", "1500,estimate,0001", "1500,estimate,0009", 3, "employment_zone", "« 0009 »"),
    ("epci.csv", ",600,2000", ",-600,2000", 2, "industrial_jobs", "négatif"),
    ("epci.csv", ",600,2000", ",six cents,2000", 2, "industrial_jobs", "pas un nombre"),
    ("epci.csv", ",600,2000", ",600.5,2000", 2, "industrial_jobs", "nombre entier"),
    ("epci.csv", ",600,2000", ",2600,2000", 2, "industrial_jobs", "2600 emplois industriels"),
    ("epci.csv", ",600,2000", ",600,", 2, "total_jobs", "un seul des deux"),
    ("epci.csv", "400,8000,exact", "400,8000,unknown", 5, "jobs_quality", "ne va pas avec"),
    ("epci.csv", "400,8000,exact", "400,8000,sure", 5, "jobs_quality", "« sure »"),
    ("epci.csv", "9000,400", "99999999999,400", 5, "population", "trop grand"),
    ("epts.csv", "200000140", "200000150", 2, "epci", "« 200000150 »"),
    ("epci_adjacency.csv", "200000130,0", "200000199,0", 3, "siren_b", "« 200000199 »"),
    ("epci_adjacency.csv", "200000130,0", "200000120,0", 3, "siren_b", "sa propre voisine"),
    (
        "epci_adjacency.csv",
        "200000120,200000130",
        "200000130,200000120",
        3,
        "siren_a",
        "vient après",
    ),
    ("epci_adjacency.csv", "200000120,200000130", "200000110,200000120", 3, "siren_b", "ligne 2"),
    ("communes.csv", "01001,L'Haÿ", "0 001,L'Haÿ", 2, "code", "n’est pas un code"),
    ("communes.csv", "200000130,,4000", "200000131,,4000", 6, "epci", "« 200000131 »"),
    ("communes.csv", "200000900", "200000901", 7, "ept", "« 200000901 »"),
    ("commune_history.csv", "01001", "01999", 2, "new_code", "« 01999 »"),
    ("commune_history.csv", "01009", "01002", 2, "old_code", "commune actuelle"),
    ("territories_2023.csv", "commune,02402", "commune,02499", 4, "member_code", "« 02499 »"),
    ("territories_2023.csv", "ept,200000900", "epci,200000900", 5, "member_code", "epci.csv"),
    ("territories_2021.csv", "partial,1,3", "half,1,3", 3, "coverage", "« half »"),
    ("territories_2021.csv", "partial,1,3", "partial,4,3", 3, "communes_in", "« 4 » communes"),
    ("territories_2021.csv", "partial,1,3", "partial,2,3", 3, "communes_in", "1 nommées"),
    ("territories_2021.csv", "partial,1,3", "partial,1,9", 3, "communes_total", "au lieu de 3"),
    ("territories_2021.csv", "whole,2,2", "whole,1,2", 2, "coverage", "1 communes sur 2"),
    ("territories_2021.csv", "Nord,11,epci,200000120", "Est,11,epci,200000120", 3, "name", "Est"),
    (
        "territories_2021.csv",
        "Nord,11,epci,200000120",
        "Nord,33,epci,200000120",
        3,
        "region",
        "« 33 »",
    ),
    ("territories_2023.csv", "commune,02402", "commune,01001", 4, "territory_code", "déjà dans"),
    ("territories_2021_communes.csv", "01201", "02301", 2, "commune", "pas une commune de ce"),
    ("territories_2021_communes.csv", "200000120", "200000110", 2, "member_code", "entier"),
    ("territories_2021_communes.csv", "01201", "09999", 2, "commune", "« 09999 »"),
    ("provenance.yaml", "territories: 3", "territories: 4", None, "territory_code", "des 4"),
    ("provenance.yaml", "licence: Licence Ouverte 2.0\ncr", "cr", None, "licence", "manque"),
    ("provenance.yaml", "2023-01-01", "bientôt", None, "lists.1.valid_from", "pas une date"),
    ("provenance.yaml", "quality: exact, source: S1}\np", "quality: sure, source: S1}\np", None,
     "figures.0.quality", "« sure »"),
    ("provenance.yaml", "quality: exact, source: S1}\np", "quality: exact, source: S9}\np", None,
     "figures.0.source", "« S9 »"),
    ("provenance.yaml", '{"01203"', '{"01299"', None, "recreated_communes", "« 01299 »"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "what"), BROKEN)
def test_each_fault_is_told_with_its_place(tmp_path, file, old, new, row, column, what):
    problems = refusals(write_small_pack(tmp_path, **edited(file, old, new)))
    found = [p for p in problems if (p.row, p.column) == (row, column) and what in p.what]
    assert found, problems
    assert all(problem.advice for problem in problems)


@pytest.mark.parametrize("table", [t for t in TABLES if t.required], ids=lambda t: t.file)
def test_a_missing_file_is_told(tmp_path, table):
    problems = refusals(write_small_pack(tmp_path, **{table.file: None}))
    assert [p.what for p in problems if p.file == table.file] == ["le fichier manque."]


@pytest.mark.parametrize(
    ("table", "column"),
    [(t, c) for t in TABLES if t.file in FILES for c in t.required_columns()],
    ids=lambda value: getattr(value, "file", value),
)
def test_a_missing_required_column_is_told(tmp_path, table, column):
    header, rest = FILES[table.file].split("\n", 1)
    renamed = ",".join("elsewhere" if name == column else name for name in header.split(","))
    problems = refusals(write_small_pack(tmp_path, **{table.file: f"{renamed}\n{rest}"}))
    assert [(p.file, p.column) for p in problems if "manque" in p.what] == [(table.file, column)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "JSON"),
        ('{"arcs": []}', "manque"),
        (topology("regions", "code", ["11"]), "« 22 » n’a pas de contour"),
        (topology("regions", "code", ["11", "22", "33"]), "« 33 » est inconnu"),
        (topology("regions", "code", ["11", "22", "22"]), "dessiné deux fois"),
        (topology("regions", "code", ["11", "22"]).replace("[[1]]", "[[7]]"), "arc"),
        (topology("regions", "code", ["11", "22"]).replace("Polygon", "Point", 1), "polygone"),
    ],
)
def test_wrong_outlines_are_told(tmp_path, text, what):
    problems = refusals(write_small_pack(tmp_path, **{"regions.topojson": text}))
    assert any(what in problem.what for problem in problems), problems


def test_all_faults_are_told_at_once_and_nothing_is_written(tmp_path):
    source = write_small_pack(
        tmp_path / "source",
        **edited("epci.csv", ",600,2000", ",-600,2000"),
        **edited("communes.csv", "200000130,,4000", "200000131,,4000"),
        **edited("epci_adjacency.csv", "200000130,0", "200000199,0"),
        **{"regions.topojson": "{", "departments.csv": None},
    )
    with pytest.raises(InputRefused) as refusal:
        build_pack(source=source, out=tmp_path / "out")
    files = {problem.file for problem in refusal.value.problems}
    assert files >= {"epci.csv", "communes.csv", "epci_adjacency.csv", "regions.topojson"}
    assert "departments.csv" in files
    assert not (tmp_path / "out").exists()


def test_an_undeclared_list_is_refused(tmp_path):
    stray = {"territories_2022.csv": FILES["territories_2023.csv"]}
    problems = refusals(write_small_pack(tmp_path, **stray))
    assert [problem.file for problem in problems] == ["territories_2022.csv"]


def test_the_build_is_the_same_whatever_the_order_and_the_extra_columns(tmp_path):
    header, *rows = FILES["epci.csv"].splitlines()
    reversed_rows = "\n".join([header, *reversed(rows)]) + "\n"
    one = build_pack(source=write_small_pack(tmp_path / "1"), out=tmp_path / "one")
    two = build_pack(
        source=write_small_pack(tmp_path / "2", **{"epci.csv": reversed_rows}), out=tmp_path / "two"
    )
    again = build_pack(source=one.directory, out=tmp_path / "three")
    assert one.fingerprint == two.fingerprint == again.fingerprint
    assert "unused" not in (one.directory / "epci.csv").read_text()


def test_a_build_replaces_what_was_built_before(tmp_path):
    build_pack(source=write_small_pack(tmp_path / "1"), out=tmp_path / "out")
    lists = FILES["provenance.yaml"]
    only_2023 = (
        lists[: lists.index('  - {code: "2021"')] + lists[lists.index('  - {code: "2023"') :]
    )
    changes = {
        "territories_2021.csv": None,
        "territories_2021_communes.csv": None,
        "provenance.yaml": only_2023,
        "commune_history.csv": None,
    }
    build_pack(source=write_small_pack(tmp_path / "2", **changes), out=tmp_path / "out")
    assert read_pack(directory=tmp_path / "out").lists.keys() == {"2023"}
    assert not (tmp_path / "out" / "commune_history.csv").exists()


def test_a_built_pack_that_was_changed_is_noticed(tmp_path):
    built = build_pack(source=write_small_pack(tmp_path / "1"), out=tmp_path / "out").directory
    assert changed_files(built) == []
    with (built / "epci.csv").open("a") as file:
        file.write("\n")
    assert [problem.file for problem in changed_files(built)] == ["epci.csv"]


def test_the_embedded_pack_is_right_and_is_what_its_manifest_says():
    pack = read_pack(directory=EMBEDDED)
    assert changed_files(EMBEDDED) == []
    files = pack.files()
    assert manifest_of(provenance=pack.provenance, files=files) == (
        EMBEDDED / "pack.toml"
    ).read_text(encoding="utf-8")
    assert sum(map(len, files.values())) < 5_000_000


def test_the_embedded_pack_has_the_figures_of_its_sources():
    pack = read_pack(directory=EMBEDDED)
    epci = [record.cells for record in pack.tables["epci.csv"]]
    assert len(epci) == 1255
    assert sum(int(cells["industrial_jobs"] or 0) for cells in epci) == 3_266_128
    assert sum(int(cells["total_jobs"] or 0) for cells in epci) == 26_527_378
    assert len(pack.tables["communes.csv"]) == 34_969
    assert [n.territories for n in pack.provenance.lists] == [148, 149, 183, 183]


def test_every_definition_is_of_a_figure_that_is_there():
    columns = {
        f"{table.file.removesuffix('.csv')}.{column.name}"
        for table in TABLES
        for column in table.columns
    }
    notes = yaml.safe_load((EMBEDDED / "provenance.yaml").read_text(encoding="utf-8"))
    defined = {f"{note['table']}.{note['column']}" for note in notes["figures"]}
    assert defined - columns == {"territories.industrial_jobs", "outlines.geometry"}


def test_the_announced_share_never_stands_beside_the_183():
    notes = yaml.safe_load((EMBEDDED / "provenance.yaml").read_text(encoding="utf-8"))
    texts = [note["caution"] for note in notes["figures"]] + [n["origin"] for n in notes["lists"]]
    assert not [text for text in texts if re.search(r"\b48 ?%", text)]


def test_the_document_has_the_tables_of_the_code():
    document = DOCUMENT.read_text(encoding="utf-8")
    shown = re.search(r"<!-- tables: begin -->\n(.*)\n<!-- tables: end -->", document, re.DOTALL)
    assert shown is not None
    assert shown[1] == describe()
    assert all(table.file in document for table in (*TABLES, *LIST_TABLES))
