"""Several people on grant agreements at the same moment."""

from dataclasses import replace

import pytest

from ancrage.funding.models import Commitment, Entry
from ancrage.opendata.actions.importing import import_grants
from ancrage.opendata.actions.publishing import publish
from ancrage.opendata.actions.telling import name_grantor, tell_terms
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import FirstPublication, Grantor, Publication, Terms
from ancrage.opendata.rules import scdl
from ancrage.opendata.rules.conventions import rows_of
from tests.opendata.made import ALONE
from tests.opendata.world import GRANTOR, HOST, NOW, ONE, OPERATOR, granted, grantor
from tests.opendata.world import world as make
from tests.together import at_once, entries

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _world(transactional_db):
    make()


def test_what_is_published_at_once_is_published_once():
    granted("EJ-1", (ONE, 30_000_00))
    grantor()

    def act():
        return publish(by=HOST, now=NOW, dataset="subventions")

    found = at_once(act, act, act)
    assert {one.pk for one in found} == {Publication.objects.get().pk}
    assert FirstPublication.objects.count() == entries("opendata.publish") == 1


def test_a_file_brought_in_at_once_enters_once():
    grantor()
    rows = rows_of(replace(ALONE, grantor_siret=GRANTOR))
    content = scdl.written(rows, legal_format().columns)

    def act():
        return import_grants(by=HOST, now=NOW, name="f.csv", content=content)

    found = at_once(act, act, act)
    assert sorted(one.added for one in found) == [0, 0, 1]
    assert Commitment.objects.count() == Entry.objects.count() == 1


def test_what_two_tell_of_one_agreement_is_all_kept():
    made = granted("EJ-1", (ONE, 30_000_00), terms={})

    def tell(**told):
        return tell_terms(by=HOST, now=NOW, commitment=made, told=told)

    at_once(lambda: tell(aid="12345"), lambda: tell(conditions="unique"))
    terms = Terms.objects.get(commitment=made)
    assert (terms.aid, terms.conditions) == ("12345", "unique")


def test_a_grantor_named_at_once_is_named_once():
    def name():
        return name_grantor(by=HOST, now=NOW, financer=OPERATOR, name="B", siret=GRANTOR)

    found = at_once(name, name)
    assert {one.pk for one in found} == {Grantor.objects.get().pk}
