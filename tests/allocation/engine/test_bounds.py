"""What any multipliers prove holds; what the search in a row proves holds."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ancrage.allocation.engine.arrays import Model
from ancrage.allocation.engine.bounds import Multipliers, prove, refutes
from ancrage.allocation.engine.knapsacks import Block, tighten
from ancrage.allocation.engine.model import Limit, Problem, Project, Rules
from ancrage.allocation.engine.preparing import prepare
from ancrage.allocation.engine.relaxation import relax

from .bruteforce import best, problems

FOREVER = float("inf")


def drawn(model: Model, seed: int) -> Multipliers:
    """Multipliers of any size, some of them of the wrong sign."""
    random = np.random.default_rng(seed)
    size = 10.0 ** random.integers(-2, 2)
    rows = random.normal(0, size, len(model.rows)) * (random.random(len(model.rows)) < 0.6)
    return Multipliers(
        rows, random.normal(0, size, len(model.links)), random.normal(0, size, len(model.groups))
    )


@settings(max_examples=150, deadline=None)
@given(problem=problems(), seed=st.integers(0, 10_000))
def test_any_multipliers_bound_the_best(problem: Problem, seed: int) -> None:
    model = prepare(problem)
    assume(not model.impossible)
    optimum = best(problem)
    multipliers = drawn(model, seed)
    if optimum is not None:
        assert prove(model, multipliers).bound >= optimum
        assert not refutes(model, multipliers)


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_settling_against_the_sign_costs_at_least_its_worth(problem: Problem) -> None:
    model = prepare(problem)
    relaxed = None if model.impossible else relax(model, FOREVER)
    optimum = best(problem)
    if relaxed is None:
        assert optimum is None
    elif optimum is not None:
        assert relaxed.proof.bound >= optimum
        tight = tighten(model, relaxed, FOREVER)
        assert tight is not None
        assert relaxed.proof.bound + 1e-9 >= tight.proof.bound >= optimum


@settings(max_examples=100, deadline=None)
@given(data=st.data(), count=st.integers(1, 4))
def test_the_search_in_a_row_is_exact(data: st.DataObject, count: int) -> None:
    rates = [data.draw(st.integers(-3, 3)) for _ in range(count)]
    most = [data.draw(st.integers(1, 5)) for _ in range(count)]
    least = [data.draw(st.integers(1, top)) for top in most]
    forced = [data.draw(st.booleans()) for _ in range(count)]
    lower = data.draw(st.integers(0, 8))
    upper = data.draw(st.integers(lower, 12))
    block = Block(
        np.array(rates, dtype=float),
        np.array(least),
        np.array(most),
        np.array(forced),
        float(lower),
        float(upper),
    )
    choices = [
        [*([] if must else [0]), *range(low, high + 1)]
        for low, high, must in zip(least, most, forced, strict=True)
    ]
    sums = [
        sum(r * g for r, g in zip(rates, grants, strict=True))
        for grants in itertools.product(*choices)
        if lower <= sum(grants) <= upper
    ]
    assert block.solve() == pytest.approx(max(sums, default=-np.inf))


def test_cuts_see_what_the_relaxation_does_not() -> None:
    projects = tuple(
        Project(f"P{at}", asked=100, minimum=90, result=result, territory="T1")
        for at, result in enumerate((10.0, 9.0, 8.0))
    )
    ceiling = Limit("T1", "T1", {"territory": "T1"}, ceiling=170)
    model = prepare(Problem(projects, Rules(envelope=1000, limits=(ceiling,))))
    relaxed = relax(model, FOREVER)
    assert relaxed is not None
    assert relaxed.proof.bound == pytest.approx(10.0 + 9.0 * 0.7)
    tight = tighten(model, relaxed, FOREVER)
    assert tight is not None
    assert tight.proof.bound == pytest.approx(10.0)


def test_a_row_that_no_choice_satisfies_is_found() -> None:
    projects = (Project("A", asked=100, minimum=90, result=1.0, territory="T1"),)
    limit = Limit("T1", "T1", {"territory": "T1"}, floor=40, ceiling=50)
    model = prepare(Problem(projects, Rules(envelope=1000, limits=(limit,))))
    relaxed = relax(model, FOREVER)
    assert relaxed is not None
    assert tighten(model, relaxed, FOREVER) is None
