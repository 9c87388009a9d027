"""What has to be told, to whom, when: pure rules on days, steps and what was told before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import pairwise

NEW = "new"
"""The first telling, on the day from which the thing waits: a step of every ladder."""


class Circle(IntEnum):
    """Who is told, from the nearest: a step tells its circle and those inside it."""

    HOLDERS = 0
    DEPUTIES = 1
    ABOVE = 2


class Rhythm(StrEnum):
    """How often somebody wants his digest."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """Told `after` so many days of waiting, or so many days `before` the due day (-1: the day
    after it)."""

    code: str
    tell: Circle
    after: int | None = None
    before: int | None = None

    def day(self, *, since: dt.date, due: dt.date | None) -> dt.date | None:
        """The day on which it is reached; None when it hangs on a due day that is not set."""
        if self.after is not None:
            return since + dt.timedelta(days=self.after)
        if due is None or self.before is None:
            return None
        return max(since, due - dt.timedelta(days=self.before))


FIRST = Step(NEW, Circle.HOLDERS, after=0)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of an escalation, in force from a day, with its source and its reason."""

    code: str
    valid_from: dt.date
    steps: tuple[Step, ...]
    source: str
    reason: str

    def faults(self) -> list[str]:
        """What makes it no ladder, in words."""
        found = [
            f"{step.code}: give either « after » or « before »"
            for step in self.steps
            if (step.after is None) == (step.before is None)
        ]
        codes = [step.code for step in (FIRST, *self.steps)]
        found += [f"{code}: told twice" for code in set(codes) if codes.count(code) > 1]
        waited = [step for step in self.steps if step.after is not None]
        for earlier, later in pairwise(waited):
            if (earlier.after or 0) >= (later.after or 0) or earlier.tell > later.tell:
                found.append(f"{later.code}: comes later, and tells at least as many")
        return found


def in_force(ladders: Iterable[Ladder], *, code: str, since: dt.date) -> Ladder:
    """The ladder of this code on the day from which the thing waits. KeyError without one.

    What waits from before the first one follows the first one.
    """
    known = sorted((one for one in ladders if one.code == code), key=lambda one: one.valid_from)
    if not known:
        raise KeyError(code)
    begun = [one for one in known if one.valid_from <= since]
    return begun[-1] if begun else known[0]


def reached(
    *, steps: Iterable[Step], since: dt.date, due: dt.date | None, on: dt.date
) -> list[Step]:
    """The steps reached on a day, in the order in which they were: the first telling, then more."""
    dated = [(step.day(since=since, due=due), step) for step in (FIRST, *steps)]
    begun = [(day, step) for day, step in dated if day is not None and day <= on]
    return [step for _, step in sorted(begun, key=lambda pair: pair[0])]


def to_tell(*, reached: Iterable[Step], circle: Circle, told: Iterable[str]) -> Step | None:
    """What somebody of a circle has to be told now: the last step that is for him, once.

    The steps that went by untold (the site was down, he had not the role yet) are told as that
    one; nothing is told that comes before something told already.
    """
    ordered = list(reached)
    known = set(told)
    last_told = max((rank for rank, step in enumerate(ordered) if step.code in known), default=-1)
    due = [step for rank, step in enumerate(ordered) if rank > last_told and step.tell >= circle]
    return due[-1] if due else None


@dataclass(frozen=True, slots=True)
class Rhythms:
    """When messages leave, how long things are shown and kept."""

    valid_from: dt.date
    digest_at: dt.time
    weekly_on: int
    done_days: int
    known_days: int
    message_days: int
    retry_minutes: tuple[int, ...]
    silence_minutes: int


def slot(*, rhythm: Rhythm, local: dt.datetime, rhythms: Rhythms) -> dt.date | None:
    """The day of the last digest that should have left by that local time; None for none.

    A digest is known by its day: a day of twenty-three or twenty-five hours has one, as others.
    """
    if rhythm == Rhythm.NONE:
        return None
    begun = local.time() >= rhythms.digest_at
    day = local.date() - dt.timedelta(days=0 if begun else 1)
    if rhythm == Rhythm.WEEKLY:
        day -= dt.timedelta(days=(day.isoweekday() - rhythms.weekly_on) % 7)
    return day


def leaves_at(day: dt.date, *, local: dt.datetime, rhythms: Rhythms) -> dt.datetime:
    """When the digest of a day leaves, on the clock of `local`. What comes later waits."""
    return dt.datetime.combine(day, rhythms.digest_at, tzinfo=local.tzinfo)


def next_slot(*, rhythm: Rhythm, local: dt.datetime, rhythms: Rhythms) -> dt.datetime | None:
    """When the next digest leaves, in local time; None for none."""
    last = slot(rhythm=rhythm, local=local, rhythms=rhythms)
    if last is None:
        return None
    day = last + dt.timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    return leaves_at(day, local=local, rhythms=rhythms)


def next_try(*, attempts: int, now: dt.datetime, rhythms: Rhythms) -> dt.datetime | None:
    """When to try again after so many failed attempts; None when enough were made."""
    if attempts > len(rhythms.retry_minutes):
        return None
    return now + dt.timedelta(minutes=rhythms.retry_minutes[attempts - 1])
