"""What an amendment is worth, and which region pays."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.selection.engine.amending import (
    AddMember,
    RemoveMember,
    RemoveTerritory,
    RenameTerritory,
    territories_of,
)
from ancrage.selection.engine.applying import apply_moves
from ancrage.selection.engine.effects import effect
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Quota, Thresholds
from tests.selection.amended import COUNTRY, PATH, S, listed, lists, moves
from tests.selection.small import make_rules

RULES = make_rules(territories=4, thresholds=Thresholds(population_max=200), coverage_min=0.1)


@cache
def best():
    """The best list under the rules; solved once."""
    return identify(country=COUNTRY, rules=RULES, gap=0)


def measured(before, after, country=COUNTRY, rules=RULES, optimum=None):
    return effect(country=country, rules=rules, before=before, after=after, optimum=optimum)


def changed(before, *made, country=COUNTRY):
    return apply_moves(country=country, territories=before, moves=made)


def value(territories):
    """The value of a list, from the definitions written a second time."""
    return sum(_value([u for u in COUNTRY.units if u.siren in t.members]) for t in territories)


def _value(units):
    jobs, total = sum(u.industrial_jobs for u in units), sum(u.total_jobs for u in units)
    zones = {u.employment_zone for u in units}
    main = max(sum(u.total_jobs for u in units if u.employment_zone == zone) for zone in zones)
    everywhere = (
        sum(u.industrial_jobs for u in COUNTRY.units),
        sum(u.total_jobs for u in COUNTRY.units),
    )
    intensity = jobs / total / (everywhere[0] / everywhere[1])
    return jobs * intensity**0.5 * main / total


@settings(max_examples=80, deadline=None)
@given(data=st.data(), before=lists())
def test_values_are_those_of_the_definitions(data, before):
    after = changed(before, *data.draw(moves(before)))
    found = measured(before, after)
    assert found.before.value == pytest.approx(value(before))
    assert found.after.value == pytest.approx(value(after))


@settings(max_examples=80, deadline=None)
@given(data=st.data(), before=lists())
def test_the_regions_add_up_to_the_whole(data, before):
    after = changed(before, *data.draw(moves(before)))
    found = measured(before, after)
    assert found.value_change == pytest.approx(found.after.value - found.before.value, abs=1e-9)
    assert sum(r.value_change for r in found.regions) == pytest.approx(found.value_change, abs=1e-9)
    assert sum(r.jobs_change for r in found.regions) == found.jobs_change
    change = found.after.territories - found.before.territories
    assert sum(r.territories_change for r in found.regions) == change
    jobs = {unit.siren: unit.industrial_jobs for unit in COUNTRY.units}
    won = sum(jobs[s] for s in found.came_in) - sum(jobs[s] for s in found.went_out)
    assert won == found.jobs_change
    national = sum(jobs.values())
    assert found.share_change == pytest.approx(won / national)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), before=lists())
def test_the_way_back_undoes_everything(data, before):
    after = changed(before, *data.draw(moves(before)))
    forth, back = measured(before, after), measured(after, before)
    assert forth.value_change == pytest.approx(-back.value_change, abs=1e-9)
    assert {c.key for c in forth.broke} == {c.key for c in back.mended}
    assert {c.key for c in forth.mended} == {c.key for c in back.broke}
    assert (forth.came_in, forth.went_out) == (back.went_out, back.came_in)
    assert measured(before, before).regions == measured(before, before).changes == ()


def test_the_distance_to_the_optimum_is_told():
    result = best()
    before = territories_of(result)
    worse = changed(before, RemoveTerritory(before[0].code))
    found = measured(before, worse, optimum=result)
    lost = result.territories[0].value
    assert found.comparable
    assert found.before.below_objective == pytest.approx(0, abs=1e-9)
    assert found.after.below_objective == pytest.approx(lost)
    assert found.after.below_bound == pytest.approx(result.bound - result.objective + lost)
    assert found.value_change == pytest.approx(-lost)
    assert [check.rule for check in found.broke] == ["territories"]
    assert found.after.share < found.before.share == pytest.approx(result.covered_share)
    assert [r.pays for r in found.regions] == [True]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_list_that_keeps_the_rules_is_above_the_bound(data):
    before = territories_of(best())
    after = changed(before, *data.draw(moves(before)))
    found = measured(before, after, optimum=best())
    if not found.broke:
        assert found.after.below_bound >= -1e-6


def test_an_optimum_of_other_rules_or_figures_is_not_compared_with():
    held = territories_of(best())
    other = measured(held, held, rules=replace(RULES, members_max=2), optimum=best())
    none = measured(held, held)
    for found in (other, none):
        assert not found.comparable
        assert found.before.below_objective is found.after.below_bound is None


def test_an_optimum_without_a_list_gives_no_distance():
    rules = make_rules(territories=99)
    result = identify(country=COUNTRY, rules=rules)
    found = measured((), (), rules=rules, optimum=result)
    assert found.comparable
    assert found.after.below_objective is None


def test_one_region_gains_what_another_loses():
    """U1 (region 01) leaves with its territory for one where region 02 has most jobs."""
    before = listed([0], [1], [3])
    after = listed([0], [3, 2])
    country = replace_jobs(PATH, {2: (5, 50)})
    found = measured(before, after, country, make_rules(weight_intensity=0))
    assert [(r.region, r.territories_change, r.jobs_change) for r in found.regions] == [
        ("01", -1, -20),
        ("02", 0, 5),
    ]
    assert [r.value_change for r in found.regions] == [pytest.approx(-20), pytest.approx(5)]
    assert [r.pays for r in found.regions] == [True, False]


def replace_jobs(country, jobs):
    units = list(country.units)
    for place, (industrial, total) in jobs.items():
        units[place] = replace(units[place], industrial_jobs=industrial, total_jobs=total)
    return Country(tuple(units), country.adjacency, "changed")


def test_the_value_of_a_territory_that_changes_region_moves_with_it():
    country = replace_jobs(PATH, {2: (100, 200)})
    before, after = listed([1], country=country), listed([1, 2], country=country)
    found = measured(before, after, country, make_rules(weight_intensity=0))
    assert [(r.region, r.value_change, r.territories_change) for r in found.regions] == [
        ("01", pytest.approx(-20), -1),
        ("02", pytest.approx(120), 1),
    ]


def test_an_unknown_value_is_said_and_not_counted_for_0():
    first, second = listed([0, 1], [3])
    before = (first, replace(second, region="02"))
    after = changed(before, AddMember("t1", S[2]), country=PATH)
    found = measured(before, after, PATH)
    assert found.before.value is not None
    assert (found.after.value, found.value_change) == (None, None)
    assert found.after.unknown_values == ("t1",)
    assert found.after.unknown_jobs == 1
    assert found.after.known_value < found.before.known_value
    assert found.jobs_change == 0
    (region,) = found.regions
    assert (region.value_change, region.jobs_change, region.pays) == (None, 0, False)
    assert [check.rule for check in found.broke] == ["known_figures"]


def test_an_unknown_value_that_does_not_change_leaves_the_difference_known():
    before = listed([2, 3], [0, 1])
    found = measured(before, changed(before, RemoveMember("t1", S[1]), country=PATH), PATH)
    assert found.after.value is None
    assert found.value_change == pytest.approx(
        found.after.known_value - found.before.known_value, abs=1e-9
    )


def test_what_mends_a_rule_is_told():
    rules = make_rules(territories=1, quotas={"01": Quota(1, 1)})
    before = listed([0], [1])
    found = measured(before, changed(before, RemoveTerritory("t1"), country=PATH), PATH, rules)
    assert {check.rule for check in found.mended} == {"territories", "regions.01.exactly"}
    assert found.broke == ()


def test_a_new_name_costs_nothing():
    before = listed([0, 1])
    found = measured(before, changed(before, RenameTerritory("t0", "Neuf"), country=PATH), PATH)
    assert (found.value_change, found.regions, found.broke) == (0, (), ())
    assert [change.aspects for change in found.changes] == [{"name"}]
