"""Antennas and the bookings of their places: their steps, rights, notices; never too many held."""

import pytest
from django.utils import timezone

from ancrage.antennas.actions import antennas as acts
from ancrage.antennas.actions import bookings
from ancrage.antennas.actions.antennas import AntennaRefusedError, Offer
from ancrage.antennas.actions.bookings import BookingRefusedError
from ancrage.antennas.models import Antenna, Booking
from ancrage.antennas.queries.antennas import left_in, visible_to
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from tests.antennas import world
from tests.people.world import actor
from tests.together import at_once


def ask(antenna, company, *, by=world.HOST, places=1, purpose="Un projet."):
    return bookings.ask_booking(
        by=by,
        now=timezone.now(),
        period=antenna.periods.get(),
        company=world.company(company),
        purpose=purpose,
        places=places,
    )


def step(verb, booking, *, by=world.HOST, **more):
    return bookings.STEPS[verb](by=by, now=timezone.now(), booking=booking, **more)


def waits(cause):
    return Item.objects.filter(cause=cause, settled_at=None).exists()


def test_a_booking_is_asked_answered_and_honoured(antenna):
    contact = actor("company", code=world.company("essai-1"))
    referent = actor("referent", code=world.OPERATOR)
    booking = ask(antenna, "essai-1", by=contact)
    cause = f"antennas:{booking.reference}:answer"
    assert waits(cause)
    booking = step("confirm", booking, by=referent)
    assert not waits(cause)
    assert left_in(booking.period) == 1
    told = Item.objects.get(cause__startswith=f"antennas:{booking.reference}:confirmed")
    assert told.where == {"company": ["essai-1"]}
    booking = step("honour", booking, by=referent)
    assert (booking.state, booking.taken) == ("honoured", 1)
    actions = JournalEntry.objects.filter(command__contains="booking")
    assert sorted(actions.values_list("command", flat=True)) == [
        "antennas.ask_booking",
        "antennas.confirm_booking",
        "antennas.honour_booking",
    ]


def test_when_full_one_waits_and_is_proposed_the_place_that_is_freed(antenna):
    held = [step("confirm", ask(antenna, f"essai-{n}")) for n in range(2)]
    late = ask(antenna, "essai-9")
    with pytest.raises(StepRefusedError, match="liste d’attente"):
        step("confirm", late)
    late = step("wait", late)
    freed = f"antennas:period:{late.period_id}:freed"
    assert not waits(freed)
    step("cancel", held[0])
    assert waits(freed)
    step("confirm", late)
    assert not waits(freed)
    assert left_in(late.period) == 0


def test_nobody_waits_while_there_is_room(antenna):
    with pytest.raises(StepRefusedError, match="confirmez plutôt"):
        step("wait", ask(antenna, "essai-1"))


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_never_hold_more_than_there_is():
    world.country()
    antenna = world.opened(places=1)
    asked = [ask(antenna, f"essai-{n}") for n in range(2)]
    found = at_once(
        *(lambda held=held: step("confirm", held) for held in asked), refusals=StepRefusedError
    )
    assert sorted(type(each).__name__ for each in found) == ["Booking", "StepRefusedError"]
    assert sum(Booking.objects.values_list("taken", flat=True)) == 1


def test_several_places_are_held_whole_or_not_at_all(antenna):
    step("confirm", ask(antenna, "essai-1"))
    with pytest.raises(StepRefusedError, match="2 places demandées, une place reste"):
        step("confirm", ask(antenna, "essai-2", places=2))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"places": 3}, "de 1 à 2 places"),
        ({"purpose": " "}, "Décrivez le projet"),
        ({"purpose": "x" * 2001}, "2000 caractères"),
    ],
)
def test_what_cannot_be_asked_is_refused(antenna, more, told):
    with pytest.raises(BookingRefusedError, match=told):
        ask(antenna, "essai-1", **more)


def test_a_company_asks_once_a_period_and_has_to_be_known(antenna):
    ask(antenna, "essai-1")
    with pytest.raises(BookingRefusedError, match="déjà une demande"):
        ask(antenna, "essai-1")
    with pytest.raises(BookingRefusedError, match="n’est pas connue"):
        bookings.ask_booking(
            by=world.HOST,
            now=timezone.now(),
            period=antenna.periods.get(),
            company="inconnue",
            purpose="x",
        )


