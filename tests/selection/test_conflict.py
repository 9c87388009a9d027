"""Rules that cannot hold together: the set named is irreducible, and the figure told is true."""

from dataclasses import replace

import numpy as np
import pytest

from ancrage.selection.engine.conflict import find_conflict, free_number
from ancrage.selection.engine.demands import demands, keep_only
from ancrage.selection.engine.generator import generate_country
from ancrage.selection.engine.groups import enumerate_groups
from ancrage.selection.engine.model import Country, Quota, Rules, Thresholds
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import build_programme
from tests.selection.small import make_rules, path_country

LIMITS = Thresholds(20_000, 150_000, 1.1, 0, 0.7)


def country_of_80() -> Country:
    return generate_country(units=80, seed=5, regions=4)


def holds(country: Country, rules: Rules, names: set[str]) -> bool:
    """Whether these rules have a list of territories; members.max dropped means one more."""
    kept = keep_only(country=country, rules=rules, names=names)
    if "members.max" in demands_of(rules) - names:
        kept = replace(kept, members_max=rules.members_max + 1)
    pool = enumerate_groups(country=country, rules=kept)
    programme = build_programme(country=country, rules=kept, pool=pool)
    if "territories" not in names:
        programme = free_number(programme)
    nothing = programme.allows(np.zeros(0, dtype=np.int64))
    return nothing or solve_plain(programme=programme, objective=False).chosen is not None


def demands_of(rules: Rules) -> set[str]:
    return {"members.max"} if rules.members_max < 5 else set()


