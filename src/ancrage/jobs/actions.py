"""Every change of a job's state."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ancrage.jobs.models import SILENCE, Job


class QueueFullError(RuntimeError):
    """Too many jobs of a kind are waiting already."""


@transaction.atomic
def ask_job(
    *, kind: str, key: str, arguments: dict[str, Any], now: datetime, limit: int
) -> tuple[Job, bool]:
    """Put a job in the queue unless it is there; returns it and whether it has to be started.

    A job that failed, is done, or lost its worker is asked anew. QueueFullError when `limit` jobs
    of that kind are pending.
    """
    job = Job.objects.select_for_update().filter(key=key).first()
    if job and job.is_pending and not job.is_lost(now=now):
        return job, False
    if pending_jobs(kind=kind, now=now) >= limit:
        raise QueueFullError(kind)
    return Job.objects.update_or_create(
        key=key,
        defaults={
            "kind": kind,
            "arguments": arguments,
            "state": Job.WAITING,
            "step": "",
            "share": 0,
            "error": "",
            "asked_at": now,
            "told_at": now,
            "finished_at": None,
        },
    )[0], True


def pending_jobs(*, kind: str, now: datetime) -> int:
    """How many jobs of a kind wait or are under way; those that lost their worker do not count."""
    waiting = Job.objects.filter(kind=kind, state=Job.WAITING)
    running = Job.objects.filter(kind=kind, state=Job.RUNNING, told_at__gte=now - SILENCE)
    return waiting.count() + running.count()


def start_job(*, job_id: int, now: datetime) -> Job | None:
    """Take a waiting job; None when it is not waiting (delivered twice, or taken by another)."""
    taken = Job.objects.filter(pk=job_id, state=Job.WAITING).update(state=Job.RUNNING, told_at=now)
    return Job.objects.get(pk=job_id) if taken else None


def tell_progress(*, job_id: int, step: str, share: float, now: datetime) -> None:
    """Say what is under way and which share of it is done (0 to 1)."""
    Job.objects.filter(pk=job_id, state=Job.RUNNING).update(
        step=step[:200], share=min(max(share, 0.0), 1.0), told_at=now
    )


def finish_job(*, job_id: int, now: datetime) -> None:
    """The work is done; what it brought is stored by its handler."""
    Job.objects.filter(pk=job_id).update(state=Job.DONE, share=1, told_at=now, finished_at=now)


def fail_job(*, job_id: int, error: str, now: datetime) -> None:
    """The work failed, for a reason that will be shown."""
    Job.objects.filter(pk=job_id).update(
        state=Job.FAILED, error=error[:500], told_at=now, finished_at=now
    )
