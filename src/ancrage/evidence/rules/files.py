"""The files of operators as statistics see them: one by one, or many as columns."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

INSIDE, OUTSIDE, UNPLACED = "inside", "outside", "unknown"
PLACES = (INSIDE, OUTSIDE, UNPLACED)
GRANTED, REFUSED, WITHDRAWN, PENDING = "granted", "refused", "withdrawn", ""
RESULTS = (GRANTED, REFUSED, WITHDRAWN, PENDING)

Column = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Case:
    """One file. Amounts in cents, None unknown.

    `place`: inside or outside the territories on the day of asking, or not known: no list held
    then, or nobody told where it is (`is_located` False). `result`: granted, refused, withdrawn, or
    "" while it waits. `ended`: the day of decision or withdrawal. `labelled`: the day on which its
    place first entered the list; None when it never did. `beneficiary`: "" when not known.
    """

    operator: str
    measure: str
    place: str
    asked: dt.date
    result: str = PENDING
    ended: dt.date | None = None
    asked_amount: int | None = None
    granted_amount: int | None = None
    beneficiary: str = ""
    labelled: dt.date | None = None
    is_located: bool = True


@dataclass(frozen=True)
class Files:
    """Many files as they stood on a day, a column for each thing known, −1 where it is not.

    `operator`, `measure`, `who`: numbers that stand for their names. `place`, `result`: ranks in
    PLACES and RESULTS. Days are ordinals; `age`: days since the asking. Amounts in cents.
    `located`: 1 or 0.
    """

    operator: Column
    measure: Column
    place: Column
    asked: Column
    year: Column
    age: Column
    result: Column
    ended: Column
    wanted: Column
    given: Column
    who: Column
    labelled: Column
    located: Column

    @property
    def size(self) -> int:
        return self.asked.size

    def __getitem__(self, kept: "NDArray[np.bool_] | Column") -> "Files":
        """Those of a mask, or at these places."""
        return Files(*(getattr(self, column.name)[kept] for column in fields(self)))


@dataclass(frozen=True)
class Held:
    """The files of a day, with the names of operators and measures by number."""

    files: Files
    operators: list[str]
    measures: list[str]


class _Numbers(dict[str, int]):
    """A number for each name, in the order met."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]


def held_at(cases: Iterable[Case], *, on: dt.date) -> Held:
    """The files asked by that day, as they stood: what was decided later still waits."""
    operators, measures, people = _Numbers(), _Numbers(), _Numbers()
    day = on.toordinal()
    rows = [
        (
            operators[case.operator],
            measures[case.measure],
            PLACES.index(case.place),
            (asked := case.asked.toordinal()),
            case.asked.year,
            day - asked,
            RESULTS.index(case.result),
            _ordinal(case.ended),
            -1 if case.asked_amount is None else case.asked_amount,
            -1 if case.granted_amount is None else case.granted_amount,
            people[case.beneficiary] if case.beneficiary else -1,
            _ordinal(case.labelled),
            int(case.is_located),
        )
        for case in cases
        if case.asked <= on
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(fields(Files)))
    files = Files(*(np.ascontiguousarray(column) for column in table.T))
    later = files.ended > day
    result = np.where(later, RESULTS.index(PENDING), files.result)
    return Held(replace(files, result=result), list(operators), list(measures))


def _ordinal(day: dt.date | None) -> int:
    return -1 if day is None else day.toordinal()
