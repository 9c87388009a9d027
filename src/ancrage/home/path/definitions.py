"""The road as data, read once: its stages from a day on."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from ancrage.home.path.rules import Stage, check
from ancrage.kernel.text import typeset

DATA = files("ancrage.home") / "data"


@dataclass(frozen=True, slots=True)
class Road:
    """The stages in force from a day on, in order; `choice`: what no source fixes."""

    valid_from: dt.date
    source: str
    choice: str
    stages: tuple[Stage, ...]

    @property
    def labels(self) -> dict[str, str]:
        return {stage.code: stage.label for stage in self.stages}


def road_at(day: dt.date) -> Road:
    """The road in force on a day; the first one before."""
    begun = [road for road in _roads() if road.valid_from <= day]
    return begun[-1] if begun else _roads()[0]


@lru_cache(maxsize=1)
def _roads() -> tuple[Road, ...]:
    held = yaml.safe_load(typeset((DATA / "path.yaml").read_text(encoding="utf-8")))
    return tuple(sorted(map(_road, held), key=lambda road: road.valid_from))


def _road(held: dict[str, Any]) -> Road:
    stages = tuple(
        Stage(
            code=one["code"],
            label=one["label"],
            meaning=one["meaning"],
            who=tuple(one["who"]),
            proof=one["proof"],
            needs=tuple(one.get("needs", ())),
            is_optional=one.get("optional", False),
        )
        for one in held["stages"]
    )
    check(stages)
    return Road(held["valid_from"], held["source"], held["choice"], stages)
