"""Reading dossiers, their commitments, the projects that they share."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from ancrage.funding.access import read_by
from ancrage.funding.definitions import chart
from ancrage.funding.models import Commitment, CommitmentLine, Dossier, Entry, Project
from ancrage.kernel.rights import Actor

MOST_ENTRIES = 500
"""Entries of a dossier that its page shows; the list of entries has them all."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a financer brings to a project, in cents: his dossiers there, net."""

    dossier: Dossier
    granted: int
    paid: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A project: its cost, counted once, beside what its financers bring together."""

    project: Project
    shares: tuple[Share, ...]

    @property
    def granted(self) -> int:
        return sum(share.granted for share in self.shares)

    @property
    def paid(self) -> int:
        return sum(share.paid for share in self.shares)

    @property
    def left(self) -> int | None:
        """What no dossier pays for; None when the cost is not known."""
        total = self.project.total_cents
        return None if total is None else total - self.granted


def everything() -> "QuerySet[Dossier]":
    """All dossiers, the last first."""
    return Dossier.objects.select_related("project").order_by("-code")


def with_word(rows: "QuerySet[Dossier]", word: str, actor: Actor) -> "QuerySet[Dossier]":
    """Those that hold a word: in what is public, and in names for those who read them."""
    public = Q(code__icontains=word) | Q(measure_name__icontains=word)
    public |= Q(scheme_name__icontains=word) | Q(territory_name__icontains=word)
    names = Q(beneficiary__icontains=word) | Q(number__icontains=word) | Q(siret__startswith=word)
    return rows.filter(public | (names & read_by(actor)))


def entries_of(dossier: Dossier, *, until: dt.date | None) -> list[Entry]:
    """The entries of a dossier, by the day of what they tell. One query."""
    rows = Entry.objects.filter(dossier=dossier).select_related("line__commitment", "reversal")
    if until is not None:
        rows = rows.filter(event_on__lte=until)
    return list(rows.order_by("event_on", "pk")[:MOST_ENTRIES])


def balances_at(dossier: Dossier, until: dt.date) -> dict[str, int]:
    """Net totals of a dossier as at a day, in cents, by total of the chart. One query."""
    rows = Entry.objects.filter(dossier=dossier, event_on__lte=until).order_by()
    found: dict[str, int] = {}
    for stage, cents in rows.values_list("stage").annotate(sum=Sum("cents")):
        told = chart().stages[stage]
        found[told.of] = found.get(told.of, 0) + told.sign * cents
    return found


def lines_of(dossier: Dossier) -> list[CommitmentLine]:
    """The lines of the commitments that pay a dossier. One query."""
    rows = CommitmentLine.objects.filter(dossier=dossier)
    return list(rows.select_related("commitment__envelope").order_by("pk"))


def commitments_of(financer: str, dossier: Dossier) -> Sequence[Commitment]:
    """The commitments of a dossier, then the last of its financer. Two queries."""
    own = [line.commitment for line in lines_of(dossier)]
    last = Commitment.objects.filter(financer=financer).select_related("envelope").order_by("-pk")
    others = last.exclude(pk__in=[one.pk for one in own])[:50]
    return [*own, *others]


def whole_of(project: Project) -> Whole:
    """A project with all its financers. One query."""
    rows = project.dossiers.order_by("financer", "code")
    return Whole(project, tuple(Share(row, row.granted_cents, row.paid_cents) for row in rows))


def find_commitment(pk: int) -> Commitment | None:
    """A commitment with its envelope. One query."""
    return Commitment.objects.select_related("envelope").filter(pk=pk).first()


def dossiers_of(commitment: Commitment) -> list[CommitmentLine]:
    """The lines of a commitment with their dossiers. One query."""
    return list(commitment.lines.select_related("dossier").order_by("pk"))
