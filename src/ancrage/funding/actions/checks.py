"""Running the checks of the ledger: asked for, done by the worker or at once, kept."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from ancrage.funding.models import CheckRun, Entry, LedgerHead
from ancrage.funding.queries.checks import Told, run_checks
from ancrage.jobs.queue import Job, enqueue
from ancrage.journal.command import allow, command, record, unjournalled
from ancrage.kernel.rights import Actor

JOB = "funding.checks"
MOST_KEPT = 50
"""Runs kept, the last ones."""


@command("funding.check_ledger")
def ask_checks(*, by: Actor, now: dt.datetime) -> Job:
    """Have every check run by the worker; what is asked while it runs is not asked twice."""
    allow()
    job = enqueue(kind=JOB, key=JOB, arguments={}, now=now)
    record(kind="ledger", reference="checks", says=_("Contrôles du grand livre demandés"))
    return job


@unjournalled("un contrôle, qui ne change rien au grand livre")
def keep_checks(*, progress: Told, clock: Callable[[], dt.datetime]) -> CheckRun:
    """Run every check and keep what they find, with the moments when they began and ended."""
    begun = clock()
    head = LedgerHead.objects.values_list("hash", flat=True).first() or ""
    entries = Entry.objects.count()
    findings = [finding.document() for finding in run_checks(progress)]
    made = CheckRun.objects.create(
        begun_at=begun, ended_at=clock(), entries=entries, head=head, findings=findings
    )
    old = CheckRun.objects.values_list("pk", flat=True)[MOST_KEPT:]
    CheckRun.objects.filter(pk__in=list(old)).delete()
    return made
