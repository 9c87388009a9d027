"""Totals of the ledger: as bare sums of its entries give them, whatever is looked at and when."""

import datetime as dt

import hypothesis.strategies as st
import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from ancrage.funding.definitions import chart
from ancrage.funding.models import Entry
from ancrage.funding.queries.cuts import (
    address_of,
    look_of,
    narrowed_entries,
    signed_cents,
)
from ancrage.funding.queries.totals import sums_by, whole_of
from ancrage.funding.rules.cuts import TOTALS, UNKNOWN, Look
from tests.funding.many import CHOICES, LATER, post_many
from tests.funding.world import HERE, THERE, TODAY

pytestmark = pytest.mark.django_db
FIELDS = ("territory", "place", "year", *CHOICES)


@pytest.fixture(scope="module")
def ledger(held, django_db_blocker):
    """Sixty dossiers over three years, some decommitted, recovered, reversed, entered late."""
    with django_db_blocker.unblock():
        post_many(60)


def bare(look):
    """The same by hand: each entry, one after the other."""
    found = dict.fromkeys(TOTALS, 0)
    for entry in Entry.objects.all():
        stage = chart().stages[entry.stage]
        if look.until and entry.event_on > look.until:
            continue
        if look.known_on and entry.entered_at.date() > look.known_on:
            continue
        if any(
            getattr(look, f) and getattr(entry, f) != getattr(look, f).replace(UNKNOWN, "")
            for f in ("territory", "place", *CHOICES)
        ):
            continue
        if look.year and entry.year != look.year:
            continue
        found[stage.of] += stage.sign * entry.cents
    return found


def values(options):
    return st.sampled_from(["", *(value or UNKNOWN for value in options)])


LOOKS = st.builds(
    Look,
    **{field: values(options) for field, options in CHOICES.items()},
    territory=values([HERE, THERE, ""]),
    place=st.sampled_from(["", "inside", "outside"]),
    year=st.sampled_from([None, None, 2025]),
    until=st.none() | st.dates(dt.date(2023, 12, 1), TODAY),
    known_on=st.sampled_from([None, None, TODAY, LATER.date()]),
)


@given(LOOKS, st.sampled_from(FIELDS), st.sampled_from(FIELDS))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_totals_are_the_bare_sums_and_every_cut_makes_them(ledger, look, first, second):
    expected = bare(look)
    everything = whole_of(look).sums
    for total in TOTALS:
        assert everything.at(total) == expected[total]
    fields = (first, second) if first != second else (first,)
    found = sums_by(look, *fields).values()
    assert {t: sum(sums.at(t) for sums in found) for t in TOTALS} == expected


def test_what_is_unknown_is_a_cut_like_another(ledger):
    told = whole_of(Look())
    cut = sums_by(Look(), "measure")
    assert told.blanks["measure"].at("granted") == cut["",].at("granted") > 0
    assert told.blanks["place"].at("granted") == whole_of(Look(place="unknown")).sums.at("granted")


def test_what_is_verified_is_told_apart(ledger):
    held = whole_of(Look()).sums
    rows = Entry.objects.filter(is_verified=True, stage="granted")
    assert held.verified["granted"] == sum(rows.values_list("cents", flat=True))


def test_a_total_opens_down_to_the_entries_whose_sum_it_is(ledger):
    look = Look(total="granted", measure=UNKNOWN, place="inside", until=dt.date(2025, 6, 1))
    again, faults = look_of(address_of(look), until=look.until, today=TODAY)
    assert (again, faults) == (look, [])
    entries = narrowed_entries(Entry.objects.all(), again)
    assert entries.aggregate(cents=Sum(signed_cents()))["cents"] == whole_of(look).sums.at(
        "granted"
    )


def test_an_address_that_says_nothing_known_is_told():
    asked = {"stade": "vendu", "lieu": "lune", "annee": "deux", "connu": "2031-01-01"}
    look, faults = look_of(asked, until=None, today=TODAY)
    assert look == Look()
    assert len(faults) == 4


def test_one_query_whatever_the_day(ledger):
    for look in (Look(), Look(until=TODAY), Look(known_on=TODAY)):
        with CaptureQueriesContext(connection) as queries:
            sums_by(look, "territory", "place")
            whole_of(look)
        assert len(queries) == 2
