"""The blocks of the demonstration: every state, every persona has something to do; once."""

import datetime as dt

import pytest

from ancrage.geography.actions import start_programme
from ancrage.geography.models import Intercommunality
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.inbox.queries.lists import inbox_of
from ancrage.people import demonstration as personas
from ancrage.people.queries import actor_named
from ancrage.simplification import demonstration
from ancrage.simplification.definitions import effects, outcomes, workflows
from ancrage.simplification.models import BlockCase, BlockReport, Question

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
PROGRAMME, VALLEY = "annonce-2018", "200033116"
REGIONS = ("84", "28", "44", "32", "75", "76", "27")
DOING = {
    "equipe.nationale": {"block_report", "block_answer"},
    "region.aura": {"block_report", "block_answer"},
    "prefecture.aura": {"block_answer"},
    "referent.bpifrance": {"block_answer"},
    "elue.arve": {"block_report"},
    "projet.arve": {"block_report", "block_edit"},
}


@pytest.fixture
def seeded(reference):
    """The personas and the blocks, on a list of a few territories of seven regions."""
    lines = [ListedTerritory("sim-arve", "Arve", "84", (Member(VALLEY),))]
    for region in REGIONS:
        held = Intercommunality.objects.filter(regions=region).exclude(siren=VALLEY)
        lines += [
            ListedTerritory(f"sim-{region}{rank}", f"Essai {region} {rank}", region, (Member(s),))
            for rank, s in enumerate(held.values_list("siren", flat=True)[:3])
        ]
    start_programme(
        by=demonstration.host(),
        now=NOW,
        code=PROGRAMME,
        name="Essai",
        version_code=f"{PROGRAMME}-11-22",
        valid_from=dt.date(2018, 11, 22),
        territories=lines,
    )
    personas.seed(now=NOW, perimeter=PROGRAMME)
    demonstration.seed(now=NOW, perimeter=PROGRAMME)


def test_every_state_is_there_and_made_up(seeded):
    counted = (BlockReport.objects.count(), BlockCase.objects.count())
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert (BlockReport.objects.count(), BlockCase.objects.count()) == counted
    assert counted[0] >= 55
    assert counted[1] == 20
    assert not BlockReport.objects.filter(is_demonstration=False).exists()
    assert not BlockCase.objects.filter(is_demonstration=False).exists()
    states = set(BlockReport.objects.values_list("state", flat=True))
    assert states == workflows()["report"].states.keys()
    assert (
        set(BlockCase.objects.values_list("state", flat=True)) == workflows()["case"].states.keys()
    )
    found = set(Question.objects.values_list("outcome", flat=True))
    assert found == {"", *outcomes()}
    assert set(BlockReport.objects.values_list("effect", flat=True)) == {"", *effects()}
    assert BlockReport.objects.filter(is_private=True).exists()
    assert len({asked.year for asked in Question.objects.values_list("asked_at", flat=True)}) >= 6
    assert BlockReport.objects.values("territory").distinct().count() >= 9
    latest = max(Question.objects.exclude(answered_at=None).values_list("answered_at", flat=True))
    assert latest <= NOW
    every_persona_has_something_to_do()


def every_persona_has_something_to_do():
    for name, pages in DOING.items():
        who = actor_named(f"{name}@demo.example", on=NOW.date())
        waiting = {shown.item.url_name for shown in inbox_of(who, now=NOW).waiting}
        assert pages <= waiting, name


@pytest.mark.django_db
def test_without_the_personas_there_is_nothing():
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert not BlockReport.objects.exists()
