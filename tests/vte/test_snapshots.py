"""The main pages of the VTE, whole: what a visitor and a company read, and by how many queries."""

import datetime as dt

import pytest
from django.urls import reverse

from ancrage.vte.models import Offer
from tests.mission.pages import client_of
from tests.snapshots import main_of
from tests.vte.world import NOW, OUTSIDE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def offers(world) -> list[Offer]:
    """Two missions under codes that do not change: in a territory, and outside of any."""
    held = [world.published(), world.published(place=OUTSIDE, green=True, title="Verdir")]
    for rank, offer in enumerate(held):
        Offer.objects.filter(pk=offer.pk).update(code=f"essai-{rank}")
    return list(Offer.objects.order_by("code"))


def test_the_list_of_missions(offers, snapshot):
    assert main_of(client_of(None), reverse("vte_missions")) == snapshot


@pytest.mark.parametrize("who", [None, "company"])
def test_a_mission(world, offers, who, snapshot):
    url = reverse("vte_mission", args=[offers[0].code])
    assert main_of(client_of(world.person(who) if who else None), url) == snapshot


@pytest.mark.parametrize("day", [NOW.date(), dt.date(2023, 6, 1)], ids=str)
def test_the_rules(world, day, snapshot):
    assert main_of(client_of(None), f"{reverse('vte_rules')}?date={day}") == snapshot
