"""Which grant agreements the law has published, and where each stands.

Source: décret 2001-495, art. 1 (annual amount above a threshold, beneficiaries of private law);
décret 2017-779 (within three months of signature).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
    yearly = _yearly(agreements)
    return [_stands(one, law, yearly, day, lacking) for one in agreements]


def _yearly(agreements: Sequence[Agreement]) -> Yearly:
    """What a grantor grants to each in a year, all agreements together."""
    found: dict[Year, int] = defaultdict(int)
    for agreement in agreements:
        for one in agreement.convention.beneficiaries:
            found[_year_of(agreement, one)] += one.amount
    return found


def _year_of(agreement: Agreement, beneficiary: Beneficiary) -> Year:
    convention = agreement.convention
    grantor = convention.grantor_siret or convention.grantor
    return agreement.is_invented, grantor, identity(beneficiary), convention.signed_on.year


def _stands(
    agreement: Agreement, law: Law, yearly: Yearly, day: dt.date, lacking: Lacking
) -> Stands:
    convention = agreement.convention
    is_due = convention.signed_on >= law.since and any(
        is_private(one, law) and yearly[_year_of(agreement, one)] > law.above
        for one in convention.beneficiaries
    )
    if not is_due:
        return Stands(Standing.NOT_DUE)
    if agreement.is_withheld:
        return Stands(Standing.WITHHELD)
    due = months_later(convention.signed_on, law.months)
    done = agreement.published_on or day
    late = days_late(signed=convention.signed_on, done=done, months=law.months)
    lacks = tuple(lacking(convention))
    if lacks:
        return Stands(Standing.LACKING, due, late, lacks)
    standing = Standing.PUBLISHED if agreement.published_on else Standing.READY
    return Stands(standing, due, late)
