"""What a return says, read from the ledger; which returns there are, which are late."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db.models import Count, Q, QuerySet, Sum

from ancrage.funding.access import financer_where
from ancrage.funding.matching_definitions import check_kinds
from ancrage.funding.models import Dossier, Entry, Envelope, Return, ReturnVersion, WaitingPayment
from ancrage.funding.models.dossiers import GRANTED, REFUSED, UNPLACED
from ancrage.funding.models.returns import CERTIFIED
from ancrage.funding.queries.financers import NATIONAL, financers_of, owner_role
from ancrage.funding.queries.waiting import still_waiting
from ancrage.funding.rules.halves import Half, read_half
from ancrage.funding.rules.returns import (
    Figures,
    Finding,
    Line,
    ReturnFacts,
    Tally,
    check,
    read_document,
)
from ancrage.journal.policy import may
from ancrage.kernel.percentiles import percentile
from ancrage.kernel.rights import Actor

READ_DRAFT, CERTIFY = "funding.read_return_draft", "funding.certify_return"
STAGES = {
    "requested": ("requested", 1),
    "granted": ("granted", 1),
    "decommitted": ("granted", -1),
    "ordered": ("ordered", 1),
    "paid": ("paid", 1),
    "recovered": ("paid", -1),
}
"""What each stage adds to, or takes from."""
PLACED = {"granted", "paid"}
"""What is told by place too."""
HALF = 0.5


Counts = dict[str | None, dict[str, Any]]
"""What is counted and summed of each measure, by field; None: of all of them."""


def figures_of(financer: str, half: Half, *, on: dt.date) -> Figures:
    """What the ledger knows today of a half-year of a financer: four queries."""
    counts: Counts = defaultdict(lambda: defaultdict(int))
    names: dict[str, str] = {}
    _add_files(counts, names, financer, half)
    _add_delays(counts, financer, half)
    _add_money(counts, financer, half)
    codes = sorted((names.get(code, code), code) for code in counts if code is not None)
    lines = [Line(code, name or code, Tally(**counts[code])) for name, code in codes]
    waiting = still_waiting().filter(financer=financer, entry__event_on__lte=half.ends_on)
    held = waiting.order_by().aggregate(n=Count("pk"), cents=Sum("entry__cents"))
    return Figures(on, tuple(lines), Tally(**counts[None]), held["n"], held["cents"] or 0)


def _add_files(counts: Counts, names: dict[str, str], financer: str, half: Half) -> None:
    during = (half.starts_on, half.ends_on)
    rows = (
        Dossier.objects.filter(financer=financer)
        .order_by()
        .values("measure", "measure_name")
        .annotate(
            received=Count("pk", filter=Q(asked_on__range=during)),
            granted_files=Count("pk", filter=Q(decided_on__range=during, outcome=GRANTED)),
            refused_files=Count("pk", filter=Q(decided_on__range=during, outcome=REFUSED)),
            pending=Count("pk", filter=_pending(half)),
        )
        .order_by("measure", "measure_name")
    )
    for row in cast(Iterable[dict[str, Any]], rows):
        code, name = row.pop("measure"), row.pop("measure_name")
        if any(row.values()):
            names[code] = name
            for field, count in row.items():
                counts[code][field] += count
                counts[None][field] += count


def _pending(half: Half) -> Q:
    """Asked for by the end, decided after it or not at all."""
    asked = Q(asked_on__lte=half.ends_on)
    undecided = Q(decided_on=None, outcome="") | Q(decided_on__gt=half.ends_on)
    return asked & undecided


def _add_delays(counts: Counts, financer: str, half: Half) -> None:
    decided = Dossier.objects.filter(
        financer=financer,
        decided_on__range=(half.starts_on, half.ends_on),
        asked_on__isnull=False,
        outcome__in=(GRANTED, REFUSED),
    )
    delays: dict[str | None, list[int]] = defaultdict(list)
    for code, asked, day in decided.order_by().values_list("measure", "asked_on", "decided_on"):
        if asked and day:
            for key in (code, None):
                delays[key].append((day - asked).days)
    for key, days in delays.items():
        counts[key]["median_days"] = percentile(days, share=HALF)
        counts[key]["timed"] = len(days)


def _add_money(counts: Counts, financer: str, half: Half) -> None:
    rows = (
        Entry.objects.filter(
            financer=financer,
            stage__in=STAGES,
            event_on__range=(half.starts_on, half.ends_on),
            year=half.year,
        )
        .order_by()
        .values_list("measure", "stage", "place")
        .annotate(cents=Sum("cents"))
    )
    for code, stage, place, cents in rows:
        if not cents:
            continue
        field, sign = STAGES[stage]
        for key in (code, None):
            counts[key][field] += sign * cents
            if field in PLACED:
                counts[key][f"{field}_{place}"] += sign * cents
            if stage == "recovered":
                counts[key]["recovered"] += cents


def findings_of(held: Return, figures: Figures) -> list[Finding]:
    """What a return is checked for, with what explains it: three queries."""
    half = half_of_return(held)
    concerned = Dossier.objects.filter(financer=held.financer).filter(
        Q(asked_on__range=(half.starts_on, half.ends_on))
        | Q(decided_on__range=(half.starts_on, half.ends_on))
    )
    counts: dict[str, int] = concerned.order_by().aggregate(
        no_siret=Count("pk", filter=Q(siret="", outcome=GRANTED)),
        unplaced=Count("pk", filter=Q(place=UNPLACED)),
        no_measure=Count("pk", filter=Q(measure="")),
        no_asked=Count("pk", filter=Q(asked_on=None)),
    )
    decided = Dossier.objects.filter(financer=held.financer, decided_on=None)
    counts["no_decided"] = decided.filter(outcome__in=(GRANTED, REFUSED)).count()
    counts["unmatched"] = figures.unmatched_count
    counts["nil"] = int(held.is_nil and not figures.is_empty)
    late, cents = _late(held.financer, half.before)
    counts["late"] = late
    found = {"unmatched": figures.unmatched, "late": cents}
    return check(check_kinds(), counts, found, held.comments)


def _late(financer: str, half: Half) -> tuple[int, int]:
    """How many entries, and cents, came in a half-year since its return was certified."""
    version = (
        ReturnVersion.objects.filter(
            held__financer=financer, held__half=half.code, reopened_at=None
        )
        .order_by("-rank")
        .first()
    )
    if version is None:
        return 0, 0
    entries = Entry.objects.filter(
        financer=financer,
        year=half.year,
        event_on__range=(half.starts_on, half.ends_on),
        entered_at__gt=version.certified_at,
    )
    held = entries.order_by().aggregate(n=Count("pk"), cents=Sum("cents"))
    return held["n"], held["cents"] or 0


def facts_of(held: Return, figures: Figures, *, today: dt.date) -> ReturnFacts:
    """What the steps of a return look at."""
    findings = findings_of(held, figures)
    return ReturnFacts(today, half_of_return(held).ends_on, findings)


def half_of_return(held: Return) -> Half:
    """The half-year of a return."""
    found = read_half(held.half)
    if found is None:
        raise ValueError(f"no half-year: {held.half}")
    return found


def last_version(held: Return) -> ReturnVersion | None:
    """The last that was certified, reopened since or not."""
    return held.versions.order_by("-rank").first()


def version_before(held: Return) -> ReturnVersion | None:
    """The certified return of the half-year before, to compare with."""
    before = half_of_return(held).before.code
    found = ReturnVersion.objects.filter(held__financer=held.financer, held__half=before)
    return found.order_by("-rank").first()


def frozen(version: ReturnVersion) -> Figures:
    """The figures of a version."""
    return read_document(version.figures)


def find_return(financer: str, half: str) -> Return | None:
    """The return of a financer for a half-year; every return is public, its draft figures not."""
    return Return.objects.filter(financer=financer, half=half).first()


def reads_draft(actor: Actor, financer: str) -> bool:
    """Whether somebody reads what is not certified yet."""
    found = financers_of(actor, READ_DRAFT)
    return found is None or financer in found


def certifies(actor: Actor, financer: str) -> bool:
    """Whether somebody may certify a financer's return: the national team the State's and Europe's
    alone, since nobody certifies for another."""
    if owner_role(financer) != NATIONAL:
        others = tuple(held for held in actor.holdings if held.role != NATIONAL)
        actor = replace(actor, holdings=others)
    return may(actor, CERTIFY, financer_where(financer))


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return in a list, with its last version."""

    held: Return
    version: ReturnVersion | None
    is_late: bool


