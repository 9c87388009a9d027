"""The list of sheets and the page of a roadmap, whole: what a visitor, a writer and a Region read,
and what the database is asked."""

import pytest
from django.test import Client

from ancrage.roadmaps.actions.roadmaps import write_roadmap
from ancrage.roadmaps.models import ActionSheet
from tests.people.world import sign_in
from tests.roadmaps.world import ARVE, NOW, begun, running, submitted, validated
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
WHO = ["", "manager", "copilot"]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def sheets(world):
    """One of each kind, under codes that do not change: public, reserved, submitted, begun."""
    write_roadmap(
        by=world.actor("elected"),
        now=NOW,
        scope=ARVE,
        revision=0,
        strategy="Moderniser les ateliers.\n\nFormer sur place.",
        axes=[{"title": "Ateliers", "need": "innover"}, {"title": "Métiers", "need": "recruter"}],
    )
    held = [
        running(world, title="Un atelier partagé", axis="Ateliers", point="46.06, 6.58"),
        validated(world, title="Un projet discret", axis="Ateliers", private=True),
        submitted(world, title="Un plateau de formation", need="recruter", axis="Métiers"),
        begun(world, title="Une idée", total_cost="", own_share="", intercommunalities=[]),
    ]
    for rank, sheet in enumerate(held):
        ActionSheet.objects.filter(pk=sheet.pk).update(code=f"F-2026-{rank:06d}")
    ActionSheet.objects.filter(pk=held[0].pk).update(light="red", light_reason="Permis refusé")


def page(world, who: str, path: str) -> str:
    return main_of(sign_in(Client(), world.people[who]) if who else Client(), path)


@pytest.mark.parametrize("who", WHO)
def test_the_list(world, sheets, who, snapshot):
    assert page(world, who, "/fiches/") == snapshot


@pytest.mark.parametrize("who", WHO)
def test_a_roadmap(world, sheets, who, snapshot):
    assert page(world, who, "/territoires/essai-2018/arve/feuille-de-route/") == snapshot
