"""The data files of the matching, read once: signals, parameters, levels."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.kernel.text import typeset
from ancrage.matching.rules.parameters import Parameters, parameters_at, read_parameters
from ancrage.matching.rules.signals import Signal, read_signals, signals_at

DATA = files("ancrage.matching") / "data"


@dataclass(frozen=True, slots=True)
class Level:
    """How strong a need is, in words; `badge` is the kind of the badge that shows it."""

    code: str
    label: str
    badge: str


@lru_cache(maxsize=1)
def levels() -> Mapping[str, Level]:
    """The levels of a need by code, from the strongest."""
    read = _read("levels.yaml").items()
    return {code: Level(code, typeset(told["label"]), told["badge"]) for code, told in read}


@lru_cache(maxsize=1)
def _signals() -> tuple[Signal, ...]:
    return read_signals(_read("signals.yaml"))


@lru_cache(maxsize=1)
def _parameters() -> tuple[Parameters, ...]:
    return read_parameters(_read("parameters.yaml"))


def signals(day: dt.date) -> list[Signal]:
    """The signals in force on a day."""
    return signals_at(_signals(), day)


def parameters(day: dt.date) -> Parameters:
    """The parameters in force on a day."""
    return parameters_at(_parameters(), day)


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
