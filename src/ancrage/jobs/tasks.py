"""What the worker runs: one task for every kind of job, so that failures are told the same way."""

from datetime import datetime, timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task

from ancrage.jobs import actions
from ancrage.jobs.models import Job
from ancrage.jobs.registry import CancelledError, RefusedError, handler_of

log = structlog.get_logger()
PACE = timedelta(seconds=1)
"""Progress is written at most this often: a solver tells more than a page can show."""


class _Teller:
    """Writes a job's progress, not more often than PACE, and notices that it was cancelled."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.last: datetime | None = None

    def __call__(self, step: str, share: float) -> None:
        now = timezone.now()
        if self.last is not None and now - self.last < PACE:
            return
        self.last = now
        wanted = actions.tell_progress(
            job_id=self.job.pk, attempt=self.job.attempt, step=step, share=share, now=now
        )
        if not wanted:
            raise CancelledError


@task()
def run_job(job_id: int) -> None:
    """Do one job, and record how it ended whatever happens."""
    actions.interrupt_lost_jobs(now=timezone.now())
    job = actions.start_job(job_id=job_id, now=timezone.now())
    if job is None:
        return
    try:
        handler_of(job.kind)(job.arguments, _Teller(job))
    except CancelledError:
        actions.stop_job(job_id=job_id, attempt=job.attempt, now=timezone.now())
    except RefusedError as refusal:
        _record_failure(job, str(refusal))
    except Exception as failure:
        log.exception("job_failed", kind=job.kind, key=job.key)
        _record_failure(job, _unexpected(failure))
        raise
    except BaseException:  # the worker was told to end
        actions.interrupt_job(job_id=job_id, attempt=job.attempt, now=timezone.now())
        raise
    else:
        actions.finish_job(job_id=job_id, attempt=job.attempt, now=timezone.now())


def _record_failure(job: Job, error: str) -> None:
    actions.fail_job(job_id=job.pk, attempt=job.attempt, error=error, now=timezone.now())


def _unexpected(failure: Exception) -> str:
    return gettext("Le calcul s’est interrompu sur une erreur inattendue (%(error)s).") % {
        "error": type(failure).__name__
    }
