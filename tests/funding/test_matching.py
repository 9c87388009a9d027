"""Payments matched by key, by suggestion, by parts; refused, taken back; what is told of it."""

import pytest

from ancrage.funding.actions.matching import (
    MatchRefusedError,
    match_by_key,
    match_payment,
    match_sure,
    refuse_match,
    undo_match,
)
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.giving import given_of
from ancrage.funding.models import Cell, Entry, Match, SetAside, WaitingPayment
from ancrage.funding.queries.plans import key_plan, sure_plan
from ancrage.funding.queries.waiting import backlogs, find_payment, suggested
from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from tests.funding.matching_world import granted, waiting
from tests.funding.world import HOST, NOW, OPERATOR, OTHER, SIRET, TODAY, amount, commitment, posted

pytestmark = pytest.mark.django_db
CAUSE = f"funding:waiting:{OPERATOR}"


@pytest.fixture(autouse=True)
def _world(held):
    """The small country."""


def total(stage: str) -> int:
    return sum(Entry.objects.filter(stage=stage).values_list("cents", flat=True))


def match(payment, *parts, by=HOST):
    given = given_of(payment, [(code, cents, "") for code, cents in parts])
    return match_payment(by=by, now=NOW, given=given)


def test_a_payment_is_matched_and_no_cent_is_lost():
    one = granted(1_000_00)
    payment = waiting(400_01)
    made = match(payment, (one.code, 400_01))
    one.refresh_from_db()
    payment.refresh_from_db()
    assert one.paid_cents == 400_01
    assert (payment.state, payment.matched_on) == ("matched", TODAY)
    assert (total("unmatched"), total("paid")) == (0, 400_01)
    assert {cell.cents for cell in Cell.objects.filter(stage="unmatched")} == {0}
    assert [share.cents for share in made.shares.all()] == [400_01]
    assert JournalEntry.objects.filter(command="funding.match_payment").count() == 1


def test_a_payment_is_shared_between_dossiers_to_the_cent():
    one, two = granted(500_00), granted(700_00)
    posted(amount("ordered", 300_00, dossier=one))
    payment = waiting(1_000_00)
    with pytest.raises(MatchRefusedError, match="aucun centime"):
        match(payment, (one.code, 500_00), (two.code, 499_99))
    made = match(payment, (one.code, 500_00), (two.code, 500_00))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.paid_cents, two.paid_cents) == (500_00, 500_00)
    assert [s.cents for s in made.shares.order_by("pk")] == [300_00, 200_00, 500_00]


def test_no_more_than_what_is_granted_and_the_payment_still_waits():
    one = granted(100_00)
    payment = waiting(100_01)
    with pytest.raises(MatchRefusedError, match=r"il n’y a que 100.*Partagez le paiement"):
        match(payment, (one.code, 100_01))
    payment.refresh_from_db()
    assert payment.state == "waiting"
    assert total("unmatched") == 100_01
    assert not Match.objects.exists()


@pytest.mark.parametrize("parts", [[], [("D-2000-000001", 5)]])
def test_what_cannot_be_given_is_refused(parts):
    with pytest.raises(MatchRefusedError):
        match(waiting(5), *parts)


def test_a_payment_goes_to_its_financer_s_dossiers_alone():
    other = granted(100_00, financer=OTHER, paying=commitment("X", financer=OTHER))
    with pytest.raises(MatchRefusedError, match="n’a pas de dossier"):
        match(waiting(5), (other.code, 5))


def test_twice_is_refused(held):
    one = granted(100_00)
    payment = waiting(5)
    match(payment, (one.code, 5))
    with pytest.raises(MatchRefusedError, match="déjà rattaché"):
        match(payment, (one.code, 5))


def test_only_who_answers_for_the_financer_matches(held):
    one, payment = granted(100_00), waiting(5)
    for who in ("other_referent", "auditor", "lead", "copilot"):
        with pytest.raises(NotAllowedError):
            match(payment, (one.code, 5), by=held.actor(who))
        assert find_payment(held.actor(who), payment.pk) is None or who == "auditor"
    assert match(payment, (one.code, 5), by=held.actor("referent")).author


def test_a_match_is_taken_back_and_not_suggested_again():
    one = granted(100_00, number="2024-0001")
    payment = waiting(100_00, siret=SIRET, number="2024-0001", year=2024)
    assert [s.key for s in suggested([payment], on=TODAY)[payment.pk]] == [one.code]
    made = match(payment, (one.code, 100_00))
    assert not Item.objects.filter(cause=CAUSE, settled_at=None).exists()
    with pytest.raises(MatchRefusedError, match="pourquoi"):
        undo_match(by=HOST, now=NOW, match=made, reason=" ")
    again = undo_match(by=HOST, now=NOW, match=made, reason="Autre dossier")
    one.refresh_from_db()
    made.refresh_from_db()
    assert (one.paid_cents, total("unmatched"), total("paid")) == (0, 100_00, 0)
    assert again.state == "waiting"
    assert again.entry_id != payment.entry_id
    assert made.undone_reason == "Autre dossier"
    assert suggested([again], on=TODAY)[payment.pk] == []
    assert Item.objects.filter(cause=CAUSE, settled_at=None).exists()
    with pytest.raises(MatchRefusedError, match="déjà défait"):
        undo_match(by=HOST, now=NOW, match=made, reason="Encore")


