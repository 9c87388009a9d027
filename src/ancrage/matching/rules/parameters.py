"""The numbers of the matching, as dated data: see `data/parameters.yaml`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import typeset
from ancrage.matching.rules.signals import Band


@dataclass(frozen=True, slots=True)
class Points:
    """What each rule brings to a measure's score; `need` and `certainty` by level."""

    need: Mapping[str, int]
    certainty: Mapping[str, int]
    applicant: int
    money: int
    referent: int
    quick: int
    local: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """One version. `bands` and `suggested` go from the highest."""

    valid_from: dt.date
    source: str
    alike: int
    bands: tuple[Band, ...]
    suggested: tuple[tuple[float, str], ...]
    points: Points
    quick_days: int


def read_parameters(document: Iterable[Mapping[str, Any]]) -> tuple[Parameters, ...]:
    """Every version, oldest first."""
    read = (_parameters(told) for told in document)
    return tuple(sorted(read, key=lambda version: version.valid_from))


def _parameters(told: Mapping[str, Any]) -> Parameters:
    return Parameters(
        valid_from=told["valid_from"],
        source=typeset(told["source"]),
        alike=told["alike"],
        bands=tuple(Band(b["from"], b["points"], typeset(b["label"])) for b in told["bands"]),
        suggested=tuple((one["from"], one["level"]) for one in told["suggested"]),
        points=Points(**told["points"]),
        quick_days=told["quick_days"],
    )


def parameters_at(versions: tuple[Parameters, ...], day: dt.date) -> Parameters:
    """The version in force on a day; before the first, the first."""
    begun = [version for version in versions if version.valid_from <= day]
    return begun[-1] if begun else versions[0]
