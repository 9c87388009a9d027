"""From two readings to one score.

A mark is a whole number of the grid's scale, or None: « inconnu », there was nothing to judge by.
For one criterion with marks a and b of the two readers, and the mission's tolerance t:

    disagreement  one of the two is unknown and not the other, or |a − b| > t
    settled mark  the mark that both readers agreed on; else the mean of those that are known

The score is 100 · Σ w·(m − lowest) / Σ w·(highest − lowest) over the criteria whose settled mark m
is known. The share of the weights that these hold is told with the score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from ancrage.mission.rules.grid import Criterion, Grid

Mark = int | None
Marks = Mapping[str, Mark]
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Agreed:
    """A mark that both readers agreed on after discussion; None: unknown to both."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one criterion. `mark` is exact; None when neither reader could judge."""

    criterion: Criterion
    first: Mark
    second: Mark
    disagrees: bool
    is_settled: bool
    mark: Fraction | None


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100; `known` is the share of the weights that it rests on. None: nothing known."""

    value: Decimal | None
    known: Fraction


def faults_of(
    *, grid: Grid, marks: Mapping[str, object], comments: Mapping[str, str]
) -> dict[str, str]:
    """What keeps a reading from being locked, by criterion, in words; empty when nothing does."""
    faults = {}
    for criterion in grid.criteria:
        told = _fault(grid, criterion, marks, comments.get(criterion.code, "").strip())
        if told:
            faults[criterion.code] = told
    return faults


def _fault(grid: Grid, criterion: Criterion, marks: Mapping[str, object], comment: str) -> str:
    if criterion.code not in marks:
        return "Donnez une note, ou « inconnu »."
    mark = marks[criterion.code]
    if mark is not None and (isinstance(mark, bool) or mark not in grid.marks):
        return f"La note va de {grid.lowest} à {grid.highest}."
    if not comment and mark is None:
        return "Dites en quelques mots ce qui manque pour juger."
    if not comment and mark in grid.explained:
        return f"La note {mark} demande un commentaire."
    return ""


def disagrees(*, first: Mark, second: Mark, tolerance: int) -> bool:
    """Whether two marks have to be discussed."""
    if first is None or second is None:
        return first is not second
    return abs(first - second) > tolerance


def may_agree_on(*, grid: Grid, first: Mark, second: Mark, mark: Mark) -> bool:
    """Whether `mark` is between the two marks, which an agreement has to be."""
    if mark is None or first is None or second is None:
        return mark in {first, second}
    return mark in grid.marks and min(first, second) <= mark <= max(first, second)


def settled(
    *,
    grid: Grid,
    first: Marks,
    second: Marks,
    tolerance: int,
    agreed: Mapping[str, Agreed],
    kept: frozenset[str] = frozenset(),
) -> list[Settled]:
    """Each criterion with what became of it. `kept`: those whose two marks stay."""
    rows = []
    for criterion in grid.criteria:
        a, b = first.get(criterion.code), second.get(criterion.code)
        differs = disagrees(first=a, second=b, tolerance=tolerance)
        held = agreed.get(criterion.code)
        mark = _fraction(held.mark) if held else _mean(a, b)
        is_settled = not differs or held is not None or criterion.code in kept
        rows.append(Settled(criterion, a, b, differs, is_settled, mark))
    return rows


def score_of(*, grid: Grid, rows: list[Settled]) -> Score:
    """The score of a candidate, from its settled marks."""
    return _score(grid, [(row.criterion.weight, row.mark) for row in rows])


def reading_score(*, grid: Grid, marks: Marks) -> Score:
    """The score that one reading alone would give."""
    return _score(grid, [(c.weight, _fraction(marks.get(c.code))) for c in grid.criteria])


def _score(grid: Grid, weighed: list[tuple[int, Fraction | None]]) -> Score:
    known = [(weight, mark) for weight, mark in weighed if mark is not None]
    total = sum(weight for weight, _mark in known)
    share = Fraction(total, sum(weight for weight, _mark in weighed))
    if not total:
        return Score(None, share)
    reached = sum((weight * (mark - grid.lowest) for weight, mark in known), Fraction())
    exact = 100 * reached / (total * (grid.highest - grid.lowest))
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return Score(value.quantize(TENTH, ROUND_HALF_EVEN), share)


def _fraction(mark: Mark) -> Fraction | None:
    return None if mark is None else Fraction(mark)


def _mean(first: Mark, second: Mark) -> Fraction | None:
    known = [mark for mark in (first, second) if mark is not None]
    return Fraction(sum(known), len(known)) if known else None
