"""Grants of the ledger that no check let in (files tell what is done), and sums above a ceiling."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Sum

from ancrage.funding.models import Dossier, Entry
from ancrage.funding.models.ledger import FILE
from ancrage.funding.rules.entries import GRANTED
from ancrage.kernel.chunks import in_chunks
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Check, CompanyLink, ReceivedAid
from ancrage.stateaid.queries.asking import Question
from ancrage.stateaid.queries.facts import Facts, facts_of
from ancrage.stateaid.queries.received import NO_AID, granted_days
from ancrage.stateaid.queries.verdicts import verdict_on
from ancrage.stateaid.rules.model import Answer, Asked, Verdict
from ancrage.stateaid.rules.regimes import Version

SHOWN = ("code", "financer", "financer_name", "siren", "beneficiary", "aid_basis")
"""What is shown of a dossier that escaped a check."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What was granted to a dossier on a day (cents, net), and for how much of it a check was
    given. `dossier`: with the fields of `SHOWN`."""

    dossier: Dossier
    granted_on: dt.date
    cents: int
    checked: int


def unchecked_grants() -> list[Unchecked]:
    """The grants under a regime that no check covers whole, the last first."""
    checked = _checked()
    held = Dossier.objects.filter(granted_cents__gt=0).exclude(aid_basis__in=("", NO_AID))
    found = []
    for chunk in in_chunks(held.order_by("pk").only(*SHOWN, "is_demonstration")):
        days = granted_days([one.pk for one in chunk], None)
        found += [
            Unchecked(one, day, cents, known)
            for one in chunk
            for day, (cents, _at) in days.get(one.pk, {}).items()
            if cents > (known := checked[one.pk, day])
        ]
    return sorted(found, key=lambda one: (one.granted_on, one.dossier.code), reverse=True)


def _checked() -> Counter[tuple[int, dt.date]]:
    """Cents granted after a check, by dossier and day, less what was undone since of what a check
    let in: a check keeps it, and covers nothing that comes later. What was entered before any
    check, under no regime, or told by a file, was let in by none."""
    held = Check.objects.filter(revised_by=None, granted_cents__isnull=False, dossier__isnull=False)
    let_in = held.order_by().values_list("dossier_id", "granted_on")
    undone = Entry.objects.filter(stage=GRANTED, reverses__isnull=False)
    undone = undone.exclude(reverses__batch__origin=FILE).order_by()
    first = Check.objects.filter(dossier=OuterRef("dossier"), granted_on=OuterRef("event_on"))
    first = first.filter(granted_cents__isnull=False, made_at__lte=OuterRef("reverses__entered_at"))
    undone = undone.filter(Exists(first))
    found: Counter[tuple[int, dt.date]] = Counter()
    for pk, day, cents in let_in.annotate(Sum("granted_cents")):
        found[pk, day] += cents
    for pk, day, cents in undone.values_list("dossier_id", "event_on").annotate(Sum("cents")):
        found[pk, day] += cents
    return +found


@dataclass(frozen=True, slots=True)
class Overrun:
    """An undertaking that has received more than a ceiling: a company of it to which our ledger
    granted aid, and what the verdict on one more cent counts."""

    siren: str
    name: str
    verdict: Verdict


def overruns(*, on: dt.date) -> list[Overrun]:
    """The undertakings whose sum passes the ceiling of a regime under which our ledger aided them,
    in the window that ends on a day; the largest sum first."""
    found = []
    for version in _with_ceilings(on):
        sirens = _suspected(version)
        facts = facts_of(sirens)
        found += [
            Overrun(siren, facts.companies[siren].name, verdict)
            for siren in _near(facts, sirens, version)
            if _is_over(verdict := _on_one_cent(siren, version.regime, on, facts))
        ]
    return sorted(found, key=lambda one: (-(one.verdict.used or 0), one.siren))


def _with_ceilings(on: dt.date) -> Iterator[Version]:
    for regime in regimes().by_code.values():
        version = regime.on(on)
        if version is not None and version.limits:
            yield version


def _suspected(version: Version) -> list[str]:
    """The companies that our ledger aids under a regime, and that our ledger alone brings above a
    ceiling, whatever the dates, or of which others tell something: most are neither, and to gather
    what is known of each would take long."""
    least, counted = _least_and_counted(version)
    held = Dossier.objects.filter(granted_cents__gt=0).exclude(siren="").order_by()
    sums = held.filter(aid_basis__in=counted).values("siren").annotate(sum=Sum("granted_cents"))
    suspected = set(sums.filter(sum__gt=least).values_list("siren", flat=True))
    suspected |= set(ReceivedAid.objects.order_by().values_list("siren", flat=True).distinct())
    for ends in CompanyLink.objects.order_by().values_list("holder", "held"):
        suspected.update(ends)
    ours = held.filter(aid_basis=version.regime).values_list("siren", flat=True)
    return sorted(suspected.intersection(ours))


def _least_and_counted(version: Version) -> tuple[int, frozenset[str]]:
    """The lowest ceiling of a regime, in cents, and the regimes whose aids count for one."""
    counted = frozenset[str]().union(*(limit.counts for limit in version.limits))
    return min(limit.cents for limit in version.limits), counted


def _near(facts: Facts, sirens: Iterable[str], version: Version) -> Iterator[str]:
    """Of each cluster of companies that received enough for a ceiling to be passed, whatever the
    dates, the companies that are ours."""
    least, counted = _least_and_counted(version)
    sums: Counter[str] = Counter()
    for aid in facts.aids:
        if aid.regime in counted:
            sums[facts.cluster_of(aid.siren)] += aid.cents or 0
    for siren in sirens:
        if sums[facts.cluster_of(siren)] > least:
            yield siren


def _on_one_cent(siren: str, regime: str, on: dt.date, facts: Facts) -> Verdict:
    return verdict_on(Question(Asked(siren, 1, regime, on), 1), facts)


def _is_over(verdict: Verdict) -> bool:
    """Whether what was received passes the ceiling already; where the sum is not exact, whether
    nothing more may be granted for sure."""
    if verdict.used is None or verdict.ceiling is None:
        return verdict.answer == Answer.NO
    return verdict.used > verdict.ceiling
