"""What is counted of some files as they stood on a day.

What still waits on that day is counted apart, never as refused: the grant rate is that of files
asked long enough before for nearly all to be decided, and a delay is read off a curve on which
what waits still counts (`survival`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancrage.evidence.rules.files import GRANTED, PENDING, REFUSED, RESULTS, WITHDRAWN, Files
from ancrage.evidence.rules.intervals import Mean
from ancrage.evidence.rules.survival import Waiting, waiting


@dataclass(frozen=True, slots=True)
class Cohort:
    """The files asked long enough ago: their decisions are nearly all known."""

    files: int
    granted: int
    refused: int
    pending: int

    @property
    def decided(self) -> int:
        return self.granted + self.refused

    @property
    def rate(self) -> float | None:
        """The share granted of what was decided, from 0 to 1; None when nothing was."""
        return self.granted / self.decided if self.decided else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The rate if all that waits were refused, or granted; None when there is no file."""
        whole = self.decided + self.pending
        return (self.granted / whole, (self.granted + self.pending) / whole) if whole else None


@dataclass(frozen=True, slots=True)
class Sample:
    """What is counted of some files. Amounts in cents.

    `undated`: ended on a day that nobody told; `misdated`: before the day of asking: neither has
    a delay. `asked_amount`, `granted_amount`: over the decided files of the cohort of which both
    are known, `amounts` of them. `logs`: of the amounts granted above 0, in log of cents.
    `largest`: the greatest share of the money asked that one beneficiary has.
    """

    files: int
    granted: int
    refused: int
    withdrawn: int
    pending: int
    undated: int
    misdated: int
    cohort: Cohort
    waiting: Waiting
    asked_amount: int
    granted_amount: int
    amounts: int
    total_granted: int
    unknown_granted: int
    logs: Mean
    beneficiaries: int
    largest: float

    @property
    def decided(self) -> int:
        return self.granted + self.refused

    @property
    def amount_rate(self) -> float | None:
        """The share granted of the money asked; None when none was."""
        return self.granted_amount / self.asked_amount if self.asked_amount else None

    @property
    def mean_granted(self) -> float | None:
        """The mean amount granted, in cents, of those known."""
        known = self.granted - self.unknown_granted
        return self.total_granted / known if known else None


def sample(files: Files, *, maturity: int) -> Sample:
    """What is counted of these files. `maturity`: days after which they are of the cohort."""
    results = _results(files)
    cohort = _results(files[files.age >= maturity])
    both = _of_known_amounts(files[files.age >= maturity])
    grants = files.given[(files.result == RESULTS.index(GRANTED)) & (files.given >= 0)]
    beneficiaries, largest = _beneficiaries(files)
    return Sample(
        files=files.size,
        granted=results[GRANTED],
        refused=results[REFUSED],
        withdrawn=results[WITHDRAWN],
        pending=results[PENDING],
        undated=int(np.sum(_is_over(files) & (files.ended < 0))),
        misdated=int(np.sum(_is_over(files) & (files.ended >= 0) & (files.ended < files.asked))),
        cohort=Cohort(sum(cohort.values()), cohort[GRANTED], cohort[REFUSED], cohort[PENDING]),
        waiting=_waiting(files),
        asked_amount=int(both.wanted.sum()),
        granted_amount=int(np.maximum(both.given, 0).sum()),
        amounts=both.size,
        total_granted=int(grants.sum()),
        unknown_granted=results[GRANTED] - grants.size,
        logs=_mean(np.log(grants[grants > 0])),
        beneficiaries=beneficiaries,
        largest=largest,
    )


def _results(files: Files) -> dict[str, int]:
    counts = np.bincount(files.result, minlength=len(RESULTS))
    return dict(zip(RESULTS, counts.tolist(), strict=True))


def _is_over(files: Files) -> NDArray[np.bool_]:
    over: NDArray[np.bool_] = files.result != RESULTS.index(PENDING)
    return over


def _waiting(files: Files) -> Waiting:
    """What waits counts until the day, what was withdrawn until then, the rest to its decision."""
    is_pending, is_withdrawn = (files.result == RESULTS.index(r) for r in (PENDING, WITHDRAWN))
    days = files.ended - files.asked
    is_timed = ~is_pending & (files.ended >= 0) & (days >= 0)
    left = np.concatenate((files.age[is_pending], days[is_timed & is_withdrawn]))
    return waiting(days[is_timed & ~is_withdrawn], left)


def _of_known_amounts(files: Files) -> Files:
    """The decided files of which both the amount asked and the amount granted are known."""
    is_granted = (files.result == RESULTS.index(GRANTED)) & (files.given >= 0)
    is_refused = files.result == RESULTS.index(REFUSED)
    return files[(is_granted | is_refused) & (files.wanted >= 0)]


def _beneficiaries(files: Files) -> tuple[int, float]:
    """How many they are, and the greatest share of the money asked that one of them has."""
    is_named = files.who >= 0
    named, places = np.unique(files.who[is_named], return_inverse=True)
    money = np.bincount(places, weights=np.maximum(files.wanted[is_named], 0))
    alone = np.maximum(files.wanted[~is_named], 0)
    total = float(money.sum() + alone.sum())
    most = max(money.max(initial=0), alone.max(initial=0))
    return named.size + alone.size, float(most / total) if total else 0.0


def _mean(values: NDArray[np.float64]) -> Mean:
    """In sorted order, so that the order of the files never changes a last digit."""
    ordered = np.sort(values)
    if ordered.size < 2:
        return Mean(ordered.size, float(ordered.sum()), 0.0)
    is_one_value = ordered[0] == ordered[-1]  # whose variance floats would round above 0
    spread = 0.0 if is_one_value else float(ordered.var(ddof=1))
    return Mean(ordered.size, float(ordered.mean()), spread)
