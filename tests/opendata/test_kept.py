"""Where agreements stand is kept: until something changes, and not longer."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.models import Entry
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import tell_terms
from ancrage.opendata.queries.positions import positions
from ancrage.opendata.rules.duty import Standing
from tests.opendata.world import HOST, NOW, ONE, TERMS, TODAY, granted, grantor
from tests.people.world import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_the_page_reads_nothing_of_the_ledger_until_something_changes(world):
    made = granted("EJ-1", (ONE, 30_000_00))
    grantor()
    browser = sign_in(Client(), world.national)
    address = reverse("open_duties")
    assert "EJ-1" in browser.get(address).content.decode()
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    assert not any("funding_entry" in one["sql"] for one in asked)
    assert len(asked) <= 15
    tell_terms(by=HOST, now=NOW, commitment=made, told={"decision": "Autre"})
    assert "Autre" in browser.get(address).content.decode()


def test_what_lacks_is_read_for_the_page_that_is_shown(world):
    granted("EJ-1", (ONE, 30_000_00), terms={})
    browser = sign_in(Client(), world.national)
    address = reverse("open_duties")
    assert "Conditions de versement\u00a0: pas dit." in browser.get(address).content.decode()
    file = browser.get(address, {"format": "csv"}).content.decode()
    assert "Conditions de versement\u00a0: pas dit." in file


def test_each_command_that_counts_is_seen(world):
    del world

    def standing() -> Standing:
        return positions(TODAY).rows[0].stands.standing

    made = granted("EJ-1", (ONE, 20_000_00), terms={})
    assert standing() == Standing.NOT_DUE
    granted("EJ-2", (ONE, 20_000_00))
    assert standing() == Standing.LACKING
    grantor()
    tell_terms(by=HOST, now=NOW, commitment=made, told=TERMS)
    assert standing() == Standing.READY
    publish(by=HOST, now=NOW, dataset="subventions")
    assert standing() == Standing.PUBLISHED
    tell_terms(by=HOST, now=NOW, commitment=made, told={"withheld": "secret", "reason": "R"})
    assert standing() == Standing.WITHHELD
    last = Entry.objects.latest("pk")
    reverse_entry(by=HOST, now=NOW, entry=last, reason="Erreur")
    assert standing() == Standing.NOT_DUE


def test_what_is_undone_is_not_kept(world):
    del world
    made = granted("EJ-1", (ONE, 30_000_00))
    before = positions(TODAY).rows
    with transaction.atomic():
        tell_terms(by=HOST, now=NOW, commitment=made, told={"decision": "Défaite"})
        assert positions(TODAY).rows[0].decision == "Défaite"
        transaction.set_rollback(True)
    assert positions(TODAY).rows == before
    tell_terms(by=HOST, now=NOW, commitment=made, told={"decision": "Gardée"})
    assert positions(TODAY).rows[0].decision == "Gardée"
