"""What loans and advances are worth, by cases and by properties."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.stateaid.definitions import method
from ancrage.stateaid.rules.gge import Advance, of_advance, simplified
from ancrage.stateaid.rules.model import Tables
from tests.stateaid.rules.told import TOLD as WORDS
from tests.stateaid.rules.told import cases, cents, spaced

TOLD = [pytest.param(case, id=case["titre"]) for case in cases("avances")]
RATES = Tables(rates=((dt.date(2026, 1, 1), 2.5),))


def advance_of(told):
    return Advance(
        cents=cents(told["montant"]),
        on=told["le"],
        repayments=tuple((day, cents(amount)) for day, amount in told["remboursée"].items()),
        rate_percent=told.get("taux", 0.0),
        rating=told.get("notation", ""),
        collateral=told.get("sûretés", ""),
        has_history=WORDS[told.get("historique", "oui")],
        only_if_success=WORDS[told.get("succès", "non")],
        secured_half=WORDS[told.get("garanti", "inconnu")],
        is_solvent=WORDS[told.get("solvable", "inconnu")],
    )


@pytest.mark.parametrize("case", TOLD)
def test_each_case(case):
    advance = advance_of(case["avance"])
    if "plafond" in case:
        found = simplified(advance, ceiling_cents=cents(case["plafond"]), method=method())
    else:
        tables = Tables(rates=tuple(case["taux"].items()))
        found = of_advance(advance, tables=tables, method=method())
    assert found.cents == cents(case["vaut"]), found
    assert bool(found.missing) == (found.cents is None)
    assert bool(found.reasons) == (found.cents is not None)
    for wanted in case.get("manque", ()):
        assert any(wanted in spaced(what) for what in found.missing), found.missing


MONTHS = st.lists(st.integers(1, 120), min_size=1, max_size=8, unique=True)
AMOUNTS = st.integers(1, 10**9)


def schedule(months, amount):
    """Equal repayments after so many thirtieths of days; the last takes the rest."""
    days = sorted(dt.date(2026, 3, 1) + dt.timedelta(days=30 * month) for month in months)
    share = amount // len(days)
    last = amount - share * (len(days) - 1)
    return (*((day, share) for day in days[:-1]), (days[-1], last))


def advance(months, amount, **told):
    facts = {"rating": "weak", "collateral": "normal", "has_history": True, **told}
    return Advance(amount, dt.date(2026, 3, 1), schedule(months, amount), **facts)


def worth(held):
    return of_advance(held, tables=RATES, method=method()).cents


@given(months=MONTHS, amount=AMOUNTS)
def test_worse_ratings_less_collateral_and_later_days_never_make_it_worth_less(months, amount):
    base = worth(advance(months, amount))
    assert base >= 0
    assert base <= worth(advance(months, amount, rating="bad"))
    assert base <= worth(advance(months, amount, collateral="low"))
    held = advance(months, amount)
    later = tuple((day + dt.timedelta(days=365), part) for day, part in held.repayments)
    assert base <= worth(replace(held, repayments=later))


@given(months=MONTHS, amount=AMOUNTS, rate=st.floats(0, 9).map(lambda rate: round(rate, 2)))
def test_interest_that_is_paid_never_makes_it_worth_more(months, amount, rate):
    assert worth(advance(months, amount, rate_percent=rate)) <= worth(advance(months, amount))


@given(months=MONTHS, amount=AMOUNTS)
def test_the_order_of_repayments_does_not_matter(months, amount):
    held = advance(months, amount)
    turned = replace(held, repayments=tuple(reversed(held.repayments)))
    assert worth(held) == worth(turned)
