"""Payments to match: which, how old, whose; what each may go with."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from ancrage.funding.matching_definitions import parameters_at
from ancrage.funding.models import Dossier, SetAside, WaitingPayment
from ancrage.funding.models.matching import PAYMENT
from ancrage.funding.models.waiting import WAITING
from ancrage.funding.queries.candidates import Wanted, dossiers_for
from ancrage.funding.queries.financers import Owner, financers_of, owners_of
from ancrage.funding.rules.matching import Known, Suggestion, suggestions
from ancrage.kernel.chunks import in_chunks
from ancrage.kernel.rights import Actor

READ = "funding.read_waiting"


def visible_to(actor: Actor) -> "QuerySet[WaitingPayment]":
    """The payments that somebody may read, matched or not, with their entry."""
    held = WaitingPayment.objects.select_related("entry")
    financers = financers_of(actor, READ)
    return held if financers is None else held.filter(financer__in=financers)


def find_payment(actor: Actor, pk: int) -> WaitingPayment | None:
    """A payment that somebody may read."""
    return visible_to(actor).filter(pk=pk).first()


def waiting_of(financer: str) -> "QuerySet[WaitingPayment]":
    """The payments of a financer that wait, the oldest first."""
    return still_waiting().filter(financer=financer).order_by("entry__event_on", "pk")


def still_waiting() -> "QuerySet[WaitingPayment]":
    """Every payment that waits, with its entry; none whose entry was undone since."""
    held = WaitingPayment.objects.filter(state=WAITING, entry__reversal=None)
    return held.select_related("entry")


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits of a financer: how many payments, how many cents, by age; who answers for it.

    `ages`: (count, cents) under each limit of the parameters, then beyond the last.
    """

    financer: str
    count: int
    cents: int
    oldest: dt.date | None
    ages: tuple[tuple[int, int], ...]
    owner: Owner
    is_demonstration: bool


def backlogs(*, on: dt.date) -> list[Backlog]:
    """What waits of every financer on a day: one query, and those of the owners' names."""
    limits = parameters_at(on).ages
    bands = _bands(limits, on)
    counted = {f"n{rank}": Count("pk", filter=band) for rank, band in enumerate(bands)}
    summed = {f"s{rank}": Sum("entry__cents", filter=band) for rank, band in enumerate(bands)}
    rows = (
        still_waiting()
        .order_by()
        .values("financer")
        .annotate(
            count=Count("pk"),
            cents=Sum("entry__cents"),
            oldest=Min("entry__event_on"),
            made_up=Count("pk", filter=Q(entry__is_demonstration=True)),
            **counted,
            **summed,
        )
        .order_by("-cents", "financer")
    )
    held = cast(list[dict[str, Any]], list(rows))
    owners = owners_of((row["financer"] for row in held), on=on)
    return [
        Backlog(
            row["financer"],
            row["count"],
            row["cents"],
            row["oldest"],
            tuple((row[f"n{rank}"], row[f"s{rank}"] or 0) for rank in range(len(bands))),
            owners[row["financer"]],
            bool(row["made_up"]),
        )
        for row in held
    ]


def _bands(limits: Sequence[int], on: dt.date) -> list[Q]:
    """The days of payment of each age."""
    ends = [on - dt.timedelta(days=days) for days in limits]
    first = Q(entry__event_on__gt=ends[0])
    between = [
        Q(entry__event_on__lte=late, entry__event_on__gt=early) for late, early in pairwise(ends)
    ]
    return [first, *between, Q(entry__event_on__lte=ends[-1])]


def known_payment(payment: WaitingPayment) -> Known:
    """What is known of a payment."""
    entry = payment.entry
    return Known(
        key=str(payment.pk),
        number=payment.number,
        commitments=tuple(filter(None, [payment.commitment_number])),
        siret=payment.siret,
        siren=payment.siren,
        amounts=(entry.cents,),
        day=entry.event_on,
        year=payment.year,
        name=payment.beneficiary,
        purpose=payment.label,
        communes=tuple(filter(None, [payment.commune])),
        measures=tuple(filter(None, [entry.measure])),
        territory=entry.territory,
    )


def suggested(payments: Sequence[WaitingPayment], *, on: dt.date) -> dict[int, list[Suggestion]]:
    """The dossiers suggested for each payment, the heaviest first: six queries in all."""
    parameters = parameters_at(on)
    wanted = [Wanted(known_payment(one), one.financer) for one in payments]
    candidates = dossiers_for(wanted, rare=parameters.rare)
    refused = refused_pairs(PAYMENT, [one.known.key for one in wanted])
    return {
        int(one.known.key): suggestions(
            one.known,
            candidates[one.known.key],
            parameters,
            refused=refused.get(one.known.key, frozenset()),
        )
        for one in wanted
    }


def refused_pairs(kind: str, lefts: Iterable[str]) -> dict[str, frozenset[str]]:
    """What somebody said does not go with each."""
    found: dict[str, set[str]] = {}
    for chunk in in_chunks(lefts):
        rows = SetAside.objects.filter(kind=kind, left__in=chunk)
        for left, right in rows.values_list("left", "right"):
            found.setdefault(left, set()).add(right)
    return {left: frozenset(rights) for left, rights in found.items()}


@dataclass(frozen=True, slots=True)
class Payable:
    """A dossier and the cents that can still be paid of it."""

    dossier: Dossier
    room: int


def payable_by_code(codes: Iterable[str]) -> dict[str, Payable]:
    """Dossiers by their code, with what can still be paid of each."""
    found = {}
    room = Sum(F("lines__granted") + F("lines__ordered"), default=0)
    for chunk in in_chunks(codes):
        for one in Dossier.objects.filter(code__in=chunk).annotate(room=room):
            found[one.code] = Payable(one, one.room)
    return found
