"""The evidence's data files, read once: by what files are compared, what others found."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar

import yaml

from ancrage.evidence.rules import comparisons, forecast
from ancrage.kernel.text import typeset

DATA = files("ancrage.evidence") / "data"


class Dated(Protocol):
    @property
    def valid_from(self) -> dt.date: ...


Rules = TypeVar("Rules", bound=Dated)


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody found of the priority: who, when, and where he says it."""

    says: str
    by: str
    stated_on: dt.date
    source: str
    url: str


def comparison_rules(day: dt.date) -> comparisons.Rules:
    """By what places are compared on a day; the first rules before."""
    return _in_force(_comparison_rules(), day)


def forecast_rules(day: dt.date) -> forecast.Rules:
    """By what quarters are foreseen on a day; the first rules before."""
    return _in_force(_forecast_rules(), day)


@lru_cache(maxsize=1)
def published_findings() -> tuple[Finding, ...]:
    """What auditors found of the priority, in the order of the file."""
    return tuple(Finding(**told) for told in _read("findings"))


@lru_cache(maxsize=1)
def _comparison_rules() -> tuple[comparisons.Rules, ...]:
    return tuple(comparisons.Rules(**told) for told in _read("priority"))


@lru_cache(maxsize=1)
def _forecast_rules() -> tuple[forecast.Rules, ...]:
    return tuple(forecast.Rules(**told) for told in _read("forecast"))


def _in_force(held: Sequence[Rules], day: dt.date) -> Rules:
    begun = [one for one in held if one.valid_from <= day]
    return max(begun or held[:1], key=lambda one: one.valid_from)


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load(typeset((DATA / f"{name}.yaml").read_text(encoding="utf-8")))
