"""How signatures are followed: dated parameters, read once."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from ancrage.kernel.text import typeset


@dataclass(frozen=True, slots=True)
class Following:
    """From a day on: days between two reminders, days during which late answers are asked for."""

    valid_from: dt.date
    remind_least_days: int
    evidence_days: int
    choice: str


def following_at(day: dt.date) -> Following:
    """Those in force on a day; the first ones before."""
    begun = [one for one in _known() if one.valid_from <= day]
    return begun[-1] if begun else _known()[0]


@lru_cache(maxsize=1)
def _known() -> tuple[Following, ...]:
    text = (files("ancrage.contracts") / "data" / "signing.yaml").read_text(encoding="utf-8")
    held = [Following(**(one | {"choice": typeset(one["choice"])})) for one in yaml.safe_load(text)]
    return tuple(sorted(held, key=lambda one: one.valid_from))
