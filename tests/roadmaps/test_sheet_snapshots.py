"""The main pages of a sheet, whole: what its writers, the committee, an auditor, a visitor read."""

import pytest
from django.test import Client
from django.urls import reverse

from ancrage.roadmaps.actions.steps import submit_sheet
from ancrage.roadmaps.actions.writing import write_sheet
from tests.people.world import sign_in
from tests.roadmaps.test_sheet_pages import full
from tests.roadmaps.world import NOW, running
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
CHANCE = [
    (r"\b[0-9a-f]{32}\b", "…"),
    (r"((?:milestones|indicators)[.-])[0-9a-f]{10}\b", r"\1…"),
    (r"((?:ecriture|annuler)-|/(?:montants|pieces)/)\d+", r"\1…"),
]
"""What a page holds that another run would not: references, keys of rows, numbers."""


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(scope="module")
def sheets(held, django_db_blocker):
    """One under way, written since its next version was proposed; one reserved."""
    with django_db_blocker.unblock():
        sheet = full(held, point="46.06, 6.58")
        submit_sheet(by=held.actor("elected"), now=NOW, sheet=sheet, verb="revise")
        write_sheet(
            by=held.actor("owner"),
            now=NOW,
            sheet=sheet,
            revision=sheet.revision,
            values={"risks": "La presse arrive tard.", "rule_to_lift": "Un délai."},
        )
        return {"open": sheet, "reserved": running(held, title="Une presse", private=True)}


@pytest.mark.parametrize(
    ("who", "name", "args", "which"),
    [
        ("manager", "sheet", (), "open"),
        ("secretariat", "sheet", (), "open"),
        ("", "sheet", (), "open"),
        ("auditor", "sheet", (), "reserved"),
        ("manager", "sheet_edit", (), "open"),
        ("manager", "sheet_history", (), "open"),
        ("manager", "sheet_version", (1,), "open"),
        ("manager", "sheet_report", (), "open"),
    ],
    ids=["whole", "committee", "published", "outline", "edit", "history", "version", "report"],
)
def test_a_page(world, sheets, snapshot, who, name, args, which):
    client = sign_in(Client(), world.people[who]) if who else Client()
    url = reverse(name, args=[sheets[which].code, *args])
    assert main_of(client, url, CHANCE) == snapshot
