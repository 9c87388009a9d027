"""The feeds, read back as calendars do; secret addresses: made, seen used, revoked, too old."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from ancrage.committees.actions.calling import cancel_meeting
from ancrage.home.calendar.actions import make_address, revoke_address
from ancrage.home.calendar.addresses import addresses_of
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.people.actions.tokens import TokenRefusedError, create_token
from ancrage.people.models import ApiToken
from tests.home.programme import (
    NORTH,
    NOW,
    RESERVED,
    SOUTH,
    TODAY,
    act_sent,
    called,
    local_meeting,
    on_agenda,
    prepared,
    validated,
)
from tests.people.world import sign_in

pytestmark = pytest.mark.django_db
NATION, REGION = "/calendrier/france.ics", f"/calendrier/region-{NORTH}.ics"


def read(client: Client, path: str) -> Calendar:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(calendar: Calendar) -> dict[str, object]:
    found = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def secret(world, who: str = "elected", name: str = "Téléphone") -> tuple[str, ApiToken]:
    made = make_address(by=world.actor(who), now=NOW, name=name)
    return f"/calendrier/moi/{made.key}.ics", made.token


def test_a_feed_is_read_back_whole(world):
    meeting = called(world)
    calendar = read(Client(), NATION)
    assert calendar["VERSION"] == "2.0"
    assert str(calendar["NAME"]) == "Territoires d’industrie, France"
    event = events(calendar)[f"{meeting.code}@ancrage"]
    assert event.decoded("DTSTART") == meeting.starts_at
    assert event.decoded("DTSTAMP") == meeting.told_at
    assert str(event["LOCATION"]) == "Hôtel de Région"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert int(event["SEQUENCE"]) == 0
    assert str(event["URL"]).endswith(f"/comites/{meeting.code}/")
    assert str(event["URL"]) in str(event["DESCRIPTION"])


def test_every_event_has_what_calendars_ask_for(world):
    act_sent(world)
    called(world)
    for path in (NATION, REGION, secret(world)[0]):
        for event in read(Client(), path).walk("VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE"} <= event.keys()
            starts = event.decoded("DTSTART")
            if isinstance(starts, dt.datetime):
                assert starts.tzinfo is not None
            else:
                assert event.decoded("DTEND") > starts


def test_the_same_calendar_is_the_same_bytes_and_is_not_sent_twice(world):
    called(world)
    first = Client().get(NATION)
    assert Client().get(NATION).content == first.content
    assert Client().head(NATION)["ETag"] == first["ETag"]
    again = Client().get(NATION, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    called(world, title="Une autre")
    assert Client().get(NATION, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_is_cancelled_stays_under_the_same_name_and_says_so(world):
    meeting = called(world)
    before = events(read(Client(), NATION))
    held = cancel_meeting(by=world.actor("secretariat"), now=NOW, meeting=meeting, reason="Neige")
    after = events(read(Client(), NATION))
    assert after.keys() == before.keys()
    event = after[f"{held.code}@ancrage"]
    assert str(event["STATUS"]) == "CANCELLED"
    assert int(event["SEQUENCE"]) > int(before[f"{held.code}@ancrage"]["SEQUENCE"])


def test_public_feeds_hold_only_what_is_public_whoever_asks(world):
    hidden = prepared(world)
    local = local_meeting(world)
    on_agenda(world, local)
    sheet = validated(world, title=RESERVED, private=True)
    act_sent(world)
    client = sign_in(Client(), world.people["elected"])
    for path in (NATION, REGION):
        body = client.get(path).content.decode()
        assert body == Client().get(path).content.decode()
        for word in (hidden.code, local.code, sheet.code, "Signature attendue"):
            assert word not in body


def test_a_region_s_feed_holds_what_touches_it_alone(world):
    meeting = called(world)
    north, south = (
        events(read(Client(), f"/calendrier/region-{code}.ics")) for code in (NORTH, SOUTH)
    )
    assert f"{meeting.code}@ancrage" in north
    assert any(uid.startswith("milestone-") for uid in north)
    assert f"{meeting.code}@ancrage" not in south
    assert Client().get("/calendrier/region-00.ics").status_code == 404


def test_an_address_may_ask_for_some_kinds_alone(world):
    called(world)
    usual = events(read(Client(), NATION))
    assert not any(uid.startswith("milestone-") for uid in usual)
    asked = events(read(Client(), f"{NATION}?nature=milestone&nature=inconnue"))
    assert asked
    assert all(uid.startswith("milestone-") for uid in asked)


def test_a_secret_address_shows_what_its_person_may_read(world):
    sheet = validated(world, title=RESERVED, private=True)
    path, _token = secret(world)
    body = Client().get(path).content.decode().replace("\r\n ", "")
    assert RESERVED in body
    assert f"/fiches/{sheet.code}/" in body
    other, _token = secret(world, "far")
    assert RESERVED not in Client().get(other).content.decode().replace("\r\n ", "")


def test_it_is_never_kept_on_the_way_and_its_use_is_noted(world):
    path, token = secret(world)
    assert addresses_of(world.actor("elected"), now=NOW)[0].token.last_used_at is None
    assert "no-store" in Client().get(path)["Cache-Control"]
    token.refresh_from_db()
    assert token.last_used_at == NOW


def test_once_revoked_it_shows_nothing(world):
    path, token = secret(world)
    revoke_address(by=world.actor("elected"), now=NOW, address=token)
    assert Client().get(path).status_code == 404
    last = JournalEntry.objects.order_by("number").last()
    assert (last.command, last.says) == (
        "home.revoke_calendar_address",
        "Adresse de calendrier révoquée",
    )
    count = JournalEntry.objects.count()
    token.refresh_from_db()
    revoke_address(by=world.actor("elected"), now=NOW, address=token)
    assert JournalEntry.objects.count() == count


def test_once_its_year_is_over_or_its_person_is_gone_it_shows_nothing(world, time_machine):
    path, token = secret(world)
    world.people["elected"].refresh_from_db()
    time_machine.move_to(dt.datetime.combine(token.expires_on, dt.time(12), dt.UTC), tick=False)
    assert Client().get(path).status_code == 200
    time_machine.move_to(NOW + dt.timedelta(days=400), tick=False)
    assert Client().get(path).status_code == 404
    time_machine.move_to(NOW, tick=False)
    person = world.people["elected"]
    person.is_active = False
    person.save()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("key", ["rien", "ancrage_abc_def", "ancrage__", "a" * 300])
def test_what_is_no_key_shows_nothing(db, key):
    assert Client().get(f"/calendrier/moi/{key}.ics").status_code == 404


def test_the_key_of_an_address_opens_nothing_of_the_api_nor_the_reverse(world):
    made = make_address(by=world.actor("elected"), now=NOW, name="Téléphone")
    headers = {"Authorization": f"Bearer {made.key}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    key = create_token(
        by=world.actor("elected"),
        now=NOW,
        name="Programme",
        expires_on=TODAY,
        may_write=False,
        roles=(),
    ).key
    assert Client().get(f"/calendrier/moi/{key}.ics").status_code == 404


def test_only_its_person_makes_and_revokes_it(world):
    _path, token = secret(world)
    with pytest.raises(NotAllowedError):
        revoke_address(by=world.actor("national"), now=NOW, address=token)
    looked = world.actor("elected", seen_by=world.people["national"].reference)
    with pytest.raises(NotAllowedError):
        make_address(by=looked, now=NOW, name="Téléphone")
    with pytest.raises(TokenRefusedError):
        make_address(by=world.actor("elected"), now=NOW, name=" ")
    client = sign_in(Client(), world.people["far"])
    assert client.post(f"/calendrier/adresses/{token.reference}/revoquer/").status_code == 404


def test_one_makes_sees_and_revokes_it_on_one_s_page(world):
    client = sign_in(Client(), world.people["elected"])
    refused = client.post("/calendrier/adresses/nouvelle/", {"name": ""})
    assert refused.status_code == 422
    assert "Donnez un nom à l’adresse" in refused.content.decode()
    page = client.post("/calendrier/adresses/nouvelle/", {"name": "Téléphone"}).content.decode()
    address = page.partition('aria-label="Adresse à copier">')[2].partition("<")[0]
    assert Client().get(address.partition("8000")[2]).status_code == 200
    page = client.get("/calendrier/adresses/").content.decode()
    assert address not in page
    assert "Lue pour la dernière fois le 23 novembre 2026" in page
    token = ApiToken.objects.get(use=ApiToken.CALENDAR)
    client.post(f"/calendrier/adresses/{token.reference}/revoquer/")
    assert Client().get(address.partition("8000")[2]).status_code == 404
    assert "révoqué" in client.get("/calendrier/adresses/").content.decode()
    assert Client().get("/calendrier/adresses/").status_code == 302
