"""Two people at once: a mission is decided once, a hiring declared once, an aid asked once."""

from dataclasses import replace

import pytest

from ancrage.inbox.models import Item
from ancrage.kernel.workflow import StepRefusedError
from ancrage.people.queries import actor_of
from ancrage.requests.models import ServiceRequest
from ancrage.vte.actions.aids import ask_aid
from ancrage.vte.actions.hirings import declare_hiring
from ancrage.vte.actions.parts import OfferRefusedError, StaleOfferError
from ancrage.vte.actions.steps import accept_offer, refuse_offer
from ancrage.vte.models import Aid, Offer
from ancrage.vte.rules.told import Hiring
from tests.people.world import person
from tests.together import at_once, entries, refused
from tests.vte.world import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
HIRING = Hiring(hired_on=TODAY, contract="cdi", level=5, in_training=False)


@pytest.fixture
def colleague(world):
    """A second referent of the operator, as an actor."""
    return actor_of(person("referent", code="bpifrance", name="Collègue"), on=TODAY)


def news(offer: Offer) -> int:
    """How often the writers were told something of it."""
    return Item.objects.filter(kind=Item.KNOW, cause__startswith=f"vte:{offer.code}:").count()


def test_accepted_and_refused_at_once_it_is_decided_once(world, colleague):
    by, offer = world.actor("referent"), world.submitted()
    found = at_once(
        lambda: accept_offer(by=by, now=NOW, offer=offer),
        lambda: refuse_offer(by=colleague, now=NOW, offer=offer, reason="Déjà pourvue."),
    )
    assert refused(found, Exception) == refused(found, StepRefusedError) == 1
    (kept,) = (one for one in found if isinstance(one, Offer))
    offer.refresh_from_db()
    assert offer.state == kept.state
    assert (offer.state == "published") == (offer.published_at == NOW)
    assert (offer.state == "refused") == (offer.reason == "Déjà pourvue.")
    assert entries("vte.accept", "vte.refuse") == 1
    assert news(offer) == 1


def test_accepted_twice_at_once_it_is_published_once(world, colleague):
    by, offer = world.actor("referent"), world.submitted()
    found = at_once(
        lambda: accept_offer(by=by, now=NOW, offer=offer),
        lambda: accept_offer(by=colleague, now=NOW, offer=offer),
    )
    assert refused(found, Exception) == refused(found, StepRefusedError) == 1
    assert entries("vte.accept") == 1
    assert news(offer) == 1


@pytest.mark.parametrize(("reads", "refusal"), [(False, StepRefusedError), (True, StaleOfferError)])
def test_the_same_hiring_declared_twice_at_once_is_declared_once(world, reads, refusal):
    """By a program, then on the page, which says what version it was read in."""
    by, offer = world.actor("company"), world.published()
    version = offer.version if reads else None
    told = HIRING, replace(HIRING, contract="cdd", months=12)
    found = at_once(
        *(
            lambda hiring=hiring: declare_hiring(
                by=by, now=NOW, offer=offer, hiring=hiring, version=version
            )
            for hiring in told
        )
    )
    assert refused(found, Exception) == refused(found, refusal) == 1
    (kept,) = (one for one in found if isinstance(one, Offer))
    offer.refresh_from_db()
    assert (offer.state, offer.hiring) == ("filled", kept.hiring)
    assert entries("vte.fill") == 1


def test_an_aid_asked_twice_at_once_is_one_request(world):
    by, offer = world.actor("company"), world.filled()
    found = at_once(*[lambda: ask_aid(by=by, now=NOW, offer=offer, kind="territory")] * 2)
    assert refused(found, Exception) == refused(found, OfferRefusedError) == 1
    assert Aid.objects.count() == ServiceRequest.objects.count() == 1
    assert entries("vte.ask_aid") == 1
