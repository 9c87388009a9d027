"""What a calendar keeps, and how it lays it out: by cases and by properties."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.home.calendar.rules import (
    GATHERED_FROM,
    Dated,
    Period,
    Wanted,
    chosen,
    concerns,
    laid_out,
    month_after,
    period_of,
)
from ancrage.home.calendar.table import hour_of
from ancrage.kernel.rights import NATION, NOWHERE, Actor, Holding, Scope, ScopeKind, Where

TODAY = dt.date(2026, 11, 26)
MONTHS = period_of(TODAY, 3)
DAYS = st.dates(dt.date(2026, 9, 1), dt.date(2027, 3, 31))


def one(day: dt.date = TODAY, **told) -> Dated:
    usual = {"key": "essai:1", "kind": "event", "label": "Essai"}
    return Dated(**(usual | told), day=day)


def somebody(*scopes: Scope, reference: str = "moi") -> Actor:
    return Actor(reference, holdings=tuple(Holding("role", scope) for scope in scopes))


@pytest.mark.parametrize(
    ("day", "count", "first"),
    [
        ("2026-11-26", 0, "2026-11-01"),
        ("2026-11-30", 1, "2026-12-01"),
        ("2026-11-30", 3, "2027-02-01"),
        ("2026-01-31", -1, "2025-12-01"),
        ("2024-02-29", -14, "2022-12-01"),
    ],
)
def test_months_follow_each_other(day, count, first):
    assert month_after(dt.date.fromisoformat(day), count) == dt.date.fromisoformat(first)


@given(DAYS, st.integers(1, 24))
def test_a_period_is_so_many_whole_months(day, months):
    period = period_of(day, months)
    assert period.start.day == 1
    assert (period.end + dt.timedelta(days=1)).day == 1
    assert len(list(period.months)) == months
    assert period.start <= day


@pytest.mark.parametrize(
    ("first", "last", "is_in"),
    [
        ("2026-10-31", "2026-10-31", False),
        ("2026-10-31", "2026-11-01", True),
        ("2026-01-01", "2028-01-01", True),
        ("2027-01-31", "2027-01-31", True),
        ("2027-02-01", "2027-02-02", False),
    ],
)
def test_what_touches_a_period_is_in_it(first, last, is_in):
    held = one(dt.date.fromisoformat(first), until=dt.date.fromisoformat(last))
    assert MONTHS.holds(held) is is_in


NORTH, SOUTH = Scope(ScopeKind.REGION, "84"), Scope(ScopeKind.REGION, "27")
ARVE, BPI = Scope(ScopeKind.TERRITORY, "essai:arve"), Scope(ScopeKind.OPERATOR, "bpi")
IN_ARVE = Where(regions=frozenset({"84"}), territories=frozenset({"essai:arve"}))


@pytest.mark.parametrize(
    ("who", "where", "is_concerned"),
    [
        (somebody(NORTH), IN_ARVE, True),
        (somebody(ARVE), IN_ARVE, True),
        (somebody(SOUTH), IN_ARVE, False),
        (somebody(SOUTH, ARVE), IN_ARVE, True),
        (somebody(NATION), IN_ARVE, False),
        (somebody(NATION), NOWHERE, True),
        (somebody(SOUTH), NOWHERE, True),
        (somebody(BPI), Where(operators=frozenset({"bpi"})), True),
        (somebody(ARVE), Where(regions=frozenset({"essai:arve"})), False),
        (somebody(), Where(people=frozenset({"moi"})), True),
        (somebody(), Where(people=frozenset({"toi"})), False),
        (Actor("everyone"), Where(people=frozenset({"everyone"})), False),
    ],
)
def test_one_is_concerned_by_one_s_scopes_oneself_and_the_nation(who, where, is_concerned):
    assert concerns(who, where) is is_concerned


def test_each_filter_narrows():
    held = [
        one(key="a", kind="committee", where=IN_ARVE),
        one(key="b", kind="event"),
        one(key="c", kind="committee", where=Where(regions=frozenset({"27"}))),
    ]

    def kept(**told) -> list[str]:
        return [d.key for d in chosen(held, period=MONTHS, wanted=Wanted(**told))]

    assert kept() == ["a", "c", "b"]
    assert kept(kinds=frozenset({"committee"})) == ["a", "c"]
    assert kept(region="84") == ["a"]
    assert kept(territory="essai:arve") == ["a"]
    assert kept(mine=somebody(SOUTH)) == ["c", "b"]
    assert kept(kinds=frozenset({"event"}), region="84") == []


def test_at_a_date_only_what_was_known_by_then_is_kept():
    held = [
        one(key="a", known_on=TODAY),
        one(key="b"),
        one(key="c", known_on=dt.date(2026, 11, 27)),
    ]
    kept = chosen(held, period=MONTHS, wanted=Wanted(), known_by=TODAY)
    assert [d.key for d in kept] == ["a", "b"]


ENTRIES = st.lists(
    st.builds(
        one,
        DAYS,
        key=st.integers(0, 10_000).map(str),
        kind=st.sampled_from(["committee", "milestone", "vte"]),
        said=st.sampled_from(["", "", "", "novembre 2026"]),
        until=st.none(),
    ),
    max_size=40,
)


@given(ENTRIES, DAYS)
def test_laid_out_nothing_is_lost_nor_shown_twice(entries, today):
    kept = chosen(entries, period=MONTHS, wanted=Wanted())
    months = laid_out(kept, MONTHS, today=today)
    shown = [d for month in months for day in month.days for g in day.groups for d in g.entries]
    assert sorted(d.key for d in shown) == sorted(d.key for d in kept)
    assert sum(month.count for month in months) == len(kept)
    assert [month.first for month in months] == list(MONTHS.months)


@given(ENTRIES, DAYS)
def test_days_are_in_order_in_their_month_and_today_is_one(entries, today):
    kept = chosen(entries, period=MONTHS, wanted=Wanted())
    months = laid_out(kept, MONTHS, today=today)
    days = [day for month in months for day in month.days]
    assert [day.day for day in days] == sorted(day.day for day in days)
    assert all(day.day.replace(day=1) == month.first for month in months for day in month.days)
    its_own = [day for day in days if day.day == today and not day.said]
    assert len(its_own) == (MONTHS.start <= today <= MONTHS.end)


def test_many_of_a_kind_on_a_day_are_gathered_the_others_are_not():
    many = [one(key=f"j{n}", kind="milestone") for n in range(GATHERED_FROM)]
    alone = [one(key="c", kind="committee"), one(key="v", kind="vte")]
    kept = chosen([*many, *alone], period=MONTHS, wanted=Wanted())
    (day,) = [day for month in laid_out(kept, MONTHS, today=TODAY) for day in month.days]
    assert [(g.kind, len(g.entries), g.is_many) for g in day.groups] == [
        ("committee", 1, False),
        ("vte", 1, False),
        ("milestone", GATHERED_FROM, True),
    ]


def test_what_began_before_is_on_the_first_day():
    held = one(dt.date(2026, 1, 1), until=dt.date(2026, 12, 1))
    months = laid_out([held], MONTHS, today=dt.date(2025, 1, 1))
    assert [day.day for month in months for day in month.days] == [MONTHS.start]


def test_hours_come_before_days_and_days_before_what_is_less_precise():
    at = dt.datetime(2026, 11, 26, 14, tzinfo=dt.UTC)
    held = [
        one(key="mois", said="novembre 2026"),
        one(key="jour"),
        one(key="tard", starts_at=at + dt.timedelta(hours=1)),
        one(key="tôt", starts_at=at),
    ]
    kept = chosen(held, period=Period(TODAY, TODAY), wanted=Wanted())
    assert [d.key for d in kept] == ["tôt", "tard", "jour", "mois"]


@pytest.mark.parametrize(
    ("ends", "until", "words"),
    [
        (None, None, "9 h 30"),
        ("2026-11-26T11:00:00+01:00", None, "9 h 30 – 11 h 00"),
        ("2026-12-02T23:59:00+01:00", dt.date(2026, 12, 2), "9 h 30"),
    ],
)
def test_hours_are_those_of_paris_and_of_one_day(ends, until, words):
    held = one(
        starts_at=dt.datetime(2026, 11, 26, 8, 30, tzinfo=dt.UTC),
        ends_at=dt.datetime.fromisoformat(ends) if ends else None,
        until=until,
    )
    assert hour_of(held).replace("\N{NO-BREAK SPACE}", " ") == words
    assert hour_of(one()) == ""