def test_what_went_on_since_is_not_taken_back():
    one = granted(100_00)
    made = match(waiting(100_00), (one.code, 100_00))
    posted(amount("recovered", 1_00, dossier=one))
    with pytest.raises(LedgerRefusedError, match="étape suivante"):
        undo_match(by=HOST, now=NOW, match=made, reason="Erreur")
    assert total("unmatched") == 0


def test_a_refused_pair_is_remembered(held):
    one = granted(100_00, number="2024-0001")
    payment = waiting(100_00, siret=SIRET, number="2024-0001", year=2024)
    by = held.actor("referent")
    with pytest.raises(MatchRefusedError, match="pourquoi"):
        refuse_match(by=by, now=NOW, waiting=payment, dossier=one, reason="")
    for _time in range(2):
        refuse_match(by=by, now=NOW, waiting=payment, dossier=one, reason="Homonyme")
    assert SetAside.objects.get().reason == "Homonyme"
    assert suggested([payment], on=TODAY)[payment.pk] == []


def test_keys_match_alone_and_say_what_they_leave():
    one = granted(100_00, paying=commitment("EJ-1"), number="A-1")
    both = commitment("EJ-2")
    two, three = granted(100_00, paying=both), granted(50_00, paying=both)
    told = {"siret": SIRET, "number": "A-1", "year": 2024}
    named, short = waiting(60_00, **told), waiting(60_00, **told)
    shared = waiting(100_00, commitment_number="EJ-2")
    against = waiting(1_00, **told, commitment_number="EJ-2")
    unknown = waiting(1_00, number="Z-9")
    plan = match_by_key(by=HOST, now=NOW, financer=OPERATOR)
    assert [one.waiting.pk for one in plan.given] == [named.pk, shared.pk]
    assert plan.left == {"short": 1, "contradictory": 1, "unknown": 1}
    for held, paid in ((one, 60_00), (two, 66_67), (three, 33_33)):
        held.refresh_from_db()
        assert held.paid_cents == paid
    assert set(Match.objects.values_list("how", flat=True)) == {"key"}
    left = WaitingPayment.objects.filter(state="waiting").values_list("pk", flat=True)
    assert sorted(left) == [short.pk, against.pk, unknown.pk]
    assert match_by_key(by=HOST, now=NOW, financer=OPERATOR).given == ()
    assert JournalEntry.objects.filter(command="funding.match_by_key").count() == 1


def test_suggestions_without_doubt_are_accepted_as_they_were_shown():
    granted(100_00, number="DOS-2024-00012")
    told = {"siret": SIRET, "number": "DOS-2024-12", "beneficiary": "SAS Verrerie inventee"}
    payment = waiting(100_00, **told)
    more = waiting(100_00, **told)
    plan = sure_plan(OPERATOR, on=TODAY)
    assert [g.waiting.pk for g in plan.given] == [payment.pk]
    assert plan.left == {"waiting": 1}
    with pytest.raises(MatchRefusedError, match="changé"):
        match_sure(by=HOST, now=NOW, financer=OPERATOR, mark="autre")
    match_sure(by=HOST, now=NOW, financer=OPERATOR, mark=plan.mark)
    made = Match.objects.get()
    assert (made.how, made.waiting_id) == ("suggested", payment.pk)
    assert any("zéros" in says for says, _weight in made.reasons)
    more.refresh_from_db()
    assert more.state == "waiting"


def test_ties_are_told_and_never_accepted_at_once():
    one, two = (granted(100_00, purpose="") for _one in range(2))
    payment = waiting(100_00, siret=SIRET)
    found = suggested([payment], on=TODAY)[payment.pk]
    assert [(s.key, s.is_tied) for s in found] == [(one.code, True), (two.code, True)]
    assert sure_plan(OPERATOR, on=TODAY).given == ()


def test_what_waits_is_counted_by_age_with_an_owner(held):
    waiting(5_00)
    waiting(7_00, on=TODAY)
    waiting(1_00, financer="region:02")
    waiting(1_00, financer="etat")
    found = {one.financer: one for one in backlogs(on=TODAY)}
    mine = found[OPERATOR]
    assert (mine.count, mine.cents) == (2, 12_00)
    assert mine.ages == ((1, 7_00), (0, 0), (0, 0), (1, 5_00))
    assert mine.owner.names == (held.referent.name,)
    assert found["region:02"].owner.names == (held.other_copilot.name,)
    assert found["etat"].owner.role == "national"


def test_the_owner_is_asked_once():
    granted(100_00)
    payment = waiting(5)
    one = granted(100_00)
    match(payment, (one.code, 5))
    assert not Item.objects.filter(cause=CAUSE).exists()
    waiting(1)
    waiting(1)
    key_plan(OPERATOR)
    assert not Item.objects.filter(cause=CAUSE).exists()
    first = waiting(6)
    match(first, (one.code, 6))
    item = Item.objects.get(cause=CAUSE, settled_at=None)
    assert item.ladder == "none"
    assert [a.role for a in item.addressees.all()] == ["referent"]
