"""Reading a pack: what is understood, and how each fault is told, with its place."""

from pathlib import Path

import pytest

from ancrage.kernel.problems import InputRefused
from ancrage.selection.engine.country import read_country
from tests.selection.packs import COLUMNS, chain, write_csv


@pytest.fixture
def pack(tmp_path):
    return chain(tmp_path / "pack")


def edit(directory, file, old, new):
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(directory):
    with pytest.raises(InputRefused) as refusal:
        read_country(directory)
    return refusal.value.problems


def test_a_country_is_read(pack):
    country = read_country(pack)
    assert [unit.siren for unit in country.units] == list("ABCDEF")
    assert country.adjacency == ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5))
    assert country.units[1].employment_zone == "z1"
    assert country.units[1].industrial_jobs == 4000


def test_empty_jobs_are_unknown_jobs(pack):
    country = read_country(pack)
    assert not country.units[5].jobs_known
    assert country.national_share() == (3000 + 4000 + 500 + 2000 + 1000) / 73_000


def test_zero_jobs_are_known_jobs(pack):
    edit(pack, "epci.csv", "1000,30000", "0,0")
    assert read_country(pack).units[4].jobs_known


def test_neither_order_nor_other_columns_change_the_fingerprint(pack):
    before = read_country(pack).fingerprint
    for file in ("epci.csv", "epci_adjacency.csv"):
        header, *lines = (pack / file).read_text(encoding="utf-8").splitlines()
        lines.reverse()
        text = "\n".join([f"{header},more", *(f"{line},1" for line in lines)])
        (pack / file).write_text("\ufeff" + text, encoding="utf-8")
    assert read_country(pack).fingerprint == before


def test_the_two_ends_of_a_border_may_come_in_any_order(pack):
    before = read_country(pack)
    edit(pack, "epci_adjacency.csv", "A,B", "B,A")
    assert read_country(pack) == before


@pytest.mark.parametrize("old", ["3000,10000", "30000,3000", "Brive", "A,B"])
def test_every_figure_counts_in_the_fingerprint(pack, old):
    before = read_country(pack).fingerprint
    file, new = ("epci_adjacency.csv", "A,C") if old == "A,B" else ("epci.csv", old[:-1] + "9")
    edit(pack, file, old, new)
    assert read_country(pack).fingerprint != before


UNITS, PAIRS = "epci.csv", "epci_adjacency.csv"
FAULTS = [
    (UNITS, "3000,10000", "-3000,10000", 2, "industrial_jobs", "négatif"),
    (UNITS, "3000,10000", "3000.5,10000", 2, "industrial_jobs", "nombre entier"),
    (UNITS, "3000,10000", "beaucoup,10000", 2, "industrial_jobs", "nombre entier"),
    (UNITS, "3000,10000", "3000,1000", 2, "industrial_jobs", "3000 emplois industriels sur 1000"),
    (UNITS, "3000,10000", "3000,", 2, "total_jobs", "un seul des deux"),
    (UNITS, "3000,10000", ",10000", 2, "industrial_jobs", "un seul des deux"),
    (UNITS, "30000,3000", "-1,3000", 2, "population", "négatif"),
    (UNITS, "B,CA de Brive", "A,CA de Brive", 3, "siren", "déjà à la ligne 2"),
    (UNITS, "B,CA de Brive,01", "B,CA de Brive,", 3, "region", "vide"),
    (UNITS, "B,CA de Brive,01", ",CA de Brive,01", 3, "siren", "vide"),
    (UNITS, "10000,z1", "10000,", 2, "employment_zone", "vide"),
    (UNITS, "10000,z1", "10000,z1,x", 2, None, "8 cellules au lieu de 7"),
    (UNITS, "total_jobs", "jobs", None, "total_jobs", "colonne obligatoire manque"),
    (UNITS, "total_jobs", "siren", 1, "siren", "plusieurs fois"),
    (PAIRS, "A,B", "A,Z", 2, "siren_b", "n’est pas dans epci.csv"),
    (PAIRS, "B,C", "B,B", 3, "siren_b", "sa propre voisine"),
    (PAIRS, "B,C", "B,A", 3, "siren_b", "déjà à la ligne 2"),
    (PAIRS, "B,C", "B,", 3, "siren_b", "vide"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "what"), FAULTS)
def test_a_fault_is_told_with_its_place(pack, file, old, new, row, column, what):
    edit(pack, file, old, new)
    found = [(p.file, p.row, p.column) for p in problems(pack) if what in p.what]
    assert found == [(file, row, column)]
    assert all(problem.advice for problem in problems(pack))


def test_all_faults_are_told_at_once(pack):
    edit(pack, UNITS, "3000,10000", "-3000,10000")
    edit(pack, UNITS, "2000,8000", "2000,x")
    edit(pack, PAIRS, "D,E", "D,Z")
    found = problems(pack)
    assert [(p.file, p.row) for p in found] == [(UNITS, 2), (UNITS, 5), (PAIRS, 5)]
    assert str(found[0]).startswith("epci.csv, ligne 2, colonne industrial_jobs : « -3000 »")


@pytest.mark.parametrize("file", [UNITS, PAIRS])
def test_a_missing_file_is_told(pack, file):
    (pack / file).unlink()
    assert [(p.file, p.what) for p in problems(pack)] == [(file, "le fichier manque.")]


@pytest.mark.parametrize("file", [UNITS, PAIRS])
def test_an_empty_file_is_told(pack, file):
    (pack / file).write_text("\n")
    assert [(p.file, p.what) for p in problems(pack)] == [(file, "le fichier est vide.")]


def test_a_file_in_another_encoding_is_told_with_its_row(pack):
    text = (pack / UNITS).read_text(encoding="utf-8").replace("Dole", "Dôle")
    (pack / UNITS).write_bytes(text.encode("latin-1"))
    found = problems(pack)
    assert [(p.file, p.row) for p in found] == [(UNITS, 5)]
    assert "UTF-8" in found[0].what


def test_another_separator_is_told(pack):
    edit(pack, PAIRS, "siren_a,siren_b", "siren_a;siren_b")
    found = problems(pack)
    assert [p.column for p in found] == ["siren_a", "siren_b"]
    assert found[0].advice == "Séparez les colonnes par des virgules."


def test_an_open_quote_is_told(pack):
    edit(pack, UNITS, "CC d'Amont", "\"CC d'Amont")
    assert "CSV lisible" in problems(pack)[0].what


def test_a_country_without_any_unit_is_refused(pack):
    write_csv(pack / UNITS, COLUMNS, [])
    assert "aucune ligne" in problems(pack)[0].what


def test_a_country_without_industry_is_refused(pack):
    units = [("A", "CC A", "01", 10, "", "", "z1"), ("B", "CC B", "01", 10, 0, 5, "z1")]
    write_csv(pack / UNITS, COLUMNS, units)
    write_csv(pack / PAIRS, ("siren_a", "siren_b"), ["AB"])
    assert "aucun emploi industriel" in problems(pack)[0].what


def test_islands_have_no_neighbours(pack):
    write_csv(pack / PAIRS, ("siren_a", "siren_b"), [])
    assert read_country(pack).adjacency == ()


def test_a_directory_that_is_not_there_is_told(tmp_path):
    assert problems(Path(tmp_path / "nowhere"))[0].what == "le dossier manque."
