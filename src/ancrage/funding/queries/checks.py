"""Every invariant of the ledger, recomputed from its entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear, Lower, Replace

from ancrage.funding.definitions import chart
from ancrage.funding.models import (
    CUTS,
    Batch,
    Cell,
    CheckRun,
    CommitmentLine,
    Dossier,
    Entry,
    Envelope,
)
from ancrage.funding.queries.chain import BODY, header
from ancrage.funding.queries.entries import hashes_in
from ancrage.funding.queries.envelopes import sums_at
from ancrage.funding.rules.checks import MOST_EXAMPLES, Finding, compared
from ancrage.funding.rules.entries import chain_hash
from ancrage.journal.models import JournalEntry

Told = Callable[[str, float], None]
Check = Callable[[], Finding]
DIMENSIONS = tuple(name for name in CUTS if name != "stage")
CLAIMS = {
    "announced_cents": "announced",
    "asked_cents": "asked",
    "instruction_cents": "instruction",
}
NETS = {"granted_cents": "granted", "paid_cents": "paid"}
LINE = ("granted", "ordered", "paid", "recovered")
FIRST = ""
"""The hash before the first batch's."""


def run_checks(progress: Told) -> list[Finding]:
    """What every check finds, in order; `progress` is told which one is under way."""
    found = []
    for rank, (code, check) in enumerate(CHECKS.items()):
        progress(code, rank / len(CHECKS))
        found.append(check())
    return found


def last_run() -> CheckRun | None:
    """The last time that every check was run."""
    return CheckRun.objects.first()


# Sums


def _cells() -> Finding:
    """Cells against entries, cut by cut: cents and counts."""
    names = [*CUTS]
    told = Cell.objects.filter(count__gt=0).order_by().values_list(*names, "cents", "count")
    found = Entry.objects.order_by().values_list(*names).annotate(c=Sum("cents"), n=Count("pk"))
    return compared("cells", _doubled(told), _doubled(found))


