"""The data files of the allocation, read once: the workflow, the dated parameters."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.allocation.rules.guards import GUARDS, Facts
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import State, Workflow, read_workflows

DATA = files("ancrage.allocation") / "data"


@dataclass(frozen=True, slots=True)
class Parameters:
    """How long a search may take and how near its bound it stops; what is computed while one
    waits; how many projects a scenario may have."""

    valid_from: dt.date
    source: str
    seconds: float
    gap: float
    quick_lines: int
    quick_seconds: float
    quick_gap: float
    most_lines: int


@lru_cache(maxsize=1)
def workflow() -> Workflow[Facts]:
    """What may be done with a scenario, by whom, in which state."""
    return read_workflows(_read("workflow"), guards=GUARDS)["scenario"]


def state_of(code: str) -> State:
    """A state in words."""
    return workflow().states[code]


def parameters_at(day: dt.date) -> Parameters:
    """What is in force on that day (before the first date: the first)."""
    held = _parameters()
    begun = [one for one in held if one.valid_from <= day]
    return begun[-1] if begun else held[0]


@lru_cache(maxsize=1)
def _parameters() -> tuple[Parameters, ...]:
    told = sorted(_read("parameters"), key=lambda one: one["valid_from"])
    return tuple(Parameters(**{**one, "source": typeset(one["source"])}) for one in told)


@lru_cache(maxsize=1)
def demonstration() -> dict[str, Any]:
    """What the demonstration makes up."""
    held: dict[str, Any] = _read("demonstration")
    return held


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
