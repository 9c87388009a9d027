import datetime as dt

import pytest

from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Batch, Cell, CommitmentLine, Entry
from ancrage.kernel.problems import InputRefused
from tests.funding.world import (
    DAY,
    HERE,
    HOST,
    NOW,
    amount,
    commitment,
    dossier,
    envelope,
    posted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(held):
    """The small country."""


def test_money_goes_from_the_demand_to_the_payment():
    one, paying = dossier(), commitment("EJ-1", envelope=envelope("vte", 10_000_00))
    posted(
        amount("requested", 5_000_00, dossier=one),
        amount("instruction", 5_000_00, dossier=one),
        amount("granted", 4_000_00, dossier=one, commitment=paying),
        amount("ordered", 1_500_00, dossier=one),
        amount("paid", 2_000_00, dossier=one),
    )
    one.refresh_from_db()
    line = CommitmentLine.objects.get(dossier=one)
    paying.envelope.refresh_from_db()
    assert (one.granted_cents, one.paid_cents, one.instruction_cents) == (400000, 200000, 500000)
    assert (line.granted, line.ordered, line.paid) == (200000, 0, 200000)
    assert paying.envelope.committed == 400000
    paid = Entry.objects.filter(stage="paid").order_by("pk")
    assert [(e.debit, e.cents) for e in paid] == [("ordered", 150000), ("granted", 50000)]
    assert {e.territory for e in paid} == {HERE}


@pytest.mark.parametrize("stage", ["paid", "ordered", "decommitted"])
def test_no_more_than_what_is_granted(stage):
    one = dossier()
    posted(amount("granted", 1_000_00, dossier=one, commitment=commitment()))
    before = Entry.objects.count()
    with pytest.raises(InputRefused, match="engagés et pas encore"):
        posted(amount(stage, 1_000_01, dossier=one))
    assert Entry.objects.count() == before


def test_an_envelope_is_not_overdrawn():
    paying = commitment(envelope=envelope("petite", 1_000_00))
    posted(amount("granted", 900_00, dossier=dossier(), commitment=paying))
    with pytest.raises(InputRefused, match="disponibles dans l’enveloppe"):
        posted(amount("granted", 100_01, dossier=dossier(), commitment=paying))


def test_the_same_key_posts_once():
    one, paying = dossier(), commitment()
    lines = [amount("granted", 900_00, dossier=one, commitment=paying)]
    first = posted(*lines, key="lot-1")
    assert posted(*lines, key="lot-1") == first
    assert Batch.objects.filter(key="lot-1").count() == 1
    with pytest.raises(LedgerRefusedError, match="déjà servi"):
        posted(amount("paid", 1, dossier=one), key="lot-1")


def test_a_reversal_undoes_on_the_same_day():
    one = dossier()
    posted(amount("granted", 900_00, dossier=one, commitment=commitment()))
    entry = Entry.objects.get(stage="granted")
    made = reverse_entry(by=HOST, now=NOW, entry=entry, reason="Saisie en double")
    one.refresh_from_db()
    assert (made.cents, made.event_on, one.granted_cents) == (-900_00, DAY, 0)
    assert {cell.cents for cell in Cell.objects.filter(stage="granted")} == {0}
    with pytest.raises(LedgerRefusedError, match="déjà annulée"):
        reverse_entry(by=HOST, now=NOW, entry=entry, reason="Encore")


def test_a_grant_decides_a_dossier_until_it_is_undone():
    one, paying = dossier(asked_on=DAY), commitment()
    posted(amount("granted", 600_00, dossier=one, commitment=paying))
    posted(amount("granted", 300_00, DAY + dt.timedelta(days=1), dossier=one, commitment=paying))
    one.refresh_from_db()
    assert (one.outcome, one.decided_on) == ("granted", DAY)
    last, first = Entry.objects.filter(stage="granted").order_by("-pk")
    reverse_entry(by=HOST, now=NOW, entry=last, reason="De trop")
    one.refresh_from_db()
    assert (one.outcome, one.decided_on) == ("granted", DAY)
    reverse_entry(by=HOST, now=NOW, entry=first, reason="À tort")
    one.refresh_from_db()
    assert (one.outcome, one.decided_on) == ("", None)


def test_a_grant_leaves_what_was_told_of_its_decision():
    before, after = DAY - dt.timedelta(days=9), DAY + dt.timedelta(days=9)
    told, refused = dossier(decided_on=before), dossier(decided_on=after, outcome="refused")
    paying = commitment()
    for one in (told, refused):
        posted(amount("granted", 600_00, dossier=one, commitment=paying))
        one.refresh_from_db()
    assert (told.outcome, told.decided_on) == ("granted", before)
    assert (refused.outcome, refused.decided_on) == ("refused", after)


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
@pytest.mark.parametrize("days", [None, 9, 0])
def test_a_grant_overturns_a_refusal_before_it(outcome, days):
    before = None if days is None else DAY - dt.timedelta(days=days)
    one = dossier(decided_on=before, outcome=outcome)
    posted(amount("granted", 600_00, dossier=one, commitment=commitment()))
    one.refresh_from_db()
    assert (one.outcome, one.decided_on) == ("granted", DAY)


def test_a_grant_that_is_given_up_at_once_overturns_nothing():
    one, paying = dossier(decided_on=DAY, outcome="withdrawn"), commitment()
    granted = amount("granted", 600_00, dossier=one, commitment=paying)
    posted(granted, amount("decommitted", 600_00, dossier=one, commitment=paying))
    one.refresh_from_db()
    assert (one.outcome, one.granted_cents) == ("withdrawn", 0)


def test_nothing_is_posted_of_a_day_to_come():
    with pytest.raises(InputRefused, match="pas encore passée"):
        posted(amount("requested", 1, NOW.date() + dt.timedelta(days=1), dossier=dossier()))
