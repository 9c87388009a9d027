"""The contracts' data files, read once: workflow, parties, preconditions, blocks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar

import yaml

from ancrage.contracts.rules.blocks import Blocks, read_blocks
from ancrage.contracts.rules.guards import GUARDS, Facts
from ancrage.contracts.rules.parties import PartyRule
from ancrage.contracts.rules.preconditions import CHECKS, Condition
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import State, Workflow, read_workflows

DATA = files("ancrage.contracts") / "data"


class Dated(Protocol):
    """What holds from a day on."""

    @property
    def valid_from(self) -> dt.date: ...


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is bound and signs, from a day on; how many days the parties have to sign."""

    valid_from: dt.date
    source: str
    choice: str
    days_to_sign: int
    rules: tuple[PartyRule, ...]


@dataclass(frozen=True, slots=True)
class Preconditions:
    """What acts wait for, from a day on. `approval`: the kinds that the committee approves."""

    valid_from: dt.date
    source: str
    choice: str
    approval: frozenset[str]
    conditions: tuple[Condition, ...]


@lru_cache(maxsize=1)
def workflow() -> Workflow[Facts]:
    """What may be done with an act, by whom, in which state."""
    return read_workflows(_read("workflow"), guards=GUARDS)["act"]


def state_of(code: str) -> State:
    """A state in words."""
    return workflow().states[code]


def parties_at(day: dt.date) -> Parties:
    """The rule of parties in force on a day."""
    return _at(_parties(), day)


def preconditions_at(day: dt.date) -> Preconditions:
    """What acts wait for on a day."""
    return _at(_preconditions(), day)


def blocks_at(day: dt.date) -> Blocks:
    """The blocks in force on a day."""
    return _at(_blocks(), day)


def _at(versions: Iterable[D], day: dt.date) -> D:
    """The version in force on a day; the first one before."""
    held = sorted(versions, key=lambda one: one.valid_from)
    begun = [one for one in held if one.valid_from <= day]
    return begun[-1] if begun else held[0]


@lru_cache(maxsize=1)
def _parties() -> tuple[Parties, ...]:
    return tuple(
        Parties(
            one["valid_from"],
            typeset(one["source"]),
            typeset(one["choice"]),
            one["days_to_sign"],
            tuple(_rule(told) for told in one["parties"]),
        )
        for one in _read("parties")
    )


def _rule(told: dict[str, Any]) -> PartyRule:
    words = {name: typeset(told[name]) for name in ("label", "quality", "commits")}
    return PartyRule(**{**told, **words, "acts": tuple(told["acts"])})


@lru_cache(maxsize=1)
def _preconditions() -> tuple[Preconditions, ...]:
    return tuple(
        Preconditions(
            one["valid_from"],
            typeset(one["source"]),
            typeset(one["choice"]),
            frozenset(one["approval"]),
            tuple(_condition(told) for told in one["conditions"]),
        )
        for one in _read("preconditions")
    )


def _condition(told: dict[str, Any]) -> Condition:
    if told["code"] not in CHECKS:
        raise ValueError(f"preconditions.yaml: nothing looks at « {told['code']} »")
    lists = {name: tuple(told.get(name, ())) for name in ("acts", "who", "roles")}
    return Condition(**{**told, **lists, "label": typeset(told["label"])})


@lru_cache(maxsize=1)
def _blocks() -> tuple[Blocks, ...]:
    return tuple(read_blocks(one) for one in _read("blocks"))


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file holds
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
