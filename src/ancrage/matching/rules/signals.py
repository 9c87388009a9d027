"""What public figures say of a territory's needs: where it stands among those like it.

A signal is data (`data/signals.yaml`). Its figure is compared with those of like territories only
when it may be (`use: order`): the share of them that it exceeds, in the direction of the need,
gives a band, and points. What has no figure, or no like territory, says so and counts for nothing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ancrage.kernel.text import typeset


class Use(StrEnum):
    """What a figure may be used for."""

    ORDER = "order"
    SHOW = "show"


class Place(StrEnum):
    """What a figure is really of."""

    BASIN = "basin"
    ZONE = "zone"
    TERRITORY = "territory"


PLACES = {
    Place.BASIN: "du bassin d’emploi",
    Place.ZONE: "de la zone d’emploi",
    Place.TERRITORY: "du territoire",
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One line of the data file. `rises` is 1 when a higher figure means a stronger need, or -1."""

    code: str
    valid_from: dt.date
    need: str
    label: str
    figure: str
    rises: int
    use: Use
    place: Place
    because: str
    caution: str
    source: str
    measures: frozenset[str] = frozenset()
    is_evolution: bool = False

    def speaks_for(self, measure: str) -> bool:
        """Whether it says something of this measure of its need."""
        return not self.measures or measure in self.measures


@dataclass(frozen=True, slots=True)
class Band:
    """Where a figure stands: from which share of the like territories it exceeds."""

    share: float
    points: int
    label: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure among like territories: how many it exceeds, equals, of how many with a figure."""

    exceeded: int
    equalled: int
    others: int
    band: Band

    @property
    def points(self) -> int:
        return self.band.points

    @property
    def says(self) -> str:
        """« signe d’un besoin plus fort que chez 9 de ses 12 territoires semblables »."""
        told = f"signe d’un besoin plus fort que chez {self.exceeded} de ses {self.others}"
        if self.exceeded == 0:
            told = f"signe d’un besoin plus fort que chez aucun de ses {self.others}"
        equal = f", égal chez {self.equalled}" if self.equalled else ""
        return f"{told} territoires semblables{equal}"


def stand(
    *, value: float | None, others: Iterable[float | None], rises: int, bands: Sequence[Band]
) -> Standing | None:
    """Where a figure stands; None without a figure, or when no like territory has one.

    Half of those that it equals count as exceeded, so that all equal is the middle.
    """
    known = [other for other in others if other is not None]
    if value is None or not known:
        return None
    exceeded = sum(1 for other in known if (value - other) * rises > 0)
    equalled = sum(1 for other in known if other == value)
    share = (exceeded + equalled / 2) / len(known)
    band = next(band for band in bands if share >= band.share)
    return Standing(exceeded, equalled, len(known), band)


def suggested(points: Sequence[int], *, thresholds: Sequence[tuple[float, str]]) -> str:
    """The level that signals suggest by the mean of their points; "" without any."""
    if not points:
        return ""
    mean = sum(points) / len(points)
    return next(level for least, level in thresholds if mean >= least)


def read_signals(document: Iterable[Mapping[str, Any]]) -> tuple[Signal, ...]:
    """The signals that the data file tells."""
    return tuple(_signal(told) for told in document)


def _signal(told: Mapping[str, Any]) -> Signal:
    return Signal(
        code=told["code"],
        valid_from=told["valid_from"],
        need=told["need"],
        label=typeset(told["label"]),
        figure=told["figure"],
        rises={"higher": 1, "lower": -1}[told["rises"]],
        use=Use(told["use"]),
        place=Place(told["place"]),
        because=typeset(told["because"]),
        caution=typeset(told["caution"]),
        source=typeset(told["source"]),
        measures=frozenset(told["measures"]),
        is_evolution=told.get("evolution", False),
    )


def signals_at(signals: Iterable[Signal], day: dt.date) -> list[Signal]:
    """Those in force on a day: the latest line of each code."""
    found: dict[str, Signal] = {}
    for signal in sorted(signals, key=lambda signal: signal.valid_from):
        if signal.valid_from <= day:
            found[signal.code] = signal
    order = list(dict.fromkeys(signal.code for signal in signals))
    return sorted(found.values(), key=lambda signal: order.index(signal.code))
