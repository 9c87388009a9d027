"""What is held about people: the rules of each kind, and the capabilities that hold some.

A capability that keeps personal data of its own registers it when the site starts:

    register_personal_data("attendance", export=…, erase=…)

`export(reference)` gives what is held about a person, as JSON would; `erase(reference=…, now=…)`
empties it and says how much; `expire(before=…)`, where the kind has a rule in `retention.yaml`,
takes away what is older.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol

import yaml
from django.utils.translation import ngettext

DAYS_A_YEAR, LEAP_DAYS = 365.25, 4


class Erase(Protocol):
    """Empties what is held about a person; returns how many things were emptied."""

    def __call__(self, *, reference: str, now: dt.datetime) -> int: ...


class Expire(Protocol):
    """Takes away what is older than an instant; returns how much."""

    def __call__(self, *, before: dt.datetime) -> int: ...


Export = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A kind of personal data that another capability holds."""

    export: Export
    erase: Erase
    expire: Expire | None = None


_held: dict[str, PersonalData] = {}


def register_personal_data(
    kind: str, export: Export, erase: Erase, expire: Expire | None = None
) -> None:
    """Say how a kind of personal data is exported and erased; the last registration holds."""
    _held[kind] = PersonalData(export, erase, expire)


def registered() -> dict[str, PersonalData]:
    """What the capabilities registered, by kind."""
    return dict(_held)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long one kind is kept, why, and what happens then; `days` None: nothing is done."""

    code: str
    valid_from: dt.date
    label: str
    holds: str
    purpose: str
    basis: str
    days: int | None
    after: str
    then: str

    @property
    def kept(self) -> str:
        """How long, in words: « 30 jours », « 1 an », « 10 ans »; "" when it is not counted."""
        if not self.days:
            return ""
        years = round(self.days / DAYS_A_YEAR)
        if years and abs(self.days - years * DAYS_A_YEAR) < LEAP_DAYS:
            return ngettext("%(n)d an", "%(n)d ans", years) % {"n": years}
        return ngettext("%(n)d jour", "%(n)d jours", self.days) % {"n": self.days}

    def before(self, now: dt.datetime) -> dt.datetime | None:
        """The instant before which it is too old."""
        return None if self.days is None else now - dt.timedelta(days=self.days)


@lru_cache(maxsize=1)
def _told() -> tuple[RetentionRule, ...]:
    text = (files("ancrage.people") / "data" / "retention.yaml").read_text(encoding="utf-8")
    return tuple(RetentionRule(**one) for one in yaml.safe_load(text))


def retention_rules(*, on: dt.date) -> list[RetentionRule]:
    """The rules in force on a day, one for each kind, in the order of the file."""
    found: dict[str, RetentionRule] = {}
    for rule in sorted(_told(), key=lambda rule: rule.valid_from):
        if rule.valid_from <= on:
            found[rule.code] = rule
    order = list(dict.fromkeys(rule.code for rule in _told()))
    return sorted(found.values(), key=lambda rule: order.index(rule.code))
