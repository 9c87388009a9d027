"""The limits of attached files, read from `data/limits.yaml`."""

import datetime as dt
from functools import lru_cache
from importlib.resources import files

import yaml

from ancrage.files.rules.kinds import Limits, limits_on


@lru_cache(maxsize=1)
def known_limits() -> tuple[Limits, ...]:
    """All limits, past, present and to come."""
    text = (files("ancrage.files") / "data" / "limits.yaml").read_text(encoding="utf-8")
    return tuple(Limits(**entry) for entry in yaml.safe_load(text))


def limits_at(day: dt.date) -> Limits:
    """The limits in force on a day."""
    return limits_on(day=day, known=known_limits())
