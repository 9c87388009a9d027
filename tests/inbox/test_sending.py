"""What is told to whom, when: digests, urgent things, escalation; never twice, never lost."""

import datetime as dt

import pytest
from django.core import mail
from django.utils.timezone import localtime

from ancrage.geography.models import Region
from ancrage.inbox.actions import choose_rhythm, mark_read, send_due, settle, writing
from ancrage.inbox.models import Mailbox, Message, Told
from ancrage.inbox.queries import inbox_of, waiting_count
from ancrage.inbox.rules import Rhythm
from ancrage.kernel.rights import Where
from ancrage.people.actions.roles import Term, stand_in
from ancrage.people.models import RoleHolding
from ancrage.people.queries import actor_of
from tests.inbox.moments import asked, informed, paris, send
from tests.people.country import country
from tests.people.world import LONG_AGO, person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def choose(somebody, digest: str, *, urgent: bool = True, at: str = "2026-03-01 12:00"):
    by = actor_of(somebody, on=DAY)
    choose_rhythm(by=by, now=paris(at), digest=Rhythm(digest), urgent_at_once=urgent)


def subjects(somebody) -> list[str]:
    found = Message.objects.filter(reference=somebody.reference).order_by("made_at", "pk")
    return [message.subject for message in found]


def deputy_of(holder, *, until=None, delegate=False):
    deputy = person(name="Adjointe", code="x")
    holding = RoleHolding.objects.get(person=holder)
    stand_in(
        by=actor_of(holder, on=DAY),
        now=paris("2026-01-01 09:00"),
        holding=holding,
        person=deputy,
        term=Term(LONG_AGO, until),
        is_delegation=delegate,
    )
    return deputy


def test_the_digest_leaves_the_next_morning_once():
    copilot = person("copilot", code="84")
    asked()
    send("2026-03-02 09:05")
    assert subjects(copilot) == []
    send("2026-03-03 06:59")
    assert subjects(copilot) == []
    send("2026-03-03 07:00")
    send("2026-03-03 07:05")
    send("2026-03-04 07:00")
    assert len(subjects(copilot)) == 1
    assert [sent.to for sent in mail.outbox] == [[copilot.email]]


def test_a_digest_that_would_be_empty_is_not_sent_and_the_turn_goes_by():
    copilot = person("copilot", code="84")
    informed()
    send("2026-03-02 09:05")
    mark_read(by=actor_of(copilot, on=DAY), now=paris("2026-03-02 10:00"), item=informed())
    send("2026-03-03 07:00")
    assert subjects(copilot) == []
    assert Mailbox.objects.get(reference=copilot.reference).told_slot == dt.date(2026, 3, 3)
    asked(at="2026-03-03 08:00")
    send("2026-03-03 08:05")
    assert subjects(copilot) == []


def test_the_week_s_digest_leaves_on_monday():
    copilot = person("copilot", code="84")
    choose(copilot, "weekly")
    asked(at="2026-03-03 09:00")
    for day in range(4, 9):
        send(f"2026-03-0{day} 12:00")
    assert subjects(copilot) == []
    send("2026-03-09 07:00")
    assert len(subjects(copilot)) == 1


def test_urgent_things_leave_at_once_and_once():
    copilot = person("copilot", code="84")
    asked(urgent=True)
    send("2026-03-02 09:05")
    send("2026-03-02 09:10")
    send("2026-03-03 07:00")
    assert len(subjects(copilot)) == 1
    assert "urgent" in subjects(copilot)[0]


def test_the_first_telling_is_no_reminder_whatever_its_step():
    copilot = person("copilot", code="84")
    asked(urgent=True, due=dt.date(2026, 3, 4))
    send("2026-03-02 09:05")
    send("2026-03-05 09:05")
    assert [row.step for row in Told.objects.order_by("at")] == ["soon", "late"]
    first, second = subjects(copilot)
    assert first.startswith("Ancrage, urgent")
    assert second.startswith("Ancrage, rappel urgent")


def test_urgent_things_wait_for_the_digest_of_who_wants_it_so():
    copilot = person("copilot", code="84")
    choose(copilot, "daily", urgent=False)
    asked(urgent=True)
    send("2026-03-02 09:05")
    assert subjects(copilot) == []
    send("2026-03-03 07:00")
    assert len(subjects(copilot)) == 1


def test_who_wants_nothing_gets_only_what_is_urgent():
    copilot = person("copilot", code="84")
    choose(copilot, "none")
    asked("a")
    asked("b", urgent=True)
    send("2026-03-10 07:00")
    assert len(subjects(copilot)) == 1
    choose(copilot, "none", urgent=False)
    asked("c", urgent=True)
    send("2026-03-11 07:00")
    assert len(subjects(copilot)) == 1


def test_what_is_settled_before_it_is_told_is_not_told():
    copilot = person("copilot", code="84")
    asked()
    settle(cause="amendment:12:decide", now=paris("2026-03-02 15:00"))
    send("2026-03-03 07:00")
    assert subjects(copilot) == []


def test_asked_anew_it_is_told_anew():
    copilot = person("copilot", code="84")
    asked(urgent=True)
    send("2026-03-02 09:05")
    settle(cause="amendment:12:decide", now=paris("2026-03-02 15:00"))
    asked(urgent=True, at="2026-03-05 09:00")
    send("2026-03-05 09:05")
    assert len(subjects(copilot)) == 2


def test_nothing_that_is_not_his():
    other = person("copilot", code="28")
    person("copilot", code="84")
    asked()
    send("2026-03-03 07:00")
    assert subjects(other) == []


