"""Two people at once: nothing is done twice, and nobody's work is lost."""

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions.applications import Draft, StaleDraftError, save_application
from ancrage.mission.actions.candidates import admit_candidate, refuse_candidate
from ancrage.mission.actions.readings import ReadingRefusedError, assign_readings, lock_reading
from ancrage.mission.actions.settlements import SettlementRefusedError, accept_mark, propose_mark
from ancrage.mission.models import Reading
from ancrage.mission.queries.readings import active_readings
from tests.mission import world as making
from tests.mission.world import HOST, NOW
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refused(found: list[object], kind: type[Exception]) -> int:
    return sum(isinstance(one, kind) for one in found)


def test_two_decisions_at_once_leave_one(world):
    candidate = making.submitted(world)
    by = world.actor("national")
    found = at_once(
        lambda: admit_candidate(by=by, now=NOW, candidate=candidate),
        lambda: refuse_candidate(by=by, now=NOW, candidate=candidate, reason="Non."),
        refusals=ValueError,
    )
    assert refused(found, StepRefusedError) == 1
    kinds = ("mission.admit", "mission.refuse")
    assert JournalEntry.objects.filter(command__in=kinds).count() == 1


def test_two_savings_of_one_draft_at_once_lose_nothing_silently(world):
    draft = making.drafted(world, letter=False)
    by = world.actor("author")

    def save(text: str) -> object:
        return save_application(
            by=by,
            now=NOW,
            candidate=draft,
            version=draft.version,
            draft=Draft({"recruit": text}),
        )

    found = at_once(lambda: save("un"), lambda: save("deux"), refusals=ValueError)
    assert refused(found, StaleDraftError) == 1
    (kept,) = (one for one in found if not isinstance(one, Exception))
    draft.refresh_from_db()
    assert draft.answers["recruit"] == kept.answers["recruit"]


def test_the_two_readers_lock_at_once_and_the_second_opens_both(world):
    candidate, first, second = making.assigned(world)
    making.written(world, first, world.readers[0])
    making.written(world, second, world.readers[1])
    held = Reading.objects.select_related("candidate__mission", "expert")
    one, other = held.get(pk=first.pk), held.get(pk=second.pk)
    found = at_once(
        lambda: lock_reading(by=world.readers[0], now=NOW, reading=one),
        lambda: lock_reading(by=world.readers[1], now=NOW, reading=other),
        refusals=ValueError,
    )
    assert refused(found, ValueError) == 0
    entries = JournalEntry.objects.filter(command="mission.lock_reading")
    opened = ["opened" in entry.change["details"] for entry in entries]
    assert sorted(opened) == [False, True]
    assert opened[-1]
    assert all(reading.is_locked for reading in active_readings(candidate))


def test_one_seat_is_given_once(world):
    candidate = making.admitted(world)
    making.declared(world, candidate)

    def give(*experts) -> object:
        return assign_readings(by=HOST, now=NOW, candidate=candidate, experts=experts)

    found = at_once(
        lambda: give(*world.experts[:2]), lambda: give(*world.experts[1:]), refusals=ValueError
    )
    assert refused(found, ReadingRefusedError) == 1
    assert len(active_readings(candidate)) == 2


def test_a_mark_that_changes_is_not_agreed_on_unread(world):
    candidate = making.both_locked(world, {"identity": 4}, {"identity": 1})
    told = {"now": NOW, "candidate": candidate, "criterion": "identity"}
    propose_mark(by=world.readers[0], mark=3, reason="Le verre.", **told)
    found = at_once(
        lambda: propose_mark(by=world.readers[0], mark=2, reason="Moins.", **told),
        lambda: accept_mark(by=world.readers[1], mark=3, **told),
        refusals=ValueError,
    )
    assert refused(found, SettlementRefusedError) == 1
