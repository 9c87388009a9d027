"""Rules that cannot hold together: irreducible, the smallest, told with figures."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from ancrage.allocation.engine.conflict import conflict_words, find_conflict
from ancrage.allocation.engine.demands import demands, keep_only, without
from ancrage.allocation.engine.model import Exclusion, Fairness, Limit, Place, Problem, Rate, Rules
from ancrage.allocation.engine.plain import solve_plain
from tests.allocation.small import EURO, problems, project


def can_hold(problem, codes):
    return solve_plain(keep_only(problem, codes)).status != "infeasible"


@given(problems(tight=True, fair=False))
@settings(max_examples=40)
def test_a_conflict_is_irreducible_and_the_smallest(problem):
    conflict = find_conflict(problem)
    assert (conflict is None) == can_hold(problem, demands(problem)), problem
    assume(conflict is not None)
    assert not can_hold(problem, conflict.rules)
    for code in conflict.rules:
        assert can_hold(problem, set(conflict.rules) - {code})
    assert conflict.smallest
    fewer = itertools.combinations(demands(problem), len(conflict.rules) - 1)
    assert all(can_hold(problem, codes) for codes in fewer)
    assert conflict.message.endswith(".")


FOUND = (
    project("A", 1000, region="84", territory="T1"),
    project("B", 1900, region="84", territory="T2", minimum=1500 * EURO),
    project("C", 2000, region="93", territory="T3", mode="whole", eligible=2500 * EURO),
)


def floor(code, region, euros, **told):
    return Limit(code, f"Région {region}", {"region": region}, floor=euros * EURO, **told)


@pytest.mark.parametrize(
    ("rules", "codes", "told"),
    [
        (
            Rules(9000 * EURO, limits=(floor("f", "84", 3200), floor("g", "93", 10))),
            ("f",),
            "le plancher de « Région 84 » demande 3 200 €, ses projets n’en demandent que 2 900 €",
        ),
        (
            Rules(
                4000 * EURO, 1500 * EURO, limits=(floor("f", "84", 1200), floor("g", "93", 1400))
            ),
            ("envelope", "reserve", "f", "g"),
            "il faut au moins 2 600 €, il n’y a que 2 500 €",
        ),
        (
            Rules(9000 * EURO, limits=(floor("g", "93", 10, ceiling=1900 * EURO),)),
            ("g",),
            "tout ou rien",
        ),
        (
            Rules(
                9000 * EURO,
                limits=(floor("f", "84", 2000), Limit("c", "T2", {"territory": "T2"}, ceiling=0)),
            ),
            ("f", "c"),
            "les autres règles n’y laissent que 1 000 €",
        ),
        (
            Rules(
                9000 * EURO, rates=(Rate("r", "Taux", {}, most=0.5),), limits=(floor("g", "93", 9),)
            ),
            ("g", "r"),
            "les autres règles n’y laissent que 0 €",
        ),
        (
            Rules(9000 * EURO, fairness=Fairness(least_per_job=500 * EURO)),
            ("fairness.least_per_job",),
            "les projets ne demandent pas assez",
        ),
        (
            Rules(
                9000 * EURO,
                limits=(floor("f", "84", 2500),),
                exclusions=(Exclusion("x", "A ou B", ("A", "B")),),
            ),
            ("f", "x"),
            "les minimums utiles",
        ),
    ],
)
def test_the_figures_of_a_conflict(rules, codes, told):
    problem = Problem(FOUND, rules, {"T1": Place(3), "T2": Place(None)})
    conflict = find_conflict(problem)
    assert conflict.rules == codes
    assert conflict.smallest
    plain = conflict.message.replace("\u00a0", " ").replace("\u202f", " ")
    assert told in plain
    assert conflict_words(problem, codes) == conflict.message


def test_no_conflict_is_found_where_a_plan_is():
    assert find_conflict(Problem(FOUND, Rules(100 * EURO))) is None


def test_a_ratio_a_held_amount_and_a_dependency_are_rules_too():
    linked = (replace(FOUND[0], requires=("C",)), *FOUND[1:])
    rules = Rules(9000 * EURO, held={"A": 500 * EURO, "C": 0}, fairness=Fairness(ratio=2.0))
    problem = Problem(linked, rules, {"T1": Place(3), "T2": Place(5)})
    assert list(demands(problem)) == [
        "envelope",
        "fairness.ratio",
        "held.A",
        "held.C",
        "requires.A",
    ]
    assert find_conflict(problem).rules == ("held.A", "held.C", "requires.A")
    left = without(problem, ["held.A", "requires.A", "fairness.ratio", "envelope"])
    assert left.rules.held == {"C": 0}
    assert left.projects[0].requires == ()
    assert left.rules.fairness == Fairness()


def test_many_rules_are_told_by_their_number():
    limits = tuple(
        Limit(f"f{one}", f"Territoire {one}", {"territory": f"T{one}"}, floor=100 * EURO)
        for one in range(9)
    )
    found = tuple(project(f"P{one}", 200, territory=f"T{one}") for one in range(9))
    conflict = find_conflict(Problem(found, Rules(850 * EURO, limits=limits)))
    assert len(conflict.rules) == 10
    assert "5 autres règles" in conflict.message
