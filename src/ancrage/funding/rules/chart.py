"""The chart of accounts and the stages of money, as data tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset

CREDITS, ENVELOPE, MEANS = "credits", "envelope", "means"


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `is_open`: the world outside, which may be below zero. `held_by`: whose it is."""

    code: str
    label: str
    is_open: bool
    held_by: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: the accounts that it takes from, in order, and the one that it fills.

    `of` and `sign`: the net total that it counts in, as a decommitment is less granted.
    """

    code: str
    label: str
    one: str
    sources: tuple[str, ...]
    target: str
    of: str
    sign: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Accounts and stages, by code, in the order of the file."""

    accounts: Mapping[str, Account]
    stages: Mapping[str, Stage]

    def label(self, stage: str) -> str:
        """A stage in words: « accordé »."""
        return self.stages[stage].label


def read_chart(told: Mapping[str, Any]) -> Chart:
    """The chart that a data file tells. ValueError for an account that is not."""
    accounts = {
        code: Account(
            code, typeset(held["label"]), held.get("open", False), held.get("held_by", "")
        )
        for code, held in told["accounts"].items()
    }
    stages = {code: _stage(code, held) for code, held in told["stages"].items()}
    for stage in stages.values():
        unknown = {*stage.sources, stage.target} - {CREDITS, *accounts}
        if unknown:
            raise ValueError(f"{stage.code}: unknown account {', '.join(sorted(unknown))}")
    return Chart(accounts, stages)


def _stage(code: str, held: Mapping[str, Any]) -> Stage:
    words = typeset(held["label"]), typeset(held["one"])
    return Stage(code, *words, tuple(held["from"]), held["to"], held["of"], held["sign"])
