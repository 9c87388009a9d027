"""Cuts of the ledger: which amounts are looked at, and their sums, folded and compared.

Whatever they are cut by, the sums of the same amounts make the same total, to the cent: nothing
is left out, and what nobody told is a cut of its own.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ancrage.funding.rules.chart import Chart

UNKNOWN = "inconnu"
"""In an address, what nobody told; "" is anything."""
ANNOUNCED, REQUESTED, INSTRUCTION = "announced", "requested", "instruction"
GRANTED, ORDERED, PAID = "granted", "ordered", "paid"
UNMATCHED, CANCELLED = "unmatched", "cancelled"
DECOMMITTED, RECOVERED = "decommitted", "recovered"
TOTALS = (ANNOUNCED, REQUESTED, INSTRUCTION, GRANTED, ORDERED, PAID, UNMATCHED, CANCELLED)
"""What stages count in, in the order of the chain: `of` in the chart."""

Keys = tuple[str, ...]
"""The values of a cut: "" for what nobody told."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which amounts are looked at: "" for any, UNKNOWN for those of which nobody told it.

    `total`: those that count in this net total, whatever their stage. `year`: that of the event;
    `until`: events of that day and before; `known_on`: what had been entered at the end of that
    day. None: no bound.
    """

    total: str = ""
    stage: str = ""
    financer: str = ""
    scheme: str = ""
    measure: str = ""
    need: str = ""
    programme: str = ""
    territory: str = ""
    place: str = ""
    region: str = ""
    year: int | None = None
    until: dt.date | None = None
    known_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What the ledger holds of one cut at one stage: `cents` of `count` entries, reversals in."""

    keys: Keys
    stage: str
    is_verified: bool
    is_demonstration: bool
    cents: int
    count: int


@dataclass(slots=True)
class Sums:
    """The sums of a cut, in cents.

    `net`: by total, decommitments and recoveries taken off; `gross`: by stage; `verified` and
    `invented`: the part of `net` that was checked, that the demonstration made up; `count`: how
    many entries.
    """

    net: dict[str, int] = field(default_factory=dict)
    gross: dict[str, int] = field(default_factory=dict)
    verified: dict[str, int] = field(default_factory=dict)
    invented: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def at(self, total: str) -> int:
        """A net total, in cents."""
        return self.net.get(total, 0)

    @property
    def count(self) -> int:
        """How many entries."""
        return sum(self.counts.values())

    @property
    def is_invented(self) -> bool:
        """Whether the demonstration made some of it up."""
        return any(self.invented.values())

    def add(self, part: Part, chart: Chart) -> None:
        """Count a part in."""
        stage = chart.stages[part.stage]
        cents = stage.sign * part.cents
        _add(self.gross, part.stage, part.cents)
        _add(self.counts, part.stage, part.count)
        _add(self.net, stage.of, cents)
        if part.is_verified:
            _add(self.verified, stage.of, cents)
        if part.is_demonstration:
            _add(self.invented, stage.of, cents)

    def __add__(self, other: "Sums") -> "Sums":
        fields = ("net", "gross", "verified", "invented", "counts")
        return Sums(**{name: _added(getattr(self, name), getattr(other, name)) for name in fields})


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


def _add(sums: dict[str, int], key: str, cents: int) -> None:
    sums[key] = sums.get(key, 0) + cents


def fold(parts: Iterable[Part], chart: Chart) -> dict[Keys, Sums]:
    """The sums of each cut, in the order in which they come."""
    found: dict[Keys, Sums] = {}
    for part in parts:
        found.setdefault(part.keys, Sums()).add(part, chart)
    return found


def whole(parts: Iterable[Part], chart: Chart) -> Sums:
    """The sums of all the parts together."""
    sums = Sums()
    for part in parts:
        sums.add(part, chart)
    return sums


def coarser(parts: Iterable[Part], position: int) -> list[Part]:
    """The same parts cut by one of their keys alone."""
    return [
        Part((p.keys[position],), p.stage, p.is_verified, p.is_demonstration, p.cents, p.count)
        for p in parts
    ]


def share(part: int, of: int) -> float | None:
    """A part of a whole, 0 to 1; None when the whole is nothing."""
    return part / of if of else None


@dataclass(frozen=True, slots=True)
class Unknown:
    """What nobody told of a total: `cents` of `of`."""

    name: str
    cents: int
    of: int

    @property
    def share(self) -> float | None:
        return share(self.cents, self.of)


def unknowns(sums: Sums, blanks: Mapping[str, Sums], total: str) -> list[Unknown]:
    """Of a total, what each cut leaves unknown: `blanks` has the sums of which nothing is told."""
    return [Unknown(name, held.at(total), sums.at(total)) for name, held in blanks.items()]
