"""Every intercommunality is explained; the intervals contain what solving again finds."""

import itertools
import json
from dataclasses import replace
from functools import cache

import pytest

from ancrage.selection.engine import forced, losses, moves
from ancrage.selection.engine.explanation import (
    Explanation,
    UnitStatus,
    exact_loss,
    explain,
    explanation_document,
    explanation_from_document,
)
from ancrage.selection.engine.generator import generate_country
from ancrage.selection.engine.groups import Pool, enumerate_groups
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Quota, Result, Rules, Thresholds, Unit
from ancrage.selection.engine.shapes import measure
from tests.selection.small import grid_country, make_rules, path_country

CHECKED = 60


@cache
def solved() -> tuple[Country, Rules, Pool, Result, Explanation]:
    """A small country, the best list and its explanation; made once."""
    country = generate_country(units=180, seed=3, regions=6)
    rules = make_rules(
        territories=20,
        members_max=3,
        thresholds=Thresholds(20_000, 150_000, 1.05, 500, 0.7),
        coverage_min=0.35,
        each_region=Quota(1),
        quotas={"03": Quota(3, 3)},
        exclude=frozenset({"900000100"}),
    )
    pool = enumerate_groups(country=country, rules=rules)
    result = identify(country=country, rules=rules, gap=1e-3, pool=pool)
    return country, rules, pool, result, explain(country=country, rules=rules, result=result)


def test_intervals_contain_the_exact_losses():
    country, rules, pool, result, explanation = solved()
    best = identify(country=country, rules=rules, gap=0.0, pool=pool).objective
    alternatives = [
        unit for unit in explanation.units.values() if unit.status is UnitStatus.ALTERNATIVE
    ]
    assert len(alternatives) >= 50
    checked = 0
    for unit in alternatives[:CHECKED]:
        exact = exact_loss(
            country=country, rules=rules, result=result, siren=unit.siren, pool=pool, gap=0.0
        )
        if not exact.feasible:
            assert unit.loss_max is None
            continue
        loss = best - (result.objective - exact.loss)
        assert unit.loss_min - 1e-6 <= loss
        assert unit.loss_max is None or loss <= unit.loss_max + 1e-6
        assert exact.loss_min - 1e-6 <= loss <= exact.loss_max + 1e-6
        checked += 1
    assert checked >= 50


