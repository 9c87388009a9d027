"""Public statements of money as dated facts, what contradicts what, our sums beside them."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from ancrage.funding.rules.cuts import TOTALS, Look
from ancrage.kernel.text import MONTHS, long_date, typeset

PROMISE, REPORT = "promise", "report"
DAY, MONTH, YEAR = "day", "month", "year"
BOUNDS = {"": "", "about": "environ", "under": "moins de", "over": "plus de", "at_most": "au plus"}
"""How an amount is told: as it is, or not quite."""
CERTAINTIES = {
    "official": "source officielle",
    "reported": "rapporté par un tiers",
    "unknown": "source non retrouvée",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What statements are about. `against`: the sum of the ledger beside it, None without one.

    `years`: the first and the last of those that it counts, None for all.
    """

    code: str
    label: str
    nature: str
    is_fixed: bool
    on_chart: bool
    against: Look | None
    years: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said in public. `cents` as told, `bound` how; `said_on` None: not known."""

    code: str
    thing: Thing
    said_on: dt.date | None
    precision: str
    who: str
    says: str
    cents: int
    bound: str
    source: str
    url: str
    certainty: str
    remark: str

    @property
    def as_at(self) -> dt.date | None:
        """The day as at which the ledger is compared: the last that the statement may speak of."""
        if self.said_on is None or self.precision == DAY:
            return self.said_on
        month = 12 if self.precision == YEAR else self.said_on.month
        last = calendar.monthrange(self.said_on.year, month)[1]
        return dt.date(self.said_on.year, month, last)

    @property
    def said(self) -> str:
        """When, as precisely as it is known."""
        if self.said_on is None:
            return "date inconnue"
        if self.precision == YEAR:
            return str(self.said_on.year)
        if self.precision == MONTH:
            return f"{MONTHS[self.said_on.month - 1]} {self.said_on.year}"
        return long_date(self.said_on)


def read_statements(told: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The statements of a data file, by date, the undated last. ValueError for what cannot be."""
    things = {code: _thing(code, held) for code, held in told["things"].items()}
    found = [_statement(things, held) for held in told["statements"]]
    if len({one.code for one in found}) != len(found):
        raise ValueError("two statements have one code")
    return tuple(sorted(found, key=lambda one: (one.as_at or dt.date.max, one.code)))


def _thing(code: str, told: Mapping[str, Any]) -> Thing:
    if told["nature"] not in (PROMISE, REPORT):
        raise ValueError(f"{code}: unknown nature {told['nature']}")
    against = dict(told.get("against") or {})
    years = against.pop("years", None)
    if against and against["total"] not in TOTALS:
        raise ValueError(f"{code}: unknown total {against['total']}")
    return Thing(
        code=code,
        label=typeset(told["label"]),
        nature=told["nature"],
        is_fixed=told.get("is_fixed", False),
        on_chart=told.get("on_chart", False),
        against=Look(**against) if against else None,
        years=(years[0], years[1]) if years else None,
    )


def _statement(things: Mapping[str, Thing], told: Mapping[str, Any]) -> Statement:
    code = told["code"]
    bound, certainty = told.get("bound", ""), told["certainty"]
    if told["thing"] not in things:
        raise ValueError(f"{code}: unknown thing {told['thing']}")
    if bound not in BOUNDS or certainty not in CERTAINTIES:
        raise ValueError(f"{code}: unknown bound or certainty")
    if told["cents"] <= 0:
        raise ValueError(f"{code}: not an amount")
    return Statement(
        code=code,
        thing=things[told["thing"]],
        said_on=told["said_on"],
        precision=told.get("precision", DAY),
        cents=told["cents"],
        bound=bound,
        certainty=certainty,
        url=told["url"],
        **{
            name: typeset(told[name]) if told.get(name) else ""
            for name in ("who", "says", "source", "remark")
        },
    )


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements on the same thing, that is the same whatever the day or is told of one day, with
    different amounts."""

    thing: Thing
    statements: tuple[Statement, ...]

    @property
    def gap(self) -> int:
        """Cents between the least and the most."""
        amounts = [one.cents for one in self.statements]
        return max(amounts) - min(amounts)


def contradictions(statements: Iterable[Statement]) -> list[Contradiction]:
    """What cannot be true together, thing by thing. An undated statement is of no other's day."""

    def same(one: Statement) -> tuple[str, dt.date]:
        is_timeless = one.thing.is_fixed or one.as_at is None
        return one.thing.code, dt.date.max if is_timeless else (one.as_at or dt.date.max)

    groups = (tuple(held) for _key, held in groupby(sorted(statements, key=same), key=same))
    found = [Contradiction(held[0].thing, held) for held in groups]
    return [one for one in found if one.gap]


@dataclass(frozen=True, slots=True)
class Compared:
    """A statement with our sums, in cents: as at its own day, and as at the day of the page.

    None where the ledger has no such sum, or the statement no day.
    """

    statement: Statement
    then: int | None
    now: int | None

    @property
    def gap_then(self) -> int | None:
        """What was said less what is traced as at the same day."""
        return None if self.then is None else self.statement.cents - self.then

    @property
    def gap_now(self) -> int | None:
        """What was said less what is traced since."""
        return None if self.now is None else self.statement.cents - self.now


def looks(statement: Statement, *, day: dt.date) -> tuple[Look | None, Look | None]:
    """What of the ledger stands beside a statement: as at its day, and as at another one."""
    against = statement.thing.against
    if against is None:
        return None, None
    then = replace(against, until=statement.as_at) if statement.as_at else None
    return then, replace(against, until=day)


def days_of(statements: Sequence[Statement], *, day: dt.date) -> list[dt.date]:
    """The days as at which the ledger is summed, each once."""
    held = {one.as_at for one in statements if one.thing.against and one.as_at}
    return sorted({day, *(told for told in held if told)})
