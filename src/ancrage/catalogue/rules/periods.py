"""Which version of the basket is in force on a day, and what Regions and operators add to it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ancrage.catalogue.rules.basket import Basket, Measure

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Added:
    """A measure that a Region or an operator offers between two days, both included."""

    measure: Measure
    since: dt.date
    until: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def in_order(baskets: Iterable[Basket]) -> tuple[Basket, ...]:
    """The versions by date, each ending on the eve of the next."""
    by_date = sorted(baskets, key=lambda basket: (basket.valid_from, basket.code))
    following = zip_longest(by_date, by_date[1:])
    return tuple(
        replace(basket, valid_to=after.valid_from - ONE_DAY if after else None)
        for basket, after in following
        if basket is not None
    )


def in_force(baskets: Sequence[Basket], day: dt.date) -> Basket:
    """The version in force that day; before the first one, the first one."""
    begun = [basket for basket in baskets if basket.valid_from <= day]
    return begun[-1] if begun else baskets[0]


def with_added(basket: Basket, added: Iterable[Added], day: dt.date) -> Basket:
    """The basket with what Regions and operators offer on that day, after its own measures."""
    more = {one.measure.code: one.measure for one in added if one.in_force(day)}
    return replace(basket, measures={**more, **basket.measures}) if more else basket
