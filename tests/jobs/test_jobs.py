"""Background work: asked once, bounded, its progress and its failures told."""

import datetime as dt

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from ancrage.jobs import actions, queue, registry, tasks
from ancrage.jobs.models import SILENCE, Job
from ancrage.jobs.progress import job_view
from ancrage.jobs.registry import RefusedError, register_job
from ancrage.jobs.rules import NEXT, PENDING, State, Verb, may
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


def be_cancelled(arguments, progress):
    """Somebody cancels it while it works."""
    progress("début", 0.1)
    actions.cancel_job(job_id=Job.objects.get(key=arguments["key"]).pk, now=NOW)
    progress("suite", 0.2)
    seen.append((1, "a continué"))


def be_replaced(arguments, progress):
    """Its worker is taken for lost and the job asked again, while it works."""
    progress("début", 0.1)
    Job.objects.filter(key=arguments["key"]).update(told_at=NOW - 2 * SILENCE)
    again = ask(kind="be_replaced", key=arguments["key"])
    assert (again.state, again.attempt) == (Job.WAITING, 2)
    progress("suite", 0.2)


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(tasks, "PACE", dt.timedelta(0))
    for function in (note_progress, refuse, break_down, stop, be_cancelled, be_replaced):
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
        ("unheard_of", "Le calcul s’est interrompu sur une erreur inattendue (KeyError)."),
    ],
)
def test_a_failure_is_recorded_and_the_job_can_be_asked_again(kind, error):
    job = ask(kind=kind)
    try:
        run_job.call(job.pk)
    except (ZeroDivisionError, KeyError):
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


@pytest.mark.django_db
def test_a_job_whose_worker_is_told_to_end_is_interrupted_and_can_be_asked_again():
    job = ask(kind="stop")
    with pytest.raises(SystemExit):
        run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.is_unfulfilled) == (Job.INTERRUPTED, True)
    assert "interrompu" in job_view(job, now=NOW).told
    assert ask(kind="stop").state == Job.WAITING


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_never_done():
    job = ask()
    cancelled = actions.cancel_job(job_id=job.pk, now=NOW)
    assert (cancelled.state, cancelled.finished_at) == (Job.CANCELLED, NOW)
    run_job.call(job.pk)
    assert seen == []
    assert (ask().state, ask().attempt) == (Job.WAITING, 2)


@pytest.mark.django_db
def test_a_job_under_way_stops_when_it_next_tells_its_progress():
    job = ask(kind="be_cancelled")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.step, seen) == (Job.CANCELLED, "début", [])
    assert job.finished_at is not None


@pytest.mark.django_db
def test_what_has_ended_cannot_be_cancelled():
    job = ask()
    run_job.call(job.pk)
    with pytest.raises(actions.NotPendingError):
        actions.cancel_job(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == Job.DONE


@pytest.mark.django_db
def test_a_worker_that_was_given_up_does_not_touch_the_attempt_after_its_own():
    job = ask(kind="be_replaced")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.step) == (Job.WAITING, 2, "")


@pytest.mark.django_db
def test_a_cancelled_job_may_be_asked_again_before_its_worker_noticed():
    job = ask()
    started = actions.start_job(job_id=job.pk, now=NOW)
    assert actions.cancel_job(job_id=job.pk, now=NOW).state == Job.STOPPING
    assert ask().state == Job.WAITING
    wanted = actions.tell_progress(
        job_id=job.pk, attempt=started.attempt, step="trop tard", share=0.5, now=NOW
    )
    assert not wanted
    actions.finish_job(job_id=job.pk, attempt=started.attempt, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.share) == (Job.WAITING, 0)


def test_every_state_can_be_left_and_only_pending_ones_by_a_worker():
    """The table holds together: nothing ends in a state from which no one can start again."""
    for state in State:
        assert any(may(verb=verb, state=state) for verb in Verb)
    for (verb, before), after in NEXT.items():
        assert before != after
        assert (before in PENDING) or verb is Verb.ASK
        assert (after == State.WAITING) is (verb is Verb.ASK)
