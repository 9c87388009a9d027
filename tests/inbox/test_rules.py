"""The rules: which step is due, to whom, once; when a digest leaves; when to try again."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.inbox.rules import (
    FIRST,
    Circle,
    Ladder,
    Rhythm,
    Rhythms,
    Step,
    in_force,
    leaves_at,
    next_slot,
    next_try,
    reached,
    slot,
    to_tell,
)
from tests.inbox.moments import PARIS, paris

SINCE = dt.date(2026, 3, 2)
STEPS = (
    Step("reminder", Circle.HOLDERS, after=9),
    Step("deputy", Circle.DEPUTIES, after=21),
    Step("above", Circle.ABOVE, after=45),
    Step("soon", Circle.HOLDERS, before=3),
    Step("late", Circle.DEPUTIES, before=-1),
)
RHYTHMS = Rhythms(
    valid_from=SINCE,
    digest_at=dt.time(7),
    weekly_on=1,
    done_days=7,
    known_days=60,
    message_days=365,
    retry_minutes=(5, 15, 60),
    silence_minutes=10,
)


def ladder(*steps: Step, since: str = "2018-11-22") -> Ladder:
    return Ladder("essai", dt.date.fromisoformat(since), steps, "source", "raison")


@pytest.mark.parametrize(
    ("days", "due_in", "codes"),
    [
        (-1, None, []),
        (0, None, ["new"]),
        (8, None, ["new"]),
        (9, None, ["new", "reminder"]),
        (21, None, ["new", "reminder", "deputy"]),
        (400, None, ["new", "reminder", "deputy", "above"]),
        (4, 7, ["new", "soon"]),
        (7, 7, ["new", "soon"]),
        (8, 7, ["new", "soon", "late"]),
        (9, 7, ["new", "soon", "late", "reminder"]),
        (0, 1, ["new", "soon"]),  # the day before was three days before its due day
        (0, -1, ["new", "soon", "late"]),  # asked after its day
    ],
)
def test_the_steps_reached(days, due_in, codes):
    due = None if due_in is None else SINCE + dt.timedelta(days=due_in)
    found = reached(steps=STEPS, since=SINCE, due=due, on=SINCE + dt.timedelta(days=days))
    assert [step.code for step in found] == codes


@pytest.mark.parametrize(
    ("days", "circle", "told", "code"),
    [
        (0, Circle.HOLDERS, [], "new"),
        (0, Circle.DEPUTIES, [], None),
        (5, Circle.HOLDERS, ["new"], None),
        (30, Circle.HOLDERS, ["new"], "deputy"),  # the reminder went by untold: it is not told
        (30, Circle.HOLDERS, [], "deputy"),
        (30, Circle.DEPUTIES, [], "deputy"),
        (30, Circle.ABOVE, [], None),
        (50, Circle.ABOVE, [], "above"),
        (50, Circle.HOLDERS, ["new", "reminder", "deputy"], "above"),
        (50, Circle.HOLDERS, ["above"], None),
        (50, Circle.HOLDERS, ["step of another ladder"], "above"),
    ],
)
def test_what_is_told_now(days, circle, told, code):
    found = reached(steps=STEPS, since=SINCE, due=None, on=SINCE + dt.timedelta(days=days))
    step = to_tell(reached=found, circle=circle, told=told)
    assert (step.code if step else None) == code


visits = st.lists(st.integers(0, 90), max_size=40).map(sorted)
dues = st.none() | st.integers(-3, 80)
circles = st.sampled_from(Circle)


@given(visits, dues, st.lists(circles, min_size=1, max_size=40))
def test_nothing_is_told_twice_nor_goes_back_nor_comes_early(days, due_in, stands):
    """Whatever days the sender passes, and however somebody's circle changes meanwhile."""
    due = None if due_in is None else SINCE + dt.timedelta(days=due_in)
    told: list[Step] = []
    for rank, day in enumerate(days):
        on = SINCE + dt.timedelta(days=day)
        found = reached(steps=STEPS, since=SINCE, due=due, on=on)
        circle = stands[rank % len(stands)]
        step = to_tell(reached=found, circle=circle, told=[one.code for one in told])
        if step is not None:
            assert step.tell >= circle
            assert step.day(since=SINCE, due=due) <= on
            told.append(step)
    assert len({step.code for step in told}) == len(told)
    told_days = [step.day(since=SINCE, due=due) for step in told]
    assert told_days == sorted(told_days)


@given(st.integers(0, 90), st.integers(0, 90), dues)
def test_escalation_only_widens(day, later, due_in):
    due = None if due_in is None else SINCE + dt.timedelta(days=due_in)
    first, second = (
        reached(steps=STEPS, since=SINCE, due=due, on=SINCE + dt.timedelta(days=n))
        for n in sorted((day, later))
    )
    assert second[: len(first)] == first
    waited = [step.tell for step in second if step.after is not None]
    assert waited == sorted(waited)


