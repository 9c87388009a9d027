"""A calendar drawn on the server: a bar for each thing, in a table that says the same in words.

Positions across are percentages, so that it fits any width; it is read without colour, since the
dates stand beside each bar.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Something with a beginning and an end. `marks`: (day, is done) on the way; `css`: a class
    of the charts that tells its kind; `says`: its dates in words."""

    label: str
    start: dt.date | None
    end: dt.date | None
    says: str = ""
    url: str = ""
    marks: Sequence[tuple[dt.date, bool]] = ()
    marks_say: str = ""
    css: str = "chart-s1"


@dataclass(frozen=True, slots=True)
class Mark:
    at: str
    css: str


@dataclass(frozen=True, slots=True)
class SpanRow:
    span: Span
    left: str
    width: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows in the order of their beginning; `years`: (label, position); `today`: its position."""

    title: str
    rows: Sequence[SpanRow]
    years: Sequence[tuple[str, str]]
    today: str
    undated: Sequence[Span]
    legend: Sequence[tuple[str, str]]
    source: str
    as_of: str


def timeline(
    title: str,
    spans: Sequence[Span],
    *,
    today: dt.date,
    legend: Sequence[tuple[str, str]] = (),
    source: str = "",
    as_of: str = "",
) -> Timeline:
    """Draw spans from the first year to the last; those that lack an end are told apart.

    `legend`: (class, label) of the kinds of bars.
    """
    dated = [s for s in spans if s.start and s.end and s.start <= s.end]
    undated = [s for s in spans if s not in dated]
    if not dated:
        return Timeline(title, [], [], "", undated, legend, source, as_of)
    first = dt.date(min(s.start.year for s in dated if s.start), 1, 1)
    last = dt.date(max(s.end.year for s in dated if s.end) + 1, 1, 1)
    scale = _Scale(first, (last - first).days)
    rows = [scale.row(span) for span in sorted(dated, key=_order)]
    years = [(str(y), scale.at(dt.date(y, 1, 1))) for y in range(first.year, last.year)]
    return Timeline(
        title, rows, years, scale.at(today, inside=True), undated, legend, source, as_of
    )


def _order(span: Span) -> tuple[dt.date, dt.date, str]:
    return (span.start or dt.date.max, span.end or dt.date.max, span.label)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: dt.date
    days: int

    def at(self, day: dt.date, *, inside: bool = False) -> str:
        """Where a day stands; "" for one outside, when only those inside are drawn."""
        share = (day - self.first).days / self.days
        if inside and not 0 <= share <= 1:
            return ""
        return f"{min(max(share, 0), 1) * 100:.2f}%"

    def row(self, span: Span) -> SpanRow:
        start, end = span.start or self.first, span.end or self.first
        share = ((end - start).days + 1) / self.days
        marks = [
            Mark(self.at(day), "tl-done" if is_done else "tl-due") for day, is_done in span.marks
        ]
        return SpanRow(span, self.at(start), f"{max(share, 0.004) * 100:.2f}%", marks)
