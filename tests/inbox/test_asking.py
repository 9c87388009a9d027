"""Asking, telling, settling: once for a cause, and only to those it is for."""

import datetime as dt

import pytest
from django.urls import NoReverseMatch
from django_tasks_db.models import DBTaskResult

from ancrage.inbox.actions import ask, inform, settle
from ancrage.inbox.models import Addressee, Item
from ancrage.kernel.rights import Where

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
AURA = Where(regions=frozenset({"84"}))

pytestmark = pytest.mark.django_db


def asked(**more):
    told = {
        "cause": "amendment:12:decide",
        "title": "Décider",
        "why": "La Région propose.",
        "url_name": "territories",
        "role": "copilot",
        "where": AURA,
        "since": NOW,
        "now": NOW,
    }
    return ask(**(told | more))


def test_the_same_cause_asked_again_changes_nothing():
    first = asked()
    again = asked(title="Autre chose", role="national")
    assert again.pk == first.pk
    assert Item.objects.get().title == "Décider"
    assert [str(a) for a in Addressee.objects.all()] == ["copilot region:84"]


def test_settled_it_waits_no_more_and_may_be_asked_anew():
    first = asked()
    assert settle(cause=first.cause, now=NOW)
    assert not settle(cause=first.cause, now=NOW + dt.timedelta(days=1))
    assert Item.objects.get().settled_at == NOW
    assert asked().pk != first.pk


def test_several_roles_and_people_on_the_scopes_of_each():
    where = Where(regions=frozenset({"84"}), territories=frozenset({"p:t1", "p:t2"}))
    asked(role=("elected_lead", "national", "copilot"), where=where, reference="r" * 32)
    assert sorted(str(a) for a in Addressee.objects.all()) == [
        "copilot region:84",
        "elected_lead territory:p:t1",
        "elected_lead territory:p:t2",
        "national nation:",
        "r" * 32,
    ]


def test_for_nobody_is_a_fault():
    with pytest.raises(ValueError, match="for nobody"):
        asked(role="elected_lead")
    assert not Item.objects.exists()


def test_a_page_that_does_not_exist_is_a_fault():
    with pytest.raises(NoReverseMatch):
        asked(url_name="nowhere")


def test_told_once_for_a_cause_and_never_settled():
    told = {"cause": "list:2018", "title": "Liste publiée", "why": "", "url_name": "territories"}
    first = inform(**told, role="copilot", where=AURA, now=NOW)
    assert inform(**told, role="copilot", where=AURA, now=NOW).pk == first.pk
    assert not settle(cause="list:2018", now=NOW)


def test_a_day_is_the_one_of_paris():
    late = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    assert asked(since=late).since == dt.date(2026, 3, 3)


def test_a_ladder_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        asked(ladder="of ropes")
    assert not Item.objects.exists()


def test_what_is_urgent_leaves_at_once_by_the_worker():
    asked()
    assert not DBTaskResult.objects.exists()
    asked(cause="b", urgent=True)
    asked(cause="b", urgent=True)
    assert [task.task_path for task in DBTaskResult.objects.all()] == [
        "ancrage.inbox.tasks.send_now"
    ]
