"""The demonstration's past: lived once, marked as made up, nothing left to do that is not real."""

import pytest

from ancrage.inbox.demonstration import seed
from ancrage.inbox.models import Mailbox, Message, Told
from ancrage.inbox.queries import waiting_count
from ancrage.journal.models import JournalEntry
from ancrage.people.demonstration import seed as seed_people
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.inbox.moments import paris
from tests.people.country import country

pytestmark = pytest.mark.django_db
NOW = paris("2026-03-12 12:00")


@pytest.fixture
def _seeded():
    country()
    seed_people(now=NOW, perimeter="essai")
    seed(now=NOW, perimeter="essai")


@pytest.mark.usefixtures("_seeded")
def test_messages_were_sent_before_today_to_made_up_people_only():
    held = list(Message.objects.all())
    assert {one.kind for one in held} == {"digest", "urgent"}
    assert all(one.is_demonstration and one.state == Message.KEPT for one in held)
    assert all(one.made_at < NOW for one in held)
    assert all("Démonstration" in one.text for one in held)
    assert {row.step for row in Told.objects.all()} >= {"new", "reminder", "deputy"}


@pytest.mark.usefixtures("_seeded")
def test_nothing_of_it_still_waits():
    for one in Person.objects.all():
        assert waiting_count(actor_of(one, on=NOW.date())) == 0


@pytest.mark.usefixtures("_seeded")
def test_the_personas_have_chosen_each_in_his_own_name():
    assert set(Mailbox.objects.exclude(chosen_at=None).values_list("digest", flat=True)) == {
        "daily",
        "weekly",
        "none",
    }
    actors = set(
        JournalEntry.objects.filter(command="inbox.choose").values_list("actor", flat=True)
    )
    assert actors <= set(Person.objects.values_list("reference", flat=True))


@pytest.mark.usefixtures("_seeded")
def test_a_second_time_changes_nothing():
    def counts() -> list[int]:
        return [m.objects.count() for m in (Message, Told, Mailbox, JournalEntry)]

    before = counts()
    seed(now=paris("2026-05-02 12:00"), perimeter="essai")
    assert counts() == before
