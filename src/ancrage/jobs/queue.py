"""The door of the background work: ask for a job, and know where it stands."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ancrage.jobs import actions
from ancrage.jobs.actions import QueueFullError
from ancrage.jobs.models import Job
from ancrage.jobs.tasks import run_job

__all__ = ["Job", "QueueFullError", "enqueue", "rank"]


@transaction.atomic
def enqueue(
    *, kind: str, key: str, arguments: dict[str, Any], now: datetime, limit: int = 20
) -> Job:
    """Ask for a job of a registered kind; the same `key` is never queued twice.

    QueueFullError when `limit` jobs of that kind are pending.
    """
    job, is_new = actions.ask_job(kind=kind, key=key, arguments=arguments, now=now, limit=limit)
    if is_new:
        run_job.enqueue(job.pk)
    return job


def rank(job: Job) -> int:
    """Its place among the waiting jobs, 1 for the next; 0 when it no longer waits."""
    if job.state != Job.WAITING:
        return 0
    earlier = Job.objects.filter(state=Job.WAITING, asked_at__lt=job.asked_at)
    return earlier.count() + 1
