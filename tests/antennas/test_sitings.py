"""Scenarios of siting: made, changed, computed, given up, adopted; refused, forbidden, told."""

from dataclasses import replace

import pytest
from django.utils import timezone

from ancrage.antennas import tasks
from ancrage.antennas.actions import sitings as acts
from ancrage.antennas.actions.antennas import AntennaRefusedError
from ancrage.antennas.actions.sitings import SitingChangedError, SitingRefusedError, Wanted
from ancrage.antennas.compute import compute_curve, compute_plan
from ancrage.antennas.engine.model import NoPlanError, Objective, Question
from ancrage.antennas.models import Antenna, Siting
from ancrage.antennas.queries.places import UnknownPlaceError, loaded_ground, named_places
from ancrage.antennas.queries.sitings import Seen, visible_to
from ancrage.antennas.siting_page import host_lines, place_lines, what_if
from ancrage.jobs.registry import RefusedError
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from tests.antennas import world
from tests.people.world import actor

pytestmark = pytest.mark.usefixtures("country")


def here(function, *arguments, progress):
    """Computed in this process instead of one of its own."""
    return function(*arguments, progress=progress)


def create(by=world.HOST, question=world.QUESTION, name="Essai"):
    return acts.create_siting(by=by, now=timezone.now(), wanted=Wanted(name, question))


def test_a_scenario_is_asked_computed_and_kept(monkeypatch):
    monkeypatch.setattr(tasks, "run_apart", here)
    siting = create()
    acts.run_siting(by=world.HOST, now=timezone.now(), siting=siting)
    told = []
    tasks.plan_siting({"siting": siting.code}, lambda *step: told.append(step))
    held = Seen(Siting.objects.get(pk=siting.code))
    assert held.plan.gap == 0
    assert held.is_current(loaded_ground())
    assert told
    tasks.curve_siting({"siting": siting.code}, lambda *_: None)
    curve = Seen(Siting.objects.get(pk=siting.code)).curve
    assert [plan.question.count for plan in curve] == list(range(1, 17))
    covered = [plan.covered_jobs for plan in curve]
    assert covered == sorted(covered)
    assert JournalEntry.objects.filter(command="antennas.run_siting").exists()


def test_what_cannot_be_computed_is_told_by_the_job(monkeypatch):
    def refuse(*_, **__):
        raise NoPlanError("rien")

    monkeypatch.setattr(tasks, "run_apart", refuse)
    with pytest.raises(RefusedError, match="rien"):
        tasks.plan_siting({"siting": create().code}, lambda *_: None)
    with pytest.raises(RefusedError, match="n’existe plus"):
        tasks.plan_siting({"siting": "autre"}, lambda *_: None)


def test_the_worker_computes_what_the_engine_does():
    places = loaded_ground().places
    plan = compute_plan(places, world.QUESTION, 60, progress=lambda *_: None)
    assert plan.hosts == loaded_ground().solve(world.QUESTION).hosts
    curve = compute_curve(places, world.QUESTION, 2, 60, progress=lambda *_: None)
    assert len(curve) == 2


def test_the_same_is_not_computed_twice():
    siting = world.planned()
    held = acts.run_siting(by=world.HOST, now=timezone.now(), siting=siting)
    assert held.job is None
    asked = acts.run_siting(by=world.HOST, now=timezone.now(), siting=create())
    again = acts.run_siting(by=world.HOST, now=timezone.now(), siting=asked)
    assert again.job == asked.job
    acts.cancel_siting(by=world.HOST, now=timezone.now(), siting=asked)
    with pytest.raises(SitingRefusedError, match="Aucun calcul"):
        acts.cancel_siting(by=world.HOST, now=timezone.now(), siting=asked)


