"""The missions of the demonstration: every state is there, said to be made up; once."""

import datetime as dt
from collections import Counter

import pytest

from ancrage.kernel.identifiers import read_siret
from ancrage.people import demonstration as personas
from ancrage.vte import demonstration
from ancrage.vte.definitions import workflow
from ancrage.vte.invented import siret
from ancrage.vte.models import Aid, Offer
from ancrage.vte.queries.aids import requests_of
from ancrage.vte.queries.checks import label_check
from tests.vte.world import made

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)


@pytest.fixture
def seeded(reference):
    """Real places, the official list, the personas."""
    personas.seed(now=NOW, perimeter="annonce-2018")
    demonstration.seed(now=NOW, perimeter="annonce-2018")


def test_every_state_is_there_and_made_up(seeded):
    held = list(Offer.objects.all())
    states = Counter(offer.state for offer in held)
    assert states.keys() == workflow().states.keys()
    assert all(offer.is_demonstration for offer in held)
    assert 300 <= len(held) <= 500
    assert all(offer.siret.startswith("0000") for offer in held if offer.siret)
    assert all(read_siret(offer.siret) == offer.siret for offer in held if offer.siret)
    assert len({offer.siret for offer in held}) > 300
    assert any(not offer.territory and offer.is_placed for offer in held)
    assert {offer.sector for offer in held} == {"industry", "industrial_services"}
    its_own = {offer.state for offer in held if offer.company == "demo-decolletage"}
    assert its_own == {"draft", "refused", "submitted", "published", "withdrawn", "filled"}
    assert Offer.objects.get(code="demo-arve-10").state == "submitted"
    aids = list(Aid.objects.all())
    assert len({request.state for request in requests_of(aids).values()}) >= 4
    for offer in held:
        if offer.state in {"published", "filled"}:
            checked = label_check(offer, day=offer.day, today=NOW.date())
            assert not checked.refusals, (offer.code, checked.refusals)
        if offer.state == "refused":
            assert offer.reason
    before = Offer.objects.count()
    demonstration.seed(now=NOW, perimeter="annonce-2018")
    assert Offer.objects.count() == before


@pytest.mark.django_db
def test_a_small_country_gets_what_it_can_hold():
    made()
    demonstration.seed(now=NOW, perimeter="essai")
    first = {o.code: (o.title, o.commune, o.state) for o in Offer.objects.all()}
    assert 3 <= len(first) <= 20
    Offer.objects.all().delete()
    demonstration.seed(now=NOW, perimeter="essai")
    assert {o.code: (o.title, o.commune, o.state) for o in Offer.objects.all()} == first


def test_the_range_of_the_made_up_companies_is_told():
    assert read_siret(siret(9999)) == siret(9999)
    assert siret(1) != siret(1, site=2)
