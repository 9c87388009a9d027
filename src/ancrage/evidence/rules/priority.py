"""Did the priority happen? Every operator and measure, inside and outside, before and after.

The place of a file is that of the day of asking. Before and after: within a window around the day
on which its place first entered the list; beside it, the files of places that never did, around
the day on which most entered.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ancrage.evidence.rules.comparisons import (
    Comparison,
    Rules,
    Stratified,
    Stratum,
    compare,
    holm,
    stratified,
)
from ancrage.evidence.rules.files import (
    GRANTED,
    INSIDE,
    OUTSIDE,
    PLACES,
    REFUSED,
    RESULTS,
    Case,
    Files,
    Held,
    held_at,
)
from ancrage.evidence.rules.samples import Sample, sample

Key = tuple[str, str]
"""An operator and a measure; a whole operator has measure "", the whole programme ("", "")."""
ALL: Key = ("", "")
SIDES = ("place", "time", "elsewhere")
"""The comparisons of a row, each judged among those that answer the same question."""


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of an operator's measure and what differs.

    `place`: inside against outside. `like`: the same within measure and year. `time`: after
    against before the entry in the list. `elsewhere`: the same where no list ever came.
    """

    key: Key
    whole: Sample
    places: dict[str, Sample]
    place: Comparison
    like: Stratified | None
    time: Comparison
    elsewhere: Comparison

    @property
    def operator(self) -> str:
        return self.key[0]

    @property
    def measure(self) -> str:
        return self.key[1]


@dataclass(frozen=True, slots=True)
class Findings:
    """All rows: the programme, each operator, each measure. `entry`: the day most entered.

    `comparisons`: how many differences are told in all.
    """

    rows: dict[Key, Row]
    entry: dt.date | None
    comparisons: int

    @property
    def whole(self) -> Row:
        return self.rows[ALL]


def findings(cases: Iterable[Case], *, on: dt.date, rules: Rules) -> Findings:
    """Everything that can be told of these files as they stood on a day."""
    held = held_at(cases, on=on)
    entry = entry_day(held.files)
    rows = {key: _row(key, files, entry, rules) for key, files in _groups(held)}
    return _adjusted(rows, dt.date.fromordinal(entry) if entry else None)


def _groups(held: Held) -> Iterator[tuple[Key, Files]]:
    """The programme, then each operator, then each of its measures, in the order of their codes."""
    files = held.files
    yield ALL, files
    for name in sorted(held.operators):
        own = files[files.operator == held.operators.index(name)]
        yield (name, ""), own
        for measure in sorted(held.measures[code] for code in np.unique(own.measure)):
            yield (name, measure), own[own.measure == held.measures.index(measure)]


def entry_day(files: Files) -> int | None:
    """The day (ordinal) on which the places of most files entered the list; None: none did."""
    days, counts = np.unique(files.labelled[files.labelled >= 0], return_counts=True)
    return int(days[counts.argmax()]) if days.size else None


def _row(key: Key, files: Files, entry: int | None, rules: Rules) -> Row:
    def counted(held: Files) -> Sample:
        return sample(held, maturity=rules.maturity)

    inside, outside = (files.place == PLACES.index(place) for place in (INSIDE, OUTSIDE))
    places = {place: counted(files[files.place == n]) for n, place in enumerate(PLACES)}
    before, after = _around(files[files.labelled >= 0], rules.window)
    never = files[(files.labelled < 0) & (files.located == 1) & ~inside]
    is_known = np.full(never.size, entry is not None)
    beside = replace(never, labelled=np.full(never.size, entry or 0))[is_known]
    earlier, later = _around(beside, rules.window)
    return Row(
        key,
        whole=counted(files),
        places=places,
        place=compare(places[INSIDE], places[OUTSIDE], rules=rules),
        like=stratified(strata(files[inside | outside], maturity=rules.maturity), rules=rules),
        time=compare(counted(after), counted(before), rules=rules),
        elsewhere=compare(counted(later), counted(earlier), rules=rules),
    )


def _around(files: Files, window: int) -> tuple[Files, Files]:
    """The files asked within `window` days before, and from, the day their place entered."""
    days = files.asked - files.labelled
    return files[(-window <= days) & (days < 0)], files[(days >= 0) & (days < window)]


def strata(files: Files, *, maturity: int) -> list[Stratum]:
    """The decided files of the cohort by operator, measure and year of asking."""
    decided = [RESULTS.index(GRANTED), RESULTS.index(REFUSED)]
    held = files[(files.age >= maturity) & np.isin(files.result, decided)]
    kinds = np.column_stack((held.operator, held.measure, held.year))
    found, places = np.unique(kinds, axis=0, return_inverse=True)

    def count(mask: NDArray[np.bool_]) -> list[int]:
        counts: list[int] = np.bincount(places[mask], minlength=len(found)).tolist()
        return counts

    granted = held.result == RESULTS.index(GRANTED)
    inside = held.place == PLACES.index(INSIDE)
    sides = (inside & granted, inside, ~inside & granted, ~inside)
    return [Stratum(*counts) for counts in zip(*map(count, sides), strict=True)]


def _adjusted(rows: dict[Key, Row], entry: dt.date | None) -> Findings:
    """Each difference with its p-value adjusted for those of its family.

    A family is what one question asks: of the programme, of the operators, or of the measures;
    by place, or by time.
    """
    families: dict[tuple[str, int], list[tuple[Key, int, float]]] = defaultdict(list)
    for key, row in rows.items():
        for side in SIDES:
            for place, one in enumerate(getattr(row, side).differences):
                if one.p is not None:
                    families[side, sum(map(bool, key))].append((key, place, one.p))
    found = {
        (side, key, place): p
        for (side, _level), told in families.items()
        for (key, place, _p), p in zip(told, holm([p for *_, p in told]), strict=True)
    }

    def adjusted(side: str, row: Row) -> Comparison:
        return _with(getattr(row, side), [found.get((side, row.key, n)) for n in range(3)])

    held = {
        key: replace(
            row,
            place=adjusted("place", row),
            time=adjusted("time", row),
            elsewhere=adjusted("elsewhere", row),
        )
        for key, row in rows.items()
    }
    return Findings(held, entry, len(found))


def _with(comparison: Comparison, adjusted: Sequence[float | None]) -> Comparison:
    rate, delay, amount = (
        replace(difference, adjusted=p)
        for difference, p in zip(comparison.differences, adjusted, strict=True)
    )
    return replace(comparison, rate=rate, delay=delay, amount=amount)
