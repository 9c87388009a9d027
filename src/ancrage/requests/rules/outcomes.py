"""What comes out: how many asked, granted, refused, pending, how long it takes, inside and outside.

A delay is counted in days of the calendar from the day of asking to the day of the decision. Of
what is pending no delay is known yet: it is counted apart, with the age of the oldest, and never
as if it were decided.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from ancrage.kernel.percentiles import percentile

INSIDE, OUTSIDE, UNPLACED = "inside", "outside", "unknown"
PLACES = (INSIDE, OUTSIDE, UNPLACED)


@dataclass(frozen=True, slots=True)
class Case:
    """One request, as the counts look at it. `result` is `granted`, `refused`, `withdrawn` or "".

    `place`: whether it was in a territory on the day of asking.
    """

    operator: str
    measure: str
    place: str
    asked: dt.date
    result: str
    decided: dt.date | None = None
    is_delivered: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of some requests. Delays None: no case; `timed`: how many they rest on.

    `undated`: decided on a day that nobody told.
    """

    asked: int
    granted: int
    delivered: int
    refused: int
    withdrawn: int
    pending: int
    timed: int
    undated: int
    median: float | None
    ninetieth: int | None
    oldest: int | None

    @property
    def decided(self) -> int:
        return self.granted + self.refused

    @property
    def share(self) -> float | None:
        """The share granted among what was decided, from 0 to 1; None when nothing was."""
        return self.granted / self.decided if self.decided else None


def tally(cases: Iterable[Case], *, on: dt.date) -> Tally:
    """The counts of these requests, as they stand on a day."""
    held = list(cases)
    decided = [case for case in held if case.result in {"granted", "refused"}]
    delays = [(case.decided - case.asked).days for case in decided if case.decided]
    ages = [(on - case.asked).days for case in held if not case.result]
    return Tally(
        asked=len(held),
        granted=sum(case.result == "granted" for case in held),
        delivered=sum(case.is_delivered for case in held),
        refused=sum(case.result == "refused" for case in held),
        withdrawn=sum(case.result == "withdrawn" for case in held),
        pending=len(ages),
        timed=len(delays),
        undated=len(decided) - len(delays),
        median=float(median(delays)) if delays else None,
        ninetieth=percentile(delays, share=0.9),
        oldest=max(ages, default=None),
    )
