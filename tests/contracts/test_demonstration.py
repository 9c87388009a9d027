"""The contracts of the demonstration: every state, said to be made up, the same each time, once."""

import datetime as dt

import pytest

from ancrage.contracts import demonstration
from ancrage.contracts.definitions import workflow
from ancrage.contracts.models import Act, Contract, Signature
from ancrage.contracts.queries.contents import draft_of, frozen_change
from ancrage.contracts.queries.milestones import milestones_at
from ancrage.geography.actions import start_programme
from ancrage.geography.models import Intercommunality
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import host
from ancrage.people import demonstration as personas
from ancrage.roadmaps import demonstration as roadmaps

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
PROGRAMME, VALLEY = "annonce-2018", "200033116"
STORIES = [{**story, "times": min(story["times"], 1)} for story in demonstration.told()["stories"]]
OTHERS = len(STORIES)


@pytest.fixture
def seeded(reference, monkeypatch):
    """A territory for each story, the valley, a few sheets each."""
    held = Intercommunality.objects.filter(regions="84").exclude(siren=VALLEY)
    lines = [ListedTerritory("sim-arve", "Arve", "84", (Member(VALLEY),))]
    lines += [
        ListedTerritory(f"sim-{rank:02d}", f"Essai {rank}", "84", (Member(siren),))
        for rank, siren in enumerate(held.values_list("siren", flat=True)[:OTHERS])
    ]
    start_programme(
        by=host(),
        now=NOW,
        code=PROGRAMME,
        name="Essai",
        version_code=f"{PROGRAMME}-11-22",
        valid_from=dt.date(2018, 11, 22),
        territories=lines,
    )
    personas.seed(now=NOW, perimeter=PROGRAMME)
    told = roadmaps.told() | {"count": 10 * OTHERS}
    monkeypatch.setattr(roadmaps, "told", lambda: told)
    roadmaps.seed(now=NOW, perimeter=PROGRAMME)
    ours = demonstration.told() | {"stories": STORIES}
    monkeypatch.setattr(demonstration, "told", lambda: ours)
    demonstration.seed(now=NOW, perimeter=PROGRAMME)


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_every_state_is_there_said_to_be_made_up_once():
    states = set(Act.objects.values_list("state", flat=True))
    assert states == set(workflow().states)
    assert not Contract.objects.filter(is_demonstration=False).exists()
    assert set(Signature.objects.values_list("state", flat=True)) >= {"signed", "asked", "expired"}
    for act in Act.objects.exclude(content={}).select_related("contract"):
        assert act.content["is_demonstration"]
        assert act.content["contract"] == act.contract.code
    _once()
    _the_valley()
    _amendments()
    assert any(told.contract_on for told in milestones_at(NOW.date()).values())


def _once():
    count = JournalEntry.objects.count()
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert JournalEntry.objects.count() == count


def _the_valley():
    """Its protocole is signed; its contract lacks nothing to be checked."""
    protocol, contract = Act.objects.filter(contract__scope=f"{PROGRAMME}:sim-arve")
    assert (protocol.state, contract.state) == ("signed", "draft")
    draft = draft_of(contract, day=NOW.date())
    assert draft.missing == []
    assert draft.facts().unwritten == ()
    assert draft.content.sheets


def _amendments():
    """What a signed one changes: a sheet comes, the end is put off."""
    for act in Act.objects.filter(kind="amendment", state="signed").select_related("contract"):
        change = frozen_change(act)
        assert change.of("dates")
        assert change.of("sheets")
