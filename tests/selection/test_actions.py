"""Keeping, publishing and questioning identifications."""

import datetime as dt

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from ancrage.geography.actions import ListRefusedError
from ancrage.geography.models import PerimeterVersion, TerritoryMember
from ancrage.jobs.models import Job
from ancrage.jobs.queue import QueueFullError
from ancrage.selection import actions
from ancrage.selection.engine.explanation import exact_loss
from ancrage.selection.models import Identification, LossRequest, Publication
from ancrage.selection.queries.country import NothingLoadedError, loaded_country
from ancrage.selection.queries.runs import current_run, find_run
from tests.selection.site import (
    COUNTRY,
    HOST,
    NOW,
    empty,
    identified,
    small_rules,
    store,
    with_status,
)


@pytest.fixture
def country(db):
    store()


@pytest.fixture
def identification(country):
    return identified()


def publish(identification, *, version="essai-1", start=dt.date(2018, 11, 22)):
    return actions.publish_identification(
        by=HOST,
        identification=identification,
        perimeter="essai",
        name="Essai",
        version=version,
        valid_from=start,
        now=NOW,
    )


def work():
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


@pytest.mark.django_db
def test_without_figures_there_is_no_country():
    empty()
    with pytest.raises(NothingLoadedError):
        loaded_country()


def test_the_loaded_country_is_the_one_that_was_stored(country):
    assert loaded_country().units == COUNTRY.units
    assert loaded_country().adjacency == COUNTRY.adjacency


def test_a_run_is_kept_as_it_was_made(identification):
    run = find_run("petit")
    assert run.result.rules == small_rules()
    assert run.result.objective == pytest.approx(sum(t.value for t in run.result.territories))
    assert set(run.explanation.units) == {unit.siren for unit in COUNTRY.units}
    assert set(run.frequencies) == set(run.explanation.units)
    siren = run.result.territories[0].members[0]
    assert run.why(siren) == run.explanation.units[siren]
    assert run.why("999999999") is None


def test_the_same_run_is_kept_once_and_another_one_needs_another_code(identification):
    assert identified().pk == identification.pk
    assert Identification.objects.count() == 1
    with pytest.raises(actions.CodeTakenError):
        identified(territories=3)
    assert identified("autre", territories=3).pk == "autre"


@pytest.mark.parametrize("document", [{}, {"rules": {}}, {"status": "optimal"}])
def test_what_is_not_a_result_is_not_kept(country, document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        actions.record_document(by=HOST, code="x", document=document, now=NOW)
    assert not Identification.objects.exists()


def test_a_published_run_is_a_simulated_list(identification):
    version = publish(identification)
    assert version.is_simulated
    assert version.territory_count == len(identification.result["territories"])
    members = TerritoryMember.objects.filter(territory__version=version)
    expected = {s for t in identification.result["territories"] for s in t["members"]}
    assert {member.intercommunality_id for member in members} == expected
    assert "simulée" in version.origin


def test_a_later_list_replaces_the_first_one_from_its_date(identification):
    publish(identification)
    other = identified("autre", territories=3)
    publish(other, version="essai-2", start=dt.date(2020, 1, 1))
    assert PerimeterVersion.objects.get(code="essai-1").valid_to == dt.date(2019, 12, 31)
    for day, code in (("2018-11-22", "petit"), ("2019-12-31", "petit"), ("2020-01-01", "autre")):
        assert current_run(on=dt.date.fromisoformat(day)).code == code
    assert current_run(on=dt.date(2015, 1, 1)).code == "petit"


def test_a_list_is_published_whole_or_not_at_all(identification):
    publish(identification)
    with pytest.raises(ListRefusedError):
        publish(identification)
    assert Publication.objects.count() == 1


def test_an_impossible_run_cannot_be_published(country):
    impossible = identified(territories=17, draws=0)
    assert impossible.status == "infeasible"
    with pytest.raises(actions.NothingToPublishError):
        publish(impossible)


@pytest.mark.django_db(transaction=True)
def test_an_exact_loss_is_solved_by_the_worker():
    store()
    identification = identified()
    siren = with_status(identification, "alternative")
    asked = actions.ask_exact_loss(by=HOST, identification=identification, siren=siren, now=NOW)
    assert asked.answer is None
    work()
    asked.refresh_from_db()
    run = find_run("petit")
    expected = exact_loss(
        country=loaded_country(), rules=run.result.rules, result=run.result, siren=siren
    )
    assert (asked.job.state, asked.job.error) == (Job.DONE, "")
    assert asked.answer["loss"] == pytest.approx(expected.loss)
    assert siren in asked.answer["joining"]
    why = run.why(siren)
    assert why.loss_min - 1e-6 <= asked.answer["loss_max"]
    assert asked.answer["loss_min"] <= why.loss_max + 1e-6
    again = actions.ask_exact_loss(by=HOST, identification=identification, siren=siren, now=NOW)
    assert (again.pk, DBTaskResult.objects.count()) == (asked.pk, 1)


def test_two_people_asking_make_one_job(identification):
    siren = with_status(identification, "alternative")
    for _ in range(2):
        actions.ask_exact_loss(by=HOST, identification=identification, siren=siren, now=NOW)
    assert (LossRequest.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.parametrize("status", ["chosen", "threshold", "nobody"])
def test_only_an_alternative_has_a_loss(identification, status):
    siren = "999999999" if status == "nobody" else with_status(identification, status)
    with pytest.raises(actions.NotAnAlternativeError):
        actions.ask_exact_loss(by=HOST, identification=identification, siren=siren, now=NOW)
    assert not LossRequest.objects.exists()


def test_too_many_waiting_losses_are_refused_and_nothing_is_kept(identification, monkeypatch):
    monkeypatch.setattr(actions, "WAITING_LOSSES", 1)
    units = identification.explanation["units"]
    first, second = [s for s, unit in units.items() if unit["status"] == "alternative"][:2]
    actions.ask_exact_loss(by=HOST, identification=identification, siren=first, now=NOW)
    with pytest.raises(QueueFullError):
        actions.ask_exact_loss(by=HOST, identification=identification, siren=second, now=NOW)
    assert LossRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_changed_figures_are_told_and_the_loss_can_be_asked_again():
    store()
    identification = identified()
    siren = with_status(identification, "alternative")
    asked = actions.ask_exact_loss(by=HOST, identification=identification, siren=siren, now=NOW)
    Identification.objects.update(result=identification.result | {"fingerprint": "0" * 64})
    work()
    asked.refresh_from_db()
    assert asked.job.state == Job.FAILED
    assert asked.job.error == "Les chiffres ont changé depuis cette identification."
    again = actions.ask_exact_loss(by=HOST, identification=identification, siren=siren, now=NOW)
    assert again.job.state == Job.WAITING
