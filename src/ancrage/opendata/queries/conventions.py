"""The grant agreements of the ledger, as the legal file would tell them."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet, Sum
from django.utils.timezone import localdate

from ancrage.funding.models import CommitmentLine, Dossier, Entry
from ancrage.kernel.chunks import in_chunks
from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.models import Grantor
from ancrage.opendata.rules.conventions import Beneficiary, Convention, lacks
from ancrage.opendata.rules.duty import (
    SIREN,
    Agreement,
    Standing,
    Stands,
    is_due,
    private_years,
    standings,
    stands,
    yearly,
)
from ancrage.opendata.rules.grants import IN_CASH

DE_MINIMIS = "de_minimis"
AT_ONCE = 500
"""Agreements that are read together, when only some are wanted."""
TOLD = "line__commitment__terms__"
COLUMNS = (
    "line__commitment",
    "line__commitment__number",
    "financer",
    "is_demonstration",
    "dossier",
    "dossier__number",
    "dossier__financer_name",
    "dossier__siret",
    "dossier__beneficiary",
    "dossier__purpose",
    "dossier__aid_basis",
    "dossier__is_reserved",
    "dossier__association__rna",
    "line__commitment__first_publication__publication__published_at",
    *(
        f"{TOLD}{name}"
        for name in (
            *("decision", "purpose", "nature", "conditions", "paid", "aid", "scheme"),
            *("is_notified", "withheld"),
        )
    ),
)


class _Line(NamedTuple):
    """What a commitment grants to a dossier, in the order of `COLUMNS`. What nobody told of the
    agreement is None."""

    commitment: int
    number: str
    financer: str
    is_demonstration: bool
    dossier: int
    dossier_number: str
    financer_name: str
    siret: str
    beneficiary: str
    dossier_purpose: str
    aid_basis: str
    is_reserved: bool
    rna: str | None
    published_at: dt.datetime | None
    decision: str | None
    purpose: str | None
    nature: str | None
    conditions: str | None
    paid: str | None
    aid: str | None
    scheme: str | None
    is_notified: bool | None
    withheld: str | None
    cents: int
    signed_on: dt.date


class Position(NamedTuple):
    """What a list needs of an agreement: its commitment, whose it is, where it stands.

    `amount`: cents. `stands.lacks` is empty until it is asked for.
    """

    commitment: int
    financer: str
    grantor: str
    grantor_siret: str
    decision: str
    signed_on: dt.date
    amount: int
    is_demonstration: bool
    published_on: dt.date | None
    stands: Stands

    @property
    def is_late(self) -> bool:
        """Whether it should have been published before this day, and was not."""
        return self.stands.late > 0 and self.published_on is None


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement of the ledger: all that is told of it, and where it stands, with what lacks."""

    agreement: Agreement
    position: Position

    @property
    def commitment(self) -> int:
        return self.position.commitment

    @property
    def financer(self) -> str:
        return self.position.financer

    @property
    def stands(self) -> Stands:
        return self.position.stands

    @property
    def convention(self) -> Convention:
        return self.agreement.convention

    @property
    def is_demonstration(self) -> bool:
        return self.agreement.is_invented


class Found(NamedTuple):
    """An agreement as the ledger and its terms tell it."""

    commitment: int
    financer: str
    agreement: Agreement


def position_of(found: Found, stands: Stands) -> Position:
    """An agreement in short."""
    convention = found.agreement.convention
    return Position(
        found.commitment,
        found.financer,
        convention.grantor,
        convention.grantor_siret,
        convention.decision,
        convention.signed_on,
        convention.amount,
        found.agreement.is_invented,
        found.agreement.published_on,
        stands,
    )


def lacking(convention: Convention) -> Sequence[str]:
    """Why the legal file cannot hold an agreement."""
    return lacks(convention, legal_format().columns)


def conventions(*, day: dt.date) -> list[Held]:
    """Every agreement by which something was granted that day, the oldest first, with all that is
    told: for commands, for a page need only `positions`. Two queries."""
    found = list(agreements(day))
    law = parameters_at(day).law
    each = standings([one.agreement for one in found], law, day=day, lacking=lacking)
    held = [
        Held(one.agreement, position_of(one, standing))
        for one, standing in zip(found, each, strict=True)
    ]
    return sorted(held, key=lambda one: (one.convention.signed_on, one.commitment))


def find_convention(commitment: int, *, day: dt.date) -> Held | None:
    """The agreement of a commitment, with all that is told of it: what its beneficiaries got by
    others is read, and no more."""
    found = next(agreements(day, [commitment]), None)
    if found is None:
        return None
    law, held = parameters_at(day).law, found.agreement
    lines = CommitmentLine.objects.filter(dossier__in=_of_the_same(held.convention))
    alike = set(lines.values_list("commitment", flat=True))
    given = yearly(one.agreement for one in agreements_of(alike, day))
    due = is_due(private_years(held, law), law, given)
    return Held(held, position_of(found, stands(held, law, is_due=due, day=day, lacking=lacking)))


