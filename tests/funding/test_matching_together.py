"""Two people at once: a payment is matched once, no cent is lost, a return certified once."""

import pytest
from django.db import transaction

from ancrage.funding.actions.matching import (
    MatchRefusedError,
    match_by_key,
    match_payment,
    undo_match,
)
from ancrage.funding.actions.returns import certify_return, figures_mark, open_returns
from ancrage.funding.giving import given_of
from ancrage.funding.models import Entry, Match, Return, ReturnVersion
from ancrage.funding.queries.returns import figures_of
from ancrage.funding.rules.halves import Half
from ancrage.funding.rules.returns import document
from ancrage.kernel.workflow import StepRefusedError
from tests.funding.matching_world import granted, waiting
from tests.funding.world import HOST, NOW, OPERATOR, SIRET, TODAY, world
from tests.together import at_once, entries, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    """The people and the places, on tables that every connection sees."""
    return world()


def apart(cents: int, **told):
    """A dossier granted, in a transaction of its own."""
    with transaction.atomic():
        return granted(cents, **told)


def total(stage: str) -> int:
    return sum(Entry.objects.filter(stage=stage).values_list("cents", flat=True))


def test_a_payment_given_twice_at_once_is_given_once(people):
    one, two = apart(100_00), apart(100_00)
    payment = waiting(60_00)
    given = [given_of(payment, [(dossier.code, 60_00, "")]) for dossier in (one, two)]
    found = at_once(*(lambda g=g: match_payment(by=HOST, now=NOW, given=g) for g in given))
    assert refused(found, Exception) == refused(found, MatchRefusedError) == 1
    assert (total("unmatched"), total("paid")) == (0, 60_00)
    assert Match.objects.count() == entries("funding.match_payment") == 1
    made = Match.objects.get()
    found = at_once(
        *[lambda: undo_match(by=HOST, now=NOW, match=made, reason="Erreur")] * 2,
        lambda: match_by_key(by=HOST, now=NOW, financer=OPERATOR),
    )
    assert refused(found, Exception) == refused(found, MatchRefusedError) == 1
    assert (total("unmatched"), total("paid")) == (60_00, 0)


def test_two_payments_that_one_dossier_cannot_both_hold(people):
    one = apart(100_00, number="A-1")
    for _one in range(2):
        waiting(60_00, siret=SIRET, number="A-1", year=2024)
    at_once(*[lambda: match_by_key(by=HOST, now=NOW, financer=OPERATOR)] * 2)
    one.refresh_from_db()
    assert (one.paid_cents, total("unmatched")) == (60_00, 60_00)


def test_a_return_is_certified_once(people):
    apart(100_00)
    open_returns(by=HOST, now=NOW, half=Half(2024, 1))
    held, by = Return.objects.get(), people.actor("referent")
    mark = figures_mark(document(figures_of(OPERATOR, Half(2024, 1), on=TODAY)))
    told = {"by": by, "now": NOW, "held": held, "certified_as": "Directrice", "mark": mark}
    found = at_once(*[lambda: certify_return(**told)] * 2)
    assert refused(found, Exception) == refused(found, StepRefusedError) == 1
    assert ReturnVersion.objects.count() == 1
