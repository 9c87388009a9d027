"""The choice of territories, against every selection there is, and against the plain way."""

import math
import os
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ancrage.selection.engine import solve as search
from ancrage.selection.engine.apart import call_apart
from ancrage.selection.engine.generator import generate_country, write_pack
from ancrage.selection.engine.groups import enumerate_groups
from ancrage.selection.engine.identify import feasible, identify, identify_with_proof
from ancrage.selection.engine.model import Quota, Status, Thresholds
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import build_programme, coverage_jobs
from ancrage.selection.engine.result import result_document
from tests.selection.checker import check_result
from tests.selection.small import (
    Group,
    allowed,
    best_selection,
    countries,
    feasible_groups,
    grid_country,
    make_rules,
    path_country,
)

QUOTAS = st.one_of(
    st.builds(Quota, st.integers(0, 1), st.none()),
    st.builds(Quota, st.just(0), st.integers(0, 2)),
    st.integers(0, 2).map(lambda number: Quota(number, number)),
)


def as_groups(country, rules, result) -> list[Group]:
    """The territories of a result as the independent enumeration knows them."""
    position = {unit.siren: i for i, unit in enumerate(country.units)}
    known = feasible_groups(country, rules)
    return [known[frozenset(position[s] for s in t.members)] for t in result.territories]


@st.composite
def problems(draw):
    country = draw(countries(smallest=4, largest=8))
    sirens = [unit.siren for unit in country.units]
    rules = make_rules(
        territories=draw(st.integers(1, 3)),
        members_max=draw(st.integers(1, 3)),
        thresholds=Thresholds(population_max=draw(st.sampled_from([80, 150]))),
        coverage_min=draw(st.sampled_from([0, 0, 0.1, 0.3])),
        each_region=draw(st.sampled_from([Quota(), Quota(), Quota(0, 2)])),
        quotas=draw(st.dictionaries(st.sampled_from(["01", "02"]), QUOTAS, max_size=2)),
        exclude=draw(st.frozensets(st.sampled_from(sirens), max_size=1)),
        include=draw(st.frozensets(st.sampled_from(sirens[:-1]), max_size=1)),
    )
    return country, rules


@settings(max_examples=200, deadline=None)
@given(problem=problems())
def test_the_choice_is_the_best_of_all(problem):
    country, rules = problem
    expected = best_selection(country, rules)
    result = identify(country=country, rules=rules, gap=0)
    assert (expected is None) == (result.status is Status.INFEASIBLE)
    assert feasible(country=country, rules=rules) == (expected is not None)
    if expected is not None:
        assert result.status is Status.OPTIMAL
        assert result.objective == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert result.bound == pytest.approx(expected, rel=1e-6, abs=1e-6)
        assert allowed(country, rules, as_groups(country, rules, result))


@settings(max_examples=60, deadline=None)
@given(country=countries(smallest=4, largest=8), data=st.data())
def test_an_imposed_group_is_chosen_whole(country, data):
    rules = make_rules(territories=2)
    groups = sorted(feasible_groups(country, rules), key=sorted)
    assume(groups)
    imposed = data.draw(st.sampled_from(groups))
    rules = replace(rules, impose=(frozenset(country.units[i].siren for i in imposed),))
    expected = best_selection(country, rules)
    result = identify(country=country, rules=rules, gap=0)
    assert (expected is None) == (result.status is Status.INFEASIBLE)
    if expected is not None:
        assert result.objective == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert rules.impose[0] in {frozenset(t.members) for t in result.territories}


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_no_selection_that_holds_a_group_beats_its_bound(problem):
    """What the explanation rests on: every group bounds the selections that it belongs to."""
    country, rules = problem
    result, proof = identify_with_proof(country=country, rules=rules, gap=0)
    assume(result.objective is not None)
    bound = proof.bound_with()
    for row in range(len(proof.pool)):
        members = frozenset(country.units[i].siren for i in proof.pool.group(row))
        best = best_selection(country, replace(rules, impose=(members,)))
        if best is not None:
            assert best <= bound[row] + 1e-6


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_plain_way_finds_the_same_value(seed):
    country = grid_country(8, 10, seed=seed, regions=3)
    rules = make_rules(
        territories=12,
        members_max=4,
        thresholds=Thresholds(population_min=40, population_max=200, member_intensity_min=0.4),
        quotas={"02": Quota(3, 3)},
        each_region=Quota(2),
        coverage_min=0.4,
    )
    pool = enumerate_groups(country=country, rules=rules)
    programme = build_programme(country=country, rules=rules, pool=pool)
    plain = solve_plain(programme=programme, gap=0)
    result = identify(country=country, rules=rules, gap=0)
    assert plain.chosen is not None
    assert result.objective == pytest.approx(float(pool.value[plain.chosen].sum()), rel=1e-7)
    assert result.objective <= plain.bound * (1 + 1e-7)
    assert result.gap == pytest.approx(0, abs=1e-7)


