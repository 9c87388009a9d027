"""A bonus: industrial jobs that count more in the value, and nowhere else."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.selection.engine.contributions import contributions
from ancrage.selection.engine.explanation import explain
from ancrage.selection.engine.groups import enumerate_groups
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Status, Unit
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import build_programme
from ancrage.selection.engine.result import result_document, result_from_document
from ancrage.selection.engine.rules import (
    fingerprint,
    load_rules,
    rules_document,
    rules_from_document,
    shipped_rules,
)
from ancrage.selection.engine.shapes import measure
from ancrage.selection.rules_in_words import rules_in_words
from ancrage.selection.workshop_toml import rules_toml
from tests.selection.small import (
    best_selection,
    countries,
    feasible_groups,
    grid_country,
    make_rules,
    path_country,
)

SMALL = {"territories": 2, "members": {"max": 2}}
SHARES = st.sampled_from([0.05, 0.5, 1, 3])


@st.composite
def problems(draw):
    country = draw(countries(smallest=4, largest=8))
    sirens = st.sampled_from([unit.siren for unit in country.units])
    rules = make_rules(
        territories=draw(st.integers(1, 3)),
        weight_intensity=draw(st.sampled_from([0, 0.5])),
        bonus=draw(st.dictionaries(sirens, SHARES, min_size=1, max_size=4)),
    )
    return country, rules


@settings(max_examples=150, deadline=None)
@given(problem=problems())
def test_the_choice_is_the_best_of_all_with_the_bonus(problem):
    country, rules = problem
    expected = best_selection(country, rules)
    result = identify(country=country, rules=rules, gap=0)
    assert (expected is None) == (result.status is Status.INFEASIBLE)
    if expected is not None:
        assert result.objective == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert result.bound == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(problem=problems())
def test_every_way_to_value_a_group_agrees_and_the_rest_is_untouched(problem):
    country, rules = problem
    expected = feasible_groups(country, rules)
    with_bonus = enumerate_groups(country=country, rules=rules)
    without = enumerate_groups(country=country, rules=replace(rules, bonus={}))
    assert with_bonus.members.tolist() == without.members.tolist()
    for row in range(len(with_bonus)):
        group = with_bonus.group(row)
        value = expected[frozenset(group)].value
        assert float(with_bonus.value[row]) == pytest.approx(value, rel=1e-12)
        assert measure(country=country, rules=rules, group=group).value == pytest.approx(value)
        assert with_bonus.industrial[row] == without.industrial[row]
        assert with_bonus.intensity[row] == without.intensity[row]


def test_the_formula_on_two_units():
    """60 and 40 jobs of 200 and 200, the first one counted half as much again."""
    country = path_country([(60, 200), (40, 200)])
    rules = make_rules(weight_intensity=0, weight_cohesion=0, bonus={"000000000": 0.5})
    pool = enumerate_groups(country=country, rules=rules)
    values = {pool.group(row): float(pool.value[row]) for row in range(len(pool))}
    assert values == {(0,): 90.0, (0, 1): 130.0, (1,): 40.0}


def test_a_bonus_brings_in_what_the_figures_alone_leave_out():
    country = path_country([(60, 200), (40, 200), (50, 200)])
    rules = make_rules(territories=1, members_max=1, weight_intensity=0)
    assert identify(country=country, rules=rules).territories[0].members == ("000000000",)
    preferred = replace(rules, bonus={"000000002": 0.25})
    result = identify(country=country, rules=preferred)
    assert result.territories[0].members == ("000000002",)
    assert result.objective == pytest.approx(62.5)
    assert (result.covered_industrial_jobs, result.territories[0].industrial_jobs) == (50, 50)


def test_members_without_industry_have_nothing_to_count_more():
    country = path_country([(0, 100), (50, 100)])
    pool = enumerate_groups(country=country, rules=make_rules(bonus={"000000000": 3}))
    assert [float(pool.value[row]) for row in range(len(pool)) if pool.group(row) == (0,)] == [0.0]


def test_the_plain_way_finds_the_same_value():
    country = grid_country(8, 10, seed=5, regions=3)
    bonus = {unit.siren: 0.1 * (place % 7) for place, unit in enumerate(country.units)}
    rules = make_rules(territories=12, members_max=4, bonus=bonus)
    pool = enumerate_groups(country=country, rules=rules)
    plain = solve_plain(programme=build_programme(country=country, rules=rules, pool=pool), gap=0)
    result = identify(country=country, rules=rules, gap=0)
    assert result.objective == pytest.approx(float(pool.value[plain.chosen].sum()), rel=1e-7)


def test_what_a_member_brings_counts_its_bonus():
    country = path_country([(60, 200), (40, 200)])
    rules = make_rules(
        territories=1,
        weight_intensity=0,
        bonus={"000000000": 0.5},
        impose=(frozenset(unit.siren for unit in country.units),),
    )
    result = identify(country=country, rules=rules)
    (territory,) = result.territories
    brings = contributions(country=country, rules=rules, territory=territory)["000000000"]
    assert (brings.territory_value, brings.value_without) == (pytest.approx(130), pytest.approx(40))
    explanation = explain(country=country, rules=rules, result=result)
    assert explanation.units["000000000"].brings == brings


@pytest.mark.parametrize("name", shipped_rules())
def test_without_a_bonus_the_documents_do_not_speak_of_one(name):
    rules = load_rules(name)
    assert rules.bonus == {}
    assert "bonus" not in rules_document(rules)
    assert not any("bonus" in sentence.keys for sentence in rules_in_words(rules, {}))


def test_without_a_bonus_the_fingerprint_is_that_of_before_there_was_one():
    country = Country((Unit("A", "A", "01", "z", 1, 1, 2),), (), "one")
    found = fingerprint(country=country, rules=rules_from_document(SMALL))
    assert found == "e940d65e3789c4de8ba23ada950160f65ba135cf582b2b915a3a19d329b05557"


def test_a_bonus_of_nothing_is_no_bonus():
    rules = rules_from_document(SMALL | {"bonus": {"A": 0.1, "B": 0}}, settings=["bonus.A=0"])
    assert rules == rules_from_document(SMALL)
    by_hand = replace(rules, bonus={"A": 0.0})
    assert rules_document(by_hand) == rules_document(rules)


def test_a_bonus_goes_into_the_fingerprint_and_comes_back_from_a_file():
    country = Country((Unit("A", "A", "01", "z", 1, 1, 2),), (), "one")
    rules = rules_from_document(
        SMALL | {"bonus": {"A": 0.5}, "reasons": {"bonus": "Mission.", "bonus.A": "Note."}}
    )
    document = json.loads(json.dumps(rules_document(rules)))
    assert document["bonus"] == {"A": 0.5}
    assert rules_from_document(document) == rules
    plain = replace(rules, bonus={})
    assert fingerprint(country=country, rules=rules) != fingerprint(country=country, rules=plain)
    assert "[bonus]\nA = 0.5\n" in rules_toml(document)


def test_a_result_keeps_the_bonus_that_it_comes_from():
    country = path_country([(60, 200), (40, 200), (50, 200)])
    result = identify(country=country, rules=make_rules(bonus={"000000001": 0.5}))
    again = result_from_document(json.loads(json.dumps(result_document(result))))
    assert again.rules == result.rules
    assert again.rules.bonus == {"000000001": 0.5}


def test_a_bonus_is_told_in_words():
    rules = make_rules(bonus={"200000172": 0.1, "200000173": 0.125}, reasons={"bonus": "Mission."})
    sentence = rules_in_words(rules, {})[-1]
    told = sentence.text.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert told.endswith("davantage : 200000172 (+ 10 %), 200000173 (+ 12,5 %).")
    assert sentence.reason == "Mission."