def test_an_item_for_one_person_reaches_him_alone():
    named, other = person(name="Paul", code="x"), person("copilot", code="84")
    asked(role=None, reference=named.reference)
    send("2026-03-02 12:00")
    send("2026-03-03 07:00")
    assert len(subjects(named)) == 1
    assert subjects(other) == []


def test_a_closed_account_gets_nothing_and_its_deputies_stand_first():
    holder = person("copilot", code="84")
    deputy = deputy_of(holder)
    holder.is_active = False
    holder.save()
    asked(urgent=True)
    send("2026-03-02 09:05")
    assert subjects(holder) == []
    assert len(subjects(deputy)) == 1


def test_reminder_then_deputy_then_the_one_above():
    lead = person("elected_lead", code="p:t1")
    deputy = deputy_of(lead)
    copilot = person("copilot", code="84")
    where = Where(regions=frozenset({"84"}), territories=frozenset({"p:t1"}))
    asked(role="elected_lead", where=where)
    days = [dt.date(2026, 3, 3) + dt.timedelta(days=n) for n in range(60)]
    counted = []
    for day in days:
        send(f"{day} 07:00")
        counted.append(tuple(len(subjects(who)) for who in (lead, deputy, copilot)))
    at = {after: counted[after - 1] for after in (1, 8, 9, 20, 21, 44, 45, 60)}
    assert at == {
        1: (1, 0, 0),
        8: (1, 0, 0),
        9: (2, 0, 0),
        20: (2, 0, 0),
        21: (3, 1, 0),
        44: (3, 1, 0),
        45: (4, 2, 1),
        60: (4, 2, 1),
    }
    assert waiting_count(actor_of(copilot, on=days[-1])) == 1


def test_the_deputy_has_it_in_his_list_from_the_start_in_the_absence_of():
    Region.objects.update_or_create(
        code="84", defaults={"name": "Auvergne-Rhône-Alpes", "kind": "region"}
    )
    holder = person("copilot", code="84", name="Lucie")
    deputy = deputy_of(holder)
    asked()
    shown = inbox_of(actor_of(deputy, on=DAY), now=paris("2026-03-02 10:00")).waiting
    assert [one.why_me for one in shown] == [
        "en l’absence de Lucie Essai (copilote régional d’Auvergne-Rhône-Alpes)"
    ]


def test_a_delegate_is_told_as_the_holder_until_the_end():
    holder = person("copilot", code="84")
    delegate = deputy_of(holder, until=dt.date(2026, 3, 4), delegate=True)
    asked("a", urgent=True)
    send("2026-03-02 09:05")
    assert (len(subjects(holder)), len(subjects(delegate))) == (1, 1)
    asked("b", urgent=True, at="2026-03-05 09:00")
    send("2026-03-05 09:05")
    assert (len(subjects(holder)), len(subjects(delegate))) == (2, 1)


def test_who_got_the_role_late_is_told_where_it_stands_and_not_all_that_went_by():
    asked()
    late = person("copilot", code="84", since=dt.date(2026, 4, 1))
    send("2026-04-01 12:00")
    send("2026-04-02 07:00")
    assert len(subjects(late)) == 1
    assert [row.step for row in Told.objects.all()] == ["deputy"]


def test_a_message_about_the_due_day():
    copilot = person("copilot", code="84")
    asked(due=dt.date(2026, 3, 6))
    for day in range(2, 9):
        send(f"2026-03-0{day} 12:00")
    assert [row.step for row in Told.objects.order_by("at")] == ["soon", "late"]
    assert len(subjects(copilot)) == 2


def test_it_goes_to_the_region_of_the_territory_when_no_region_is_told():
    country()
    lead = person("elected_lead", code="essai:t2")
    copilot, other = person("copilot", code="84"), person("copilot", code="28")
    where = Where(territories=frozenset({"essai:t2"}))
    asked(role="elected_lead", where=where, at="2026-03-02 09:00")
    send("2026-04-20 07:00")
    assert [len(subjects(one)) for one in (lead, copilot, other)] == [1, 1, 0]


def test_one_digest_a_day_over_a_change_of_the_clock():
    """Every hour of the night, around the day of 23 hours and that of 25."""
    copilot = person("copilot", code="84")
    left = []
    for saturday in ("2026-03-28", "2026-10-24"):
        start = paris(f"{saturday} 06:00").astimezone(dt.UTC)
        for hour in range(3 * 24):
            now = start + dt.timedelta(hours=hour)
            if localtime(now).hour > 8:
                continue
            before = len(subjects(copilot))
            if hour % 24 == 0:
                asked(f"{saturday}:{hour}", ladder="none", since=now, now=now)
            send_due(now=now)
            if len(subjects(copilot)) > before:
                left.append(f"{localtime(now):%d/%m %H:%M}")
    assert left == [
        f"{day} 07:00" for day in ("28/03", "29/03", "30/03", "24/10", "25/10", "26/10")
    ]


def test_a_fault_with_one_leaves_the_others_theirs_and_is_tried_again(monkeypatch):
    hit, other = person("copilot", code="84", name="Lucie"), person("copilot", code="84")
    asked()
    keep = writing._keep

    def faulty(letter, one, under_way):
        if one.person == hit:
            raise RuntimeError("essai")
        keep(letter, one, under_way)

    monkeypatch.setattr(writing, "_keep", faulty)
    send("2026-03-03 07:00")
    assert (len(subjects(hit)), len(subjects(other))) == (0, 1)
    monkeypatch.setattr(writing, "_keep", keep)
    send("2026-03-03 07:05")
    assert (len(subjects(hit)), len(subjects(other))) == (1, 1)