def test_the_same_input_gives_the_same_result():
    country, rules = grid_country(7, 7, regions=2), make_rules(territories=8, members_max=4)
    first, second = (identify(country=country, rules=rules) for _ in range(2))
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_the_figures_of_the_result_add_up():
    country = grid_country(6, 6)
    result = identify(country=country, rules=make_rules(territories=5))
    national = sum(unit.industrial_jobs or 0 for unit in country.units)
    covered = sum(territory.industrial_jobs for territory in result.territories)
    assert result.covered_industrial_jobs == covered
    assert result.covered_share == covered / national
    assert result.objective == pytest.approx(sum(t.value for t in result.territories))
    assert result.gap == pytest.approx((result.bound - result.objective) / result.objective)


def test_rules_that_no_mixture_satisfies_are_infeasible():
    country = grid_country(4, 4)
    rules = make_rules(territories=20)
    result = identify(country=country, rules=rules)
    assert result.status is Status.INFEASIBLE
    assert (result.objective, result.bound, result.gap) == (None, None, None)
    assert result.territories == ()
    assert not feasible(country=country, rules=rules)


def test_rules_that_only_fractions_of_groups_satisfy_are_infeasible():
    """Three units, each touching the others: three halves of pairs make one and a half groups."""
    country = path_country([(10, 40)] * 3)
    country = replace(country, adjacency=((0, 1), (0, 2), (1, 2)))
    rules = make_rules(
        territories=1,
        members_max=2,
        thresholds=Thresholds(population_min=60),
        include=frozenset(unit.siren for unit in country.units),
    )
    assert identify(country=country, rules=rules).status is Status.INFEASIBLE
    assert not feasible(country=country, rules=rules)


def test_an_empty_pool_is_infeasible():
    rules = make_rules(territories=1, thresholds=Thresholds(population_min=10**9))
    result = identify(country=grid_country(3, 3), rules=rules)
    assert result.status is Status.INFEASIBLE
    assert not feasible(country=grid_country(3, 3), rules=rules)


def test_a_spent_time_limit_gives_a_status_and_a_bound_that_holds():
    country = grid_country(8, 8)
    rules = make_rules(territories=10, members_max=4)
    best = identify(country=country, rules=rules, gap=0)
    result = identify(country=country, rules=rules, time_limit=0)
    assert result.status is Status.TIME_LIMIT
    assert result.bound >= best.objective
    if result.objective is None:
        assert (result.territories, result.gap) == ((), None)
    else:
        assert len(result.territories) == 10


def made_up_problem(units: int):
    """A country too large to be solved at once, and rules that bind."""
    thresholds = Thresholds(20_000, 300_000, 1.0, 0, 0.6)
    rules = make_rules(
        territories=units // 10, members_max=4, thresholds=thresholds, coverage_min=0.25
    )
    return generate_country(units=units, seed=7), rules


def faults(country, result, directory) -> list[str]:
    """What the independent judge finds wrong."""
    write_pack(country=country, directory=directory)
    return check_result(directory=directory, document=result_document(result))


@pytest.mark.parametrize("seconds", [0.1, 0.4, 1.0, 30.0])
def test_whenever_the_time_is_up_what_there_is_holds(seconds, tmp_path):
    """Wherever the limit falls: a list, if there is one, is allowed, and the bound is above it."""
    country, rules = made_up_problem(1500)
    best = identify(country=country, rules=rules)
    pool = enumerate_groups(country=country, rules=rules)
    result = identify(country=country, rules=rules, time_limit=seconds, pool=pool)
    assert result.status in {Status.OPTIMAL, Status.TIME_LIMIT}
    assert result.objective <= best.bound * (1 + 1e-9)
    assert result.bound >= best.objective * (1 - 1e-9)
    assert faults(country, result, tmp_path) == []