def return_rows(returns: "QuerySet[Return] | Iterable[Return]", *, on: dt.date) -> list[ReturnRow]:
    """Returns with who certified them last; late when they are due and not certified."""
    held = list(returns)
    versions = ReturnVersion.objects.filter(held__in=held).order_by("rank")
    last = {version.held_id: version for version in versions}
    return [
        ReturnRow(one, last.get(one.pk), one.state != CERTIFIED and one.due < on) for one in held
    ]


def financers_owing(half: Half) -> set[str]:
    """Who owes a return for a half-year: who has dossiers, payments to match, an envelope, or owed
    one before."""
    begun = Dossier.objects.filter(year__lte=half.year)
    held: list[tuple[QuerySet[Any], str]] = [
        (begun, "financer"),
        (WaitingPayment.objects.all(), "financer"),
        (Return.objects.filter(half__lt=half.code), "financer"),
        (Envelope.objects.exclude(operator=""), "operator"),
    ]
    return {
        code
        for rows, field in held
        for code in rows.order_by().values_list(field, flat=True).distinct()
    }


def made_up(financer: str) -> bool:
    """Whether a financer's dossiers are those of the demonstration."""
    held = Dossier.objects.filter(financer=financer).order_by()
    return held.filter(is_demonstration=True).exists()