def _doubled(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """Cents and count of each cut, under two keys."""
    held: dict[tuple[Any, ...], int] = {}
    for *cut, cents, count in rows:
        held[*cut, "montant"], held[*cut, "nombre"] = cents, count
    return held


def _cuts() -> Finding:
    """The total of each stage by every cut, of entries and of cells, against the whole."""
    whole = dict(Entry.objects.order_by().values_list("stage").annotate(c=Sum("cents")))
    told: dict[tuple[str, ...], int] = {}
    found: dict[tuple[str, ...], int] = {}
    for rows, name in ((Entry.objects, "écritures"), (Cell.objects, "sommes")):
        for dimension in DIMENSIONS:
            sums: dict[str, int] = {}
            cut = rows.order_by().values_list("stage", dimension).annotate(c=Sum("cents"))
            for stage, _value, cents in cut:
                sums[stage] = sums.get(stage, 0) + cents
            told |= {(name, dimension, stage): cents for stage, cents in whole.items()}
            found |= {(name, dimension, stage): cents for stage, cents in sums.items() if cents}
    return compared("cuts", {key: cents for key, cents in told.items() if cents}, found)


def _financers() -> Finding:
    """Entries that are not of their dossier's financer, measure and need, or whose commitment or
    envelope is not their line's."""
    rows = Entry.objects.filter(dossier__isnull=False)
    wrong = (
        ~Q(financer=F("dossier__financer"))
        | ~Q(is_demonstration=F("dossier__is_demonstration"))
        | Q(line__isnull=False) & ~Q(line__dossier=F("dossier"))
        | Q(line__isnull=False) & ~Q(line__commitment__financer=F("financer"))
        | Q(envelope__isnull=False) & ~Q(line__commitment__envelope=F("envelope"))
        | Q(envelope__isnull=True, line__commitment__envelope__isnull=False)
    )
    return _counted("financers", rows.order_by(), wrong, "écriture")


def _trial() -> Finding:
    """Each account by its entries, against the balances of those that hold it; the sum is nil."""
    found = {account: credit - debit for account, (debit, credit) in trial_balance().items()}
    told = {"somme de tous les soldes": 0} | _held()
    opened = {code for code, account in chart().accounts.items() if account.is_open}
    sums = {"somme de tous les soldes": sum(found.values())}
    sums |= {code: cents for code, cents in found.items() if code not in {*opened, "envelope"}}
    sums["envelope"] = -found.get("envelope", 0)
    return compared("trial", told, sums)


def trial_balance() -> dict[str, tuple[int, int]]:
    """What each account was debited and credited of, in cents. One query."""
    sums = {code: [0, 0] for code in chart().accounts}
    rows = Entry.objects.order_by().values_list("debit", "credit").annotate(c=Sum("cents"))
    for debit, credit, cents in rows:
        sums[debit][0] += cents
        sums[credit][1] += cents
    return {code: (debit, credit) for code, (debit, credit) in sums.items()}


def _held() -> dict[str, int]:
    """The balance of each account, by what holds it. Three queries."""
    dossiers = Dossier.objects.aggregate(
        **{account: Coalesce(Sum(field), 0) for field, account in CLAIMS.items()}
    )
    lines = CommitmentLine.objects.aggregate(**{f"{c}_": Coalesce(Sum(c), 0) for c in LINE})
    envelopes = Envelope.objects.aggregate(envelope=Coalesce(Sum("committed"), 0))
    return dossiers | {code.removesuffix("_"): cents for code, cents in lines.items()} | envelopes


# Balances


def _moved(account: str) -> Coalesce:
    """The balance of an account over the entries of what is asked."""
    return Coalesce(
        Sum(
            Case(
                When(entries__credit=account, then=F("entries__cents")),
                When(entries__debit=account, then=-F("entries__cents")),
                default=Value(0),
                output_field=BigIntegerField(),
            )
        ),
        0,
    )


def _lines() -> Finding:
    rows = CommitmentLine.objects.order_by().annotate(**{f"of_{c}": _moved(c) for c in LINE})
    wrong = Q()
    for code in LINE:
        wrong |= ~Q(**{code: F(f"of_{code}")})
    return _counted("lines", rows, wrong, "ligne", total=CommitmentLine.objects.count())


def _dossiers() -> Finding:
    rows = Dossier.objects.order_by().annotate(
        **{f"of_{field}": _moved(account) for field, account in CLAIMS.items()},
        **{f"of_{field}": _net(total) for field, total in NETS.items()},
    )
    wrong = Q()
    for field in (*CLAIMS, *NETS):
        wrong |= ~Q(**{field: F(f"of_{field}")})
    total = Dossier.objects.count()
    return _counted("dossiers", rows, wrong, "dossier", total=total, name="code")


def _net(total: str) -> Coalesce:
    """A net total over the entries of what is asked."""
    stages = [stage for stage in chart().stages.values() if stage.of == total]
    whens = [
        When(entries__stage=stage.code, then=F("entries__cents") * Value(stage.sign))
        for stage in stages
    ]
    return Coalesce(Sum(Case(*whens, default=Value(0), output_field=BigIntegerField())), 0)


def _envelopes() -> Finding:
    rows = {row.pk: row for row in Envelope.objects.all()}
    found, told = {}, {}
    for pk, sums in sums_at(rows, None).items():
        for name in ("held", "delegated", "committed"):
            told[rows[pk].code, name] = getattr(rows[pk], name)
            found[rows[pk].code, name] = getattr(sums, name)
    return compared("envelopes", told, found)


def _bounds() -> Finding:
    dossiers = Q(paid_cents__lt=0) | Q(granted_cents__lt=F("paid_cents"))
    lines = Q(granted__lt=0) | Q(ordered__lt=0) | Q(paid__lt=0) | Q(recovered__lt=0)
    envelopes = Q(held__lt=F("delegated") + F("committed")) | Q(committed__lt=0)
    found = [
        _counted("bounds", Dossier.objects.order_by(), dossiers, "dossier"),
        _counted("bounds", CommitmentLine.objects.order_by(), lines, "ligne"),
        _counted("bounds", Envelope.objects.order_by(), envelopes, "enveloppe"),
    ]
    return Finding(
        "bounds",
        sum(one.looked for one in found),
        sum(one.faults for one in found),
        tuple(example for one in found for example in one.examples)[:MOST_EXAMPLES],
    )


def _reversals() -> Finding:
    rows = Entry.objects.filter(reverses__isnull=False).order_by()
    same = ("stage", "debit", "credit", "dossier", "line", "event_on", "financer", "territory")
    wrong = ~Q(cents=-F("reverses__cents")) | Q(reverses__reverses__isnull=False)
    for name in same:
        told = F(f"reverses__{name}")
        wrong |= ~(Q(**{name: told}) | Q(**{f"{name}__isnull": True}))
    return _counted("reversals", rows, wrong, "écriture")


def _dates() -> Finding:
    rows = Entry.objects.order_by().annotate(on=ExtractYear("event_on"))
    wrong = ~Q(year=F("on")) | ~Q(entered_at=F("batch__entered_at"))
    return _counted("dates", rows, wrong, "écriture")


# The chain


def _chain() -> Finding:
    """Each batch's hash made again from its entries and from the one before."""
    previous, faults, looked = FIRST, [], 0
    entries = _entries_by_batch()
    current = next(entries, None)
    for batch in Batch.objects.order_by("pk").iterator():
        bodies: Iterable[tuple[Any, ...]] = ()
        if current is not None and current[0] == batch.pk:
            bodies = list(current[1])
            current = next(entries, None)
        made, count = chain_hash(previous, header(batch), bodies)
        looked += 1
        if (made, count) != (batch.hash, batch.count):
            faults.append(f"lot {batch.reference}")
        previous = batch.hash
    return Finding("chain", looked, len(faults), tuple(faults[:MOST_EXAMPLES]))


def _entries_by_batch() -> Iterator[tuple[int, Iterator[tuple[Any, ...]]]]:
    """The entries as hashes tell them, batch by batch, in the order of the chain."""
    rows = Entry.objects.order_by("batch_id", "pk").values_list("batch_id", *BODY).iterator()
    for batch, held in groupby(rows, key=itemgetter(0)):
        yield batch, (row[1:] for row in held)


def _journal() -> Finding:
    """Each batch's hash in the entry of the journal of the same moment."""
    known: set[str] = set()
    moments = Batch.objects.order_by().values("entered_at")
    held = JournalEntry.objects.filter(at__in=moments).values_list("change", flat=True)
    for change in held.iterator():
        known |= hashes_in(change)
    batches = Batch.objects.order_by("pk").values_list("reference", "hash")
    missing = [f"lot {reference}" for reference, told in batches if told not in known]
    total = Batch.objects.count()
    return Finding("journal", total, len(missing), tuple(missing[:MOST_EXAMPLES]))


# What may be right and has to be looked at


def _duplicates() -> Finding:
    """Dossiers of the same number, SIRET and year, whatever spaces and capitals."""
    bare = Lower(Replace("number", Value(" "), Value("")))
    rows = Dossier.objects.exclude(number="").annotate(bare=bare).order_by()
    twice = rows.values_list("financer", "bare", "siret", "year").annotate(n=Count("pk"))
    found = list(twice.filter(n__gt=1)[:1000])
    examples = tuple(f"{row[0]} {row[1]}" for row in found[:MOST_EXAMPLES])
    return Finding("duplicates", rows.count(), len(found), examples, is_warning=True)


def _projects() -> Finding:
    """Sheets and requests whose dossiers are of several projects, or of one and of none."""
    found: list[str] = []
    looked = 0
    for name in ("sheet", "request"):
        rows = Dossier.objects.exclude(**{name: ""}).order_by().values_list(name)
        held = rows.annotate(
            n=Count("pk"), projects=Count("project", distinct=True), tied=Count("project")
        ).filter(n__gt=1)
        looked += held.count()
        apart = held.filter(Q(projects__gt=1) | Q(projects=1, tied__lt=F("n")) | Q(projects=0))
        found += [row[0] for row in apart]
    return Finding("projects", looked, len(found), tuple(found[:MOST_EXAMPLES]), is_warning=True)


def _order() -> Finding:
    """Dossiers whose first payment is dated before their first grant."""
    granted = Entry.objects.filter(dossier=OuterRef("dossier"), stage="granted", reversal=None)
    first = granted.order_by().values("dossier").annotate(on=Min("event_on")).values("on")
    paid = Entry.objects.filter(stage__in=["paid", "ordered"], reversal=None, cents__gt=0)
    rows = paid.order_by().values_list("dossier__code").annotate(on=Min("event_on"))
    early = rows.annotate(granted=Subquery(first)).filter(on__lt=F("granted"))
    found = list(early[:1000])
    looked = paid.values("dossier").distinct().count()
    examples = tuple(row[0] for row in found[:MOST_EXAMPLES])
    return Finding("order", looked, len(found), examples, is_warning=True)


def _counted(
    code: str,
    rows: "QuerySet[Any]",
    wrong: Q,
    unit: str,
    *,
    total: int | None = None,
    name: str = "pk",
) -> Finding:
    """How many rows are as they must not be, with the first of them."""
    faults = rows.filter(wrong)
    count = faults.count()
    some = faults.values_list(name, flat=True)[:MOST_EXAMPLES] if count else ()
    looked = rows.count() if total is None else total
    return Finding(code, looked, count, tuple(f"{unit} {key}" for key in some))


CHECKS: Mapping[str, Check] = {
    "cells": _cells,
    "cuts": _cuts,
    "financers": _financers,
    "trial": _trial,
    "lines": _lines,
    "dossiers": _dossiers,
    "envelopes": _envelopes,
    "bounds": _bounds,
    "reversals": _reversals,
    "dates": _dates,
    "chain": _chain,
    "journal": _journal,
    "duplicates": _duplicates,
    "projects": _projects,
    "order": _order,
}
"""Every check by its code, as `data/checks.yaml` tells them."""
