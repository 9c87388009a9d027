"""What a source of the calendar is asked."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from ancrage.home.calendar.rules import Dated, Period
from ancrage.kernel.rights import Actor

OWN = "Ancrage"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what is dated, in which period, on which day."""

    actor: Actor
    period: Period
    today: dt.date

    def within(self, field: str) -> Q:
        """That a day of the database is in the period."""
        return Q(**{f"{field}__range": (self.period.start, self.period.end)})

    def holds(self, day: dt.date | None) -> bool:
        """Whether a day that is at hand is in the period."""
        return day is not None and self.period.start <= day <= self.period.end


Source = Callable[[Asked], Iterator[Dated]]
