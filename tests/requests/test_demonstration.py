"""The requests of the demonstration: every state, said to be made up, the same each time, once."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.inbox.models import Item
from ancrage.journal.models import JournalEntry
from ancrage.requests import demonstration
from ancrage.requests.definitions import workflow
from ancrage.requests.models import Message, ServiceRequest
from tests.people.world import sign_in
from tests.requests.world import NOW, PROGRAMME, SIRET, country, world
from tests.selection.site import COUNTRY

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


def test_the_company_reads_what_it_asked_itself(monkeypatch):
    """Its page is not empty; what the tandem asks for another is not on it."""
    held = world()
    told = demonstration.told() | {"count": 1}
    monkeypatch.setattr(demonstration, "told", lambda: told)
    monkeypatch.setattr(demonstration, "ARVE", COUNTRY.units[0].siren)
    for name, who in (("LEAD", held.lead), ("REFERENT", held.referent), ("CONTACT", held.company)):
        monkeypatch.setattr(demonstration, name, who.email)
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    made = ServiceRequest.objects.filter(author=held.company.reference)
    assert sorted(made.values_list("state", "siret")) == [("granted", SIRET), ("instructed", SIRET)]
    by_lead = ServiceRequest.objects.filter(author=held.lead.reference)
    assert by_lead.count() == len(told["personas"]) - 2
    page = sign_in(Client(), held.company).get(reverse("requests")).content.decode()
    assert {
        code for code in ServiceRequest.objects.values_list("code", flat=True) if code in page
    } == {one.code for one in made}
