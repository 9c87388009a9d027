"""The siting: equal to trying everything, kept and excluded obeyed, proof exact, repeatable."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.antennas.engine.bounds import Fixing, prove
from ancrage.antennas.engine.curve import trade_off
from ancrage.antennas.engine.documents import plan_document, plan_from_document
from ancrage.antennas.engine.local import greedy, improved, value_of
from ancrage.antennas.engine.model import NoPlanError, Objective, Place, Question, Status
from ancrage.antennas.engine.siting import Ground
from tests.antennas.checker import best, check_plan, kilometres
from tests.antennas.packs import LINE, as_dicts, countries

COVERAGE, DISTANCE = Objective.COVERAGE, Objective.DISTANCE


def ground_of(rows):
    return Ground(
        tuple(Place(s, n, lon, lat, None if jobs == "" else jobs) for s, n, lon, lat, jobs in rows)
    )


def kilometres_between(rows, a, b):
    found = {row["siren"]: row for row in as_dicts(rows)}
    return kilometres(found[a], found[b])


@st.composite
def asked(draw):
    """A small country and a question about it, with hosts kept and excluded."""
    rows = draw(countries())
    count = draw(st.integers(1, len(rows) - 1))
    sirens = draw(st.permutations([row[0] for row in rows]))
    kept = frozenset(sirens[: draw(st.integers(0, count))])
    most = len(rows) - max(count, len(kept))
    excluded = frozenset(sirens[len(rows) - draw(st.integers(0, most)) :])
    radius = draw(st.sampled_from([20.5, 81.3, 240.7]))
    question = Question(count, draw(st.sampled_from(Objective)), radius, None, kept, excluded)
    return rows, question


@given(asked())
@settings(max_examples=120)
def test_no_choice_of_hosts_does_better(case):
    rows, question = case
    plan = ground_of(rows).solve(question)
    told = {
        "count": question.count,
        "objective": question.objective,
        "radius_km": question.radius_km,
    }
    records = as_dicts(rows)
    assert check_plan(rows=records, document=plan_document(plan), **told) == []
    assert set(question.kept) <= set(plan.hosts)
    assert not set(question.excluded) & set(plan.hosts)
    assert plan.status is Status.OPTIMAL
    assert plan.bound == plan.objective
    assert plan.gap == 0
    brute = best(records, **told, kept=question.kept, excluded=question.excluded)
    assert plan.objective == pytest.approx(brute, abs=1e-3)


@given(countries(), st.sampled_from(Objective))
@settings(max_examples=25)
def test_one_more_antenna_never_makes_it_worse(rows, objective):
    curve = trade_off(ground_of(rows), Question(1, objective, 120.0), most=len(rows))
    assert [plan.question.count for plan in curve] == list(range(1, len(rows) + 1))
    values = [plan.objective for plan in curve]
    assert values == sorted(values, reverse=objective is DISTANCE)


@given(countries(), st.sampled_from(Objective), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_the_rows_changes_nothing(rows, objective, shuffler):
    question = Question(2, objective, 120.0)
    first = ground_of(rows).solve(question)
    mixed = list(rows)
    shuffler.shuffle(mixed)
    again = ground_of(mixed).solve(question)
    assert replace(first, seconds=0) == replace(again, seconds=0)


@given(countries(least=4, most=7), st.sampled_from(Objective), st.integers(12, 60))
@settings(max_examples=40)
def test_under_a_capacity_no_antenna_serves_too_much(rows, objective, capacity):
    question = Question(2, objective, 120.0, capacity)
    ground = ground_of(rows)
    try:
        plan = ground.solve(question)
    except NoPlanError:
        return
    document = plan_document(plan)
    told = {"count": 2, "objective": objective, "radius_km": 120.0, "capacity": capacity}
    assert check_plan(rows=as_dicts(rows), document=document, **told) == []
    free = ground.solve(replace(question, capacity=None))
    if objective is COVERAGE:
        assert plan.objective <= plan.bound
        assert plan.objective <= free.objective
    else:
        assert plan.bound <= plan.objective
        assert plan.objective >= free.objective


@given(countries(least=3, most=5), st.sampled_from(Objective), st.integers(10, 60))
@settings(max_examples=40)
def test_under_a_capacity_no_choice_does_better(rows, objective, capacity):
    question = Question(2, objective, 120.0, capacity)
    tried = _tried(rows, question)
    try:
        plan = ground_of(rows).solve(question)
    except NoPlanError:
        assert tried is None
    else:
        assert plan.objective == pytest.approx(tried, abs=1e-3)


def _tried(rows, question):
    """The best value over every choice of hosts and every assignment."""
    from itertools import combinations, product  # noqa: PLC0415

    records = [row for row in as_dicts(rows) if int(row["industrial_jobs"] or 0)]
    total = sum(int(row["industrial_jobs"]) for row in records)
    found = []
    for hosts in combinations([row["siren"] for row in as_dicts(rows)], question.count):
        for given_to in product([None, *hosts], repeat=len(records)):
            worth = _worth(rows, records, given_to, question)
            if worth is not None:
                found.append(worth)
    if question.objective is COVERAGE:
        return max(found)
    return min(found) / total if found else None


def _worth(rows, records, given_to, question):
    load, worth = {}, 0.0
    for row, host in zip(records, given_to, strict=True):
        jobs = int(row["industrial_jobs"])
        if host is None:
            if question.objective is DISTANCE:
                return None
            continue
        load[host] = load.get(host, 0) + jobs
        apart = kilometres_between(rows, row["siren"], host)
        if question.objective is COVERAGE:
            if apart > question.radius_km:
                return None
            worth += jobs
        else:
            worth += jobs * apart
    return None if any(jobs > question.capacity for jobs in load.values()) else worth


@given(countries(), st.integers(1, 3), st.data())
@settings(max_examples=40)
def test_whatever_the_multipliers_the_bound_holds(rows, count, data):
    ground = ground_of(rows)
    held = ground.jobs > 0
    cost, weight = ground.apart[held], ground.jobs[held]
    drawn = data.draw(st.lists(st.floats(0, 1e7), min_size=len(weight), max_size=len(weight)))
    nobody = np.zeros(len(rows), dtype=bool)
    proof = prove(cost, weight, count, Fixing(nobody.copy(), nobody.copy()), np.array(drawn))
    found = improved(cost, weight, greedy(cost, weight, count, nobody), nobody)
    assert proof.bound <= value_of(cost, weight, found)


def test_it_goes_where_the_jobs_are():
    plan = ground_of(LINE).solve(Question(2, COVERAGE, 45.0))
    assert plan.hosts == ("B", "D")
    assert plan.covered == {"A", "B", "C", "D", "E"}
    assert plan.covered_jobs == 10_500
    assert plan.unknown == ("G",)
    assert plan.assignments["F"] in plan.hosts  # far, but served by the nearest


def test_a_host_that_is_kept_stays_whatever_it_costs():
    free = ground_of(LINE).solve(Question(2, DISTANCE))
    forced = ground_of(LINE).solve(Question(2, DISTANCE, kept=frozenset("F")))
    assert "F" in forced.hosts
    assert forced.objective >= free.objective


def test_what_hosts_are_worth_is_what_the_plan_says_of_them():
    ground, question = ground_of(LINE), Question(2, COVERAGE, 45.0)
    plan = ground.solve(question)
    worth = ground.worth(question, plan.hosts)
    assert (worth.covered_jobs, worth.mean_km) == (plan.covered_jobs, plan.mean_km)
    moved = ground.worth(question, ("A", "D"))
    assert moved.covered_jobs < plan.covered_jobs


def test_a_plan_is_read_back_from_its_document():
    plan = ground_of(LINE).solve(Question(2, COVERAGE, 45.0, kept=frozenset("F")))
    document = plan_document(plan)
    assert plan_document(plan_from_document(document)) == document


def test_out_of_time_it_gives_what_it_has_with_an_honest_bound():
    rows = [
        (f"{n:03}", f"CC {n}", (n * 37 % 101) / 10, 42 + (n * 53 % 97) / 12, 1 + n * 17 % 89)
        for n in range(120)
    ]
    ground = ground_of(rows)
    hurried = ground.solve(Question(9, DISTANCE), time_limit=0.0)
    whole = ground.solve(Question(9, DISTANCE))
    assert hurried.status is Status.TIME_LIMIT
    assert hurried.gap > 0
    assert hurried.bound <= whole.objective <= hurried.objective
    assert whole.gap == 0


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (Question(0, radius_km=10), "Il faut au moins une antenne."),
        (Question(8, radius_km=10), "8 antennes pour 7 intercommunalités qui peuvent"),
        (Question(1, radius_km=10, kept=frozenset("AB")), "2 antennes à garder pour 1 en tout"),
        (Question(1), "La couverture demande un rayon"),
        (Question(1, radius_km=0.0), "Le rayon doit être positif"),
        (Question(1, radius_km=10, kept=frozenset(["X"])), "à garder inconnue\u00a0: X"),
        (Question(1, radius_km=9, kept=frozenset("A"), excluded=frozenset("A")), "CC d’Amont"),
        (Question(2, DISTANCE, capacity=3500), "CA de Brive (4000 emplois)"),
        (Question(2, DISTANCE, capacity=5000), "il en faudrait au moins 3"),
        (Question(2, DISTANCE, capacity=0), "au moins 1 emploi"),
    ],
)
def test_what_has_no_answer_is_refused_by_name(question, told):
    with pytest.raises(NoPlanError) as refused:
        ground_of(LINE).solve(question)
    assert told in str(refused.value)


def test_distances_are_those_of_the_sphere():
    ground = ground_of(LINE)
    rows = as_dicts(LINE)
    for i, a in enumerate(rows):
        for j, b in enumerate(rows):
            assert ground.apart[i, j] / 10_000 == pytest.approx(kilometres(a, b), abs=1e-3)
