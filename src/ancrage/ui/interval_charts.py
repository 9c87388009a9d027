"""Intervals side by side: each with its dot, its line, and 0 marked across all.

A table that carries its drawing, as `charts.BarChart`: it is its own twin, read without colour.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """A value and what it may be; `written` says both. All None: nothing is drawn, only said."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    written: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SpreadRow:
    label: str
    url: str
    written: str
    at: str
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Rows with places across in per cent; `zero_at`: where nothing differs."""

    title: str
    rows: Sequence[SpreadRow]
    zero_at: str
    zero: str
    source: str
    as_of: str


def intervals(
    title: str, items: Sequence[Spread], *, zero: str, source: str = "", as_of: str = ""
) -> IntervalChart:
    """Compare intervals of one unit. `zero` says what 0 means; a side without bound goes to the
    edge."""
    known = [
        value
        for item in items
        for value in (item.low, item.value, item.high)
        if value is not None and math.isfinite(value)
    ]
    least, most = min([0.0, *known]), max([0.0, *known])
    room = (most - least) * 0.05 or 1.0
    least, most = least - room, most + room

    def place(value: float | None) -> str:
        if value is None:
            return ""
        share = (min(max(value, least), most) - least) / (most - least)
        return f"{share * 100:.3f}%"

    rows = [
        SpreadRow(
            item.label, item.url, item.written, *map(place, (item.value, item.low, item.high))
        )
        for item in items
    ]
    return IntervalChart(title, rows, place(0.0), zero, source, as_of)