def test_intervals_are_narrow_and_their_width_is_told():
    *_, result, explanation = solved()
    widths = sorted(
        unit.loss_max - unit.loss_min
        for unit in explanation.units.values()
        if unit.loss_max is not None
    )
    assert widths[0] >= 0
    assert widths[(len(widths) - 1) // 2] <= explanation.median_width <= widths[len(widths) // 2]
    assert explanation.median_width_share == explanation.median_width / result.objective
    assert explanation.median_width_share < 0.01


def test_best_group_holds_the_unit_and_may_be_a_territory():
    country, _, pool, _, explanation = solved()
    feasible = {
        frozenset(country.units[unit].siren for unit in pool.group(row)) for row in range(len(pool))
    }
    alternatives = [unit for unit in explanation.units.values() if unit.best_group]
    assert alternatives
    for unit in alternatives:
        assert unit.siren in unit.best_group
        assert frozenset(unit.best_group) in feasible


def test_every_unit_has_one_answer():
    country, rules, pool, result, explanation = solved()
    chosen = {siren: t.code for t in result.territories for siren in t.members}
    reachable = {country.units[unit].siren for row in range(len(pool)) for unit in pool.group(row)}
    assert list(explanation.units) == [unit.siren for unit in country.units]
    for siren, unit in explanation.units.items():
        if siren in chosen:
            assert (unit.status, unit.territory) == (UnitStatus.CHOSEN, chosen[siren])
        elif siren in rules.exclude:
            assert unit.status is UnitStatus.EXCLUDED
        elif siren in reachable:
            assert unit.status is UnitStatus.ALTERNATIVE
        else:
            assert unit.status is UnitStatus.THRESHOLD
            assert unit.fails


def total_width(explanation: Explanation) -> float:
    """The lengths of the closed intervals, those of units without any solution left out."""
    units = explanation.units.values()
    return sum(u.loss_max - u.loss_min for u in units if u.loss_max is not None)


def test_with_little_work_allowed_the_intervals_are_wider_and_still_right(monkeypatch):
    """No step for the forced programme, no search: the intervals left meet the narrow ones."""
    country, rules, pool, result, explanation = solved()
    monkeypatch.setattr(forced, "ALL_STEPS", 0)
    monkeypatch.setattr(losses, "MOST_SOLVED", 0)
    monkeypatch.setattr(moves, "NODES", 1)
    quick = explain(country=country, rules=rules, result=result, pool=pool)
    assert total_width(quick) > total_width(explanation)
    for siren, unit in explanation.units.items():
        other = quick.units[siren]
        assert unit.status is other.status
        if unit.loss_max is not None and other.loss_max is not None:
            assert other.loss_min <= unit.loss_max + 1e-6
            assert unit.loss_min <= other.loss_max + 1e-6


def test_the_progress_is_told_all_along():
    country, rules, pool, result, _ = solved()
    shares = []
    explain(
        country=country,
        rules=rules,
        result=result,
        pool=pool,
        progress=lambda _phrase, share: shares.append(share),
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert max(b - a for a, b in itertools.pairwise(shares)) < 0.15


def test_nearly_everything_tied():
    """Jobs alone count, in tens: hundreds of groups are worth the same, and each has its answer."""
    country = grid_country(9, 9, regions=1)
    tens = [replace(u, industrial_jobs=10, total_jobs=100) for u in country.units]
    country = replace(country, units=tuple(tens))
    rules = make_rules(territories=12, members_max=3, weight_intensity=0, weight_cohesion=0)
    result = identify(country=country, rules=rules)
    found = explain(country=country, rules=rules, result=result)
    ends = [(u.loss_min, u.loss_max) for u in found.units.values() if u.status == "alternative"]
    assert len(ends) == 81 - 36
    assert all(least == 0 and most == pytest.approx(0, abs=1e-3) for least, most in ends)


def test_each_threshold_told_is_really_failed():
    *_, explanation = solved()
    fails = [fail for unit in explanation.units.values() for fail in unit.fails]
    assert fails
    for fail in fails:
        missed = fail.value > fail.limit if fail.rule.endswith(".max") else fail.value < fail.limit
        assert missed
        assert fail.advice.endswith(".")


def test_exact_loss_tells_who_comes_and_who_leaves():
    country, rules, pool, result, explanation = solved()
    siren = next(u.siren for u in explanation.units.values() if u.status is UnitStatus.ALTERNATIVE)
    exact = exact_loss(country=country, rules=rules, result=result, siren=siren, pool=pool)
    before = {siren for t in result.territories for siren in t.members}
    leaving = {siren for t in exact.leaving for siren in t.members}
    arriving = {siren for t in exact.arriving for siren in t.members}
    assert siren in exact.territory.members
    assert exact.territory in exact.arriving
    assert siren in exact.joining
    assert set(exact.joining) == arriving - before
    assert set(exact.dropped) == leaving - arriving
    gained = sum(t.value for t in exact.arriving) - sum(t.value for t in exact.leaving)
    assert exact.loss == pytest.approx(-gained)


def test_exact_loss_when_no_list_holds_the_unit():
    country, rules, _, result, explanation = solved()
    siren = next(u.siren for u in explanation.units.values() if u.status is UnitStatus.THRESHOLD)
    exact = exact_loss(country=country, rules=rules, result=result, siren=siren)
    assert not exact.feasible
    assert (exact.loss, exact.territory, exact.joining) == (None, None, ())


def test_exact_loss_needs_a_list():
    country, rules, _, result, _ = solved()
    nothing = replace(result, objective=None, bound=None, territories=())
    with pytest.raises(ValueError, match="sans liste"):
        exact_loss(country=country, rules=rules, result=nothing, siren="900000001")


def test_result_of_other_rules_is_refused():
    country, rules, _, result, _ = solved()
    other = replace(rules, thresholds=replace(rules.thresholds, population_max=30_000))
    with pytest.raises(ValueError, match="ne vient pas"):
        explain(country=country, rules=other, result=result)


def test_what_a_member_brings():
    country, rules, _, result, explanation = solved()
    place = {unit.siren: position for position, unit in enumerate(country.units)}
    territory = next(t for t in result.territories if len(t.members) == 3)
    shares = 0.0
    for siren in territory.members:
        brings = explanation.units[siren].brings
        others = tuple(place[other] for other in territory.members if other != siren)
        alone = measure(country=country, rules=rules, group=others).value
        assert brings.marginal_value == pytest.approx(territory.value - alone)
        shares += brings.share
    assert shares == pytest.approx(1.0)


def test_the_middle_of_three_is_needed_for_connection():
    country = path_country([(30, 100), (30, 100), (30, 100)])
    rules = make_rules(territories=1, members_max=3, thresholds=Thresholds(population_min=70))
    result = identify(country=country, rules=rules)
    units = explain(country=country, rules=rules, result=result).units
    assert "connection" in units["000000001"].brings.needed_for
    assert "connection" not in units["000000000"].brings.needed_for
    assert "population.min" in units["000000000"].brings.needed_for


def test_alone_under_the_threshold():
    """National share 0.2: unit 1 has an intensity of 0.5, where 0.8 is asked."""
    country = path_country([(30, 100), (10, 100), (20, 100)])
    rules = make_rules(territories=1, thresholds=Thresholds(member_intensity_min=0.8))
    result = identify(country=country, rules=rules)
    unit = explain(country=country, rules=rules, result=result).units["000000001"]
    assert unit.status is UnitStatus.THRESHOLD
    assert [(fail.rule, fail.limit) for fail in unit.fails] == [("members.intensity.min", 0.8)]
    assert unit.fails[0].value == pytest.approx(0.5)
    assert (
        unit.fails[0].advice
        == "Son intensité industrielle est de 0,50 : il faudrait au moins 0,80."
    )


def test_with_its_neighbours_under_the_threshold():
    """Two neighbours, 60 inhabitants together at best, where 70 are asked of two members."""
    country = path_country([(30, 100), (30, 100)])
    far = Unit("000000009", "Loin", "01", "z", 80, 30, 100)
    country = replace(country, units=(*country.units, far))
    rules = make_rules(territories=1, members_max=2, thresholds=Thresholds(population_min=70))
    result = identify(country=country, rules=rules)
    units = explain(country=country, rules=rules, result=result).units
    assert units["000000009"].status is UnitStatus.CHOSEN
    assert [(f.rule, f.value, f.limit) for f in units["000000000"].fails] == [
        ("population.min", 60.0, 70.0)
    ]


def test_a_region_s_own_threshold_is_named():
    country = path_country([(30, 100), (30, 100)], regions=["01", "02"])
    rules = make_rules(
        territories=1,
        members_max=1,
        regional_thresholds={"02": Thresholds(population_min=50)},
    )
    result = identify(country=country, rules=rules)
    units = explain(country=country, rules=rules, result=result).units
    assert [fail.rule for fail in units["000000001"].fails] == ["regions.02.population.min"]


def test_an_imposed_group_in_two_pieces():
    country = path_country([(30, 100), (30, 100), (30, 100)])
    rules = make_rules(territories=1, impose=(frozenset({"000000000", "000000002"}),))
    result = identify(country=country, rules=rules)
    units = explain(country=country, rules=rules, result=result).units
    assert result.territories == ()
    assert [fail.rule for fail in units["000000000"].fails] == ["impose"]
    assert units["000000001"].status is UnitStatus.ALTERNATIVE


def test_unknown_jobs():
    country = path_country([(30, 100), (None, None), (30, 100)])
    rules = make_rules(territories=1)
    result = identify(country=country, rules=rules)
    units = explain(country=country, rules=rules, result=result).units
    assert units["000000001"].status is UnitStatus.UNKNOWN_JOBS


def test_without_a_list_thresholds_are_still_told():
    country = path_country([(30, 100), (10, 100)])
    rules = make_rules(territories=5, thresholds=Thresholds(member_intensity_min=1.0))
    result = identify(country=country, rules=rules)
    explanation = explain(country=country, rules=rules, result=result)
    assert result.territories == ()
    assert explanation.units["000000001"].status is UnitStatus.THRESHOLD
    alternative = explanation.units["000000000"]
    assert (alternative.status, alternative.loss_min) == (UnitStatus.ALTERNATIVE, None)
    assert explanation.median_width is None


def test_document_says_the_same():
    *_, explanation = solved()
    document = json.loads(json.dumps(explanation_document(explanation)))
    assert explanation_from_document(document) == explanation


def test_the_same_input_gives_the_same_explanation():
    country, rules, _, result, explanation = solved()
    assert explain(country=country, rules=rules, result=result) == explanation
