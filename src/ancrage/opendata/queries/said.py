"""What was said of the programme's money, and whether its priority happened, as open data."""

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal

from ancrage.evidence.queries.priority import kept, priority_at
from ancrage.evidence.rules.comparisons import Difference
from ancrage.funding.definitions import statements
from ancrage.funding.rules.statements import BOUNDS, CERTAINTIES
from ancrage.kernel.rights import VISITOR
from ancrage.opendata.rules.fields import Value

Row = tuple[Value, ...]


def statement_rows(day: dt.date) -> Iterator[Row]:
    """Every public statement, as its source tells it, the undated last. No query."""
    del day  # statements are what they are
    for one in statements():
        yield (
            one.code,
            one.thing.label,
            one.said_on,
            one.said,
            one.who or None,
            one.says,
            one.cents,
            BOUNDS[one.bound] or None,
            one.source,
            one.url or None,
            CERTAINTIES[one.certainty],
            one.remark or None,
        )


def priority_rows(day: dt.date) -> Iterator[Row]:
    """Inside against outside, a row per figure that everybody may read."""
    found = priority_at(VISITOR, day=day)
    for row in kept(found, operator="", measure=""):
        operator, measure = found.words(row.key)
        for one in row.place.differences:
            yield (
                found.on,
                row.operator or None,
                operator or None,
                row.measure or None,
                measure or None,
                one.kind.value,
                *_told(one),
                one.first,
                one.second,
                _decimal(one.adjusted),
                one.verdict(level=found.rules.level).value,
                one.lack.value or None,
                found.invented > 0,
            )


def _told(one: Difference) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The difference and the ends of its interval."""
    if one.estimate is None:
        return None, None, None
    interval = one.estimate.interval
    return _decimal(one.estimate.value), _decimal(interval.low), _decimal(interval.high)


def _decimal(value: float | None) -> Decimal | None:
    """A figure with six decimals; None when it is not known, or has no bound."""
    return None if value is None or not math.isfinite(value) else Decimal(f"{value:.6f}")
