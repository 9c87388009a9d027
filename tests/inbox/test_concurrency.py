"""Several senders at once, several commands at once: nothing is doubled, nothing is lost."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection

from ancrage.inbox.actions import writing
from ancrage.inbox.models import Addressee, Item, Message, Told
from tests.inbox.moments import asked, send
from tests.people.world import person

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture(autouse=True)
def _no_fault(monkeypatch):
    """The lock is enough: the table's own constraint never has to refuse anything."""
    faults = []

    class Log:
        def exception(self, *told: object, **more: object) -> None:
            faults.append((told, more))

    monkeypatch.setattr(writing, "log", Log())
    yield
    assert faults == []


def at_once(act: Callable[[], object]) -> None:
    """Have several threads do the same at the same moment; what one raises fails the test."""
    faults = []
    ready = threading.Barrier(AT_ONCE)

    def run() -> None:
        try:
            ready.wait()
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_same_cause_asked_at_once_is_one_item():
    at_once(asked)
    assert Item.objects.count() == 1
    assert Addressee.objects.count() == 1


def test_senders_at_once_tell_each_once_and_send_each_once():
    people = [person("copilot", code="84") for _ in range(3)]
    for rank in range(3):
        asked(f"a:{rank}")
    asked("u", urgent=True)
    at_once(lambda: send("2026-03-03 07:00"))
    at_once(lambda: send("2026-03-12 07:00"))
    per_person = Counter(message.reference for message in Message.objects.all())
    # The digest and the urgent thing; at nine days, their reminders.
    assert per_person == {one.reference: 4 for one in people}
    assert Message.objects.filter(state=Message.SENT).count() == 12
    assert Counter(tuple(sent.to) for sent in mail.outbox) == {(one.email,): 4 for one in people}
    assert Told.objects.count() == 2 * 4 * len(people)


def test_senders_at_once_go_above_once():
    person("copilot", code="84")
    person("national")
    asked()
    at_once(lambda: send("2026-04-20 07:00"))
    assert sorted(str(one) for one in Addressee.objects.all()) == [
        "copilot region:84",
        "national nation:",
    ]
    assert Message.objects.count() == 2
