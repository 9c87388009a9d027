"""Background work: asked once, bounded, its progress and its failures told."""

import datetime as dt

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from ancrage.jobs import actions, queue, registry
from ancrage.jobs.models import SILENCE, Job
from ancrage.jobs.registry import RefusedError, register_job
from ancrage.jobs.tasks import run_job

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
seen: list[tuple[float, str]] = []


def note_progress(arguments, progress):
    progress("moitié", 0.5)
    job = Job.objects.get(key=arguments["key"])
    seen.append((job.share, job.step))


def refuse(_arguments, _progress):
    raise RefusedError("Aucune solution ne la contient.")


def break_down(_arguments, _progress):
    raise ZeroDivisionError


def stop(_arguments, _progress):
    raise SystemExit(1)


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    for function in (note_progress, refuse, break_down, stop):
        register_job(function.__name__, f"{__name__}.{function.__name__}")
    seen.clear()


def ask(kind="note_progress", key="a", now=NOW, limit=20):
    return queue.enqueue(kind=kind, key=key, arguments={"key": key}, now=now, limit=limit)


def work():
    """Run what is queued, as the worker does."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_by_the_worker_and_its_progress_told():
    job = ask()
    assert (job.state, queue.rank(job)) == (Job.WAITING, 1)
    work()
    job.refresh_from_db()
    assert seen == [(0.5, "moitié")]
    assert (job.state, job.share, job.error) == (Job.DONE, 1, "")
    assert job.finished_at is not None


@pytest.mark.django_db
def test_the_same_job_is_queued_once():
    first, second = ask(), ask()
    assert first.pk == second.pk
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_the_queue_is_bounded_for_each_kind():
    ask(key="a", limit=2)
    ask(key="b", limit=2)
    with pytest.raises(queue.QueueFullError):
        ask(key="c", limit=2)
    assert ask(key="a", limit=2).key == "a"
    assert ask(kind="refuse", key="d", limit=2).state == Job.WAITING
    assert Job.objects.count() == 3


@pytest.mark.django_db
def test_jobs_know_their_place():
    first = ask(key="a")
    second = ask(key="b", now=NOW + dt.timedelta(seconds=1))
    assert (queue.rank(first), queue.rank(second)) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("refuse", "Aucune solution ne la contient."),
        ("break_down", "Le calcul s’est interrompu sur une erreur inattendue (ZeroDivisionError)."),
        ("stop", "Le calcul a été interrompu par l’arrêt du service."),
        ("unheard_of", "Le calcul s’est interrompu sur une erreur inattendue (KeyError)."),
    ],
)
def test_a_failure_is_recorded_and_the_job_can_be_asked_again(kind, error):
    job = ask(kind=kind)
    try:
        run_job.call(job.pk)
    except (ZeroDivisionError, KeyError, SystemExit):
        assert kind != "refuse"
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.FAILED, error)
    again = ask(kind=kind)
    assert (again.pk, again.state, again.error) == (job.pk, Job.WAITING, "")


@pytest.mark.django_db
def test_a_job_delivered_twice_runs_once():
    job = ask()
    run_job.call(job.pk)
    run_job.call(job.pk)
    assert len(seen) == 1


@pytest.mark.django_db
def test_a_job_whose_worker_went_silent_can_be_asked_again():
    job = ask()
    actions.start_job(job_id=job.pk, now=NOW)
    soon, late = NOW + SILENCE, NOW + 2 * SILENCE
    assert ask(now=soon).state == Job.RUNNING
    assert ask(now=late).state == Job.WAITING


@pytest.mark.django_db
def test_progress_stays_between_nothing_and_all():
    job = ask()
    actions.start_job(job_id=job.pk, now=NOW)
    actions.tell_progress(job_id=job.pk, step="presque", share=1.7, now=NOW)
    job.refresh_from_db()
    assert (job.share, job.step) == (1, "presque")
