"""Half-years: « 2026-S1 », their days, by when they are declared."""

import datetime as dt
import re
from dataclasses import dataclass

_HALF = re.compile(r"((?:19|20)\d{2})-S([12])")


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days after the end of a half-year, as told from a day."""

    valid_from: dt.date
    days: int
    source: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """Half a calendar year, the first or the second."""

    year: int
    rank: int

    @property
    def code(self) -> str:
        """« 2026-S1 »."""
        return f"{self.year}-S{self.rank}"

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.year, 1 if self.rank == 1 else 7, 1)

    @property
    def ends_on(self) -> dt.date:
        """Its last day."""
        return dt.date(self.year, 6, 30) if self.rank == 1 else dt.date(self.year, 12, 31)

    @property
    def before(self) -> "Half":
        """The half-year before."""
        return Half(self.year, 1) if self.rank == 2 else Half(self.year - 1, 2)

    @property
    def label(self) -> str:
        """« 1er semestre 2026 »."""
        return f"{'1er' if self.rank == 1 else '2e'} semestre {self.year}"

    def due(self, deadline: Deadline) -> dt.date:
        """The last day to certify what is declared of it."""
        return self.ends_on + dt.timedelta(days=deadline.days)


def read_half(text: str) -> Half | None:
    """The half-year that a text tells, « 2026-S1 »; None for anything else."""
    found = _HALF.fullmatch(text)
    return Half(int(found[1]), int(found[2])) if found else None


def half_of(day: dt.date) -> Half:
    """The half-year of a day."""
    return Half(day.year, 1 if day.month <= 6 else 2)
