"""Two people on one meeting at the same moment."""

import pytest

from ancrage.committees.actions.calling import call_meeting
from ancrage.committees.actions.concluding import draft_minutes, write_minutes
from ancrage.committees.actions.parts import MeetingRefusedError, StaleMeetingError
from ancrage.committees.actions.preparing import put_on_agenda
from ancrage.committees.actions.sitting import close_meeting
from ancrage.committees.models import Meeting
from ancrage.kernel.workflow import StepRefusedError
from tests.committees.world import NOW, SHEET, decided, opened, prepared
from tests.roadmaps import world as making
from tests.roadmaps.world import again, submitted
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return making.opened()


def tried(refusal, act):
    """What an act makes, or that it was refused."""

    def run():
        try:
            return act()
        except refusal as said:
            return said

    return run


def test_meetings_prepared_at_once_have_each_its_code(world):
    found = at_once(*(lambda: prepared(world).code for _ in range(3)))
    assert len(set(found)) == 3


def test_one_decision_alone_is_kept(world):
    sheet = submitted(world)
    item = opened(world, sheet).items.get()
    found = at_once(*(tried(MeetingRefusedError, lambda: decided(world, item)) for _ in range(2)))
    assert sum(isinstance(one, MeetingRefusedError) for one in found) == 1
    assert again(sheet).version == 1


def test_members_are_called_once(world):
    held = prepared(world)
    by = world.actor("secretariat")
    put_on_agenda(by=by, now=NOW, meeting=held, label="Point")
    call = tried(StepRefusedError, lambda: call_meeting(by=by, now=NOW, meeting=held))
    found = at_once(call, call)
    assert sum(isinstance(one, StepRefusedError) for one in found) == 1
    assert Meeting.objects.get().sequence == 1


def test_a_sheet_is_on_an_agenda_once(world):
    sheet, held = submitted(world), prepared(world)

    def put():
        return put_on_agenda(
            by=world.actor("secretariat"), now=NOW, meeting=held, kind=SHEET, subject=sheet.code
        )

    found = at_once(tried(MeetingRefusedError, put), tried(MeetingRefusedError, put))
    assert sum(isinstance(one, MeetingRefusedError) for one in found) == 1
    assert held.items.count() == 1


def test_two_who_correct_the_minutes_lose_nothing(world):
    held = opened(world, submitted(world))
    decided(world, held.items.get())
    by = world.actor("secretariat")
    close_meeting(by=by, now=NOW, meeting=held)
    draft_minutes(by=by, now=NOW, meeting=held)

    def write(text):
        return lambda: write_minutes(by=by, now=NOW, meeting=held, revision=1, text=text)

    found = at_once(*(tried(StaleMeetingError, write(text)) for text in ("Un", "Deux")))
    assert sum(isinstance(one, StaleMeetingError) for one in found) == 1
    assert Meeting.objects.get().minutes in {"Un", "Deux"}
