"""The robustness: the same whatever the processes, counted over the draws that have a list."""

from functools import cache

import pytest

from ancrage.selection.engine.generator import generate_country
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Country, Rules, Thresholds
from ancrage.selection.engine.robustness import (
    Plan,
    Robustness,
    perturbed_country,
    perturbed_rules,
    robustness,
    robustness_document,
)
from tests.selection.small import make_rules, path_country

PLAN = Plan(seed=4, gap=0.005, perturbation=0.1, weight_perturbation=0.25, time_limit=None)


@cache
def drawn() -> tuple[Country, Rules, Robustness]:
    country = generate_country(units=60, seed=2, regions=3)
    rules = make_rules(territories=6, thresholds=Thresholds(20_000, 120_000, 1.0, 0, 0.6))
    found = robustness(country=country, rules=rules, runs=6, seed=4, processes=1)
    return country, rules, found


def test_frequencies_are_those_of_the_draws():
    country, rules, found = drawn()
    counts = dict.fromkeys((unit.siren for unit in country.units), 0)
    for run in range(6):
        result = identify(
            country=perturbed_country(country=country, plan=PLAN, run=run),
            rules=perturbed_rules(rules=rules, plan=PLAN, run=run),
            gap=PLAN.gap,
        )
        for territory in result.territories:
            for siren in territory.members:
                counts[siren] += 1
    assert found.frequencies == {siren: count / 6 for siren, count in counts.items()}
    assert {0.0, 1.0} < set(found.frequencies.values())


def test_processes_change_nothing():
    country, rules, found = drawn()
    assert robustness(country=country, rules=rules, runs=6, seed=4, processes=2) == found


def test_another_seed_gives_other_draws():
    country = drawn()[0]
    other = Plan(5, 0.005, 0.1, 0.25, None)
    assert perturbed_country(country=country, plan=PLAN, run=0) != perturbed_country(
        country=country, plan=other, run=0
    )
    assert perturbed_country(country=country, plan=PLAN, run=0) != perturbed_country(
        country=country, plan=PLAN, run=1
    )


def test_figures_stay_within_ten_per_cent():
    country = drawn()[0]
    moved = perturbed_country(country=country, plan=PLAN, run=3)
    ratios = []
    for before, after in zip(country.units, moved.units, strict=True):
        assert abs(after.total_jobs - before.total_jobs) <= 0.1 * before.total_jobs + 1
        assert abs(after.industrial_jobs - before.industrial_jobs) <= (
            0.1 * before.industrial_jobs + 1
        )
        assert after.population == before.population
        ratios.append(after.total_jobs / before.total_jobs)
    assert min(ratios) < 0.95
    assert max(ratios) > 1.05


def test_industrial_jobs_never_exceed_the_total_and_unknown_stays_unknown():
    country = path_country([(100, 100), (None, None), (40, 40)])
    for run in range(20):
        units = perturbed_country(country=country, plan=PLAN, run=run).units
        assert all(u.industrial_jobs <= u.total_jobs for u in units if u.jobs_known)
        assert not units[1].jobs_known


def test_weights_move_but_a_weight_of_zero():
    rules = make_rules(weight_intensity=0.5, weight_cohesion=0)
    moved = [perturbed_rules(rules=rules, plan=PLAN, run=run) for run in range(20)]
    assert all(0.375 <= one.weight_intensity <= 0.625 for one in moved)
    assert len({one.weight_intensity for one in moved}) == 20
    assert {one.weight_cohesion for one in moved} == {0}


def test_draws_without_a_list_are_counted():
    country = path_country([(30, 100), (30, 100)])
    rules = make_rules(territories=5)
    found = robustness(country=country, rules=rules, runs=3, processes=1)
    assert (found.succeeded, found.infeasible, found.unfinished) == (0, 3, 0)
    assert set(found.frequencies.values()) == {0.0}


def test_some_draws_fail_and_the_others_count():
    """The first unit's intensity is at the threshold: only half of the draws let it in."""
    country = path_country([(30, 100), (30, 100)])
    rules = make_rules(territories=1, members_max=1, thresholds=Thresholds(intensity_min=1.03))
    found = robustness(country=country, rules=rules, runs=12, processes=1)
    assert 0 < found.infeasible < 12
    assert found.succeeded + found.infeasible == 12
    assert sum(found.frequencies.values()) == pytest.approx(1.0)


def test_progress_and_document():
    country, rules, found = drawn()
    told = []
    again = robustness(
        country=country,
        rules=rules,
        runs=6,
        seed=4,
        processes=1,
        progress=lambda phrase, share: told.append((phrase, share)),
    )
    assert told[-1] == ("tirage 6 sur 6", 1.0)
    document = robustness_document(again)
    assert document["runs"] == 6
    assert document["perturbation"] == 0.10
    assert document["weight_perturbation"] == 0.25
    assert document["gap"] == 0.005
    assert document["frequencies"] == found.frequencies
