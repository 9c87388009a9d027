"""The data files, read once: workflows, authorities, dated parameters, the words chosen from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.kernel.rights import ScopeKind
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Workflow, read_workflows
from ancrage.people.roles import role_kinds
from ancrage.simplification.rules.guards import GUARDS, Facts
from ancrage.simplification.rules.likeness import Thresholds

DATA = files("ancrage.simplification") / "data"


@dataclass(frozen=True, slots=True)
class AnswerDelay:
    """How many days an answer should take, from a day on."""

    valid_from: dt.date
    days: int
    source: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A kind of authority: who answers for it, on what kind of scope, within how long."""

    code: str
    label: str
    help: str
    role: str
    scope: ScopeKind
    source: str
    delays: tuple[AnswerDelay, ...]

    def delay_at(self, day: dt.date) -> AnswerDelay:
        """The delay in force on a day; the first one before."""
        begun = [one for one in self.delays if one.valid_from <= day]
        return begun[-1] if begun else self.delays[0]


@dataclass(frozen=True, slots=True)
class Parameters:
    """When the effect is asked for, and what makes two blocks alike; from a day on."""

    valid_from: dt.date
    source: str
    reason: str
    follow_up_days: int
    words_min: int
    share_min: int
    shown: int

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.words_min, self.share_min)


@lru_cache(maxsize=1)
def workflows() -> dict[str, Workflow[Facts]]:
    """What may be done, by whom, in which state: of a report, of a case."""
    return read_workflows(_read("workflow"), guards=GUARDS)


@lru_cache(maxsize=1)
def authorities() -> dict[str, Authority]:
    """The kinds of authorities by code. ValueError for a role that cannot answer so."""
    return {told["code"]: _authority(told) for told in _read("authorities")}


@lru_cache(maxsize=1)
def _parameters() -> tuple[Parameters, ...]:
    held = [Parameters(**told) for told in _read("parameters")]
    return tuple(sorted(held, key=lambda one: one.valid_from))


def parameters_at(day: dt.date) -> Parameters:
    """Those in force on a day; the first ones before."""
    begun = [one for one in _parameters() if one.valid_from <= day]
    return begun[-1] if begun else _parameters()[0]


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, str]]:
    held = _read("vocabulary")
    return {kind: {c: typeset(w) for c, w in words.items()} for kind, words in held.items()}


def needs() -> dict[str, str]:
    return _vocabulary()["needs"]


def proposals() -> dict[str, str]:
    """What may be proposed, and so asked for."""
    return _vocabulary()["proposals"]


def outcomes() -> dict[str, str]:
    """What an authority may answer."""
    return _vocabulary()["outcomes"]


def effects() -> dict[str, str]:
    """What a territory may say of its block once there is an answer."""
    return _vocabulary()["effects"]


def _authority(told: Mapping[str, Any]) -> Authority:
    delays = (AnswerDelay(**one) for one in told["answer_days"])
    made = Authority(
        code=told["code"],
        label=told["label"],
        help=typeset(told["help"]),
        role=told["role"],
        scope=ScopeKind(told["scope"]),
        source=typeset(told["source"]),
        delays=tuple(sorted(delays, key=lambda one: one.valid_from)),
    )
    if role_kinds()[made.role].scope != made.scope:
        raise ValueError(f"authorities.yaml, {made.code}: {made.role} is not held on {made.scope}")
    return made


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
