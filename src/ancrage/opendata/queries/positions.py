"""Where every agreement stands, in short: read once, kept until one may have changed.

What an agreement lacks is said by the rules of the format (a SIRET's key, exact shares, characters
that no file holds), and whether it is due by what its grantor gave in the year: no query answers
both. So all agreements are gone through when something changed, and no more than that; only their
positions stay in memory, a few hundred bytes each.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from ancrage.evidence.queries.marks import Mark, current_mark
from ancrage.funding.access import financer_where
from ancrage.journal.policy import rights
from ancrage.kernel.rights import Actor
from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.queries.conventions import (
    Position,
    agreements,
    agreements_of,
    lacking,
    position_of,
)
from ancrage.opendata.rules.conventions import asked_of_all, is_untold, rows_of
from ancrage.opendata.rules.duty import (
    PUBLISHABLE,
    Law,
    Standing,
    Stands,
    Year,
    is_due,
    private_years,
    stands,
    stood,
    years,
)
from ancrage.opendata.rules.grants import GrantRow
from ancrage.opendata.rules.scdl import ordered


@dataclass(frozen=True, eq=False)
class Positions:
    """The positions of a day, the oldest agreement first."""

    day: dt.date
    rows: tuple[Position, ...]

    @cached_property
    def names(self) -> frozenset[tuple[str, str]]:
        """Who grants: financers, each with the names that it has here."""
        return frozenset((one.financer, one.grantor) for one in self.rows)


def positions(day: dt.date) -> Positions:
    """Where every agreement stands on a day. Three queries while nothing changed."""
    return _kept(day, current_mark("opendata."))


@lru_cache(maxsize=1)
def _kept(day: dt.date, _mark: Mark) -> Positions:
    """The positions of a day, until something changes."""
    return Positions(day, tuple(_gone_through(day)))


def readable_by(actor: Actor, held: Positions) -> tuple[Position, ...]:
    """Those that somebody reads one by one: his own financer's, or all."""
    financers = {financer for financer, _name in held.names}
    may = {financer for financer in financers if reads(actor, financer)}
    if may == financers:
        return held.rows
    return tuple(one for one in held.rows if one.financer in may) if may else ()


def reads(actor: Actor, financer: str) -> bool:
    """Whether somebody reads the agreements of a financer one by one."""
    grant = rights().decide(actor, "opendata.read_due", financer_where(financer))
    return grant is not None and not grant.outline


def legal_rows(day: dt.date, *, is_demonstration: bool) -> Iterator[GrantRow]:
    """The rows of the legal file in their order, read as they are sent: what is due and may be
    published, never the invented with the real."""
    kept = sorted(
        (
            one
            for one in positions(day).rows
            if one.is_demonstration == is_demonstration and one.stands.standing in PUBLISHABLE
        ),
        key=_place,
    )
    places = {one.commitment: _place(one) for one in kept}
    found = agreements_of((one.commitment for one in kept), day)
    for _shared, some in groupby(found, key=lambda one: places[one.commitment]):
        held = (one.agreement for one in some if not one.agreement.is_withheld)
        yield from ordered(row for one in held for row in rows_of(one.convention))


def _place(position: Position) -> tuple[str, dt.date, str]:
    """What the legal file is ordered by, before all the rest."""
    return position.grantor_siret, position.signed_on, position.decision


@dataclass(slots=True)
class _Pending:
    """An agreement before all yearly sums are known: `years`, those that may make it due;
    `standing`: where it stands if it is, None when what it lacks must be looked at."""

    position: Position
    years: list[Year]
    standing: Standing | None


def _gone_through(day: dt.date) -> Iterable[Position]:
    """Every agreement is read once; those that are due and may be whole, once more."""
    law = parameters_at(day).law
    pending, yearly = _read(day, law)
    waiting: list[int] = []
    for one in pending:
        if not is_due(one.years, law, yearly):
            one.standing = Standing.NOT_DUE
        elif one.standing is None:
            waiting.append(one.position.commitment)
    looked = _looked_at(waiting, day)
    shared: dict[tuple[object, ...], Stands] = {}
    found = [_placed(one, looked, law, day, shared) for one in pending]
    return sorted(found, key=lambda one: (one.signed_on, one.commitment))


def _read(day: dt.date, law: Law) -> tuple[list[_Pending], dict[Year, int]]:
    """The agreements in short, and what each grantor gave to each in a year."""
    pending: list[_Pending] = []
    yearly: dict[Year, int] = defaultdict(int)
    nowhere, asked = Stands(Standing.NOT_DUE), asked_of_all(legal_format().columns)
    for found in agreements(day):
        agreement = found.agreement
        for year, cents in years(agreement):
            yearly[year] += cents
        standing = None
        if agreement.is_withheld:
            standing = Standing.WITHHELD
        elif is_untold(agreement.convention, asked):
            standing = Standing.LACKING
        pending.append(
            _Pending(position_of(found, nowhere), private_years(agreement, law), standing)
        )
    return pending, yearly


def _looked_at(commitments: Iterable[int], day: dt.date) -> dict[int, Standing]:
    """Where agreements that are due stand, by what the format finds in them."""
    law = parameters_at(day).law
    return {
        found.commitment: stands(
            found.agreement, law, is_due=True, day=day, lacking=lacking
        ).standing
        for found in agreements_of(commitments, day)
    }


def _placed(
    one: _Pending,
    looked: dict[int, Standing],
    law: Law,
    day: dt.date,
    shared: dict[tuple[object, ...], Stands],
) -> Position:
    """The position; those of the same dates and standing share theirs, which are few."""
    position = one.position
    standing = one.standing or looked.get(position.commitment, Standing.NOT_DUE)
    key = standing, position.signed_on, position.published_on
    if key not in shared:
        shared[key] = stood(standing, law, signed_on=key[1], published_on=key[2], day=day)
    return position._replace(stands=shared[key])
