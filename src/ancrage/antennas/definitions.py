"""The data files of the antennas, read once: the workflows, the dated parameters."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.antennas.rules.guards import GUARDS, Facts
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Workflow, read_workflows

DATA = files("ancrage.antennas") / "data"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Who operates the antennas, how long a search may take, how soon a booking is answered."""

    operator: str
    operator_source: str
    seconds: float
    curve_seconds: float
    curve_most: int
    answer_days: int


@lru_cache(maxsize=1)
def workflows() -> dict[str, Workflow[Facts]]:
    """What may be done, by whom, in which state: of an antenna, of a booking."""
    return read_workflows(_read("workflow.yaml"), guards=GUARDS)


def parameters_at(day: dt.date) -> Parameters:
    """What is in force on that day (before the first date: the first)."""
    held = sorted(_parameters(), key=lambda line: line["valid_from"])
    known = [line for line in held if line["valid_from"] <= day] or held[:1]
    told = {key: value for key, value in known[-1].items() if key != "valid_from"}
    return Parameters(**told | {"operator_source": typeset(told["operator_source"])})


@lru_cache(maxsize=1)
def _parameters() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read("parameters.yaml")
    return found


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
