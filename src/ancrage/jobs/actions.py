"""Every change of a job's state: what `rules.NEXT` allows, and nothing else."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ancrage.jobs.models import SILENCE, Job
from ancrage.jobs.rules import PENDING, WORKED_ON, State, Verb, may, moves
from ancrage.jobs.workers import this_worker
from ancrage.journal.command import unjournalled

PART = "une étape d’une commande, qui en laisse la trace"
PROGRESS = "l’avancement d’un calcul déjà demandé"


class QueueFullError(RuntimeError):
    """Too many jobs of a kind are waiting already."""


class NotPendingError(RuntimeError):
    """The job neither waits nor is under way: there is nothing to cancel."""


@unjournalled(PART)
@transaction.atomic
def ask_job(
    *, kind: str, key: str, arguments: dict[str, Any], now: datetime, limit: int
) -> tuple[Job, bool]:
    """Put a job in the queue unless it is there; returns it and whether it has to be started.

    A job that ended, was cancelled, or lost its worker is asked anew. QueueFullError when `limit`
    jobs of that kind are pending.
    """
    job = Job.objects.select_for_update().filter(key=key).first()
    if job and not may(verb=Verb.ASK, state=job.state_at(now=now)):
        return job, False
    if _pending_jobs(kind=kind, now=now) >= limit:
        raise QueueFullError(kind)
    return Job.objects.update_or_create(
        key=key,
        defaults={
            "kind": kind,
            "arguments": arguments,
            "state": Job.WAITING,
            "attempt": job.attempt + 1 if job else 1,
            "worker": "",
            "step": "",
            "share": 0,
            "error": "",
            "asked_at": now,
            "told_at": now,
            "finished_at": None,
        },
    )[0], True


def _pending_jobs(*, kind: str, now: datetime) -> int:
    """How many jobs of a kind wait or are under way; those that lost their worker do not count."""
    waiting = Job.objects.filter(kind=kind, state=Job.WAITING)
    running = Job.objects.filter(kind=kind, state__in=WORKED_ON, told_at__gte=now - SILENCE)
    return waiting.count() + running.count()


@unjournalled(PART)
def cancel_job(*, job_id: int, now: datetime) -> Job:
    """Give a job up: at once if it waits, as soon as its worker notices if it is under way.

    NotPendingError when it has ended already.
    """
    interrupt_lost_jobs(now=now)
    if not _move(Job.objects.filter(pk=job_id), Verb.CANCEL, now):
        raise NotPendingError(job_id)
    return Job.objects.get(pk=job_id)


@unjournalled(PROGRESS)
def start_job(*, job_id: int, now: datetime) -> Job | None:
    """Take a waiting job; None when it is not waiting (delivered twice, cancelled, or taken)."""
    taken = _move(Job.objects.filter(pk=job_id), Verb.START, now, worker=this_worker())
    return Job.objects.get(pk=job_id) if taken else None


@unjournalled(PROGRESS)
def tell_progress(
    *, job_id: int, step: str, share: float, now: datetime, attempt: int | None = None
) -> bool:
    """Say what is under way and which share of it is done (0 to 1).

    False when the work is no longer wanted: cancelled, or asked again of another worker.
    """
    running = _attempt(job_id, attempt).filter(state=State.RUNNING)
    told = running.update(step=step[:200], share=min(max(share, 0.0), 1.0), told_at=now)
    return told > 0


@unjournalled(PROGRESS)
def finish_job(*, job_id: int, now: datetime, attempt: int | None = None) -> None:
    """The work is done; what it brought is stored by its handler."""
    _move(_attempt(job_id, attempt), Verb.FINISH, now, share=1)


@unjournalled(PROGRESS)
def fail_job(*, job_id: int, error: str, now: datetime, attempt: int | None = None) -> None:
    """The work failed, for a reason that will be shown."""
    _move(_attempt(job_id, attempt), Verb.FAIL, now, error=error[:500])


@unjournalled(PROGRESS)
def stop_job(*, job_id: int, now: datetime, attempt: int | None = None) -> None:
    """The worker noticed that the work is no longer wanted, and left it."""
    _move(_attempt(job_id, attempt), Verb.STOP, now)


@unjournalled(PROGRESS)
def interrupt_job(*, job_id: int, now: datetime, attempt: int | None = None) -> None:
    """The worker ends before the work does."""
    _move(_attempt(job_id, attempt), Verb.LOSE, now)


@unjournalled(PROGRESS)
def interrupt_lost_jobs(*, now: datetime) -> int:
    """Put down as interrupted what is under way without a worker; returns how many jobs."""
    lost = [j.pk for j in Job.objects.filter(state__in=WORKED_ON) if j.is_lost(now=now)]
    return sum(_move(Job.objects.filter(pk=pk), Verb.LOSE, now) for pk in lost)


def _attempt(job_id: int, attempt: int | None) -> QuerySet[Job]:
    """The job, as long as it has not been asked again since."""
    found = Job.objects.filter(pk=job_id)
    return found if attempt is None else found.filter(attempt=attempt)


def _move(jobs: QuerySet[Job], verb: Verb, now: datetime, **fields: object) -> int:
    """Bring jobs to the state that follows; returns how many were in a state that allows it."""
    moved = 0
    for before, after in moves(verb=verb).items():
        ended = {} if after in PENDING else {"finished_at": now}
        found = jobs.filter(state=before)
        moved += found.update(state=after, told_at=now, **ended, **fields)
        if moved:
            break
    return moved
