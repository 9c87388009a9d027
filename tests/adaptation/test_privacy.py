"""The names of who sat: exported, erased with the person, and gone after their time."""

import datetime as dt

import pytest

from ancrage.adaptation.actions.privacy import erase_attendance, expire_attendance
from ancrage.adaptation.models import DecisionRecord
from ancrage.journal.models import JournalEntry
from ancrage.people.actions.privacy import erase_person
from ancrage.people.models import Person
from ancrage.people.privacy import registered, retention_rules
from ancrage.people.queries import actor_of
from ancrage.people.queries.privacy import export_of
from tests.adaptation.site import HOST, NOW, TODAY, decide, programme, submitted
from tests.people.world import person


@pytest.fixture(autouse=True)
def _site(db):
    programme()


def anne() -> Person:
    """Somebody whose name is among who sat, without its accents there."""
    made = person("copilot", code="01")
    Person.objects.filter(pk=made.pk).update(given_name="ANNE", family_name="ÜN")
    made.refresh_from_db()
    return made


def test_what_is_held_is_exported():
    somebody = anne()
    decide(submitted(by=actor_of(somebody, on=TODAY)))
    told = export_of(somebody, now=NOW)
    assert told["attendance"] == [
        {"amendment": "01-2026-01", "body": "Comité régional", "decided_on": "2026-11-20"}
    ]
    assert [step["verb"] for step in told["amendment_steps"]] == ["propose", "submit"]


def test_erasing_a_person_takes_the_name_out_and_leaves_the_count():
    decide(submitted())
    somebody = anne()
    erase_person(by=HOST, now=NOW, person=somebody, reason="À sa demande.")
    record = DecisionRecord.objects.get()
    assert (record.present, record.present_count) == (["Luc Deux"], 3)
    last = JournalEntry.objects.last()
    assert last.change["details"]["emptied"] == {"attendance": 1}
    assert erase_attendance(reference=somebody.reference, now=NOW) == 0


def test_after_their_time_the_names_go():
    decide(submitted())
    day = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    assert expire_attendance(before=day) == 0
    assert expire_attendance(before=day + dt.timedelta(days=1)) == 1
    record = DecisionRecord.objects.get()
    assert (record.present, record.present_count) == (None, 3)


def test_the_rule_of_retention_is_told():
    assert "attendance" in registered()
    rule = next(r for r in retention_rules(on=TODAY) if r.code == "attendance")
    assert rule.days == 1826
