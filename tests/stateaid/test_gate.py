"""Grants as they enter the ledger: each is checked, none passes a ceiling."""

import datetime as dt

import pytest

from ancrage.funding.actions.entries import post_entries, reverse_entry
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Entry
from ancrage.funding.models.ledger import FILE
from ancrage.journal.models import JournalEntry
from ancrage.stateaid.actions.checking import accept_unknown
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.overruns import overruns, unchecked_grants
from tests.stateaid.world import (
    CEILING,
    DAY,
    FOREIGN,
    HOST,
    MINIMIS,
    NOW,
    OPERATOR,
    PARENT,
    SIREN,
    SISTER,
    aided,
    amount,
    checked,
    commitment,
    declared,
    dossier,
    granted,
    link,
    posted,
    received,
    told_terms,
)

ALONE = "349208001"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]


def told(refusal: pytest.ExceptionInfo[ValueError]) -> str:
    """A refusal with plain spaces."""
    return str(refusal.value).replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ")


def test_a_grant_within_the_ceiling_is_kept_with_its_verdict():
    declared()
    one = aided()
    granted(one, 10_000_00)
    check = Check.objects.get()
    assert (check.answer, check.granted_cents, check.dossier) == ("yes", 10_000_00, one)
    assert check.code == "V-2026-000001"
    entry = JournalEntry.objects.filter(command="funding.post").get()
    assert "verdict" not in str(entry.change)  # what the company received stays a secret


def test_a_grant_above_what_is_left_is_refused_with_the_sum_then_granted_in_part():
    declared(SIREN, received(298_000_00))
    one = aided()
    with pytest.raises(LedgerRefusedError) as refusal:
        granted(one, 10_000_00)
    for words in (one.code, "300 000", "298 000", "Accordez 2 000"):
        assert words in told(refusal)
    assert (Entry.objects.count(), Check.objects.count()) == (0, 0)
    granted(one, 2_000_00)
    assert Check.objects.get().granted_cents == 2_000_00
    with pytest.raises(LedgerRefusedError, match="Rien ne peut"):
        granted(one, 1)


@pytest.mark.parametrize("basis", ["", "none"])
def test_what_is_no_aid_passes(basis):
    granted(dossier(aid_basis=basis), CEILING + 1)
    assert (Entry.objects.count(), Check.objects.count()) == (1, 0)


def test_a_dossier_without_its_company_is_not_granted():
    one = dossier(aid_basis=MINIMIS, siret="", siren="")
    with pytest.raises(LedgerRefusedError, match="SIRET"):
        granted(one, 1)


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("aide de 2019", "aide de 2019"),
        ("sme", "aide aux PME"),
        ("research", "aide à la recherche"),
    ],
)
def test_a_basis_that_is_no_regime_is_told_first_in_words(basis, words):
    with pytest.raises(LedgerRefusedError) as refusal:
        granted(dossier(aid_basis=basis), 1)
    assert f"« {words}" in told(refusal)
    assert "dites ce régime et ses conditions" in told(refusal)


def test_an_unknown_is_refused_until_it_is_accepted_once_and_for_no_more():
    one = aided()
    with pytest.raises(LedgerRefusedError) as refusal:
        granted(one, 5_000_00)
    assert "il manque" in told(refusal)
    check = checked(one, 5_000_00)
    assert (check.answer, check.granted_cents) == ("unknown", None)
    accept_unknown(by=HOST, now=NOW, check=check, reason="Déclaration annoncée pour lundi")
    with pytest.raises(LedgerRefusedError):
        granted(one, 5_000_01)
    granted(one, 5_000_00)
    check.refresh_from_db()
    assert (check.granted_cents, Check.objects.count()) == (5_000_00, 1)
    with pytest.raises(LedgerRefusedError):
        granted(one, 5_000_00)


def test_less_than_what_was_accepted_makes_a_verdict_of_its_own():
    one = aided()
    check = checked(one, 5_000_00)
    accept_unknown(by=HOST, now=NOW, check=check, reason="Urgent")
    granted(one, 3_000_00)
    made = Check.objects.get(revises=check)
    assert (made.answer, made.granted_cents, made.accepted_reason) == (
        "unknown",
        3_000_00,
        "Urgent",
    )
    check.refresh_from_db()
    assert check.granted_cents is None


def test_the_check_made_before_the_decision_is_the_one_that_is_granted():
    declared()
    one = aided()
    check = checked(one, 10_000_00)
    granted(one, 10_000_00)
    assert Check.objects.get() == check
    assert Check.objects.get().granted_cents == 10_000_00


def test_a_verdict_that_changed_before_the_grant_is_revised_by_it():
    one = aided()
    before = checked(one, 10_000_00)
    declared()
    after = Check.objects.get(revises=before)
    granted(one, 10_000_00)
    after.refresh_from_db()
    assert (before.answer, after.answer, after.granted_cents) == ("unknown", "yes", 10_000_00)
    assert "Ne manque plus" in after.told