def test_a_refusal_gives_its_reason(antenna):
    booking = ask(antenna, "essai-1")
    with pytest.raises(StepRefusedError, match="raison"):
        step("refuse", booking, reason=" ")
    refused = step("refuse", booking, reason="Hors sujet.")
    assert refused.reason == "Hors sujet."
    told = Item.objects.get(cause__startswith=f"antennas:{booking.reference}:refused")
    assert told.why == "Hors sujet."
    with pytest.raises(StepRefusedError, match="refusée"):
        step("confirm", refused)


def test_a_place_is_not_honoured_before_its_period(antenna):
    offer = Offer(world.days(60), world.days(90), 1)
    period = acts.set_places(by=world.HOST, now=timezone.now(), antenna=antenna, offer=offer)
    booking = bookings.ask_booking(
        by=world.HOST,
        now=timezone.now(),
        period=period,
        company=world.company(),
        purpose="x",
    )
    with pytest.raises(StepRefusedError, match="ne commence que"):
        step("honour", step("confirm", booking))


def test_each_reads_and_does_what_is_his(antenna):
    mine, theirs = ask(antenna, "essai-1"), ask(antenna, "essai-2")
    contact = actor("company", code="essai-1")
    stranger = actor("referent", code="ademe")
    assert [b.pk for b in visible_to(contact)] == [mine.pk]
    assert visible_to(stranger).count() == 0
    assert visible_to(actor("referent", code=world.OPERATOR)).count() == 2
    assert visible_to(actor("auditor")).count() == 2
    assert visible_to(actor()).count() == 0
    with pytest.raises(NotAllowedError):
        step("cancel", theirs, by=contact)
    for verb in ("confirm", "wait", "honour"):
        with pytest.raises(NotAllowedError):
            step(verb, mine, by=contact)
    with pytest.raises(NotAllowedError):
        ask(antenna, "essai-3", by=contact)
    assert step("cancel", mine, by=contact).state == "cancelled"


def test_places_are_never_fewer_than_those_that_are_held(antenna):
    for n in range(2):
        step("confirm", ask(antenna, f"essai-{n}"))
    period = antenna.periods.get()
    fewer = Offer(period.starts_on, period.ends_on, 1)
    with pytest.raises(AntennaRefusedError, match="2 places sont déjà tenues"):
        acts.set_places(by=world.HOST, now=timezone.now(), antenna=antenna, offer=fewer)
    more = Offer(period.starts_on, period.ends_on, 5)
    assert acts.set_places(by=world.HOST, now=timezone.now(), antenna=antenna, offer=more)
    over = Offer(world.days(0), world.days(5), 1)
    with pytest.raises(AntennaRefusedError, match="recouvre"):
        acts.set_places(by=world.HOST, now=timezone.now(), antenna=antenna, offer=over)


def test_an_antenna_opens_and_closes_once_nobody_counts_on_it(antenna):
    booking = ask(antenna, "essai-1")
    close = {"by": world.HOST, "now": timezone.now(), "antenna": antenna}
    with pytest.raises(StepRefusedError, match="n’est pas close"):
        acts.close_antenna(**close, reason="fin")
    step("cancel", booking)
    closed = acts.close_antenna(**close, reason="fin")
    assert (closed.state, closed.closes_on) == ("closed", timezone.localdate())
    with pytest.raises(BookingRefusedError, match="fermée"):
        ask(antenna, "essai-1")
    with pytest.raises(StepRefusedError, match="fermée"):
        acts.open_antenna(by=world.HOST, now=timezone.now(), antenna=antenna)


def test_the_dates_of_an_antenna_are_changed_by_one_at_a_time(antenna):
    held = Antenna.objects.get(pk=antenna.pk)
    told = {"by": world.HOST, "now": timezone.now(), "antenna": held, "version": held.version}
    made = acts.edit_antenna(**told, name="Autre", opens_on=world.days(-3), closes_on=None)
    assert made.name == "Autre"
    with pytest.raises(AntennaRefusedError, match="entre-temps"):
        acts.edit_antenna(**told, name="Encore", opens_on=world.days(-3), closes_on=None)
    with pytest.raises(NotAllowedError):
        acts.edit_antenna(
            **told | {"by": actor("referent", code="ademe"), "version": None},
            name="Encore",
            opens_on=world.days(-3),
            closes_on=None,
        )
