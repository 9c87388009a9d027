"""Whether the rules hold for an amended list, against rules written a second time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.selection.engine.amending import AmendedTerritory, territories_of
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.judging import judge
from ancrage.selection.engine.model import Country, Quota, Thresholds, Unit
from tests.selection.amended import PATH, S, listed
from tests.selection.small import (
    allowed,
    countries,
    feasible_groups,
    grid_country,
    make_rules,
    path_country,
)


def judged(territories, country=PATH, **changes):
    return judge(country=country, rules=make_rules(**changes), territories=territories)


def check(verdict, rule, territory=None, region=None):
    (found,) = (
        c for c in verdict.checks if (c.rule, c.territory, c.region) == (rule, territory, region)
    )
    return found


def said(found):
    return found.says.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


THRESHOLDS = st.builds(
    Thresholds,
    population_min=st.sampled_from([0, 20, 60]),
    population_max=st.sampled_from([90, 200, float("inf")]),
    intensity_min=st.sampled_from([0, 0.8, 1.1]),
    industrial_jobs_min=st.sampled_from([0, 15]),
    member_intensity_min=st.sampled_from([0, 0.4, 0.9]),
)


@st.composite
def problems(draw):
    """A small country, rules, and a list of disjoint groups, most of which break some rule."""
    country = draw(countries(smallest=4, largest=8))
    sirens = [unit.siren for unit in country.units]
    rules = make_rules(
        territories=draw(st.integers(1, 3)),
        members_max=draw(st.integers(1, 3)),
        thresholds=draw(THRESHOLDS),
        regional_thresholds=draw(st.dictionaries(st.sampled_from(["01", "02"]), THRESHOLDS)),
        coverage_min=draw(st.sampled_from([0, 0.1, 0.3])),
        each_region=draw(st.sampled_from([Quota(), Quota(0, 1), Quota(1)])),
        quotas=draw(
            st.dictionaries(st.sampled_from(["01", "02"]), st.sampled_from([Quota(1, 1), Quota(1)]))
        ),
        include=draw(st.frozensets(st.sampled_from(sirens[:3]), max_size=1)),
        exclude=draw(st.frozensets(st.sampled_from(sirens[3:]), max_size=1)),
    )
    count = len(sirens)
    places = draw(st.lists(st.integers(-1, 2), min_size=count, max_size=count))
    groups = [[i for i, n in enumerate(places) if n == group] for group in range(3)]
    return country, rules, listed(*filter(None, groups), country=country)


@settings(max_examples=150, deadline=None)
@given(problem=problems())
def test_a_territory_passes_when_it_is_a_group_that_the_rules_allow(problem):
    country, rules, territories = problem
    verdict = judge(country=country, rules=rules, territories=territories)
    position = {unit.siren: i for i, unit in enumerate(country.units)}
    possible = feasible_groups(country, replace(rules, exclude=frozenset()))
    for territory in territories:
        members = frozenset(position[siren] for siren in territory.members)
        holds = {c.holds for c in verdict.of(territory.code)}
        assert (holds <= {True}) == (members in possible)
        if members in possible:
            figures, group = verdict.figures[territory.code], possible[members]
            assert (figures.value, figures.region) == (pytest.approx(group.value), group.region)
            assert figures.unknown == ()


@settings(max_examples=150, deadline=None)
@given(problem=problems())
def test_a_list_passes_when_the_rules_allow_it(problem):
    country, rules, territories = problem
    verdict = judge(country=country, rules=rules, territories=territories)
    position = {unit.siren: i for i, unit in enumerate(country.units)}
    possible = feasible_groups(country, rules)
    groups = [possible.get(frozenset(position[s] for s in t.members)) for t in territories]
    expected = None not in groups and allowed(country, rules, groups)
    assert all(c.holds for c in verdict.checks) == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_an_identification_breaks_nothing(seed):
    country = grid_country(6, 6, seed=seed, regions=2)
    rules = make_rules(
        territories=5,
        thresholds=Thresholds(20, 200, 0.5, 5, 0.2),
        coverage_min=0.2,
        each_region=Quota(1),
        quotas={"02": Quota(2, 2)},
    )
    result = identify(country=country, rules=rules)
    verdict = judge(country=country, rules=rules, territories=territories_of(result))
    assert verdict.broken == verdict.unsettled == ()
    told = {t.code: t.value for t in result.territories}
    assert {c: f.value for c, f in verdict.figures.items()} == pytest.approx(told)


def test_a_figure_and_its_limit_are_told():
    verdict = judged(listed([0, 1]), thresholds=Thresholds(population_min=70, population_max=100))
    low, high = check(verdict, "population.min", "t0"), check(verdict, "population.max", "t0")
    assert (low.holds, low.figure, low.limit) == (False, 60, 70)
    assert said(low) == "Population : 60 habitants, pour 70 habitants au moins."
    assert (high.holds, high.figure, high.limit) == (True, 60, 100)
    assert low in verdict.broken


def test_a_rule_that_does_not_bind_is_not_checked():
    rules = {c.rule for c in judged(listed([0, 1])).checks}
    assert rules == {"connection", "known_figures", "members.max", "territories", "disjoint"}


def test_a_territory_in_pieces_is_told():
    verdict = judged(listed([0, 3], [1]))
    assert check(verdict, "connection", "t0").holds is False
    assert check(verdict, "connection", "t1").holds is True


def test_the_weakest_member_decides():
    verdict = judged(listed([0, 1]), thresholds=Thresholds(member_intensity_min=0.9))
    found = check(verdict, "members.intensity.min", "t0")
    assert (found.holds, found.siren) == (False, S[1])
    assert found.figure == pytest.approx(0.2 / (110 / 400))
    assert "La moins industrielle, U1" in found.says


def test_a_region_has_its_own_threshold():
    own = {"01": Thresholds(population_min=10)}
    verdict = judged(
        listed([0], [3], region="02"),
        thresholds=Thresholds(population_min=70),
        regional_thresholds=own,
    )
    assert check(verdict, "regions.01.population.min", "t0").holds is True
    assert check(verdict, "population.min", "t1").holds is False


def test_unknown_figures_are_neither_0_nor_a_broken_rule():
    limits = Thresholds(population_min=70, intensity_min=0.1, industrial_jobs_min=50)
    verdict = judged(listed([2, 3], [0, 1]), thresholds=limits)
    figures = verdict.figures["t0"]
    assert (figures.value, figures.intensity, figures.cohesion) == (None, None, None)
    assert (figures.industrial_jobs, figures.population) == (30, 60)
    assert figures.unknown_jobs == (S[2],)
    assert check(verdict, "known_figures", "t0").holds is False
    assert check(verdict, "population.min", "t0").holds is False
    assert check(verdict, "intensity.min", "t0").holds is None
    assert check(verdict, "industrial_jobs.min", "t0").holds is None
    assert "30 emplois connus, ou plus" in said(check(verdict, "industrial_jobs.min", "t0"))
    assert {c.rule for c in verdict.unsettled} == {"intensity.min", "industrial_jobs.min"}


def test_what_is_known_may_settle_a_rule():
    limits = Thresholds(industrial_jobs_min=20, member_intensity_min=2)
    verdict = judged(listed([2, 3]), thresholds=limits)
    assert check(verdict, "industrial_jobs.min", "t0").holds is True
    assert check(verdict, "members.intensity.min", "t0").holds is False
    loose = judged(listed([2, 3]), thresholds=Thresholds(member_intensity_min=0.1))
    assert check(loose, "members.intensity.min", "t0").holds is None


def test_with_no_figure_at_all_nothing_is_made_up():
    limits = Thresholds(intensity_min=1, member_intensity_min=1)
    verdict = judged(listed([2], region="02"), thresholds=limits)
    figures = verdict.figures["t0"]
    assert (figures.region, figures.value, figures.industrial_jobs) == ("02", None, 0)
    assert "inconnue" in check(verdict, "intensity.min", "t0").says
    assert "inconnue" in check(verdict, "members.intensity.min", "t0").says


def test_unknown_population_bounds_the_cap():
    unit = Unit("x", "X", "01", "z", None, 10, 20)
    country = Country((*PATH.units, unit), (*PATH.adjacency, (0, 4)), "more")
    over = judged(listed([0, 4], country=country), country, thresholds=Thresholds(0, 20))
    assert check(over, "population.max", "t0").holds is False
    under = judged(listed([0, 4], country=country), country, thresholds=Thresholds(0, 50))
    assert check(under, "population.max", "t0").holds is None
    assert under.figures["t0"].value is not None


def test_a_member_that_the_data_do_not_have_is_unknown():
    territory = AmendedTerritory("t0", "T0", "01", (S[0], "777"))
    verdict = judged((territory,))
    assert check(verdict, "connection", "t0").holds is None
    assert verdict.figures["t0"].unknown == ("777",)


def test_the_region_is_that_of_most_jobs_while_they_are_known():
    verdict = judged(listed([0, 1], [3], region="09"))
    assert [verdict.figures[code].region for code in ("t0", "t1")] == ["01", "02"]
    assert judged(listed([2, 3], region="09")).figures["t0"].region == "09"


def test_the_numbers_of_the_list_are_told():
    verdict = judged(
        listed([0], [1], [3]),
        each_region=Quota(1),
        quotas={"01": Quota(1, 1), "02": Quota(0, 2)},
        coverage_min=0.999,
    )
    count = check(verdict, "territories")
    assert (count.holds, count.figure, count.limit) == (False, 3, 2)
    assert said(count) == "3 territoires, pour exactement 2."
    exact = check(verdict, "regions.01.exactly", region="01")
    assert (exact.holds, exact.figure, exact.limit) == (False, 2, 1)
    assert check(verdict, "regions.02.at_most", region="02").holds is True
    coverage = check(verdict, "coverage.min")
    assert (coverage.holds, coverage.figure) == (True, 1.0)


def test_a_coverage_just_missed_is_told_apart():
    country = path_country([(99_999, 200_000), (1, 2)])
    verdict = judged(listed([0], country=country), country, coverage_min=1)
    assert "99,999 %, pour 100,000 % au moins" in said(check(verdict, "coverage.min"))


def test_those_named_are_told():
    verdict = judged(
        listed([0, 1], [3]),
        include=frozenset({S[2]}),
        exclude=frozenset({S[3]}),
        impose=(frozenset({S[0], S[1]}), frozenset({S[1], S[2]})),
    )
    holds = {c.rule: c.holds for c in verdict.of(None)}
    assert holds[f"include.{S[2]}"] is holds[f"exclude.{S[3]}"] is False
    assert (holds["impose.1"], holds["impose.2"]) == (True, False)


def test_one_in_two_territories_is_told():
    found = check(judged(listed([0, 1], [1])), "disjoint")
    assert (found.holds, found.figure) == (False, 1)
    assert "U1" in found.says
