"""What is asked of people by name goes above them too: to the role that who asks has said."""

import datetime as dt

import pytest

from ancrage.inbox.actions import settle
from ancrage.inbox.models import Addressee, Message
from ancrage.inbox.queries import inbox_of, waiting_count
from ancrage.kernel.rights import Where
from ancrage.people.queries import actor_of
from tests.inbox.moments import AURA, asked, paris, send
from tests.people.country import ARVE, country
from tests.people.world import person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
BEFORE, AFTER = "2026-04-15 07:00", "2026-04-16 07:00"
"""The ladder goes above on the forty-fifth day."""


def named(somebody, **more):
    """Something asked of one person by his reference, not of those who hold a role."""
    return asked(role=None, reference=somebody.reference, **more)


def waiting(somebody) -> int:
    return waiting_count(actor_of(somebody, on=DAY))


def brought() -> list[tuple[str, int]]:
    """To whom it came only because it had waited, and after how many days."""
    held = Addressee.objects.exclude(after_days=None)
    return [(str(one), one.after_days) for one in held]


def test_it_comes_to_the_role_above_once_it_has_waited_too_long_and_stays_with_the_person():
    referent, national = person("referent", code="bpifrance"), person("national")
    item = named(referent, above="national")
    assert item.above == "national"
    send(BEFORE)
    assert (waiting(referent), waiting(national)) == (1, 0)
    send(AFTER)
    send("2026-05-16 07:00")
    assert (waiting(referent), waiting(national)) == (1, 1)
    assert brought() == [("national nation:", 45)]
    assert Message.objects.filter(reference=national.reference).count() == 1
    (shown,) = inbox_of(actor_of(national, on=DAY), now=paris(AFTER)).waiting
    assert "45" in shown.why_me


def test_without_a_role_above_it_stays_with_the_person():
    referent = person("referent", code="bpifrance")
    person("national")
    named(referent)
    send(AFTER)
    assert brought() == []


def test_a_role_of_regions_is_told_where_the_thing_is():
    country()
    referent = person("referent", code="bpifrance")
    here, elsewhere = person("copilot", code="84"), person("copilot", code="28")
    named(referent, above="copilot", where=Where(territories=frozenset({ARVE.code})))
    send(AFTER)
    assert brought() == [("copilot region:84", 45)]
    assert (waiting(here), waiting(elsewhere)) == (1, 0)


def test_who_holds_the_role_already_is_not_brought_it_again():
    copilot, referent = person("copilot", code="84"), person("referent", code="bpifrance")
    asked(role="copilot", reference=referent.reference, above="copilot", where=AURA)
    send(AFTER)
    assert brought() == [("national nation:", 45)]
    assert waiting(copilot) == 1


def test_the_role_said_and_the_one_of_the_data_are_told_once():
    referent = person("referent", code="bpifrance")
    asked(role="copilot", reference=referent.reference, above="national")
    send(AFTER)
    assert brought() == [("national nation:", 45)]


def test_what_is_settled_goes_nowhere():
    referent, national = person("referent", code="bpifrance"), person("national")
    item = named(referent, above="national")
    settle(cause=item.cause, now=paris(BEFORE))
    send(AFTER)
    assert waiting(national) == 0
    assert brought() == []
