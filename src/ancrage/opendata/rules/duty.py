"""Which grant agreements the law has published, and where each stands.

Source: décret 2001-495, art. 1 (annual amount above a threshold, beneficiaries of private law);
décret 2017-779 (within three months of signature).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ancrage.opendata.rules.conventions import Beneficiary, Convention
from ancrage.opendata.rules.delays import days_late, months_later

SIREN = 9


class Standing(StrEnum):
    """Where an agreement stands: never to be published, not due, lacking what the format asks,
    ready to be published, published."""

    WITHHELD = "withheld"
    NOT_DUE = "not_due"
    LACKING = "lacking"
    READY = "ready"
    PUBLISHED = "published"


DUE = (Standing.LACKING, Standing.READY, Standing.PUBLISHED)
"""All that is to be published, or is."""
PUBLISHABLE = (Standing.READY, Standing.PUBLISHED)
"""What the legal file holds."""


@dataclass(frozen=True, slots=True)
class Law:
    """The rule of a day. `above`: cents a year; `since`: agreements signed from then on.

    `public_siren`: what the SIREN of a body of public law begins with.
    """

    above: int
    months: int
    since: dt.date
    public_siren: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A grant agreement and what decides of its publication. `is_invented`: a demonstration's,
    which is never counted with the real."""

    convention: Convention
    is_invented: bool
    is_withheld: bool
    published_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Stands:
    """Where an agreement stands on a day. `due`: its last day; `late`: days after it, until it is
    published; `lacks`: why the file cannot hold it, in sentences."""

    standing: Standing
    due: dt.date | None = None
    late: int = 0
    lacks: tuple[str, ...] = ()


def identity(beneficiary: Beneficiary) -> str:
    """Who a beneficiary is: its SIREN, its number as an association, else its name."""
    return beneficiary.siret[:SIREN] or beneficiary.rna or beneficiary.name


def is_private(beneficiary: Beneficiary, law: Law) -> bool:
    """Whether a beneficiary is of private law; one that nothing identifies is taken to be."""
    return not (beneficiary.siret and beneficiary.siret.startswith(law.public_siren))


Lacking = Callable[[Convention], Sequence[str]]
"""Why a file cannot hold an agreement: asked of those alone that are due."""
Year = tuple[bool, str, str, int]
"""Invented or real, who grants, to whom, in which year."""
Yearly = Mapping[Year, int]


def standings(
    agreements: Sequence[Agreement], law: Law, *, day: dt.date, lacking: Lacking
) -> list[Stands]:
    """Where each agreement stands on a day, in their order."""
    given = yearly(agreements)
    due = (is_due(private_years(one, law), law, given) for one in agreements)
    return [
        stands(one, law, is_due=it_is, day=day, lacking=lacking)
        for one, it_is in zip(agreements, due, strict=True)
    ]


def yearly(agreements: Iterable[Agreement]) -> Yearly:
    """What a grantor grants to each in a year, all agreements together."""
    found: dict[Year, int] = defaultdict(int)
    for agreement in agreements:
        for year, amount in years(agreement):
            found[year] += amount
    return found


def years(agreement: Agreement) -> Iterator[tuple[Year, int]]:
    """What an agreement adds, in cents, to what its grantor grants to each in the year."""
    for one in agreement.convention.beneficiaries:
        yield _year_of(agreement, one), one.amount


def private_years(agreement: Agreement, law: Law) -> list[Year]:
    """The yearly sums that may make an agreement due; none when it is older than the law."""
    convention = agreement.convention
    if convention.signed_on < law.since:
        return []
    return [_year_of(agreement, one) for one in convention.beneficiaries if is_private(one, law)]


def is_due(held: Iterable[Year], law: Law, given: Yearly) -> bool:
    """Whether one of an agreement's `private_years` is above what the law allows unpublished."""
    return any(given[year] > law.above for year in held)


def _year_of(agreement: Agreement, beneficiary: Beneficiary) -> Year:
    convention = agreement.convention
    grantor = convention.grantor_siret or convention.grantor
    return agreement.is_invented, grantor, identity(beneficiary), convention.signed_on.year


def stands(
    agreement: Agreement, law: Law, *, is_due: bool, day: dt.date, lacking: Lacking
) -> Stands:
    """Where an agreement stands on a day."""
    if not is_due:
        return Stands(Standing.NOT_DUE)
    if agreement.is_withheld:
        return Stands(Standing.WITHHELD)
    lacks = tuple(lacking(agreement.convention))
    standing = Standing.PUBLISHED if agreement.published_on else Standing.READY
    return stood(
        Standing.LACKING if lacks else standing,
        law,
        signed_on=agreement.convention.signed_on,
        published_on=agreement.published_on,
        day=day,
        lacks=lacks,
    )


def stood(
    standing: Standing,
    law: Law,
    *,
    signed_on: dt.date,
    published_on: dt.date | None,
    day: dt.date,
    lacks: tuple[str, ...] = (),
) -> Stands:
    """A standing with its last day and what it is late by: none where nothing is to be
    published."""
    if standing not in DUE:
        return Stands(standing)
    due = months_later(signed_on, law.months)
    late = days_late(signed=signed_on, done=published_on or day, months=law.months)
    return Stands(standing, due, late, lacks)
