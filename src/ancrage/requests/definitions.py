"""The requests' data files, read once: the workflow, the delays, how operators name columns."""

import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.kernel.workflow import State, Workflow, read_workflows
from ancrage.requests.rules.columns import Words, read_words
from ancrage.requests.rules.deadlines import Delays, in_force
from ancrage.requests.rules.guards import GUARDS, Facts

DATA = files("ancrage.requests") / "data"
KIND = "request"


@lru_cache(maxsize=1)
def workflow() -> Workflow[Facts]:
    """What may be done with a request, by whom, in which state."""
    return read_workflows(_read("workflow.yaml"), guards=GUARDS)[KIND]


def state_of(code: str) -> State:
    """A state in words."""
    return workflow().states[code]


@lru_cache(maxsize=1)
def _delays() -> tuple[Delays, ...]:
    return tuple(Delays(**told) for told in _read("delays.yaml"))


def delays_at(day: dt.date) -> Delays:
    """The delays in force on a day; the first ones before."""
    return in_force(_delays(), day=day)


@lru_cache(maxsize=1)
def words() -> Words:
    """The columns of operators' files and the states, by every way of writing them."""
    labels = {state.code: state.label for state in workflow().states.values()}
    return read_words(_read("columns.yaml"), labels=labels)


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
