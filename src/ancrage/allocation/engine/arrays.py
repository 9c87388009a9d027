"""A problem as arrays: the free projects, the sums that are limited, what hangs on what."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ancrage.allocation.engine.figures import BoolArray, FloatArray, IntArray

FAIRNESS = "fairness"
PARTIAL, WHOLE, STEPPED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Row:
    """lower ≤ Σ g over `columns` + `level` · (the common level of fairness) ≤ upper; cents.

    `columns` are positions among the free projects, ascending. An infinite side limits nothing.
    A cut (`knapsacks.py`) has the `weights` of its projects in the sum, and the row `of` which it
    follows.
    """

    code: str
    label: str
    columns: IntArray
    lower: float
    upper: float
    level: Fraction = Fraction(0)
    weights: FloatArray | None = None
    of: int = -1

    def total(self, grants: IntArray | FloatArray) -> float:
        """The sum that the row limits, without the common level; exact for whole cents."""
        inside = grants[self.columns]
        return float(inside.sum() if self.weights is None else self.weights @ inside)


@dataclass(frozen=True, slots=True)
class Served:
    """A territory that fairness counts: its jobs, its free projects, and the cents held there."""

    code: str
    jobs: int
    columns: IntArray
    held: int


@dataclass(frozen=True, slots=True)
class Group:
    """At most `most` of these free projects get a grant."""

    columns: IntArray
    most: int


@dataclass(frozen=True, slots=True)
class Model:
    """The free projects as arrays: those that may get something, and are not held by hand.

    `at`: where each is in the problem. `value`: worth of a cent. A grant is 0 (unless `forced`) or
    between `least` and `most`, in cents; `kind` and `steps` say what is allowed between. `links`:
    pairs, the first requires the second. `level_most`: the most that the common level can be, in
    cents per job; `level_worth`: what a cent per job of it is worth. `served`: the territories that
    fairness counts. `given`: the grants held by hand, in the order of the problem; `constant`: what
    they are worth. `impossible`: what is held contradicts itself.
    """

    at: IntArray
    value: FloatArray
    least: IntArray
    most: IntArray
    kind: IntArray
    steps: Mapping[int, tuple[int, ...]]
    forced: BoolArray
    rows: tuple[Row, ...]
    links: IntArray
    groups: tuple[Group, ...]
    level_most: float
    level_worth: float
    served: tuple[Served, ...]
    given: IntArray
    constant: float
    refused: Mapping[str, str]
    impossible: bool

    def __len__(self) -> int:
        return len(self.at)


def fair_row(one: Served, lower: float) -> Row:
    """At least so many cents to the free projects of this territory."""
    label = f"Équité, territoire {one.code}"
    return Row(f"{FAIRNESS}:{one.code}", label, one.columns, lower, math.inf)
