"""The checks of the ledger: they hold, and each sees what it is there to see."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from ancrage.funding.actions.checks import JOB, keep_checks
from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.definitions import check_words
from ancrage.funding.models import (
    Batch,
    Cell,
    CheckRun,
    CommitmentLine,
    Dossier,
    Entry,
    Envelope,
)
from ancrage.funding.queries.checks import CHECKS, run_checks
from ancrage.funding.rules.checks import BROKEN, LOOK, finding_of, is_sound
from ancrage.jobs.models import Job
from ancrage.journal.models import JournalEntry
from tests.funding.world import DAY, HOST, NOW, amount, commitment, dossier, envelope, posted
from tests.people.world import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/argent/controles/"


@pytest.fixture(autouse=True)
def money(held):
    """A grant and a payment of two dossiers on one envelope, a payment undone."""
    top = envelope("tout", 10_000_00)
    paying = commitment("EJ-1", envelope=envelope("part", 5_000_00, parent=top))
    for number in ("A1", "A2"):
        one = dossier(number=number)
        posted(
            amount("requested", 900_00, dossier=one),
            amount("granted", 800_00, dossier=one, commitment=paying),
            amount("paid", 300_00, dossier=one),
        )
    last = Entry.objects.filter(stage="paid").last()
    reverse_entry(by=HOST, now=NOW, entry=last, reason="Essai")


def broken() -> set[str]:
    return {finding.code for finding in run_checks(lambda _code, _share: None) if finding.faults}


def test_all_that_is_posted_is_sound():
    assert broken() == set()
    assert list(CHECKS) == list(check_words())


TAMPERED = {
    "a cell": (lambda: Cell.objects.filter(stage="paid").update(cents=F("cents") + 1), "cells"),
    "a territory": (
        lambda: Entry.objects.filter(stage="paid").update(territory="essai:9"),
        "cells",
    ),
    "a cell that no entry makes": (
        lambda: Cell.objects.filter(stage="paid").update(stage="granted"),
        "cuts",
    ),
    "a financer": (
        lambda: Dossier.objects.filter(number="A1").update(financer="ademe"),
        "financers",
    ),
    "an account": (lambda: Entry.objects.filter(stage="paid").update(debit="means"), "trial"),
    "a line": (lambda: CommitmentLine.objects.update(granted=F("granted") + 1), "lines"),
    "a dossier": (
        lambda: Dossier.objects.filter(number="A1").update(granted_cents=F("granted_cents") + 1),
        "dossiers",
    ),
    "an envelope": (
        lambda: Envelope.objects.filter(code="tout").update(held=F("held") + 1),
        "envelopes",
    ),
    "a reversal": (
        lambda: Entry.objects.filter(reverses__isnull=False).update(cents=-1),
        "reversals",
    ),
    "a year": (lambda: Entry.objects.filter(stage="paid").update(year=2020), "dates"),
    "a date of entry": (
        lambda: Entry.objects.filter(stage="paid").update(entered_at=NOW - dt.timedelta(1)),
        "dates",
    ),
    "a reason": (lambda: Entry.objects.filter(stage="paid").update(reason="Autre"), "chain"),
    "a batch": (lambda: Batch.objects.filter(pk=first()).update(author="autre"), "chain"),
    "the journal": (
        lambda: JournalEntry.objects.filter(command="funding.post").delete(),
        "journal",
    ),
    "a number written otherwise": (
        lambda: Dossier.objects.filter(number="A2").update(number="a 1"),
        "duplicates",
    ),
    "a sheet of two dossiers and of no project": (
        lambda: Dossier.objects.update(sheet="F-2024-000001"),
        "projects",
    ),
    "a grant after its payment": (
        lambda: Entry.objects.filter(stage="granted").update(event_on=DAY + dt.timedelta(1)),
        "order",
    ),
}


def first() -> int:
    return Batch.objects.earliest("pk").pk


@pytest.mark.parametrize("what", TAMPERED)
def test_what_is_changed_behind_its_back_is_seen(what):
    tamper, code = TAMPERED[what]
    tamper()
    assert code in broken()


def test_the_database_itself_refuses_what_is_out_of_bounds():
    for rows, change in (
        (Dossier.objects, {"paid_cents": 10**9}),
        (CommitmentLine.objects, {"granted": -1}),
        (Envelope.objects, {"committed": 10**9}),
        (Cell.objects, {"cents": -1}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.only_on("sqlite")  # which alone forgets its constraints
def test_what_a_lost_constraint_let_in_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            Dossier.objects.filter(number="A1").update(paid_cents=900_00)
            assert "bounds" in broken()
        finally:
            Dossier.objects.filter(number="A1").update(paid_cents=300_00)
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_the_worst_tells_whether_the_ledger_is_sound():
    Dossier.objects.filter(number="A2").update(number="a 1")
    run = keep_checks(progress=lambda _code, _share: None, clock=lambda: NOW)
    findings = [finding_of(one) for one in run.findings]
    assert {one.state for one in findings} == {"held", LOOK}
    assert is_sound(findings)
    Dossier.objects.update(granted_cents=F("granted_cents") + 1)
    run = keep_checks(progress=lambda _code, _share: None, clock=lambda: NOW)
    assert BROKEN in {finding_of(one).state for one in run.findings}


class TestPage:
    def test_says_what_is_broken_and_what_to_do(self, held):
        visitor = Client()
        assert "pas encore été lancés" in visitor.get(PAGE).content.decode()
        Dossier.objects.filter(number="A1").update(granted_cents=F("granted_cents") + 1)
        keep_checks(progress=lambda _code, _share: None, clock=lambda: NOW)
        page = visitor.get(PAGE).content.decode()
        assert check_words()["dossiers"].remedy in page
        assert "une règle est rompue" in page
        assert "Lancer les contrôles" not in page

    def test_has_them_run_by_the_worker(self, held):
        national = sign_in(Client(), held.national)
        assert national.post(f"{PAGE}lancer/").url == PAGE
        assert Job.objects.get(key=JOB).kind == JOB
        assert CheckRun.objects.exists() == (Job.objects.get(key=JOB).state == Job.DONE)
        assert national.get(PAGE).status_code == 200
        assert sign_in(Client(), held.referent).post(f"{PAGE}lancer/").status_code == 404

    def test_leads_from_the_accounts_to_the_entries(self):
        page = Client().get(reverse("accounts")).content.decode()
        assert "équilibrée" in page
        assert "déséquilibrée" not in page
        assert f"{reverse('entries')}?stade=paid" in page