def _of_the_same(convention: Convention) -> "QuerySet[Dossier]":
    """The dossiers of an agreement's beneficiaries, whoever grants."""
    who = Q()
    for one in convention.beneficiaries:
        if one.siret:
            who |= Q(siret__startswith=one.siret[:SIREN])
        elif one.rna:
            who |= Q(association__rna=one.rna)
        else:
            who |= Q(beneficiary=one.name)
    return Dossier.objects.filter(who)


def agreements(day: dt.date, commitments: Collection[int] | None = None) -> Iterator[Found]:
    """The agreements by which something was granted that day, or some of them, as they are read:
    by commitment. Two queries."""
    grantors = {one.financer: one for one in Grantor.objects.all()}
    granted = _granted(day, commitments)
    for commitment, lines in groupby(granted, key=lambda line: line.commitment):
        held = list(lines)
        yield Found(commitment, held[0].financer, _agreement(held, grantors))


def agreements_of(commitments: Iterable[int], day: dt.date) -> Iterator[Found]:
    """The agreements of these commitments, in their order, a few hundred at a time."""
    for some in in_chunks(commitments, AT_ONCE):
        found = {one.commitment: one for one in agreements(day, some)}
        yield from (found[one] for one in some if one in found)


def with_lacks(rows: Sequence[Position], day: dt.date) -> list[Position]:
    """These positions with what each lacks, in words: those that lack are read for it."""
    wanted = [one.commitment for one in rows if one.stands.standing == Standing.LACKING]
    told = {
        found.commitment: tuple(lacking(found.agreement.convention))
        for found in agreements_of(wanted, day)
    }
    return [
        one._replace(stands=replace(one.stands, lacks=told[one.commitment]))
        if one.commitment in told
        else one
        for one in rows
    ]


def _granted(day: dt.date, commitments: Collection[int] | None) -> Iterator[_Line]:
    rows = Entry.objects.filter(stage="granted", line__isnull=False, event_on__lte=day)
    if commitments is not None:
        rows = rows.filter(line__commitment__in=commitments)
    found = rows.values_list(*COLUMNS).annotate(cents=Sum("cents"), signed_on=Min("event_on"))
    ordered = found.filter(cents__gt=0).order_by("line__commitment", "dossier")
    return map(_Line._make, ordered.iterator())


def _agreement(lines: Sequence[_Line], grantors: dict[str, Grantor]) -> Agreement:
    first = lines[0]
    published = first.published_at
    return Agreement(
        convention=_convention(lines, grantors.get(first.financer)),
        is_invented=any(line.is_demonstration for line in lines),
        is_withheld=bool(first.withheld) or any(line.is_reserved for line in lines),
        published_on=localdate(published) if published else None,
    )


def _convention(lines: Sequence[_Line], grantor: Grantor | None) -> Convention:
    first = lines[0]
    purposes = dict.fromkeys(line.dossier_purpose for line in lines)
    numbers = {line.dossier_number for line in lines}
    decision = first.decision or first.number
    return Convention(
        grantor=grantor.name if grantor else first.financer_name,
        grantor_siret=grantor.siret if grantor else "",
        signed_on=min(line.signed_on for line in lines),
        decision=decision or (numbers.pop() if len(numbers) == 1 else ""),
        purpose=first.purpose or " ; ".join(filter(None, purposes)),
        nature=first.nature or IN_CASH,
        conditions=first.conditions or "",
        paid=first.paid or "",
        aid=first.aid or "",
        is_notified=_is_notified(lines),
        scheme=first.scheme or "",
        beneficiaries=tuple(_beneficiaries(lines)),
    )


def _is_notified(lines: Sequence[_Line]) -> bool | None:
    if lines[0].is_notified is not None:
        return lines[0].is_notified
    bases = {line.aid_basis for line in lines}
    return DE_MINIMIS in bases if "" not in bases else None


def _beneficiaries(lines: Sequence[_Line]) -> Iterator[Beneficiary]:
    """One for each that receives, whatever the number of its dossiers."""
    found: dict[str, Beneficiary] = {}
    for line in lines:
        rna = line.rna or ""
        who = line.siret or rna or line.beneficiary
        held = found.get(who)
        found[who] = (
            replace(held, rna=held.rna or rna, amount=held.amount + line.cents)
            if held
            else Beneficiary(line.beneficiary, line.siret, rna, line.cents)
        )
    yield from found.values()
