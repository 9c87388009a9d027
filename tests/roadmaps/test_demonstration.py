"""The roadmaps of the demonstration: every state, said to be made up, the same each time, once."""

import datetime as dt
from collections import Counter

import pytest

from ancrage.geography.actions import start_programme
from ancrage.geography.models import Intercommunality
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.journal.models import JournalEntry
from ancrage.kernel.rights import host
from ancrage.people import demonstration as personas
from ancrage.people.queries import actor_named
from ancrage.roadmaps import demonstration
from ancrage.roadmaps.definitions import PUBLIC_STATES, form, workflow
from ancrage.roadmaps.models import (
    ActionSheet,
    Comment,
    FundingEntry,
    Roadmap,
    SheetVersion,
)
from ancrage.roadmaps.queries.registers import reader_for
from ancrage.roadmaps.queries.sheets import plan_of_sheet, visible_to
from ancrage.roadmaps.rules.content import flat
from ancrage.roadmaps.rules.guards import missing, observed

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
PROGRAMME, VALLEY = "annonce-2018", "200033116"
OTHERS = 3


@pytest.fixture
def seeded(reference, monkeypatch):
    """A few territories, the personas, 300 sheets."""
    held = Intercommunality.objects.filter(regions="84").exclude(siren=VALLEY)
    lines = [ListedTerritory("sim-arve", "Arve", "84", (Member(VALLEY),))]
    lines += [
        ListedTerritory(f"sim-{rank}", f"Essai {rank}", "84", (Member(siren),))
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
    told = demonstration.told() | {"count": 300}
    monkeypatch.setattr(demonstration, "told", lambda: told)
    demonstration.seed(now=NOW, perimeter=PROGRAMME)


def drawn() -> list[tuple]:
    fields = ("code", "title", "state", "total_cost", "asked", "latitude", "light", "next_due")
    return list(ActionSheet.objects.order_by("code").values_list(*fields))


def test_every_state_is_there_made_up_and_only_once(seeded):
    first = drawn()
    demonstration.seed(now=NOW, perimeter=PROGRAMME)
    assert drawn() == first
    assert set(ActionSheet.objects.values_list("state", flat=True)) == workflow().states.keys()
    assert not ActionSheet.objects.filter(is_demonstration=False).exists()
    assert not Roadmap.objects.filter(is_demonstration=False).exists()
    assert Roadmap.objects.count() == OTHERS + 1
    entry = JournalEntry.objects.get(reference="demonstration")
    assert entry.change["details"]["new"] == 300


def test_what_is_drawn_is_drawn_alike(seeded):
    first = drawn()
    land = demonstration.grounds(NOW.date(), PROGRAMME)[1]
    draws = [
        demonstration.Draw(demonstration.told(), NOW.date(), NOW, frozenset()) for _ in range(2)
    ]
    again = [list(draw.sheets(draw.roadmap(land), land, count=5)) for draw in draws]
    assert [one.sheet.content for one in again[0]] == [one.sheet.content for one in again[1]]
    assert len(first) == 312


def test_what_is_drawn_keeps_the_rules(seeded):
    readers = {}
    for sheet in ActionSheet.objects.select_related("roadmap").prefetch_related("funding"):
        reader = readers.setdefault(sheet.scope, reader_for(sheet.scope, day=NOW.date()))
        for path, value in flat(sheet.content).items():
            assert reader.read(form().field(path), value) == value, (sheet.code, path)
        if sheet.state not in {"idea", "abandoned"}:
            assert missing(form(), sheet.content) == (), sheet.code
            assert plan_of_sheet(sheet).is_balanced, sheet.code
        if sheet.state == "closed":
            assert observed(sheet.content)
        assert (sheet.version > 0) >= (sheet.state in PUBLIC_STATES)
        if sheet.light in {"amber", "red"}:
            assert sheet.light_reason
    stages = Counter(FundingEntry.objects.values_list("stage", flat=True))
    assert stages.keys() == {"asked", "promised", "granted", "paid"}


def test_a_version_has_the_columns_of_what_was_validated(seeded):
    for version in SheetVersion.objects.all():
        assert version.title == version.content["title"]
        assert version.total_cost == version.content["total_cost"]
        assert version.financers
    amended = ActionSheet.objects.filter(version=1, revision__gt=1, state="validated")
    assert any(sheet.title != sheet.versions.get().title for sheet in amended)


def test_each_persona_finds_something_to_do(seeded):
    manager = actor_named("projet.arve@demo.example", on=NOW.date())
    mine = visible_to(manager).filter(roadmap__territory_name="Arve")
    assert set(mine.values_list("state", flat=True)) == workflow().states.keys()
    assert mine.filter(is_private=True).count() == 1
    assert mine.filter(proposed__isnull=False).count() == 1
    assert Comment.objects.filter(sheet__in=mine).count() == 2
    contact = actor_named("contact.decolletage@demo.example", on=NOW.date())
    (shared,) = (sheet for sheet in mine if sheet.shares.exists())
    assert shared in visible_to(contact)
