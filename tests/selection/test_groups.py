"""The enumeration, against a naive one that tries every set of units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.selection.engine import groups
from ancrage.selection.engine.groups import enumerate_groups
from ancrage.selection.engine.model import Country, Thresholds, Unit
from tests.selection.small import (
    countries,
    feasible_groups,
    grid_country,
    make_rules,
    path_country,
)


def as_found(country: Country, pool) -> dict[frozenset[int], int]:
    rows = {frozenset(pool.group(row)): row for row in range(len(pool))}
    assert len(rows) == len(pool), "a group came twice"
    return rows


THRESHOLDS = st.builds(
    Thresholds,
    population_min=st.sampled_from([0, 20, 60]),
    population_max=st.sampled_from([90, 200, float("inf")]),
    intensity_min=st.sampled_from([0, 0.8, 1.1]),
    industrial_jobs_min=st.sampled_from([0, 15]),
    member_intensity_min=st.sampled_from([0, 0.4, 0.9]),
)


@settings(max_examples=150, deadline=None)
@given(
    country=countries(),
    national=THRESHOLDS,
    regional=st.dictionaries(st.sampled_from(["01", "02"]), THRESHOLDS, max_size=2),
    members_max=st.integers(1, 4),
    weights=st.sampled_from([(0.0, 0.0), (0.5, 1.0), (1.0, 2.0)]),
    excluded=st.sets(st.integers(0, 5), max_size=2),
)
def test_every_feasible_group_is_found_once(
    country, national, regional, members_max, weights, excluded
):
    rules = make_rules(
        members_max=members_max,
        thresholds=national,
        regional_thresholds=regional,
        weight_intensity=weights[0],
        weight_cohesion=weights[1],
        exclude=frozenset(f"{position:09d}" for position in excluded),
    )
    expected = feasible_groups(country, rules)
    pool = enumerate_groups(country=country, rules=rules)
    rows = as_found(country, pool)
    assert set(rows) == set(expected)
    for members, row in rows.items():
        group = expected[members]
        assert pool.regions[pool.region[row]] == group.region
        assert pool.industrial[row] == group.industrial
        assert pool.total[row] == group.total
        assert pool.population[row] == group.population
        assert pool.intensity[row] == pytest.approx(group.intensity, rel=1e-12)
        assert pool.cohesion[row] == pytest.approx(group.cohesion, rel=1e-12)
        assert pool.value[row] == pytest.approx(group.value, rel=1e-9)


def test_groups_come_in_lexicographic_order():
    pool = enumerate_groups(country=grid_country(4, 5), rules=make_rules(members_max=4))
    found = [tuple(row) for row in pool.members.tolist()]
    assert found == sorted(found)
    assert all(group == tuple(sorted(group)) for group in found)


def test_two_processes_find_the_same_groups(monkeypatch):
    country, rules = grid_country(5, 6), make_rules(members_max=3)
    alone = enumerate_groups(country=country, rules=rules)
    shared = []

    def counted(*arguments):
        shared.append(arguments)
        return original(*arguments)

    original = groups._shared
    monkeypatch.setattr(groups, "_shared", counted)
    monkeypatch.setattr(groups, "BLOCK", 8)
    monkeypatch.setattr(groups, "SMALL_BLOCK", 4)
    monkeypatch.setattr(groups, "MUCH", 0)
    together = enumerate_groups(country=country, rules=rules)
    assert len(shared) == 1
    assert together.regions == alone.regions
    for name in ("members", "industrial", "total", "population", "value", "cohesion", "region"):
        assert np.array_equal(getattr(together, name), getattr(alone, name))


@pytest.mark.parametrize("much", [0, 10**9])
def test_the_enumeration_stops_at_the_deadline(much, monkeypatch):
    monkeypatch.setattr(groups, "BLOCK", 8)
    monkeypatch.setattr(groups, "MUCH", much)
    with pytest.raises(groups.OutOfTimeError):
        enumerate_groups(country=grid_country(5, 6), rules=make_rules(), deadline=0.0)


def test_unknown_jobs_are_never_members():
    country = path_country([(10, 40), (None, None), (10, 40)])
    pool = enumerate_groups(country=country, rules=make_rules(members_max=3))
    assert {pool.group(row) for row in range(len(pool))} == {(0,), (2,)}


def test_a_region_is_the_one_that_holds_most_jobs_and_the_smallest_code_when_tied():
    country = path_country([(10, 40), (10, 40), (30, 60)], regions=["02", "01", "02"])
    pool = enumerate_groups(country=country, rules=make_rules(members_max=3))
    region = {pool.group(row): pool.regions[pool.region[row]] for row in range(len(pool))}
    assert region[(0, 1)] == "01"
    assert region[(0, 1, 2)] == "02"


def test_no_group_at_all_is_an_empty_pool():
    rules = make_rules(members_max=3, thresholds=Thresholds(population_min=10**9))
    pool = enumerate_groups(country=grid_country(3, 3), rules=rules)
    assert len(pool) == 0
    assert pool.members.shape == (0, 3)


def test_more_units_than_one_key_can_hold_are_still_told_apart():
    """Six members among 2,000 units do not fit into one 64-bit key."""
    line = [(10, 50)] * 2000
    pool = enumerate_groups(country=path_country(line), rules=make_rules(members_max=6))
    assert len(pool) == sum(2000 - size + 1 for size in range(1, 7))
    last = pool.group(len(pool) - 1)
    assert last == (1999,)


def test_an_imposed_group_drives_out_those_that_share_a_unit_with_it():
    country = grid_country(3, 3)
    imposed = frozenset(country.units[position].siren for position in (0, 1))
    pool = enumerate_groups(country=country, rules=make_rules(members_max=3, impose=(imposed,)))
    found = {pool.group(row) for row in range(len(pool))}
    assert (0, 1) in found
    assert not [group for group in found if group != (0, 1) and {0, 1} & set(group)]


def test_pairs_of_a_unit_with_itself_or_twice_count_once():
    base = path_country([(10, 40), (20, 40)])
    country = Country(base.units, ((0, 0), (0, 1), (1, 0), (0, 1)), "twice")
    pool = enumerate_groups(country=country, rules=make_rules(members_max=2))
    assert [pool.group(row) for row in range(len(pool))] == [(0, 1), (0,), (1,)]


def test_a_unit_without_any_job_weakens_its_group_and_has_no_intensity():
    units = (
        Unit("000000000", "A", "01", "z", 30, 0, 0),
        Unit("000000001", "B", "01", "z", 30, 10, 40),
    )
    country = Country(units, ((0, 1),), "empty")
    pool = enumerate_groups(country=country, rules=make_rules(members_max=2))
    intensity = dict(
        zip([pool.group(r) for r in range(len(pool))], pool.intensity.tolist(), strict=True)
    )
    assert intensity == {(0,): 0.0, (0, 1): 1.0, (1,): 1.0}
