"""The roadmaps' data files, read once: fields, words chosen from, workflow, dated parameters."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.kernel.text import fold, typeset
from ancrage.kernel.workflow import State, Workflow, read_workflows
from ancrage.roadmaps.rules.fields import Form, read_form
from ancrage.roadmaps.rules.guards import GUARDS, Facts
from ancrage.roadmaps.rules.values import Vocabulary

DATA = files("ancrage.roadmaps") / "data"
PUBLIC_STATES = frozenset({"validated", "running", "suspended", "done", "closed"})
"""The states in which a sheet that is not reserved is read by everybody, as it was validated."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The least own share of an owner of some kinds, when something is late; from a day on."""

    valid_from: dt.date
    own_share_least: float
    own_share_of: tuple[str, ...]
    source: str
    late_days: int
    late_source: str
    report_days: int
    report_source: str


@lru_cache(maxsize=1)
def form() -> Form:
    """The fields of an action sheet."""
    return read_form(_read("fields"))


@lru_cache(maxsize=1)
def workflow() -> Workflow[Facts]:
    """What may be done with a sheet, by whom, in which state."""
    return read_workflows(_read("workflow"), guards=GUARDS)["sheet"]


def state_of(code: str) -> State:
    """A state in words."""
    return workflow().states[code]


@lru_cache(maxsize=1)
def vocabularies() -> dict[str, Vocabulary]:
    """The words chosen from, by name. ValueError when one would mean two things."""
    return {name: _vocabulary(name, held) for name, held in _read("vocabulary").items()}


def words(name: str) -> dict[str, str]:
    """The labels of a vocabulary by code."""
    return dict(vocabularies()[name].labels)


@lru_cache(maxsize=1)
def indicator_units() -> dict[str, str]:
    """The unit of each indicator of the common core."""
    return {code: typeset(held["unit"]) for code, held in _read("vocabulary")["indicators"].items()}


@lru_cache(maxsize=1)
def _parameters() -> tuple[Parameters, ...]:
    held = [
        Parameters(**{**one, "own_share_of": tuple(one["own_share_of"])})
        for one in _read("parameters")
    ]
    return tuple(sorted(held, key=lambda one: one.valid_from))


def parameters_at(day: dt.date) -> Parameters:
    """Those in force on a day; the first ones before."""
    begun = [one for one in _parameters() if one.valid_from <= day]
    return begun[-1] if begun else _parameters()[0]


def _vocabulary(name: str, held: dict[str, Any]) -> Vocabulary:
    known: dict[str, str] = {}
    for code, told in held.items():
        for way in (code, told["label"], *told["also"]):
            if known.setdefault(fold(str(way)), code) != code:
                raise ValueError(f"vocabulary.yaml, {name}: « {way} » means two things")
    return Vocabulary({code: typeset(told["label"]) for code, told in held.items()}, known)


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
