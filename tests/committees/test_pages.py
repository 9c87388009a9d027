"""The pages: a meeting from its preparation to its minutes, what each reader sees, what is kept."""

import datetime as dt
import re

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from ancrage.committees.actions.calling import cancel_meeting
from ancrage.committees.models import Condition, Meeting
from tests.committees.world import (
    ARVE,
    MORNING,
    NORTH,
    NOW,
    called,
    decided,
    opened,
    prepared,
)
from tests.people.world import sign_in
from tests.roadmaps.world import again, submitted
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db
CHANCE = [(r"\b[0-9a-f]{64}\b", "…"), (r"\b[0-9a-f]{32}\b", "…")]


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is the day of the tests' world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(world, who: str = "") -> Client:
    client = Client()
    return sign_in(client, world.people[who]) if who else client


def page(world, who: str, name: str, *args, status: int = 200) -> str:
    """What somebody sees in the main part of a page, with plain spaces."""
    response = client_of(world, who).get(reverse(name, args=args))
    assert response.status_code == status, response.content[:500]
    html = response.content.decode()
    assert "{{" not in html
    if status != 200:
        return html
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split()).replace("\u00a0", " ")


def post(world, who: str, name: str, *args, status: int = 302, **data):
    response = client_of(world, who).post(reverse(name, args=args), data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response


def test_a_meeting_on_the_pages_from_preparation_to_minutes(world):
    sheet = submitted(world)
    post(
        world,
        "secretariat",
        "meeting_prepare",
        committee=f"regional|{NORTH}",
        day="2026-11-23",
        time="09:30",
        place="Hôtel de Région",
    )
    code = Meeting.objects.get().code
    assert "L’ordre du jour est vide" in page(world, "secretariat", "meeting", code)
    post(world, "secretariat", "agenda_put", code, subject=f"action_sheet|{sheet.code}")
    post(world, "secretariat", "meeting_call", code)
    post(world, "secretariat", "meeting_open", code)
    copilot, prefecture = (world.people[who].reference for who in ("copilot", "prefecture"))
    post(
        world,
        "secretariat",
        "meeting_seats",
        code,
        **{
            "region-status": "present",
            "region-person": copilot,
            "state-status": "present",
            "state-person": prefecture,
            "operators-status": "excused",
            "operators-by": "state",
        },
    )
    reference = Meeting.objects.get().items.get().reference
    told = page(world, "secretariat", "agenda_decide", code, reference)
    assert "La fiche est validée dans cette version" in told
    asked = {"words-1": "Joindre l’accord", "due-1": "2027-01-31", "role-1": "project_manager"}
    refused = post(
        world,
        "secretariat",
        "agenda_decide",
        code,
        reference,
        status=422,
        decision="conditional",
        **{"words-1": "Joindre l’accord"},
    )
    assert "Joindre l’accord" in refused.content.decode()
    post(
        world,
        "secretariat",
        "agenda_decide",
        code,
        reference,
        decision="conditional",
        **{"vote-region": "for", "vote-state": "for"},
        **asked,
    )
    assert again(sheet).version == 1
    post(world, "secretariat", "meeting_close", code)
    post(world, "secretariat", "minutes_draft", code)
    assert "approuve sous conditions" in page(world, "secretariat", "meeting_minutes", code)
    post(world, "copilot", "minutes_approve", code, revision=1)
    assert "Approuvé le 23 novembre 2026" in page(world, "prefecture", "meeting_minutes", code)
    pdf = client_of(world, "copilot").get(reverse("minutes_file", args=[code, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    condition = Condition.objects.get()
    assert "Joindre l’accord" in page(world, "manager", "meetings")
    post(world, "manager", "condition_answer", condition.reference, answer="Accord joint")
    assert "Accord joint" in page(world, "secretariat", "condition", condition.reference)
    post(world, "secretariat", "condition_lift", condition.reference, verb="lift")
    assert Condition.objects.get().state == "lifted"


def test_what_is_refused_stays_on_the_form(world):
    told = post(
        world,
        "secretariat",
        "meeting_prepare",
        status=422,
        committee=f"regional|{NORTH}",
        day="2026-12-04",
        time="10:00",
        until="09:00",
        place="Lyon",
    ).content.decode()
    assert "La fin est avant le début." in told
    assert 'value="Lyon"' in told
    held = called(world)
    asked = post(world, "secretariat", "meeting_cancel", held.code, status=409, reason=" ")
    assert "Donnez la raison" in asked.content.decode()
    stale = post(
        world,
        "secretariat",
        "meeting_write",
        held.code,
        status=422,
        revision=1,
        day="2026-12-04",
        time="10:00",
        place="Ailleurs",
        reason="Salle prise",
    ).content.decode()
    assert "Quelqu’un a changé cette réunion" in stale
    assert "Salle prise" in stale


def test_a_visitor_reads_when_and_where_not_what_is_reserved(world):
    sheet = submitted(world, private=True)
    held = called(world, sheet, link="https://visio.example/secret")
    told = page(world, "", "meeting", held.code)
    assert "Hôtel de Région" in told
    assert "Point que vous ne pouvez pas lire" in told
    assert sheet.title not in told
    assert "visio.example" not in client_of(world).get(f"/comites/{held.code}/").content.decode()
    reference = held.items.get().reference
    for who in ("other", "far"):
        page(world, who, "agenda_paper", held.code, reference, status=404)
    page(world, "", "agenda_paper", held.code, reference, status=302)
    assert "figée au 23 novembre 2026" in page(
        world, "manager", "agenda_paper", held.code, reference
    )
    page(world, "stranger", "meeting_minutes", held.code, status=404)


def test_a_plan_is_its_preparers_alone(world):
    held = prepared(world)
    for who in ("", "prefecture", "manager", "auditor", "referent"):
        page(world, who, "meeting", held.code, status=404)
    page(world, "prefecture", "meeting_write", held.code, status=404)


def test_a_consultation_on_the_pages(world):
    ends = MORNING + dt.timedelta(days=6)
    held = opened(world, submitted(world), is_written=True, ends_at=ends, place="")
    reference = held.items.get().reference
    assert "Donner mon avis" in page(world, "copilot", "meeting", held.code)
    assert "Donner mon avis" not in page(world, "manager", "meeting", held.code)
    page(world, "manager", "agenda_vote", held.code, reference, status=404)
    post(
        world,
        "copilot",
        "agenda_vote",
        held.code,
        reference,
        seat="region",
        vote="for",
        comment="B",
    )
    told = page(world, "prefecture", "meeting", held.code)
    assert "Présidence du conseil régional : pour (« B »)" in told
    post(world, "copilot", "agenda_vote", held.code, reference, status=422, seat="region", vote="?")


def test_the_calendar_file_is_read_back(world):
    held = called(world, link="https://visio.example/x")
    url = reverse("meeting_calendar", args=[held.code])
    first = icalendar.Calendar.from_ical(client_of(world, "prefecture").get(url).content)
    event = first.walk("VEVENT")[0]
    assert event["UID"] == f"{held.code}@ancrage"
    assert event.decoded("DTSTART") == MORNING
    assert "visio.example" in event["DESCRIPTION"]
    assert "visio.example" not in client_of(world).get(url).content.decode()
    assert client_of(world).get(url).content == client_of(world).get(url).content
    cancel_meeting(by=world.actor("secretariat"), now=NOW, meeting=held, reason="Grève")
    after = icalendar.Calendar.from_ical(client_of(world, "prefecture").get(url).content)
    assert after["METHOD"] == "CANCEL"
    assert after.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert after.walk("VEVENT")[0]["SEQUENCE"] > event["SEQUENCE"]


def test_a_region_sets_its_committee_on_the_page(world):
    assert "Régler pour" in page(world, "copilot", "committee_bodies")
    page(world, "other_copilot", "committee_compose", "regional", NORTH, status=404)
    post(
        world,
        "copilot",
        "committee_compose",
        "regional",
        NORTH,
        valid_from="2026-12-01",
        left_out="agency",
        added_label="Organisations syndicales",
        added_votes="on",
        reason="Délibération de novembre",
    )
    monitored = page(world, "copilot", "committee_bodies")
    assert "Délibération de novembre" not in monitored  # not in force yet
    refused = post(
        world,
        "copilot",
        "committee_compose",
        "regional",
        NORTH,
        status=422,
        valid_from="2026-12-01",
        left_out="state",
        reason="Non",
    )
    assert "state" in refused.content.decode()


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("secretariat", "meeting"),
        ("manager", "meeting"),
        ("", "meeting"),
        ("secretariat", "meetings"),
    ],
    ids=["committee", "territory", "visitor", "list"],
)
def test_a_page(world, snapshot, who, name):
    held = opened(world, submitted(world))
    decided(world, held.items.get())
    args = [held.code] if name == "meeting" else []
    assert main_of(client_of(world, who), reverse(name, args=args), CHANCE) == snapshot


def test_pages_ask_little_of_the_database(world, django_assert_max_num_queries):
    for number in range(8):
        prepared(world, title=f"Séance {number}")
    held = called(world, *(submitted(world, title=f"Fiche {n}") for n in range(5)))
    client = client_of(world, "prefecture")
    with django_assert_max_num_queries(12):
        client.get(reverse("meetings"))
    with django_assert_max_num_queries(20):
        client.get(reverse("meeting", args=[held.code]))
    assert ARVE in held.territory_codes
