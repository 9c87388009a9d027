"""Made-up countries: the same for the same seed, planar in size, in one piece, and readable."""

import pytest

from ancrage.selection.engine.country import read_country
from ancrage.selection.engine.generator import generate_country, write_pack
from ancrage.selection.engine.groups import enumerate_groups
from ancrage.selection.engine.rules import load_rules


def pieces(nodes, pairs):
    """How many connected pieces these nodes make."""
    leader = {node: node for node in nodes}

    def find(node):
        while leader[node] != node:
            node = leader[node]
        return node

    for a, b in pairs:
        if a in leader and b in leader:
            leader[find(a)] = find(b)
    return sum(find(node) == node for node in nodes)


@pytest.fixture(scope="module")
def country():
    return generate_country(units=1255, seed=7)


def test_the_seed_makes_the_country(country):
    assert generate_country(units=1255, seed=7) == country
    assert generate_country(units=1255, seed=8).fingerprint != country.fingerprint


def test_it_has_the_shape_of_a_map(country):
    count = len(country.units)
    assert count == 1255
    assert len(country.adjacency) <= 3 * count - 6  # what a planar graph can have
    assert 5 < 2 * len(country.adjacency) / count < 6
    assert pieces(range(count), country.adjacency) == 1


def test_its_regions_are_in_one_piece(country):
    regions = {unit.region for unit in country.units}
    assert len(regions) == 12
    for region in regions:
        inside = [i for i, unit in enumerate(country.units) if unit.region == region]
        assert pieces(inside, country.adjacency) == 1


def test_its_figures_hold_together_and_leave_a_choice(country):
    assert all(0 <= unit.industrial_jobs <= unit.total_jobs for unit in country.units)
    assert 0.1 < country.national_share() < 0.3
    pool = enumerate_groups(country=country, rules=load_rules("announcement-2018"))
    assert len(pool) > 124


def test_it_is_read_as_it_was_made(country, tmp_path):
    write_pack(country=country, directory=tmp_path / "made")
    assert read_country(tmp_path / "made") == country


@pytest.mark.parametrize("units", [1, 2, 3, 10, 37])
def test_it_can_be_small(units):
    country = generate_country(units=units, seed=1)
    assert len(country.units) == units
    assert pieces(range(units), country.adjacency) == 1
