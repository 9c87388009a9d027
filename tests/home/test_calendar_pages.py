"""The page of the calendar, its files, its API, its commands."""

import datetime as dt
import json

import pytest
from django.test import Client
from typer.testing import CliRunner

from ancrage.committees.models import Meeting
from ancrage.contracts.models import Contract
from ancrage.home.calendar.rules import GATHERED_FROM
from ancrage.journal import acting
from ancrage.people.actions.tokens import create_token
from ancrage.project.cli import app
from ancrage.roadmaps.models import ActionSheet
from tests.home.programme import (
    ARVE,
    NORTH,
    NOW,
    RESERVED,
    SOUTH,
    act_sent,
    called,
    prepared,
    validated,
)
from tests.people.world import sign_in
from tests.snapshots import main_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody():
    """Each command says who acts."""
    yield
    acting.act_for("")


@pytest.fixture
def dated(world):
    """Something of most kinds, under codes that do not change."""
    for rank, sheet in enumerate(ActionSheet.objects.order_by("pk")):
        ActionSheet.objects.filter(pk=sheet.pk).update(code=f"F-2026-{rank:06d}")
    called(world)
    prepared(world, title="Un comité qui se prépare", starts_at=NOW + dt.timedelta(days=20))
    act_sent(world)
    for rank, meeting in enumerate(Meeting.objects.order_by("pk")):
        Meeting.objects.filter(pk=meeting.pk).update(code=f"R-2026-{rank:05d}")
    Contract.objects.update(code="K-2026-00001")
    return world


def page(world, who: str = "", **asked) -> str:
    client = sign_in(Client(), world.people[who]) if who else Client()
    response = client.get("/calendrier/", asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["", "elected", "secretariat"])
def test_the_page(dated, who, snapshot):
    client = sign_in(Client(), dated.people[who]) if who else Client()
    assert main_of(client, "/calendrier/") == snapshot


def test_facts_of_2019_are_there_with_their_sources(world):
    shown = page(world, mois="2019-03", duree="1")
    assert "Salon Global Industrie" in shown
    assert "https://vipress.net/" in shown
    assert 'id="aujourdhui"' not in shown
    assert "Rien de connu." in page(world, mois="2017-03", duree="1")


def test_the_filters_and_what_is_not_understood(dated):
    assert "Un comité qui se prépare" in page(dated, "secretariat", region=NORTH)
    assert "Un comité qui se prépare" not in page(dated, "secretariat", region=SOUTH)
    assert "Aucune date ne répond à ces filtres" in page(dated, region=SOUTH, nature="committee")
    only = page(dated, "secretariat", nature=["signature"])
    assert "Un comité qui se prépare" not in only
    assert "Signature attendue" in only
    told = page(dated, mois="hier", duree="7", region="00", nature="x", territoire="nulle part")
    for name in ("mois", "duree", "region", "nature", "territoire"):
        assert f"«\N{NO-BREAK SPACE}{name}\N{NO-BREAK SPACE}»" in told


def test_one_s_own_alone(dated):
    assert "comité de pilotage régional" in page(dated, "copilot", miennes="1").lower()
    assert "comité de pilotage régional" not in page(dated, "other_copilot", miennes="1").lower()
    assert "comité de pilotage régional" in page(dated, "other_copilot").lower()


def test_before_and_after_keep_the_filters(dated):
    shown = page(dated, mois="2026-12", duree="1", region=NORTH, date="2026-11-20")
    assert f"mois=2026-11&amp;duree=1&amp;region={NORTH}&amp;date=2026-11-20" in shown
    assert f"mois=2027-01&amp;duree=1&amp;region={NORTH}&amp;date=2026-11-20" in shown


def test_at_a_date_the_page_is_that_of_this_day(dated):
    shown = page(dated, date="2026-10-15")
    assert 'datetime="2026-10-15"' in shown
    assert "comité de pilotage régional" not in shown.lower()


def test_many_on_a_day_are_told_by_their_number(dated):
    for _ in range(GATHERED_FROM):
        validated(dated)
    shown = page(dated, mois="2027-06", duree="1")
    assert f"<summary>{GATHERED_FROM + 1} jalons de fiches action</summary>" in shown


