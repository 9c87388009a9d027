"""Several at once: nothing is posted twice, no credit is spent twice, nobody waits for ever."""

import pytest

from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.actions.envelopes import Told, move_envelope
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Batch, Dossier, Entry, Envelope
from ancrage.funding.queries.checks import run_checks
from ancrage.kernel.problems import InputRefused
from tests.funding.world import DAY, HOST, NOW, amount, commitment, dossier, envelope, posted
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def money(transactional_db):
    """100 € of credits, a dossier, a commitment on them; sound at the end whatever was done."""
    yield dossier(), commitment("EJ-1", envelope=envelope("e", 100_00))
    assert [finding for finding in run_checks(lambda _code, _share: None) if finding.faults] == []


def test_the_same_key_at_once_posts_once(money):
    one, paying = money
    lines = [amount("granted", 60_00, dossier=one, commitment=paying)]
    found = at_once(*[lambda: posted(*lines, key="lot-1")] * 3)
    assert len({batch.pk for batch in found}) == 1
    assert Batch.objects.count() == entries("funding.post") == 1


def test_the_last_credits_are_granted_once(money):
    one, paying = money
    other = dossier()
    found = at_once(
        *(
            lambda held=held: posted(amount("granted", 60_00, dossier=held, commitment=paying))
            for held in (one, other)
        )
    )
    assert refused(found, InputRefused) == refused(found, Exception) == 1
    assert Envelope.objects.get(code="e").committed == 60_00


def test_an_entry_is_undone_once(money):
    one, _paying = money
    posted(amount("requested", 10_00, dossier=one))
    entry = Entry.objects.get()
    found = at_once(*[lambda: reverse_entry(by=HOST, now=NOW, entry=entry, reason="Doublon")] * 2)
    assert refused(found, LedgerRefusedError) == refused(found, Exception) == 1
    assert Dossier.objects.get().asked_cents == 0


def test_credits_are_taken_back_or_granted_but_not_both(money):
    one, paying = money
    back = {"origin": paying.envelope, "target": None, "cents": 60_00}
    found = at_once(
        lambda: posted(amount("granted", 60_00, dossier=one, commitment=paying)),
        lambda: move_envelope(by=HOST, now=NOW, told=Told(DAY, "Reprise"), **back),
    )
    assert refused(found, (InputRefused, LedgerRefusedError)) == refused(found, Exception) == 1
    assert Envelope.objects.get(code="e").available == 40_00
