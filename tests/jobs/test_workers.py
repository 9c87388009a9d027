"""Workers that die: their job is shown as interrupted, at once, and nothing is left running."""

import datetime as dt
import subprocess
import sys

import pytest

from ancrage.jobs import actions, queue, registry
from ancrage.jobs.models import SILENCE, Job
from ancrage.jobs.progress import job_view
from ancrage.jobs.registry import register_job
from ancrage.jobs.rules import State
from ancrage.jobs.tasks import run_job
from ancrage.jobs.workers import is_gone, this_worker

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def do_nothing(_arguments, _progress):
    """A job that is done at once."""


@pytest.fixture
def dead_worker():
    """A worker as it names itself, once its process has ended."""
    program = "from ancrage.jobs.workers import this_worker; print(this_worker())"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return run.stdout.decode().strip()


@pytest.fixture
def job(db, monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    register_job("rien", f"{__name__}.do_nothing")
    job = queue.enqueue(kind="rien", key="a", arguments={}, now=NOW)
    return actions.start_job(job_id=job.pk, now=NOW)


def test_this_process_is_there_and_one_that_ended_is_not(dead_worker):
    assert not is_gone(this_worker())
    assert is_gone(dead_worker)


def test_a_process_that_took_the_number_of_another_is_not_the_other():
    name, number, started = this_worker().rsplit("/", 2)
    assert is_gone(f"{name}/{number}/{int(started) - 1}")


@pytest.mark.parametrize("worker", ["", "ailleurs/pid:[1]/1/1", "n’importe quoi"])
def test_a_process_elsewhere_is_never_known_to_have_ended(worker):
    assert not is_gone(worker)


def test_a_job_says_which_process_does_it(job):
    assert job.worker == this_worker()
    assert not job.is_lost(now=NOW + SILENCE)


def test_a_job_whose_worker_died_is_interrupted_at_once(job, dead_worker):
    Job.objects.update(worker=dead_worker)
    job.refresh_from_db()
    view = job_view(job, now=NOW)
    assert (view.state, view.label, view.can_cancel) == (State.INTERRUPTED, "interrompu", False)
    assert "relancé" in view.told
    assert queue.enqueue(kind="rien", key="a", arguments={}, now=NOW).state == Job.WAITING


def test_a_job_that_was_being_cancelled_when_its_worker_died_is_cancelled(job, dead_worker):
    actions.cancel_job(job_id=job.pk, now=NOW)
    Job.objects.update(worker=dead_worker)
    assert Job.objects.get().state_at(now=NOW) == State.CANCELLED


def test_the_next_worker_puts_down_what_the_dead_one_left(job, dead_worker):
    Job.objects.update(worker=dead_worker)
    other = queue.enqueue(kind="rien", key="b", arguments={}, now=NOW)
    run_job.call(other.pk)
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.state, other.state) == (Job.INTERRUPTED, Job.DONE)
    with pytest.raises(actions.NotPendingError):
        actions.cancel_job(job_id=job.pk, now=NOW)
