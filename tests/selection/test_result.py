"""The documents of a result, and how territories are called."""

import csv
import io
import json

import pytest

from ancrage.selection.engine.country import read_country
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Conflict, Result, Status, Unit
from ancrage.selection.engine.names import name_territories, place_name
from ancrage.selection.engine.result import (
    as_csv,
    as_geojson,
    as_json,
    result_document,
    result_from_document,
)
from ancrage.selection.engine.rules import rules_from_document
from tests.selection.packs import chain, write_pack

RULES = rules_from_document({"territories": 2, "members": {"max": 2}})
KEYS = [
    "rules",
    "fingerprint",
    "status",
    "solver",
    "objective",
    "bound",
    "gap",
    "seconds",
    "conflict",
    "coverage",
    "territories",
]
TERRITORY_KEYS = [
    "code",
    "name",
    "region",
    "members",
    "industrial_jobs",
    "total_jobs",
    "population",
    "intensity",
    "cohesion",
    "value",
]


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return read_country(chain(tmp_path_factory.mktemp("chain") / "pack"))


@pytest.fixture(scope="module")
def result(country):
    return identify(country=country, rules=RULES)


def test_the_document_has_the_names_that_are_promised(result):
    document = result_document(result)
    assert list(document) == KEYS
    assert list(document["coverage"]) == ["industrial_jobs", "share"]
    assert [list(territory) for territory in document["territories"]] == [TERRITORY_KEYS] * 2
    assert document["conflict"] is None


def test_the_same_input_gives_the_same_document(country, result):
    again = result_document(identify(country=country, rules=RULES))
    assert again | {"seconds": 0} == result_document(result) | {"seconds": 0}


def test_a_result_comes_back_from_its_json(result):
    again = result_from_document(json.loads(as_json(result_document(result))))
    assert result_document(again) == result_document(result)


def test_a_conflict_comes_back_from_its_json():
    conflict = Conflict(("territories", "coverage.min"), "Impossible.")
    nothing = Result(
        rules=RULES,
        fingerprint="f",
        status=Status.INFEASIBLE,
        solver="s",
        objective=None,
        bound=None,
        gap=None,
        seconds=0.0,
        conflict=conflict,
        covered_industrial_jobs=0,
        covered_share=0.0,
        territories=(),
    )
    assert result_from_document(json.loads(as_json(result_document(nothing)))) == nothing


def test_json_never_holds_what_json_has_not():
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json({"bound": float("inf")})


def test_the_csv_has_one_line_per_member(country, result):
    rows = list(csv.DictReader(io.StringIO(as_csv(result, country))))
    told = [(row["territory_code"], row["siren"]) for row in rows]
    assert told == [(t.code, siren) for t in result.territories for siren in t.members]
    first = next(row for row in rows if row["siren"] == "B")
    figures = [first[key] for key in ("name", "population", "industrial_jobs", "total_jobs")]
    assert figures == ["CA de Brive", "50000", "4000", "20000"]


def test_no_spreadsheet_takes_a_name_for_a_formula(tmp_path):
    units = [("A", "=1+1", "01", 10, 5, 10, "z")]
    country = read_country(write_pack(tmp_path / "pack", units, []))
    rules = rules_from_document({"territories": 1, "members": {"max": 1}})
    (row,) = csv.DictReader(io.StringIO(as_csv(identify(country=country, rules=rules), country)))
    assert (row["name"], row["territory_name"]) == ("'=1+1", "'=1+1")


def test_the_geojson_has_one_feature_per_territory_and_the_proof(result):
    document = result_document(result)
    outline = {"type": "Point", "coordinates": [0, 0]}
    drawn = as_geojson(document, lambda sirens: outline if "B" in sirens else None)
    assert [feature["properties"] for feature in drawn["features"]] == document["territories"]
    with_b = ["B" in territory["members"] for territory in document["territories"]]
    assert [feature["geometry"] is not None for feature in drawn["features"]] == with_b
    assert drawn["result"]["gap"] == document["gap"]
    assert "territories" not in drawn["result"]


def test_codes_follow_the_value_inside_each_region(country):
    asked = rules_from_document({"territories": 5, "members": {"max": 1}})
    territories = identify(country=country, rules=asked).territories
    assert [t.code for t in territories] == [
        "sim-0101",
        "sim-0102",
        "sim-0103",
        "sim-0201",
        "sim-0202",
    ]
    assert [t.members for t in territories] == [("B",), ("A",), ("C",), ("D",), ("E",)]


OFFICIAL = [
    ("CC Faucigny - Glières", "Faucigny - Glières"),
    ("CA de Saint Quentin en Yvelines", "Saint Quentin en Yvelines"),
    ("CC de l'Oisans", "Oisans"),
    ("CC les Coteaux Bordelais", "Les Coteaux Bordelais"),
    ("CU d'Arras", "Arras"),
    ("Métropole d'Aix-Marseille-Provence", "Aix-Marseille-Provence"),
    ("Métropole Européenne de Lille", "Lille"),
    ("Grenoble-Alpes-Métropole", "Grenoble-Alpes"),
    ("CA Communauté Paris-Saclay", "Paris-Saclay"),
    ("CA Loire Forez Agglomération (LFA)", "Loire Forez"),
    ("Dijon Métropole", "Dijon"),
]


@pytest.mark.parametrize(("official", "short"), OFFICIAL)
def test_a_place_loses_what_its_kind_adds(official, short):
    assert place_name(official) == short


def unit(siren, name, total):
    return Unit(siren, name, "01", "z", 1, 1, total)


def test_a_territory_is_named_after_its_two_largest_members():
    group = [unit("1", "CC Petite", 10), unit("2", "CA Grande", 90), unit("3", "CU Moyenne", 50)]
    assert name_territories([group]) == ["Grande – Moyenne"]


def test_names_are_never_shared():
    a, b = unit("1", "CC A", 90), unit("2", "CC B", 50)
    again = [unit("4", "CC A", 90), unit("5", "CC B", 50), unit("6", "CC D", 10)]
    assert name_territories([[a, b], again]) == ["A – B", "A – B – D"]
    same = [unit("7", "CC A", 90), unit("8", "CC B", 50)]
    assert name_territories([[a, b], same]) == ["A – B (1)", "A – B (7)"]
