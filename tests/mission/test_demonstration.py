"""The missions of the demonstration: every state is there, and said to be made up; once."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from ancrage.mission import demonstration
from ancrage.mission.definitions import workflows
from ancrage.mission.models import Effect, Interest, Mission, Reading, Settlement
from ancrage.people import demonstration as personas
from ancrage.people.models import Person
from ancrage.selection.actions import record_identification
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.rules import load_rules
from ancrage.selection.queries.country import loaded_country
from tests.mission.world import HOST

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)


@pytest.fixture
def seeded(reference):
    for name in ("announcement-2018", "press-band"):
        rules = replace(load_rules(name), gap=1e-3)
        result = identify(country=loaded_country(), rules=rules, gap=rules.gap)
        record_identification(by=HOST, now=NOW, code=name, title=rules.title, result=result)
    personas.seed(now=NOW, perimeter="annonce-2018")
    demonstration.seed(now=NOW, perimeter="annonce-2018")


def test_every_state_is_there_and_made_up(seeded):
    demonstration.seed(now=NOW, perimeter="annonce-2018")
    opened, closed = Mission.objects.order_by("-created_at")
    assert (opened.state, closed.state) == ("open", "closed")
    assert opened.is_demonstration
    assert closed.is_demonstration
    states = Counter(opened.candidates.values_list("state", flat=True))
    assert states.keys() == workflows()["candidate"].states.keys() - {"closed"}
    assert set(opened.candidates.values_list("origin", flat=True)) == {
        *("identification", "region", "application"),
    }
    assert opened.candidates.count() >= 12
    assert set(closed.candidates.values_list("state", flat=True)) == {"closed"}
    readings = Reading.objects.filter(candidate__mission=opened)
    assert {"assigned", "locked"} <= set(readings.values_list("state", flat=True))
    assert Interest.objects.filter(candidate__mission=opened, has_conflict=True).exists()
    assert Settlement.objects.filter(kind=Settlement.PROPOSED).exists()
    assert not Person.objects.filter(is_demonstration=False).exists()
    assert opened.opened_at < NOW
    effect = Effect.objects.get()
    assert effect.mission == closed
    outcomes = {told["entry"] for told in effect.changes["outcomes"]}
    assert outcomes == {"open", "below"}
    assert effect.changes["came_in"]
    assert effect.changes["went_out"]


@pytest.mark.django_db
def test_without_its_identifications_there_is_no_mission():
    demonstration.seed(now=NOW, perimeter="annonce-2018")
    assert not Mission.objects.exists()
