"""The requests of the demonstration: every state, said to be made up, the same each time, once."""

from collections import Counter

import pytest

from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.requests import demonstration
from ancrage.requests.definitions import workflow
from ancrage.requests.models import Message, ServiceRequest
from tests.requests.world import NOW, PROGRAMME, country

pytestmark = pytest.mark.django_db


@pytest.fixture
def _small(monkeypatch):
    country()
    told = demonstration.told() | {"count": 400}
    monkeypatch.setattr(demonstration, "told", lambda: told)


def drawn() -> list[tuple]:
    fields = ("measure", "territory", "state", "sent_on", "decided_on", "granted_amount", "number")
    return list(ServiceRequest.objects.order_by("code").values_list(*fields))


@pytest.mark.usefixtures("_small")
def test_every_state_is_there_made_up_and_drawn_alike():
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    first = drawn()
    states = Counter(ServiceRequest.objects.values_list("state", flat=True))
    assert states.keys() == workflow().states.keys() - {"draft"}
    assert not ServiceRequest.objects.filter(is_demonstration=False).exists()
    assert not ServiceRequest.objects.exclude(siret="").exists()
    assert Message.objects.exists()
    assert set(ServiceRequest.objects.values_list("place", flat=True)) == {"inside", "outside"}
    entry = JournalEntry.objects.get(command="requests.import")
    assert entry.change["details"]["new"] == 400
    assert not Item.objects.filter(cause__startswith="requests:").exists()
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert drawn() == first
    Message.objects.all().delete()
    ServiceRequest.objects.all().delete()
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert [row[:6] for row in drawn()] == [row[:6] for row in first]


@pytest.mark.usefixtures("_small")
def test_no_date_is_in_disorder_nor_to_come():
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    for made in ServiceRequest.objects.all():
        days = [made.sent_on, made.acknowledged_on, made.decided_on, made.delivered_on]
        known = [day for day in days if day]
        assert known == sorted(known), made.code
        assert known[-1] <= NOW.date()
        assert (made.granted_amount is not None) == (made.outcome == "granted")
