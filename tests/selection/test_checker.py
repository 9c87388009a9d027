"""The engine's documents against a judge of our own, and against trying every list."""

import copy
import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ancrage.selection.engine.country import read_country
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.result import result_document, result_from_document
from ancrage.selection.engine.rules import rules_from_document
from tests.selection.bruteforce import best_value
from tests.selection.checker import Pack, check_result
from tests.selection.packs import chain, countries, rules, write_pack

RULES = {
    "territories": 2,
    "members": {"max": 2, "intensity": {"min": 0.3}},
    "population": {"min": 20_000, "max": 90_000},
    "intensity": {"min": 0.5},
    "industrial_jobs": {"min": 100},
    "coverage": {"min": 0.5},
    "weights": {"intensity": 0.5, "cohesion": 1},
    "regions": {"each": {"at_least": 1}, "02": {"exactly": 1}, "03": {"at_least": 0}},
}


def identified(directory, asked):
    """The result as someone else would read it: through its JSON."""
    found = rules_from_document(asked)
    result = identify(country=read_country(directory), rules=found, gap=found.gap)
    return json.loads(json.dumps(result_document(result)))


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return chain(tmp_path_factory.mktemp("chain") / "pack")


@pytest.fixture(scope="module")
def valid(pack):
    return identified(pack, RULES)


def test_a_result_passes(pack, valid):
    assert valid["status"] == "optimal"
    assert len(valid["territories"]) == 2
    assert check_result(directory=pack, document=valid, rules=RULES) == []


def test_a_result_comes_back_from_its_document(valid):
    assert result_document(result_from_document(valid)) == valid


def members(*sirens):
    def change(document):
        document["territories"][0]["members"] = list(sirens)

    return change


def told(key, value):
    def change(document):
        document["territories"][0][key] = value

    return change


def headline(key, value):
    def change(document):
        document[key] = value

    return change


def rule(**changed):
    def change(document):
        document["rules"] |= changed

    return change


def drop_one(document):
    document["territories"].pop()


def same_names(document):
    document["territories"][1]["name"] = document["territories"][0]["name"]


FAULTS = [
    ("jobs", members("E", "F")),
    ("size", members("A", "B", "C")),
    ("connected", members("A", "C")),
    ("disjoint", members("D")),
    ("population.max", members("D", "E")),
    ("population.min", rule(population={"min": 10**6})),
    ("intensity.min", rule(intensity={"min": 9})),
    ("intensity.min", rule(regions={"02": {"intensity": {"min": 9}}})),
    ("industrial_jobs.min", rule(industrial_jobs={"min": 10**6})),
    ("members.intensity.min", rule(members={"max": 2, "intensity": {"min": 9}})),
    ("coverage.min", rule(coverage={"min": 0.99})),
    ("regions", rule(regions={"02": {"exactly": 2}})),
    ("regions", rule(regions={"01": {"at_most": 0}})),
    ("regions", rule(regions={"each": {"at_least": 2}})),
    ("territories", drop_one),
    ("include", rule(include=["E"])),
    ("exclude", rule(exclude=["D"])),
    ("impose", rule(impose=[["B", "C"]])),
    ("region", told("region", "03")),
    ("industrial_jobs", told("industrial_jobs", 1)),
    ("total_jobs", told("total_jobs", 1)),
    ("population", told("population", 1)),
    ("intensity", told("intensity", 1)),
    ("cohesion", told("cohesion", 0.123)),
    ("value", told("value", 1.5)),
    ("code", told("code", "sim-0201")),
    ("name", same_names),
    ("objective", headline("objective", 1.0)),
    ("bound", headline("bound", 1.0)),
    ("gap", headline("gap", 0.5)),
    ("status", headline("gap", 0.5)),
    ("coverage", headline("coverage", {"industrial_jobs": 1, "share": 0.5})),
]


@pytest.mark.parametrize(("fault", "change"), FAULTS, ids=[name for name, _ in FAULTS])
def test_the_checker_catches(pack, valid, fault, change):
    document = copy.deepcopy(valid)
    change(document)
    found = check_result(directory=pack, document=document)
    assert [text for text in found if text.split(":")[0] == fault]


def test_an_imposed_group_is_a_territory_whole(pack):
    asked = RULES | {"impose": [["B", "C"]], "coverage": {"min": 0}}
    document = identified(pack, asked)
    assert check_result(directory=pack, document=document, rules=asked) == []
    assert {"B", "C"} in [set(territory["members"]) for territory in document["territories"]]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_the_engine_finds_what_trying_everything_finds(data):
    units, pairs = data.draw(countries())
    asked = data.draw(rules([unit[0] for unit in units], pairs))
    with TemporaryDirectory() as directory:
        pack = write_pack(Path(directory), units, pairs)
        document = identified(pack, asked)
        best = best_value(Pack(pack), asked)
        faults = check_result(directory=pack, document=document, rules=asked)
    if best is None:
        assert (document["status"], document["territories"]) == ("infeasible", [])
    else:
        assert document["status"] == "optimal"
        assert faults == []
        assert math.isclose(document["objective"], best, rel_tol=1e-6, abs_tol=1e-9)
