"""The meetings of the demonstration: every state, said to be made up, made once."""

import datetime as dt

import pytest

from ancrage.committees import demonstration
from ancrage.committees.definitions import workflows
from ancrage.committees.models import AgendaItem, Condition, Meeting, Pack
from ancrage.geography.actions import start_programme
from ancrage.geography.models import Intercommunality
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import host
from ancrage.people import demonstration as personas
from ancrage.roadmaps import demonstration as roadmaps

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
PROGRAMME, VALLEY = "annonce-2018", "200033116"
PLACES = [("84", "sim-84"), ("28", "sim-28")]


@pytest.fixture
def seeded(reference, monkeypatch):
    """The valley and two more territories, with some sheets each."""
    lines = [ListedTerritory("sim-arve", "Arve", "84", (Member(VALLEY),))]
    for region, code in PLACES:
        held = Intercommunality.objects.filter(regions=region).exclude(siren=VALLEY).first()
        lines.append(ListedTerritory(code, f"Essai {region}", region, (Member(held.siren),)))
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
    told = roadmaps.told() | {"count": 40}
    monkeypatch.setattr(roadmaps, "told", lambda: told)
    roadmaps.seed(now=NOW, perimeter=PROGRAMME)
    demonstration.seed(now=NOW, perimeter=PROGRAMME)


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_every_state_is_there_said_to_be_made_up_once():
    assert set(Meeting.objects.values_list("state", flat=True)) == set(
        workflows()["meeting"].states
    )
    assert set(Condition.objects.values_list("state", flat=True)) == set(
        workflows()["condition"].states
    )
    decisions = AgendaItem.objects.exclude(decision="").values_list("decision", flat=True)
    assert set(decisions) == {"approved", "conditional", "postponed", "refused"}
    assert not Meeting.objects.filter(is_demonstration=False).exists()
    assert Meeting.objects.filter(body="cni_executive", starts_at__year=2019).exists()
    assert Meeting.objects.filter(is_written=True, state="open").exists()
    assert Pack.objects.exists()
    entries = JournalEntry.objects.count()
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert JournalEntry.objects.count() == entries
