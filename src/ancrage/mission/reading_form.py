"""The form of a reading: the grid with its anchors, a mark and a comment for each criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from ancrage.mission.actions.readings import Written
from ancrage.mission.models import Reading
from ancrage.mission.queries.missions import grid_of
from ancrage.mission.rules.grid import Criterion, Grid
from ancrage.mission.rules.marks import faults_of

UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class Choice:
    """One mark with what it means for this criterion; `needs_comment` as « inconnu » does."""

    value: str
    label: str
    anchor: str
    is_chosen: bool
    needs_comment: bool


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """One criterion to be marked."""

    criterion: Criterion
    choices: list[Choice]
    comment: str
    fault: str
    chosen: str


def written_in(data: Mapping[str, str], grid: Grid) -> Written:
    """What was typed: a mark that is none of the scale's is left out."""
    marks: dict[str, int | None] = {}
    for criterion in grid.criteria:
        told = data.get(f"mark-{criterion.code}", "")
        if told == UNKNOWN:
            marks[criterion.code] = None
        elif told.isdecimal() and int(told) in grid.marks:
            marks[criterion.code] = int(told)
    comments = {c.code: _text(data, f"comment-{c.code}") for c in grid.criteria}
    return Written(marks, comments, _text(data, "summary"))


def _text(data: Mapping[str, str], name: str) -> str:
    return data.get(name, "").replace("\x00", "")[:4000]


def criterion_forms(
    reading: Reading, *, typed: Written | None = None, with_faults: bool = False
) -> list[CriterionForm]:
    """The form at the state that is kept, or that was typed; faults are told when asked for."""
    grid = grid_of(reading.candidate.mission)
    marks = dict(typed.marks if typed else reading.marks)
    comments = dict(typed.comments if typed else reading.comments)
    faults = faults_of(grid=grid, marks=marks, comments=comments) if with_faults else {}
    return [
        CriterionForm(
            criterion=criterion,
            choices=_choices(grid, criterion, marks),
            comment=comments.get(criterion.code, ""),
            fault=faults.get(criterion.code, ""),
            chosen=_written(marks, criterion),
        )
        for criterion in grid.criteria
    ]


def _choices(grid: Grid, criterion: Criterion, marks: Mapping[str, int | None]) -> list[Choice]:
    chosen = _written(marks, criterion)
    found = [
        Choice(
            value=str(mark),
            label=grid.labels[place],
            anchor=criterion.anchors[place],
            is_chosen=chosen == str(mark),
            needs_comment=mark in grid.explained,
        )
        for place, mark in enumerate(grid.marks)
    ]
    unknown = Choice(UNKNOWN, UNKNOWN, "Rien ne permet de juger.", chosen == UNKNOWN, True)  # noqa: FBT003
    return [*found, unknown]


def _written(marks: Mapping[str, int | None], criterion: Criterion) -> str:
    if criterion.code not in marks:
        return ""
    mark = marks[criterion.code]
    return UNKNOWN if mark is None else str(mark)
