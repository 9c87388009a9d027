"""What the worker runs: one task for every kind of job, so that failures are told the same way."""

from datetime import datetime, timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task

from ancrage.jobs import actions
from ancrage.jobs.models import Job
from ancrage.jobs.registry import RefusedError, handler_of

log = structlog.get_logger()
PACE = timedelta(seconds=1)
"""Progress is written at most this often: a solver tells more than a page can show."""


class _Teller:
    """Writes a job's progress, not more often than PACE."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.last: datetime | None = None

    def __call__(self, step: str, share: float) -> None:
        now = timezone.now()
        if self.last is None or now - self.last >= PACE:
            self.last = now
            actions.tell_progress(job_id=self.job_id, step=step, share=share, now=now)


@task()
def run_job(job_id: int) -> None:
    """Do one job, and record how it ended whatever happens."""
    job = actions.start_job(job_id=job_id, now=timezone.now())
    if job is None:
        return
    try:
        handler_of(job.kind)(job.arguments, _Teller(job_id))
    except RefusedError as refusal:
        actions.fail_job(job_id=job_id, error=str(refusal), now=timezone.now())
    except BaseException as failure:
        _record_failure(job, failure)
        raise
    else:
        actions.finish_job(job_id=job_id, now=timezone.now())


def _record_failure(job: Job, failure: BaseException) -> None:
    """A stopped worker is said to be one; a fault of ours goes to the log with its trace."""
    if isinstance(failure, Exception):
        log.exception("job_failed", kind=job.kind, key=job.key)
        error = gettext("Le calcul s’est interrompu sur une erreur inattendue (%(error)s).") % {
            "error": type(failure).__name__
        }
    else:
        error = gettext("Le calcul a été interrompu par l’arrêt du service.")
    actions.fail_job(job_id=job.pk, error=error, now=timezone.now())
