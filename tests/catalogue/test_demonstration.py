"""The basket of the demonstration: made up, marked, added once; nothing made up is in force."""

import datetime as dt

import pytest

from ancrage.catalogue import demonstration
from ancrage.catalogue.definitions import workflow
from ancrage.catalogue.models import AddedMeasure, BasketVersion
from ancrage.catalogue.queries import basket_at, shipped_versions, versions
from ancrage.catalogue.queries.drafts import differences
from ancrage.journal.models import JournalEntry
from ancrage.people import demonstration as personas

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)


def seed() -> None:
    demonstration.seed(now=NOW, perimeter="annonce-2018")


@pytest.fixture
def seeded(reference):
    personas.seed(now=NOW, perimeter="annonce-2018")
    seed()


def test_it_is_made_up_marked_and_added_once(seeded):
    entries = JournalEntry.objects.count()
    seed()
    assert JournalEntry.objects.count() == entries
    assert not AddedMeasure.objects.filter(is_demonstration=False).exists()
    assert not BasketVersion.objects.filter(is_demonstration=False).exists()
    added = [m for m in basket_at(NOW.date()).measures.values() if m.owner != "nation"]
    assert {m.owner for m in added} == {"region:84", "operator:bpifrance"}
    assert all(measure.is_demonstration for measure in added)


def test_every_state_is_there_but_a_made_up_version_in_force(seeded):
    states = set(BasketVersion.objects.values_list("state", flat=True))
    assert states == workflow().states.keys() - {"published"}
    assert versions() == list(shipped_versions())
    draft = BasketVersion.objects.get(state="draft")
    assert differences(draft).count == 2
    assert AddedMeasure.objects.filter(code="aura-ateliers-partages").count() == 2
    ended = AddedMeasure.objects.get(code="aura-cheque-export")
    assert ended.until == dt.date(2021, 12, 31)


@pytest.mark.django_db
def test_without_its_people_nothing_is_added():
    seed()
    assert not AddedMeasure.objects.exists()
