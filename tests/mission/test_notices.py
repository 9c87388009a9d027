"""What waits for whom: asked for by the commands, and gone from the lists once it is done."""

import pytest

from ancrage.inbox.models import Item
from ancrage.inbox.queries import inbox_of
from ancrage.mission.actions import settlements
from ancrage.mission.actions.applications import pick_candidates
from ancrage.mission.actions.candidates import STEPS, conclude_candidate
from ancrage.mission.actions.experts import Declared, declare_interests, dismiss_expert
from ancrage.mission.actions.missions import close_mission
from ancrage.mission.actions.readings import set_aside_reading
from ancrage.mission.models import Candidate
from tests.mission import world as making
from tests.mission.world import HOST, NOW
from tests.selection.site import identified

pytestmark = pytest.mark.django_db


def waiting(world, name: str) -> list[str]:
    """The titles of what somebody has to do."""
    held = inbox_of(world.actor(name), now=NOW)
    return [shown.item.title.replace("\u00a0", " ") for shown in held.waiting]


def known(world, name: str) -> list[str]:
    held = inbox_of(world.actor(name), now=NOW)
    return [shown.item.title.replace("\u00a0", " ") for shown in held.unread]


def test_a_submission_waits_for_the_national_team(world):
    candidate = making.submitted(world)
    asked = "Dire si la candidature « Vallée des fours » est recevable"
    assert waiting(world, "national") == [asked]
    assert waiting(world, "copilot") == []
    STEPS["return"](by=HOST, now=NOW, candidate=candidate, reason="La carte.")
    assert waiting(world, "national") == []
    assert waiting(world, "author") == ["Compléter la candidature « Vallée des fours »"]
    candidate.refresh_from_db()
    STEPS["submit"](by=world.actor("author"), now=NOW, candidate=candidate)
    assert waiting(world, "author") == []
    assert waiting(world, "national") == [asked]
    STEPS["admit"](by=HOST, now=NOW, candidate=candidate)
    assert waiting(world, "national") == []
    told = "Candidature recevable : « Vallée des fours »"
    for name in ("author", "copilot"):
        assert known(world, name) == [told]
    assert known(world, "stranger") == []


def test_experts_are_asked_to_declare_then_to_read_before_a_day(world):
    candidate = making.admitted(world)
    assert waiting(world, "first") == ["Déclarer vos intérêts : Mission d’essai"]
    making.declared(world, candidate)
    assert waiting(world, "first") == []
    making.assign_readings(by=HOST, now=NOW, candidate=candidate, experts=world.experts[:2])
    assert waiting(world, "first") == ["Lire et noter « Vallée des fours »"]
    item = Item.objects.filter(cause__startswith="mission.reading").first()
    assert item.due == world.mission.readings_until
    assert waiting(world, "third") == []


def test_a_locked_reading_leaves_the_list_and_disagreements_come(world):
    candidate, first, second = making.assigned(world)
    making.locked(world, first, world.readers[0], identity=4)
    assert waiting(world, "first") == []
    making.locked(world, second, world.readers[1], identity=1)
    asked = ["Régler les désaccords sur « Vallée des fours »"]
    assert waiting(world, "first") == waiting(world, "second") == asked
    assert waiting(world, "national") == []
    settlements.keep_both(
        by=world.readers[0], now=NOW, candidate=candidate, criterion="identity", reason="Soit."
    )
    assert waiting(world, "first") == []
    assert waiting(world, "national") == ["Arrêter la note de « Vallée des fours »"]
    conclude_candidate(by=HOST, now=NOW, candidate=candidate)
    assert waiting(world, "national") == []
    assert "Note arrêtée : « Vallée des fours »" in known(world, "author")


def test_a_reading_that_no_longer_counts_no_longer_waits(world):
    candidate, first, _second = making.assigned(world)
    set_aside_reading(by=HOST, now=NOW, reading=first, reason="Retard.")
    assert waiting(world, "first") == []
    told = {candidate.number: Declared(has_conflict=True, reason="Un lien.")}
    declare_interests(by=world.actor("second"), now=NOW, expert=world.experts[1], declared=told)
    assert waiting(world, "second") == []


def test_who_leaves_or_withdraws_leaves_nothing_to_do(world):
    candidate, _first, _second = making.assigned(world)
    dismiss_expert(by=HOST, now=NOW, expert=world.experts[0], reason="Parti.")
    assert waiting(world, "first") == []
    candidate.refresh_from_db()
    STEPS["withdraw"](by=world.actor("author"), now=NOW, candidate=candidate, reason="Non.")
    assert waiting(world, "second") == []


def test_a_closed_mission_asks_for_nothing(world):
    candidate = making.both_locked(world)
    conclude_candidate(by=HOST, now=NOW, candidate=candidate)
    making.submitted(world)
    Candidate.objects.filter(state="submitted").update(state="inadmissible")
    close_mission(by=HOST, now=NOW, mission=world.mission)
    for name in ("national", "first", "second", "third"):
        assert waiting(world, name) == []


def test_picked_territories_are_declared_on_too(world):
    run = identified(draws=0)
    pick_candidates(
        by=HOST,
        now=NOW,
        mission=world.mission,
        identification=run,
        codes=[run.result["territories"][0]["code"]],
    )
    assert waiting(world, "third") == ["Déclarer vos intérêts : Mission d’essai"]