@given(st.integers(0, 90), circles)
def test_what_is_due_is_told_at_once_and_then_nothing(day, circle):
    found = reached(steps=STEPS, since=SINCE, due=None, on=SINCE + dt.timedelta(days=day))
    mine = [step for step in found if step.tell >= circle]
    step = to_tell(reached=found, circle=circle, told=())
    assert step == (mine[-1] if mine else None)
    if step:
        assert to_tell(reached=found, circle=circle, told=[step.code]) is None


def test_a_ladder_that_is_none_says_why():
    twice = ladder(Step("a", Circle.HOLDERS, after=3), Step("a", Circle.DEPUTIES, after=5))
    narrows = ladder(Step("a", Circle.ABOVE, after=3), Step("b", Circle.HOLDERS, after=5))
    vague = ladder(Step("a", Circle.HOLDERS), Step("b", Circle.HOLDERS, after=1, before=1))
    assert ladder(*STEPS).faults() == []
    assert twice.faults() == ["a: told twice"]
    assert narrows.faults() == ["b: comes later, and tells at least as many"]
    assert len(vague.faults()) == 2
    assert ladder(Step(FIRST.code, Circle.HOLDERS, after=2)).faults() == ["new: told twice"]


def test_the_ladder_is_the_one_of_the_day_from_which_it_waits():
    old, new = ladder(since="2018-11-22"), ladder(*STEPS, since="2026-03-02")
    held = [new, old]
    assert in_force(held, code="essai", since=dt.date(2026, 3, 1)) is old
    assert in_force(held, code="essai", since=dt.date(2026, 3, 2)) is new
    assert in_force(held, code="essai", since=dt.date(2001, 1, 1)) is old
    with pytest.raises(KeyError):
        in_force(held, code="autre", since=SINCE)


@pytest.mark.parametrize(
    ("rhythm", "at", "day"),
    [
        (Rhythm.DAILY, "2026-03-03 06:59", "2026-03-02"),
        (Rhythm.DAILY, "2026-03-03 07:00", "2026-03-03"),
        (Rhythm.WEEKLY, "2026-03-02 06:59", "2026-02-23"),
        (Rhythm.WEEKLY, "2026-03-02 07:00", "2026-03-02"),
        (Rhythm.WEEKLY, "2026-03-08 23:59", "2026-03-02"),
        (Rhythm.DAILY, "2026-03-29 07:00", "2026-03-29"),  # a day of 23 hours
        (Rhythm.DAILY, "2026-10-25 02:30 bis", "2026-10-24"),  # a day of 25
        (Rhythm.DAILY, "2026-10-25 07:00", "2026-10-25"),
    ],
)
def test_the_day_of_the_last_digest(rhythm, at, day):
    assert slot(rhythm=rhythm, local=paris(at), rhythms=RHYTHMS) == dt.date.fromisoformat(day)


def test_who_wants_no_digest_has_none():
    assert slot(rhythm=Rhythm.NONE, local=paris("2026-03-03 07:00"), rhythms=RHYTHMS) is None
    assert next_slot(rhythm=Rhythm.NONE, local=paris("2026-03-03 07:00"), rhythms=RHYTHMS) is None


CHANGES = [dt.datetime(2026, 3, 27, tzinfo=dt.UTC), dt.datetime(2026, 10, 23, tzinfo=dt.UTC)]


@given(st.sampled_from(CHANGES), st.times(), st.integers(1, 90))
def test_one_digest_a_day_whatever_the_clock_does(start, hour, pace):
    """Over the five days around each change of the clock, wherever the hour of digests falls."""
    rhythms = Rhythms(
        SINCE, hour.replace(second=0, microsecond=0, tzinfo=None), 1, 7, 60, 365, (5,), 10
    )
    left: list[dt.date] = []
    for minutes in range(0, 5 * 24 * 60, pace):
        local = (start + dt.timedelta(minutes=minutes)).astimezone(PARIS)
        day = slot(rhythm=Rhythm.DAILY, local=local, rhythms=rhythms)
        if not left or day > left[-1]:
            left.append(day)
    gaps = {(after - before).days for before, after in pairwise(left)}
    assert gaps == {1}
    assert len(left) >= 5


@given(st.integers(0, 365 * 24 * 60), st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]))
def test_the_next_digest_is_later_and_near(minutes, rhythm):
    local = paris("2026-01-01 00:00") + dt.timedelta(minutes=minutes)
    last = slot(rhythm=rhythm, local=local, rhythms=RHYTHMS)
    coming = next_slot(rhythm=rhythm, local=local, rhythms=RHYTHMS)
    assert leaves_at(last, local=local, rhythms=RHYTHMS) <= local < coming
    assert (coming.date() - last).days == (1 if rhythm == Rhythm.DAILY else 7)


def test_tries_are_further_and_further_apart_then_end():
    now = paris("2026-03-03 07:00")
    waits = [next_try(attempts=n, now=now, rhythms=RHYTHMS) for n in (1, 2, 3, 4)]
    assert [(at - now).total_seconds() / 60 for at in waits[:3]] == [5, 15, 60]
    assert waits[3] is None
