"""What is held about a person: told to him, gone with him; the others' stays."""

import pytest

from ancrage.inbox.actions import choose_rhythm, mark_read
from ancrage.inbox.models import Mailbox, Message, ReadMark, Told
from ancrage.inbox.rules import Rhythm
from ancrage.people.actions.privacy import erase_person
from ancrage.people.queries import actor_of
from ancrage.people.queries.privacy import export_of
from tests.inbox.moments import asked, informed, paris, send
from tests.people.world import person

pytestmark = pytest.mark.django_db
NOW = paris("2026-03-12 12:00")


@pytest.fixture
def lucie():
    """She and another, each told of the same things."""
    held = person("copilot", code="84", name="Lucie")
    person("copilot", code="84", name="Hugo")
    asked("a", urgent=True)
    send("2026-03-02 09:05")
    me = actor_of(held, on=NOW.date())
    choose_rhythm(by=me, now=NOW, digest=Rhythm.WEEKLY, urgent_at_once=True)
    mark_read(by=me, now=NOW, item=informed("b"))
    return held


def test_all_of_it_is_exported(lucie):
    told = export_of(lucie, now=NOW)
    assert [one["subject"] for one in told["message"]] == ["Ancrage, urgent : Décider (a)"]
    assert told["message"][0]["address"] == lucie.email
    assert told["inbox"]["digest"] == "weekly"
    assert [one["title"] for one in told["inbox"]["read"]] == ["Nouvelle liste (b)"]
    assert [one["title"] for one in told["inbox"]["told"]] == ["Décider (a)"]


def test_all_of_it_goes_with_the_person(lucie):
    reference = lucie.reference
    by = actor_of(person("administrator"), on=NOW.date())
    erase_person(by=by, now=NOW, person=lucie, reason="À sa demande.")
    for held in (Message, Mailbox, ReadMark):
        assert not held.objects.filter(reference=reference).exists()
    assert Message.objects.count() == 1
    assert Told.objects.filter(reference=reference).count() == 1
    send("2026-03-16 07:00")
    assert not Message.objects.filter(reference=reference).exists()