def test_without_time_for_any_relaxation_a_bound_is_still_proved(tmp_path):
    country, rules = made_up_problem(600)
    best = identify(country=country, rules=rules)
    pool = enumerate_groups(country=country, rules=rules)
    result = identify(country=country, rules=rules, time_limit=0, pool=pool)
    assert result.status is Status.TIME_LIMIT
    assert best.objective <= result.bound < 3 * best.objective
    assert faults(country, result, tmp_path) == []


def test_without_time_for_all_groups_there_is_no_list():
    country, rules = made_up_problem(1500)
    result = identify(country=country, rules=rules, time_limit=0)
    assert result.status is Status.TIME_LIMIT
    assert (result.objective, result.bound, result.territories) == (None, None, ())


def test_a_search_in_a_process_of_its_own_finds_the_same(monkeypatch):
    country, rules = grid_country(9, 9, regions=2), make_rules(territories=8, members_max=4)
    here = identify(country=country, rules=rules, gap=0, time_limit=60)
    calls = []

    def counted(*arguments, seconds):
        calls.append(seconds)
        return call_apart(*arguments, seconds=seconds)

    monkeypatch.setattr(search, "first_list", lambda _: None)  # so that there is a search
    monkeypatch.setattr(search, "call_apart", counted)
    monkeypatch.setattr(search, "MANY", 0)
    apart = identify(country=country, rules=rules, gap=0, time_limit=60)
    assert calls
    assert apart.status is Status.OPTIMAL
    assert apart.objective == pytest.approx(here.objective, rel=1e-9)
    assert apart.bound == pytest.approx(here.bound, rel=1e-6)


def test_a_search_that_does_not_end_is_stopped_and_the_first_list_stays(monkeypatch):
    country, rules = grid_country(9, 9, regions=2), make_rules(territories=8, members_max=4)
    best = identify(country=country, rules=rules, gap=0)
    monkeypatch.setattr(search, "MANY", 0)
    monkeypatch.setattr(search, "call_apart", lambda *_, seconds: None)
    monkeypatch.setattr(search, "first_list", worst_list)
    result = identify(country=country, rules=rules, gap=0, time_limit=60)
    assert result.status is Status.TIME_LIMIT
    assert result.objective < best.objective <= result.bound
    assert len(result.territories) == 8


def worst_list(relaxation):
    pool = relaxation.programme.pool
    return search.greedy(programme=relaxation.programme, scores=[-pool.value])


def test_a_call_apart_gives_what_the_function_does_or_nothing():
    assert call_apart(math.hypot, 3.0, 4.0, seconds=60) == 5.0
    assert call_apart(time.sleep, 60.0, seconds=0.01) is None
    assert call_apart(os._exit, 3, seconds=60) is None


@pytest.mark.parametrize("groups", [1, 40])
def test_few_groups_at_first_lead_to_the_same_value(groups, monkeypatch):
    country, rules = grid_country(8, 8, regions=2), make_rules(territories=9, members_max=4)
    best = identify(country=country, rules=rules, gap=0)
    monkeypatch.setattr(search, "FIRST_GROUPS", groups)
    monkeypatch.setattr(search, "first_list", lambda _: None)
    few = identify(country=country, rules=rules, gap=0)
    assert few.objective == pytest.approx(best.objective, rel=1e-9)
    assert few.bound == pytest.approx(best.objective, rel=1e-6)


def test_progress_is_told_and_never_goes_back():
    told: list[tuple[str, float]] = []
    identify(
        country=grid_country(5, 5),
        rules=make_rules(),
        progress=lambda phrase, share: told.append((phrase, share)),
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[0][0] == "énumération des groupes"
    assert 0 <= min(shares) <= max(shares) <= 1


@pytest.mark.parametrize(
    ("share", "national", "jobs"), [(0.48, 1000, 480), (0.5, 3, 2), (0.1, 30, 3), (0, 10, 0)]
)
def test_the_coverage_floor_is_the_fewest_jobs_that_reach_the_share(share, national, jobs):
    country = path_country([(national, 4 * national)])
    assert coverage_jobs(country, make_rules(coverage_min=share)) == jobs


def test_a_pool_made_before_saves_the_enumeration():
    country, rules = grid_country(5, 5), make_rules(territories=4)
    pool = enumerate_groups(country=country, rules=rules)
    again = identify(country=country, rules=rules, pool=pool)
    assert replace(again, seconds=0) == replace(identify(country=country, rules=rules), seconds=0)
    assert np.isfinite(again.objective)