IMPOSSIBLE = {
    "region": {
        "quotas": {"02": Quota(6, 6)},
        "thresholds": replace(LIMITS, population_min=120_000),
    },
    "number": {"territories": 60},
    "too few": {"territories": 2, "each_region": Quota(1)},
    "coverage": {"territories": 5, "coverage_min": 0.9},
    "population": {"thresholds": replace(LIMITS, population_min=100_000, population_max=100_001)},
    "intensity": {"thresholds": replace(LIMITS, intensity_min=5.0)},
    "left out": {
        "members_max": 1,
        "thresholds": LIMITS,
        "include": frozenset({"900000001", "900000002", "900000003", "900000004"}),
    },
    "one region": {
        "regional_thresholds": {"03": replace(LIMITS, intensity_min=6.0)},
        "quotas": {"03": Quota(1)},
    },
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_set_is_irreducible(case):
    country = country_of_80()
    rules = make_rules(**({"territories": 10, "thresholds": LIMITS} | IMPOSSIBLE[case]))
    conflict = find_conflict(country=country, rules=rules)
    named = set(conflict.rules) | demands_of(rules)
    assert not holds(country, rules, named)
    for name in conflict.rules:
        assert holds(country, rules, named - {name}), f"{name} is not needed"


def test_rules_that_hold_have_no_conflict():
    rules = make_rules(territories=10, thresholds=LIMITS)
    assert find_conflict(country=country_of_80(), rules=rules) is None


def test_region_and_population():
    """Three units of 30 inhabitants each: no group of one has 50."""
    country = path_country([(30, 100)] * 3, regions=["84", "84", "84"])
    rules = make_rules(
        territories=2,
        members_max=2,
        quotas={"84": Quota(2, 2)},
        thresholds=Thresholds(population_min=50),
    )
    conflict = find_conflict(country=country, rules=rules)
    assert conflict.rules == ("regions.84.exactly", "population.min")
    assert conflict.message.endswith("on y trouve au plus 1 territoire de ce genre.")
    assert "«\u00a02 territoires dans la région 84\u00a0»" in conflict.message


def test_number_alone():
    country = path_country([(30, 100)] * 3)
    rules = make_rules(territories=4, members_max=2)
    conflict = find_conflict(country=country, rules=rules)
    assert conflict.rules == ("territories",)
    assert conflict.message.endswith("on trouve au plus 3 territoires de ce genre.")


def test_too_few_for_every_region():
    country = path_country([(30, 100)] * 3, regions=["01", "02", "03"])
    rules = make_rules(territories=2, members_max=1, each_region=Quota(1))
    conflict = find_conflict(country=country, rules=rules)
    assert set(conflict.rules) == {"regions.each.at_least", "territories"}
    assert conflict.message.endswith("il en faudrait au moins 3.")


def test_a_region_without_any_group():
    country = path_country([(30, 100), (30, 100), (1, 100)], regions=["01", "01", "02"])
    rules = make_rules(
        territories=1,
        members_max=1,
        each_region=Quota(1),
        thresholds=Thresholds(intensity_min=0.5),
    )
    conflict = find_conflict(country=country, rules=rules)
    assert set(conflict.rules) == {"regions.each.at_least", "intensity.min"}
    assert conflict.message.endswith("la région 02 n’en a aucun possible.")


def test_coverage_says_the_best_share():
    """Four units of the same jobs: two territories of one cover half."""
    country = path_country([(30, 100)] * 4)
    rules = make_rules(territories=2, members_max=1, coverage_min=0.6)
    conflict = find_conflict(country=country, rules=rules)
    assert set(conflict.rules) == {"territories", "coverage.min"} | {"members.max"}
    assert "on trouve au plus" not in conflict.message


def test_coverage_out_of_reach_for_any_number():
    """Three units of 30 jobs, one of 10 that fails the threshold: nine tenths at most."""
    country = path_country([(30, 100), (30, 100), (30, 100), (10, 100)])
    rules = make_rules(
        territories=3,
        members_max=1,
        coverage_min=0.95,
        thresholds=Thresholds(member_intensity_min=0.8),
    )
    conflict = find_conflict(country=country, rules=rules)
    assert set(conflict.rules) == {"members.intensity.min", "coverage.min"}
    assert conflict.message.endswith("on couvre au mieux 90,0\u00a0% des emplois industriels.")


def test_an_included_unit_tells_what_it_fails():
    """National share 0.2: unit 1 has an intensity of 0.5."""
    country = path_country([(30, 100), (10, 100), (20, 100)])
    rules = make_rules(
        territories=1,
        include=frozenset({"000000001"}),
        thresholds=Thresholds(member_intensity_min=0.8),
    )
    conflict = find_conflict(country=country, rules=rules)
    assert set(conflict.rules) == {"members.intensity.min", "include.000000001"}
    assert "U1 (000000001) retenue" in conflict.message
    assert "son intensité industrielle est de 0,50, quand il faudrait" in conflict.message


def test_an_included_unit_of_unknown_jobs():
    country = path_country([(30, 100), (None, None), (20, 100)])
    rules = make_rules(territories=1, include=frozenset({"000000001"}))
    conflict = find_conflict(country=country, rules=rules)
    assert conflict.rules == ("include.000000001",)
    assert conflict.message.endswith("ses chiffres ne sont pas tous connus.")


def test_one_more_member_is_told():
    country = path_country([(30, 100)] * 4)
    rules = make_rules(territories=1, members_max=2, thresholds=Thresholds(population_min=80))
    conflict = find_conflict(country=country, rules=rules)
    assert "members.max" in conflict.rules
    assert "avec 2 membres au plus par territoire" in conflict.message


def test_demands_cover_every_rule():
    country = path_country([(30, 100)] * 3, regions=["01", "02", "02"])
    rules = make_rules(
        thresholds=LIMITS,
        coverage_min=0.5,
        each_region=Quota(1),
        quotas={"02": Quota(1, 3, inherited=True)},
        regional_thresholds={"01": replace(LIMITS, intensity_min=0)},
        include=frozenset({"000000000"}),
        exclude=frozenset({"000000001"}),
        impose=(frozenset({"000000002"}),),
    )
    named = demands(country=country, rules=rules)
    assert set(named) == {
        "regions.each.at_least",
        "regions.02.at_most",
        "population.min",
        "population.max",
        "intensity.min",
        "members.intensity.min",
        "include.000000000",
        "exclude.000000001",
        "impose.1",
        "territories",
        "coverage.min",
    }
    same = keep_only(country=country, rules=rules, names=named)
    assert (same.thresholds, same.coverage_min) == (rules.thresholds, rules.coverage_min)
    assert (same.include, same.exclude, same.impose) == (rules.include, rules.exclude, rules.impose)
    free = keep_only(country=country, rules=rules, names=())
    assert free.thresholds == Thresholds()
    assert not any([free.regional_thresholds, free.include, free.exclude, free.impose])
