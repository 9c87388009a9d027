"""The inbox's dated data: ladders of escalation, who is above whom, rhythms."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.inbox.rules import Circle, Ladder, Rhythms, Step, in_force
from ancrage.people.roles import role_kinds


@lru_cache(maxsize=1)
def ladders() -> tuple[Ladder, ...]:
    """Every ladder, checked as read. ValueError names the one at fault."""
    return tuple(_ladder(told) for told in _read("ladders"))


def ladder_for(*, code: str, since: dt.date) -> Ladder:
    """The ladder that holds for what waits from that day. KeyError for an unknown code."""
    return in_force(ladders(), code=code, since=since)


@lru_cache(maxsize=1)
def above() -> Mapping[str, str]:
    """The role to which something goes that waited too long with the holder of a role."""
    told: dict[str, str] = _read("above")
    strangers = sorted({*told, *told.values()} - role_kinds().keys())
    if strangers:
        raise ValueError(f"above.yaml: unknown {', '.join(strangers)}")
    return told


@lru_cache(maxsize=1)
def _all_rhythms() -> tuple[Rhythms, ...]:
    told = sorted(_read("rhythms"), key=lambda entry: entry["valid_from"])
    return tuple(_rhythms(entry) for entry in told)


def rhythms(*, on: dt.date) -> Rhythms:
    """The rhythms in force on a day; the first ones before."""
    known = _all_rhythms()
    return next((one for one in reversed(known) if one.valid_from <= on), known[0])


def _read(name: str) -> Any:  # noqa: ANN401 what the file holds
    text = (files("ancrage.inbox") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def _ladder(told: Mapping[str, Any]) -> Ladder:
    steps = tuple(
        Step(step["code"], Circle[step["tell"].upper()], step.get("after"), step.get("before"))
        for step in told["steps"]
    )
    made = Ladder(told["code"], told["valid_from"], steps, told["source"], told["reason"])
    if made.faults():
        raise ValueError(f"ladders.yaml, {made.code}: {'; '.join(made.faults())}")
    return made


def _rhythms(told: Mapping[str, Any]) -> Rhythms:
    return Rhythms(
        valid_from=told["valid_from"],
        digest_at=dt.time.fromisoformat(told["digest_at"]),
        weekly_on=told["weekly_on"],
        done_days=told["done_days"],
        known_days=told["known_days"],
        message_days=told["message_days"],
        retry_minutes=tuple(told["retry_minutes"]),
        silence_minutes=told["silence_minutes"],
    )