def test_a_changed_question_lets_go_of_the_plan():
    siting = world.planned()
    wanted = replace(acts.wanted_of(siting), question=replace(world.QUESTION, count=2))
    held = acts.edit_siting(
        by=world.HOST, now=timezone.now(), siting=siting, wanted=wanted, revision=1
    )
    assert not Seen(held).is_current(loaded_ground())
    with pytest.raises(SitingChangedError):
        acts.edit_siting(
            by=world.HOST, now=timezone.now(), siting=siting, wanted=wanted, revision=1
        )
    with pytest.raises(AntennaRefusedError, match="plan à jour"):
        world.adopted(held)


@pytest.mark.parametrize(
    ("name", "question", "told"),
    [
        ("", world.QUESTION, "Donnez un nom"),
        ("x" * 121, world.QUESTION, "dépasse"),
        ("a", Question(40, radius_km=3), "40 antennes pour 16"),
        ("a", Question(2, Objective.DISTANCE, capacity=1), "capacité"),
    ],
)
def test_what_has_no_answer_is_refused_at_once(name, question, told):
    with pytest.raises(SitingRefusedError, match=told):
        create(name=name, question=question)


def test_who_may_and_who_may_not():
    national, copilot = actor("national"), actor("copilot", code="01")
    referent = actor("referent", code=world.OPERATOR)
    siting = create(by=national)
    create(by=referent)
    with pytest.raises(NotAllowedError):
        create(by=copilot)
    with pytest.raises(NotAllowedError):
        acts.run_siting(by=referent, now=timezone.now(), siting=siting)
    assert visible_to(copilot).count() == 2
    assert visible_to(actor()).count() == 0


def test_an_adopted_plan_makes_planned_antennas_once():
    siting = world.planned()
    made = world.adopted(siting)
    assert sorted(antenna.host for antenna in made) == siting.plan["hosts"]
    assert {antenna.state for antenna in made} == {"planned"}
    assert world.adopted(siting) == []
    assert Antenna.objects.count() == 3
    assert JournalEntry.objects.filter(command="antennas.adopt_siting").count() == 1


def test_a_referent_of_another_operator_adopts_nothing():
    siting = world.planned()
    from ancrage.antennas.actions.antennas import Offer, adopt_siting  # noqa: PLC0415

    offer = Offer(world.days(0), world.days(9), 2)
    for who in (actor("referent", code="ademe"), actor("copilot", code="01")):
        with pytest.raises(NotAllowedError):
            adopt_siting(
                by=who, now=timezone.now(), siting=siting, opens_on=world.days(0), offer=offer
            )
    mine = actor("referent", code=world.OPERATOR)
    assert adopt_siting(
        by=mine, now=timezone.now(), siting=siting, opens_on=world.days(0), offer=offer
    )


def test_a_trial_by_hand_tells_what_it_changes():
    siting, ground = world.planned(), loaded_ground()
    plan = Seen(siting).plan
    other = next(place.siren for place in ground.places if place.siren not in plan.hosts)
    more = what_if(plan, ground, siting, [other], [])
    assert more.figures[0].value >= 0
    assert len(more.plan.hosts) == 4
    place, change = more.swap
    assert place.siren in plan.hosts
    assert change.value <= 0  # no swap beats what is proved the best
    less = what_if(plan, ground, siting, [], [plan.hosts[0]])
    assert less.figures[0].value <= 0
    assert what_if(plan, ground, siting, [plan.hosts[0]], ["000"]) is None
    assert what_if(plan, ground, siting, [], plan.hosts) is None


def test_the_lines_add_up_to_the_plan():
    siting, ground = world.planned(), loaded_ground()
    plan = Seen(siting).plan
    lines = place_lines(plan, ground)
    hosts = host_lines(plan, lines)
    assert sum(line.jobs for line in hosts) == plan.total_jobs
    assert sum(line.covered_jobs for line in hosts) == plan.covered_jobs
    assert sum(line.served for line in hosts) == len(ground.places)


def test_places_are_named_by_siren_or_by_name():
    place = loaded_ground().places[0]
    assert named_places([place.siren, "", f" {place.name.upper()} "]) == [place.siren] * 2
    with pytest.raises(UnknownPlaceError, match="aucune"):
        named_places(["nulle part"])