def test_the_files_hold_what_the_page_shows(dated):
    client = sign_in(Client(), dated.people["elected"])
    asked = {"nature": "signature", "duree": "12"}
    lines = client.get("/calendrier/", {**asked, "format": "csv"}).content.decode("utf-8-sig")
    assert lines.count("Signature attendue") == page(dated, "elected", **asked).count(
        "Signature attendue"
    )
    assert client.get("/calendrier/", {**asked, "format": "xlsx"}).content[:2] == b"PK"
    feed = client.get("/calendrier/", {**asked, "format": "ics"})
    assert feed["Content-Type"].startswith("text/calendar")
    assert feed.content.count(b"BEGIN:VEVENT") == lines.count("Signature attendue")
    assert RESERVED.encode() not in feed.content


def ask(path: str, world=None, who: str = "", method: str = "get", **more):
    headers = {}
    if who:
        key = create_token(
            by=world.actor(who),
            now=NOW,
            name="Essai",
            expires_on=NOW.date(),
            may_write=True,
            roles=[row.reference for row in world.people[who].holdings.all()],
        ).key
        headers = {"Authorization": f"Bearer {key}"}
    return getattr(Client(), method)(f"/api/v1{path}", headers=headers, **more)


def test_the_api_tells_the_same(dated):
    public = ask("/calendar?kind=committee").json()
    assert [one["kind"] for one in public["items"]] == ["committee"]
    assert ask("/calendar?kind=committee", dated, "secretariat").json()["count"] == 2
    assert ask(f"/calendar?territory={ARVE}&end=2029-01-01").json()["count"] == 2
    (item,) = public["items"]
    assert item["starts_at"] == "2026-11-23T08:30:00Z"
    assert item["url"].endswith("/comites/R-2026-00000/")
    for wrong in ("kind=x", "start=hier", "start=2026-01-02&end=2026-01-01", "end=9999-01-01"):
        assert ask(f"/calendar?{wrong}").status_code == 422, wrong


def test_the_api_makes_and_revokes_addresses(world):
    told = {"data": json.dumps({"name": "Agenda"}), "content_type": "application/json"}
    assert ask("/me/calendars").status_code == 401
    made = ask("/me/calendars", world, "elected", "post", **told)
    assert made.status_code == 201
    held = made.json()
    path = held["address"].partition("8000")[2]
    assert Client().get(path).status_code == 200
    (listed,) = ask("/me/calendars", world, "elected").json()
    assert listed["last_used_at"] is not None
    assert "address" not in listed
    revoked = f"/me/calendars/{held['reference']}/revocation"
    assert ask(revoked, world, "far", "post").status_code == 404
    assert ask(revoked, world, "elected", "post").json()["state"] == "revoked"
    assert Client().get(path).status_code == 404


def run(*words: str, code: int = 0) -> str:
    acting.act_for("")
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_line_tells_the_same(dated, tmp_path):
    email = dated.people["elected"].email
    listed = run("--by", email, "calendar", "list", "--kind", "signature", "--json")
    assert {one["kind"] for one in json.loads(listed)} == {"signature"}
    assert "Aucune date." in run("calendar", "list", "--start", "2017-01-01", "--end", "2017-02-01")
    run("calendar", "list", "--kind", "x", code=2)
    run("calendar", "list", "--start", "hier", code=2)
    run("calendar", "list", "--start", "2026-02-01", "--end", "2026-01-01", code=2)
    out = tmp_path / "region.ics"
    run("calendar", "feed", "--region", NORTH, "--out", str(out))
    assert out.read_bytes() == Client().get(f"/calendrier/region-{NORTH}.ics").content
    run("calendar", "feed", "--region", "00", code=2)
    assert "BEGIN:VEVENT" in run("--by", email, "calendar", "feed", "--mine")


def test_the_command_line_makes_and_revokes_addresses(world):
    email = world.people["elected"].email
    address = run("--by", email, "calendar", "make-address", "Téléphone").strip()
    path = address.partition("8000")[2]
    assert Client().get(path).status_code == 200
    reference = run("--by", email, "calendar", "addresses").split("\t")[0]
    run("--by", world.people["far"].email, "calendar", "revoke-address", reference, code=2)
    run("--by", email, "calendar", "revoke-address", reference)
    assert Client().get(path).status_code == 404
