"""How long an invitation and a key of the API hold: dated data."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Delays:
    """In days; in force from a day, with where the choice comes from."""

    valid_from: dt.date
    source: str
    reason: str
    invitation_days: int
    token_most_days: int


@lru_cache(maxsize=1)
def _told() -> tuple[Delays, ...]:
    text = (files("ancrage.people") / "data" / "delays.yaml").read_text(encoding="utf-8")
    return tuple(
        sorted((Delays(**one) for one in yaml.safe_load(text)), key=lambda d: d.valid_from)
    )


def delays_at(day: dt.date) -> Delays:
    """Those in force on a day; the first ones before."""
    begun = [one for one in _told() if one.valid_from <= day]
    return begun[-1] if begun else _told()[0]
