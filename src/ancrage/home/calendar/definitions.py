"""The calendar's data files, read once: kinds, how far feeds reach, dated public facts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.home.calendar.rules import Dated
from ancrage.kernel.rights import Where
from ancrage.kernel.text import typeset

DATA = files("ancrage.home") / "data"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of what is dated: its name for many, for one; whether the nation's feed has it."""

    code: str
    label: str
    one: str
    in_nation_feed: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """How far feeds reach around the day of reading, from a day on."""

    valid_from: dt.date
    past_days: int
    ahead_days: int
    refresh_hours: int
    source: str
    reason: str


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """The kinds, in the order in which they are offered."""
    return {code: Kind(code, **held) for code, held in _read("calendar")["kinds"].items()}


def nation_kinds() -> frozenset[str]:
    """Those that the nation's feed holds unless others are asked for."""
    return frozenset(kind.code for kind in kinds().values() if kind.in_nation_feed)


def reach_at(day: dt.date) -> Reach:
    """How far feeds reach on a day; the first reach before."""
    begun = [one for one in _reaches() if one.valid_from <= day]
    return begun[-1] if begun else _reaches()[0]


@lru_cache(maxsize=1)
def _reaches() -> tuple[Reach, ...]:
    held = [Reach(**one) for one in _read("calendar")["feeds"]]
    return tuple(sorted(held, key=lambda one: one.valid_from))


@lru_cache(maxsize=1)
def public_dates() -> tuple[Dated, ...]:
    """What sources outside say of the programme's days. ValueError for a kind that is none."""
    return tuple(map(_dated, _read("dates")["dates"]))


def _dated(held: Mapping[str, Any]) -> Dated:
    if held["kind"] not in kinds():
        raise ValueError(f"dates.yaml, {held['code']}: unknown kind {held['kind']}")
    return Dated(
        key=f"date:{held['code']}",
        kind=held["kind"],
        label=held["label"],
        day=held["day"],
        until=held.get("until"),
        said=held.get("said", ""),
        place=held.get("place", ""),
        where=Where(regions=frozenset(held.get("regions", ()))),
        source=held["source"],
        source_url=held.get("url", ""),
    )


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load(typeset((DATA / f"{name}.yaml").read_text(encoding="utf-8")))
