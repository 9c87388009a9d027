"""What an action sheet asks of one financer, read in its funding plan and its indicators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ancrage.kernel.text import fold
from ancrage.roadmaps.rules.funding import PUBLIC, Line, Plan

JOBS = frozenset({"jobs_created", "jobs_kept"})
"""The common indicators that count industrial jobs."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A financer as funding plans name it: its kind there, and names of it (folded). `is_alone`:
    nobody else of its kind could be meant, whatever the name."""

    kind: str
    names: frozenset[str]
    is_alone: bool = False

    def is_meant(self, line: Line) -> bool:
        """Whether a line of a funding plan is this financer's."""
        if line.kind != self.kind:
            return False
        told = f" {fold(line.financer)} "
        return self.is_alone or any(f" {name} " in told for name in self.names)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a plan asks of a financer, in cents: `cents` is what is not granted yet of what was
    asked (else promised); `cofunding`: other public money; `year`: the first one."""

    cents: int
    promised: int
    granted: int
    cofunding: int
    year: int


def asked_for(plan: Plan, payer: Payer) -> AskedFor | None:
    """None when the plan asks nothing more of that financer."""
    mine = [line for line in plan.lines if payer.is_meant(line)]
    asked, promised, granted = (
        sum(line.at(stage) or 0 for line in mine) for stage in ("asked", "promised", "granted")
    )
    cents = (asked or promised) - granted
    if cents <= 0:
        return None
    others = [line for line in plan.lines if line not in mine and line.kind in PUBLIC]
    cofunding = sum(line.granted or line.promised or line.asked or 0 for line in others)
    return AskedFor(cents, promised, granted, cofunding, min(line.year for line in mine))


def result_of(indicators: Iterable[Mapping[str, Any]], *, unit: str) -> float | None:
    """What the indicators of a sheet promise in this unit, from where it starts; None when none is
    told in it."""
    wanted = fold(unit)
    held = [
        one for one in indicators if wanted and wanted in {fold(one["unit"]), fold(one["label"])}
    ]
    return _gained(held)


def jobs_of(indicators: Iterable[Mapping[str, Any]]) -> float | None:
    """The jobs that the common indicators promise; None when none is told."""
    return _gained([one for one in indicators if one["indicator"] in JOBS])


def _gained(held: Iterable[Mapping[str, Any]]) -> float | None:
    told: list[tuple[float, float]] = [
        (one["target"], one["baseline"] or 0.0) for one in held if one["target"] is not None
    ]
    return sum(max(target - baseline, 0.0) for target, baseline in told) if told else None
