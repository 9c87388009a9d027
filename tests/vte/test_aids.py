"""The aid of a hiring: asked by a request, followed there, counted here."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.requests.actions.steps import (
    acknowledge_request,
    grant_request,
    refuse_request,
    withdraw_request,
)
from ancrage.requests.models import ServiceRequest
from ancrage.vte.actions.aids import ask_aid
from ancrage.vte.actions.parts import OfferRefusedError
from ancrage.vte.invented import siret
from ancrage.vte.models import Aid
from ancrage.vte.queries.aids import held_green
from ancrage.vte.queries.counts import by_region, by_territory, by_year, lines, whole
from tests.vte.world import HERE, NOW, OUTSIDE, SIRET

pytestmark = pytest.mark.django_db
OTHER_SITE = siret(1, site=2)


def asked(world, offer, kind="territory"):
    return ask_aid(by=world.actor("company"), now=NOW, offer=offer, kind=kind)


def request_of(aid):
    return ServiceRequest.objects.get(code=aid.request)


def test_the_aid_is_a_request_to_the_operator(world):
    offer = world.filled()
    aid = asked(world, offer)
    request = request_of(aid)
    assert (request.state, request.operator, request.measure) == ("sent", "bpifrance", "vte")
    assert (request.asked_by, request.company, request.siret) == ("company", "ent-1", SIRET)
    assert (request.territory, request.asked_amount) == (HERE, 400_000)
    assert request.facts["contract"] == "cdi"
    assert offer.code in request.purpose
    assert aid.expected_cents == 400_000
    entry = JournalEntry.objects.order_by("number").last()
    assert (entry.command, entry.reference) == ("vte.ask_aid", offer.code)


def test_only_once_unless_it_was_refused(world):
    offer = world.filled()
    first = asked(world, offer)
    with pytest.raises(OfferRefusedError, match="déjà demandée"):
        asked(world, offer)
    referent = world.actor("referent")
    refuse_request(by=referent, now=NOW, request=request_of(first), reason="Plafond atteint.")
    assert asked(world, offer).request != first.request


def test_not_before_a_hiring(world):
    with pytest.raises(OfferRefusedError, match="Déclarez d’abord l’embauche"):
        asked(world, world.published())


def test_not_outside_of_a_territory(world):
    with pytest.raises(OfferRefusedError, match="Hors d’un territoire"):
        asked(world, world.filled(place=OUTSIDE))
    assert not Aid.objects.exists()
    assert not ServiceRequest.objects.exists()


def test_not_another_aid_nor_by_another(world):
    offer = world.filled()
    with pytest.raises(OfferRefusedError, match="pas une aide"):
        asked(world, offer, "prime")
    for who in ("referent", "rival", "manager", "national"):
        with pytest.raises(NotAllowedError):
            ask_aid(by=world.actor(who), now=NOW, offer=offer, kind="territory")


def test_the_green_aid_for_one_mission_of_a_site_within_six_months(world):
    first = asked(world, world.filled(green=True), "green")
    assert first.expected_cents == 1_200_000
    second = world.filled(green=True)
    assert held_green(second) == (1, 0)
    with pytest.raises(OfferRefusedError, match="un seul VTE vert"):
        asked(world, second, "green")
    elsewhere = world.filled(green=True, siret=OTHER_SITE)
    assert held_green(elsewhere) == (0, 1)
    asked(world, elsewhere, "green")
    late = world.filled(green=True, days=220, siret=siret(2))
    with pytest.raises(OfferRefusedError, match="six mois"):
        asked(world, late, "green")
    withdraw_request(
        by=world.actor("company"), now=NOW, request=request_of(first), reason="Erreur."
    )
    assert held_green(second) == (0, 1)
    asked(world, second, "green")


def test_what_is_counted(world):
    offer = world.filled()
    aid = asked(world, offer)
    world.published(place=OUTSIDE)
    world.draft()
    referent = world.actor("referent")
    request = acknowledge_request(by=referent, now=NOW, request=request_of(aid))
    grant_request(by=referent, now=NOW, request=request, amount=400_000)
    held = lines()
    rows = {row.name: row.counts for row in by_territory(held, outside="Hors")}
    here, outside = rows["Territoire un"], rows["Hors"]
    assert (here.posted, here.published, here.filled) == (1, 1, 1)
    assert (here.asked, here.granted, here.granted_cents) == (1, 1, 400_000)
    assert (outside.posted, outside.filled, outside.asked) == (1, 0, 0)
    assert whole(held).posted == 2
    (region,) = by_region(held, names={"01": "Ain"}, unknown="?")[:1]
    assert region.counts.posted >= 1
    assert {row.name for row in by_year(held)} == {"2026"}
    assert [line.territory for line in lines(territory=HERE)] == [HERE]


def test_a_withdrawn_request_was_not_asked(world):
    aid = asked(world, world.filled())
    withdraw_request(by=world.actor("company"), now=NOW, request=request_of(aid), reason="Erreur.")
    assert whole(lines()).asked == 0


def test_the_years_are_those_of_each_event(world):
    offer = world.filled()
    offer.submitted_at = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
    offer.published_at = dt.datetime(2025, 12, 20, tzinfo=dt.UTC)
    offer.save()
    years = {row.name: row.counts for row in by_year(lines())}
    assert (years["2025"].posted, years["2025"].published, years["2025"].filled) == (1, 1, 0)
    assert (years["2026"].posted, years["2026"].filled) == (0, 1)