def test_grants_of_one_batch_count_together():
    declared()
    one, two, paying = aided(), aided(), commitment()
    lines = [
        amount("granted", cents, DAY, dossier=held, commitment=paying)
        for held, cents in ((one, 200_000_00), (two, 100_000_00), (one, 1))
    ]
    with pytest.raises(LedgerRefusedError, match=one.code):
        posted(*lines)
    assert Entry.objects.count() == 0
    posted(*lines[:2])
    assert list(Check.objects.order_by("pk").values_list("granted_cents", flat=True)) == [
        200_000_00,
        100_000_00,
    ]


def test_two_grants_to_one_dossier_on_one_day_both_count():
    declared()
    one = aided()
    granted(one, 200_000_00)
    granted(one, 100_000_00)
    with pytest.raises(LedgerRefusedError):
        granted(one, 1)


def test_what_a_file_tells_is_done_and_told_apart():
    declared()
    checked_one, other = aided(), aided()
    granted(checked_one, 250_000_00)
    line = amount("granted", 60_000_00, DAY, dossier=other, commitment=commitment())
    post_entries(by=HOST, now=NOW, financer=OPERATOR, postings=[line], origin=FILE)
    (left,) = unchecked_grants()
    assert (left.dossier, left.cents, left.checked) == (other, 60_000_00, 0)
    (over,) = overruns(on=DAY)
    assert (over.siren, over.verdict.used, over.verdict.ceiling) == (SIREN, 310_000_00, CEILING)


def test_a_check_covers_no_later_grant_once_its_own_is_undone():
    declared()
    one = aided()
    granted(one, 10_000_00)
    reverse_entry(by=HOST, now=NOW, entry=Entry.objects.get(), reason="Erreur")
    assert unchecked_grants() == []
    declared(SIREN, received(CEILING), as_of=DAY)
    with pytest.raises(LedgerRefusedError):
        granted(one, 10_000_00)
    line = amount("granted", 10_000_00, DAY, dossier=one, commitment=commitment())
    post_entries(by=HOST, now=NOW, financer=OPERATOR, postings=[line], origin=FILE)
    (left,) = unchecked_grants()
    assert (left.dossier, left.cents, left.checked) == (one, 10_000_00, 0)


def test_what_was_undone_under_no_regime_takes_nothing_from_a_later_check():
    declared()
    one = dossier(aid_basis="none")
    granted(one, 10_000_00)
    reverse_entry(by=HOST, now=NOW, entry=Entry.objects.get(), reason="Erreur")
    told_terms(one)
    line = amount("granted", 10_000_00, DAY, dossier=one, commitment=commitment())
    later = NOW + dt.timedelta(hours=1)
    post_entries(by=HOST, now=later, financer=OPERATOR, postings=[line])
    assert unchecked_grants() == []


def test_a_sum_above_the_ceiling_is_found_wherever_its_parts_come_from():
    link(PARENT, SIREN)
    declared(SISTER, received(CEILING, siren=SISTER))
    sirens = (SIREN, PARENT, SISTER, FOREIGN, ALONE)
    sums = (200_000_00, 100_000_01, 1, CEILING, CEILING + 1)
    paying, lines = commitment(), []
    for siren, cents in zip(sirens, sums, strict=True):
        one = aided(siret=f"{siren}00019", siren=siren)
        lines.append(amount("granted", cents, DAY, dossier=one, commitment=paying))
    post_entries(by=HOST, now=NOW, financer=OPERATOR, postings=lines, origin=FILE)
    found = {one.siren: one.verdict.used for one in overruns(on=DAY)}
    over = CEILING + 1
    assert found == {SIREN: over, PARENT: over, SISTER: over, ALONE: over}


def test_nothing_is_over_at_the_ceiling_itself():
    declared()
    one = aided()
    granted(one, CEILING)
    assert (overruns(on=DAY), unchecked_grants()) == ([], [])


def test_an_advance_is_checked_for_what_it_is_worth():
    declared()
    one = aided()
    terms = {
        "method": "simplified",
        "repayments": [["2027-11-20", 500_000_00]],
        "secured_half": True,
        "is_solvent": True,
    }
    told_terms(one, instrument="loan", terms=terms)
    granted(one, 500_000_00)
    check = Check.objects.get()
    assert (check.answer, check.granted_cents) == ("yes", 500_000_00)
    assert 0 < check.cents < CEILING


def test_an_advance_of_unknown_worth_passes_when_its_amount_does_and_is_unknown_else():
    declared()
    one = aided()
    told_terms(one, instrument="advance", terms={"repayments": [["2027-11-20", 400_000_00]]})
    assert checked(one, 400_000_00).answer == "unknown"
    assert checked(one, 100_000_00).answer == "yes"
