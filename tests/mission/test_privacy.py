"""What the missions hold about people: exported, erased, gone after its time."""

import datetime as dt

import pytest

from ancrage.mission.models import Candidate, Interest, Mission, Reading
from ancrage.people.actions.privacy import apply_retention, erase_person
from ancrage.people.privacy import registered
from tests.mission import world as making
from tests.mission.world import HOST, NOW

pytestmark = pytest.mark.django_db


def test_a_person_s_name_leaves_the_tandems(world):
    world.people.stranger.given_name, world.people.stranger.family_name = "Jeanne", "Inventée"
    world.people.stranger.save()
    candidate = making.submitted(world)
    reference = world.people.stranger.reference
    told = registered()["tandem"].export(reference)
    assert told == [{"candidate": candidate.reference, "as": "tandem"}]
    assert registered()["tandem"].export(world.people.author.reference)[0]["as"] == "author"
    erase_person(by=HOST, now=NOW, person=world.people.stranger, reason="À sa demande.")
    candidate.refresh_from_db()
    assert candidate.tandem["elected_name"] == ""
    assert candidate.tandem["industrial_name"]
    assert candidate.answers["recruit"]


def test_an_expert_s_reasons_are_erased_and_his_marks_stay(world):
    candidate = making.both_locked(world)
    Interest.objects.filter(expert=world.experts[2]).update(has_conflict=True, reason="Un parent.")
    third, first = world.people.third, world.people.first
    told = registered()["expertise"].export(third.reference)
    assert told["interests"][0]["reason"] == "Un parent."
    assert registered()["expertise"].export(first.reference)["readings"][0]["marks"]
    erase_person(by=HOST, now=NOW, person=third, reason="À sa demande.")
    erase_person(by=HOST, now=NOW, person=first, reason="À sa demande.")
    assert not Interest.objects.exclude(reason="").exists()
    assert Interest.objects.filter(has_conflict=True).exists()
    assert Reading.objects.filter(candidate=candidate).first().marks


def test_what_was_kept_long_enough_goes(world):
    making.submitted(world)
    making.admitted(world)
    Interest.objects.create(
        expert=world.experts[0],
        candidate=Candidate.objects.last(),
        has_conflict=True,
        reason="Un lien.",
        declared_at=NOW,
    )
    soon, late = NOW + dt.timedelta(days=300), NOW + dt.timedelta(days=1900)
    assert "tandem" not in apply_retention(by=HOST, now=soon)
    Mission.objects.update(closed_at=NOW)
    done = apply_retention(by=HOST, now=late)
    assert (done["tandem"], done["expertise"]) == (2, 1)
    assert set(map(str, Candidate.objects.values_list("tandem", flat=True))) == {"{}"}
