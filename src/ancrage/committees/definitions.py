"""The committees and the life of a meeting, read from their data files."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.committees.rules.composition import Body, Seat
from ancrage.committees.rules.guards import GUARDS, Facts
from ancrage.kernel.text import typeset
from ancrage.kernel.workflow import Workflow, read_workflows

DATA = files("ancrage.committees") / "data"


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[dt.date, dict[str, Body]], ...]:
    told = _read("bodies")
    read = [(one["valid_from"], {b["code"]: _body(b) for b in one["bodies"]}) for one in told]
    return tuple(sorted(read, reverse=True, key=lambda version: version[0]))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rule of a day comes from, and what in it is the project's own choice."""

    valid_from: dt.date
    source: str
    choice: str


def origin_at(day: dt.date) -> Origin | None:
    """Where the rule in force on a day comes from; None before the programme."""
    held = [one for one in _read("bodies") if one["valid_from"] <= day]
    last = max(held, key=lambda one: one["valid_from"], default=None)
    if last is None:
        return None
    return Origin(last["valid_from"], typeset(last["source"]), typeset(last["choice"]))


def bodies_at(day: dt.date) -> dict[str, Body]:
    """The committees by code, as the rule was on a day; none before the programme."""
    return next((bodies for since, bodies in _versions() if since <= day), {})


@lru_cache(maxsize=1)
def workflows() -> dict[str, Workflow[Facts]]:
    """What may be done with a meeting and with a condition, by whom, in which state."""
    return read_workflows(_read("workflow"), guards=GUARDS)


def _read(name: str) -> Any:  # noqa: ANN401 whatever the file tells
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def _body(told: dict[str, Any]) -> Body:
    seats = tuple(
        Seat(
            code=one["code"],
            label=typeset(one["label"]),
            role=one.get("role", ""),
            always=one["always"],
            votes=one.get("votes", False),
        )
        for one in told["seats"]
    )
    chair = told.get("chair", "")
    if chair and chair not in {seat.code for seat in seats}:
        raise ValueError(f"{told['code']}: {chair} presides and does not sit")
    return Body(
        code=told["code"],
        label=typeset(told["label"]),
        scope=told["scope"],
        seats=seats,
        chair=chair,
        quorum=told["quorum"],
        after_contract=typeset(told.get("after_contract", "")),
    )
