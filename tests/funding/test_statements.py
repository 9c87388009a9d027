"""Public statements: read whole or refused, what contradicts what, our sums as at the same day."""

import copy
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ancrage.funding.definitions import read_data, statements
from ancrage.funding.queries.statements import compared_at
from ancrage.funding.queries.totals import whole_of
from ancrage.funding.rules.cuts import Look
from ancrage.funding.rules.statements import contradictions, looks, read_statements
from tests.funding.many import post_many
from tests.funding.world import TODAY

TOLD = {
    "things": {
        "promise": {
            "label": "Promis",
            "nature": "promise",
            "is_fixed": True,
            "against": {"total": "granted", "place": "inside", "years": [2024, 2025]},
        },
        "report": {
            "label": "Engagé",
            "nature": "report",
            "against": {"total": "granted", "place": "inside"},
        },
        "alone": {"label": "Seul", "nature": "report"},
    },
    "statements": [],
}


def said(code, thing, cents, said_on, **changes):
    usual = {"who": "X", "says": "Y", "source": "Z", "url": "", "certainty": "reported"}
    return {"code": code, "thing": thing, "cents": cents, "said_on": said_on} | usual | changes


def read(*told):
    return read_statements(TOLD | {"statements": list(told)})


def test_every_statement_of_the_file_is_read_with_its_source():
    found = statements()
    assert {one.thing.code for one in found} == set(read_data("statements")["things"])
    assert all(one.source and one.who and one.cents > 0 for one in found)
    assert all(one.url.startswith("http") for one in found if one.certainty != "unknown")


def test_the_first_is_the_announcement_of_1_36_billion():
    first = statements()[0]
    assert (first.cents, first.said_on) == (136_000_000_000, dt.date(2018, 11, 22))


def test_the_sources_of_september_2019_contradict_each_other():
    found = {one.thing.code: one for one in contradictions(statements())}
    assert {one.cents for one in found["committed"].statements} == {108_00000000, 260_00000000}
    assert found["committed"].gap == 152_00000000
    assert found["programme"].gap == 4_000_000_000
    assert found["acceleration-total"].gap == 25_150_000_000


def test_what_is_told_of_two_days_contradicts_only_what_never_changes():
    first, later = dt.date(2019, 1, 1), dt.date(2020, 1, 1)
    told = [
        said(f"{thing}-{day}", thing, cents, day)
        for thing in ("promise", "report")
        for day, cents in ((first, 1), (later, 2))
    ]
    assert [one.thing.code for one in contradictions(read(*told))] == ["promise"]
    same = [said("a", "report", 1, first), said("b", "report", 1, first)]
    assert contradictions(read(*same)) == []


@pytest.mark.parametrize(
    ("precision", "as_at", "words"),
    [
        ("day", dt.date(2020, 2, 3), "3 février 2020"),
        ("month", dt.date(2020, 2, 29), "février 2020"),
        ("year", dt.date(2020, 12, 31), "2020"),
    ],
)
def test_a_month_is_compared_as_at_its_end(precision, as_at, words):
    (one,) = read(said("a", "report", 1, dt.date(2020, 2, 3), precision=precision))
    assert (one.as_at, one.said) == (as_at, words)
    then, now = looks(one, day=TODAY)
    assert (then.until, now.until) == (as_at, TODAY)


def test_what_has_no_day_has_no_sum_of_its_day():
    (one,) = read(said("a", "report", 1, None))
    assert (looks(one, day=TODAY)[0], one.said) == (None, "date inconnue")
    (other,) = read(said("a", "alone", 1, TODAY))
    assert looks(other, day=TODAY) == (None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"thing": "rien"},
        {"bound": "peut-être"},
        {"certainty": "sûr"},
        {"cents": 0},
    ],
)
def test_what_cannot_be_is_refused(changes):
    with pytest.raises(ValueError, match="a: "):
        read(said("a", "report", 1, TODAY) | changes)


@pytest.mark.parametrize("change", [{"nature": "rumeur"}, {"against": {"total": "vendu"}}])
def test_a_thing_that_cannot_be_is_refused(change):
    told = copy.deepcopy(TOLD)
    told["things"]["report"] |= change
    with pytest.raises(ValueError, match="report: unknown"):
        read_statements(told)


def test_two_statements_have_two_codes():
    with pytest.raises(ValueError, match="one code"):
        read(said("a", "report", 1, TODAY), said("a", "report", 2, TODAY))


@pytest.mark.django_db
def test_our_sums_are_those_of_the_same_day(held, monkeypatch):
    post_many(12)
    days = [dt.date(2024, 6, 30), dt.date(2025, 3, 1), dt.date(2025, 9, 9)]
    told = read(
        *(said(f"r{rank}", "report", 10**9, day) for rank, day in enumerate(days)),
        said("p", "promise", 10**9, dt.date(2024, 1, 1)),
        said("s", "alone", 10**9, days[0]),
    )
    monkeypatch.setattr("ancrage.funding.queries.statements.statements", lambda: told)
    with CaptureQueriesContext(connection) as queries:
        found = {one.statement.code: one for one in compared_at(TODAY).compared}
    assert len(queries) == 2
    inside = {day: _granted(until=day) for day in (*days, TODAY)}
    assert [found[f"r{rank}"].then for rank in range(3)] == [inside[day] for day in days]
    assert found["r1"].now == inside[TODAY] > inside[days[1]] > 0
    assert found["r0"].gap_then == 10**9 - inside[days[0]]
    assert found["p"].now == _granted(year=2024) + _granted(year=2025)
    assert (found["s"].then, found["s"].gap_now) == (None, None)


def _granted(**told):
    return whole_of(Look(place="inside", **told)).sums.at("granted")
