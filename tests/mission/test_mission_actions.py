"""Preparing, opening, closing a mission; appointing experts; what they declare."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.workflow import StepRefusedError
from ancrage.mission.actions import experts, missions
from ancrage.mission.actions.candidates import conclude_candidate
from ancrage.mission.actions.experts import Declared, InterestRefusedError
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.models import Candidate, Interest, Mission, Reading
from ancrage.mission.rules.use import read_use
from tests.mission import world as making
from tests.mission.world import HOST, LATER, NOW, as_actor, plan

pytestmark = pytest.mark.django_db


def last() -> JournalEntry:
    return JournalEntry.objects.last()


@pytest.fixture
def prepared():
    return making.prepared()


def test_a_mission_is_prepared_with_a_copy_of_its_grid(prepared):
    assert prepared.state == "preparing"
    assert prepared.grid["code"] == "proposition-2026"
    first = JournalEntry.objects.get(command="mission.prepare")
    assert (first.kind, first.reference) == ("mission", "essai")
    assert first.change["after"]["tolerance"] == 1
    with pytest.raises(MissionRefusedError, match="déjà"):
        missions.prepare_mission(by=HOST, now=NOW, code="essai", plan=plan())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grid": "autre"}, "grille"),
        ({"base": "autre"}, "identification"),
        ({"tolerance": 5}, "tolérance"),
        ({"name": " "}, "nom"),
    ],
)
def test_what_a_mission_cannot_be(change, said):
    with pytest.raises(MissionRefusedError, match=said):
        missions.prepare_mission(by=HOST, now=NOW, code="essai", plan=plan(**change))
    assert not Mission.objects.exists()


@pytest.mark.parametrize("name", ["copilot", "author", "auditor", "first"])
def test_the_national_team_alone_steers(world, name):
    by, mission = world.actor(name), world.mission
    with pytest.raises(NotAllowedError):
        missions.prepare_mission(by=by, now=NOW, code="autre", plan=plan())
    for attempt in (missions.open_mission, missions.close_mission):
        with pytest.raises(NotAllowedError):
            attempt(by=by, now=NOW, mission=mission)
    with pytest.raises(NotAllowedError):
        missions.declare_use(by=by, now=NOW, mission=mission, use=read_use({}))
    with pytest.raises(NotAllowedError):
        missions.amend_mission(by=by, now=NOW, mission=mission, plan=plan(name="Autre"))


def test_the_national_team_seen_by_somebody_changes_nothing(world):
    by = as_actor(world.people.national, seen_by="x")
    with pytest.raises(NotAllowedError):
        missions.close_mission(by=by, now=NOW, mission=world.mission)


def test_the_grid_and_the_tolerance_are_fixed_once_it_is_open(world):
    by, mission = world.actor("national"), world.mission
    for change in ({"tolerance": 2}, {"programme": "autre"}):
        with pytest.raises(MissionRefusedError, match="ouverte"):
            missions.amend_mission(by=by, now=NOW, mission=mission, plan=plan(**change))
    later = LATER + dt.timedelta(days=9)
    changed = missions.amend_mission(
        by=by, now=NOW, mission=mission, plan=plan(readings_until=later)
    )
    assert changed.readings_until == later
    entries = JournalEntry.objects.filter(command="mission.amend")
    assert entries.get().change["after"]["readings_until"] == later.isoformat()
    missions.amend_mission(by=by, now=NOW, mission=mission, plan=plan(readings_until=later))
    assert entries.count() == 1


def test_the_weight_is_declared_before_the_mission_opens():
    mission = making.prepared(use=None)
    held = making.people()
    making.appointed(mission, held.first, held.second)
    with pytest.raises(StepRefusedError, match="le poids se dit avant les notes"):
        missions.open_mission(by=HOST, now=NOW, mission=mission)
    missions.declare_use(by=HOST, now=NOW, mission=mission, use=making.BONUS)
    opened = missions.open_mission(by=HOST, now=NOW, mission=mission)
    assert opened.state == "open"
    assert last().change["after"]["use"]["bonus"] == "20"


def test_changing_the_weight_later_says_its_reason_in_the_journal(world):
    by, mission = world.actor("national"), world.mission
    use = read_use({"bonus": "5"})
    with pytest.raises(MissionRefusedError, match="raison"):
        missions.declare_use(by=by, now=NOW, mission=mission, use=use)
    missions.declare_use(by=by, now=NOW, mission=mission, use=use, reason="Trop lourd.")
    entry = last()
    assert entry.change["before"]["bonus"] == "20"
    assert entry.change["after"]["bonus"] == "5"
    assert entry.change["details"]["reason"] == "Trop lourd."
    count = JournalEntry.objects.count()
    missions.declare_use(by=by, now=NOW, mission=mission, use=use)
    assert JournalEntry.objects.count() == count


def test_a_mission_without_enough_experts_does_not_open(prepared):
    with pytest.raises(StepRefusedError, match="2 experts"):
        missions.open_mission(by=HOST, now=NOW, mission=prepared)


def test_opening_twice_is_refused(world):
    with pytest.raises(StepRefusedError, match="ouverte"):
        missions.open_mission(by=HOST, now=NOW, mission=world.mission)


def test_a_mission_closes_once_every_candidate_has_its_decision(world):
    candidate = making.both_locked(world)
    with pytest.raises(StepRefusedError, match="1 candidature attend"):
        missions.close_mission(by=HOST, now=NOW, mission=world.mission)
    conclude_candidate(by=HOST, now=NOW, candidate=candidate)
    making.drafted(world)
    closed = missions.close_mission(by=HOST, now=NOW, mission=world.mission)
    candidate.refresh_from_db()
    assert (closed.state, candidate.state) == ("closed", "closed")
    assert last().change["after"]["scores"] == {"1": "50.0"}
    with pytest.raises(MissionRefusedError, match="close"):
        missions.amend_mission(by=HOST, now=NOW, mission=closed, plan=plan(name="Autre"))
    with pytest.raises(MissionRefusedError, match="close"):
        missions.declare_use(by=HOST, now=NOW, mission=closed, use=read_use({}), reason="x")


# Experts


def test_an_expert_has_the_role_and_a_discipline(prepared):
    held = making.people()
    appoint = {"by": HOST, "now": NOW, "mission": prepared}
    with pytest.raises(MissionRefusedError, match="rôle d’expert"):
        experts.appoint_expert(**appoint, person=held.author, discipline="skills")
    with pytest.raises(MissionRefusedError, match="discipline"):
        experts.appoint_expert(**appoint, person=held.first, discipline="magie")
    made = experts.appoint_expert(**appoint, person=held.first, discipline="skills")
    entry = last()
    assert entry.change["after"]["person"] == made.person == held.first.reference
    assert held.first.name in entry.personal.values()
    assert held.first.name not in entry.says + entry.label
    again = experts.appoint_expert(**appoint, person=held.first, discipline="skills")
    assert again.pk == made.pk
    assert last().number == entry.number


def test_an_expert_who_leaves_has_his_readings_set_aside(world):
    candidate, first, _second = making.assigned(world)
    with pytest.raises(MissionRefusedError, match="raison"):
        experts.dismiss_expert(by=HOST, now=NOW, expert=world.experts[0], reason=" ")
    experts.dismiss_expert(by=HOST, now=NOW, expert=world.experts[0], reason="Nouveau poste.")
    first.refresh_from_db()
    assert first.state == Reading.SET_ASIDE
    assert last().change["details"]["set_aside"] == [f"{candidate.reference}#{first.pk}"]
    with pytest.raises(MissionRefusedError, match="déjà"):
        experts.dismiss_expert(by=HOST, now=NOW, expert=world.experts[0], reason="Encore.")
    back = experts.appoint_expert(
        by=HOST, now=NOW, mission=world.mission, person=world.people.first, discipline="skills"
    )
    assert back.pk == world.experts[0].pk
    assert back.dismissed_at is None


# Interests


def declare(world, name, expert, told):
    return experts.declare_interests(by=world.actor(name), now=NOW, expert=expert, declared=told)


def test_none_is_a_declaration_too(world):
    candidate = making.admitted(world)
    declare(world, "first", world.experts[0], {candidate.number: Declared(has_conflict=False)})
    assert Interest.objects.get().has_conflict is False
    entry = last()
    assert entry.change["after"] == {"1": {"conflict": False, "reason": ""}}
    assert entry.where == {}
    declare(world, "first", world.experts[0], {candidate.number: Declared(has_conflict=False)})
    assert last().number == entry.number


def test_nobody_declares_for_an_expert(world):
    candidate = making.admitted(world)
    for name in ("second", "national", "author"):
        with pytest.raises(NotAllowedError):
            declare(world, name, world.experts[0], {candidate.number: Declared(has_conflict=False)})
    assert not Interest.objects.exists()


@pytest.mark.parametrize(
    ("number", "told", "said"),
    [
        (1, Declared(has_conflict=True, reason=" "), "lien"),
        (9, Declared(has_conflict=False), "n’existe pas"),
    ],
)
def test_a_declaration_that_cannot_be(world, number, told, said):
    making.admitted(world)
    with pytest.raises(InterestRefusedError, match=said):
        declare(world, "first", world.experts[0], {number: told})


def test_a_draft_cannot_be_declared_on(world):
    draft = making.drafted(world)
    with pytest.raises(InterestRefusedError, match="n’existe pas"):
        declare(world, "first", world.experts[0], {draft.number: Declared(has_conflict=False)})


def test_a_conflict_found_later_sets_the_reading_aside(world):
    candidate = making.both_locked(world)
    conflict = {candidate.number: Declared(has_conflict=True, reason="Un parent y travaille.")}
    declare(world, "first", world.experts[0], conflict)
    states = set(candidate.readings.values_list("expert", "state"))
    assert (world.experts[0].pk, Reading.SET_ASIDE) in states
    assert last().change["details"]["set_aside"]
    with pytest.raises(StepRefusedError, match="deux lectures"):
        conclude_candidate(by=HOST, now=NOW, candidate=candidate)


def test_a_conflict_after_the_score_goes_to_the_national_team(world):
    candidate = making.both_locked(world)
    conclude_candidate(by=HOST, now=NOW, candidate=candidate)
    with pytest.raises(InterestRefusedError, match="arrêtée"):
        declare(
            world,
            "first",
            world.experts[0],
            {candidate.number: Declared(has_conflict=True, reason="Un lien.")},
        )
    assert Candidate.objects.get(pk=candidate.pk).state == "scored"
