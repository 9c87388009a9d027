"""The same by the API and by the command line."""

import json

import pytest
from django.utils.timezone import localdate

from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.project.cli import run
from tests.antennas import world
from tests.people.world import person

ROOT = "/api/v1"
SITING = {"name": "Essai", "count": 2, "radius_km": 60}


@pytest.fixture
def call(client, country, monkeypatch):
    """Ask the API as somebody who holds a role: in these tests a reference is a token."""
    people = {}

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])

    def ask(method, path, body=None, *, role="national", code=""):
        if (role, code) not in people:
            people[role, code] = person(role, code=code).reference
        token = people[role, code]
        more = {"data": json.dumps(body), "content_type": "application/json"} if body else {}
        answer = getattr(client, method)(
            f"{ROOT}{path}", headers={"Authorization": f"Bearer {token}"}, **more
        )
        return answer.status_code, answer.json() if answer.content else None

    return ask


def test_scenarios_by_the_api(call):
    status, made = call("post", "/antenna-sitings", SITING)
    assert status == 201
    path = f"/antenna-sitings/{made['code']}"
    assert call("post", "/antenna-sitings", SITING | {"minutes": 3})[0] == 422
    assert call("post", "/antenna-sitings", SITING | {"count": 50})[0] == 409
    assert call("post", f"{path}/run")[1]["job"] == "waiting"
    assert call("post", f"{path}/cancel")[0] == 202
    assert call("post", f"{path}/curve")[1]["curve_job"] == "waiting"
    assert call("post", f"{path}/cancel")[0] == 202
    assert call("put", path, SITING | {"count": 3, "revision": 1})[1]["question"]["count"] == 3
    assert call("put", path, SITING | {"revision": 1})[0] == 409
    assert call("get", "/antenna-sitings")[1]["count"] == 1
    assert call("get", path, role="copilot", code="01")[0] == 200
    assert call("get", "/antenna-sitings/rien")[0] == 404


def test_antennas_and_bookings_by_the_api(call):
    siting = world.planned()
    first = {"starts_on": str(world.days(0)), "ends_on": str(world.days(9)), "places": 1}
    status, made = call(
        "post", f"/antenna-sitings/{siting.code}/adopt", first | {"opens_on": str(world.days(0))}
    )
    assert (status, len(made)) == (201, 3)
    path = f"/antennas/{made[0]['code']}"
    assert call("post", f"{path}/open")[1]["state"] == "open"
    told = {"name": "Autre", "opens_on": str(world.days(0)), "version": 2}
    assert call("put", path, told)[1]["name"] == "Autre"
    assert call("post", f"{path}/places", first | {"places": 2})[1]["periods"][0]["left"] == 2
    assert call("get", "/antennas?state=open")[1]["count"] == 1
    assert call("get", path)[0] == 200
    asked = {
        "antenna": made[0]["code"],
        "starts_on": first["starts_on"],
        "company": world.company(),
        "purpose": "Mieux.",
    }
    mine = {"role": "company", "code": "essai-1"}
    status, booking = call("post", "/antenna-bookings", asked, **mine)
    assert status == 201
    own = f"/antenna-bookings/{booking['reference']}"
    assert call("post", f"{own}/confirm", **mine)[0] in {401, 403, 404}
    assert call("post", f"{own}/wait")[0] == 409
    assert call("post", f"{own}/confirm")[1]["state"] == "confirmed"
    assert call("post", f"{own}/honour")[1]["state"] == "honoured"
    assert call("get", own, **mine)[1]["state"] == "honoured"
    assert call("get", "/antenna-bookings", **mine)[1]["count"] == 1
    other = asked | {"company": world.company("essai-2")}
    second = call("post", "/antenna-bookings", other)[1]["reference"]
    assert call("post", f"/antenna-bookings/{second}/cancel")[1]["state"] == "cancelled"
    third = call("post", "/antenna-bookings", other)[1]["reference"]
    refused = call("post", f"/antenna-bookings/{third}/refuse", {"reason": "non"})
    assert refused[1]["reason"] == "non"
    assert call("post", f"{path}/close", {"reason": "fin"})[1]["state"] == "closed"


def test_the_command_line_does_it_all(country, capsys):
    def told(*line):
        code = run(list(line))
        return code, capsys.readouterr().out.strip()

    code = told("siting", "create", "--name", "Essai", "--count", "3", "--radius-km", "70")[1]
    assert Siting.objects.get().code == code
    assert told("siting", "run", code)[0] == 0
    assert told("siting", "cancel", code)[0] == 0
    assert told("siting", "curve", code)[0] == 0
    assert told("siting", "cancel", code)[0] == 0
    assert told("siting", "change", code, "--count", "2", "--radius-km", "60")[0] == 0
    assert "Essai" in told("siting", "list")[1]
    assert "Pas encore calculé" in told("siting", "show", code)[1]
    assert told("siting", "try", code, "--keep", "x")[0] == 2
    siting = world.planned()
    assert "Borne prouvée" in told("siting", "show", siting.code)[1]
    first = siting.plan["hosts"][0]
    assert "en plus ou en moins" in told("siting", "try", siting.code, "--exclude", first)[1]
    day, end = str(world.days(0)), str(world.days(9))
    dates = ("--starts-on", day, "--ends-on", end, "--places", "1")
    assert told("siting", "adopt", siting.code, "--opens-on", day, *dates)[0] == 0
    antenna = Antenna.objects.first().code
    assert told("antenna", "open", antenna)[0] == 0
    assert told("antenna", "places", antenna, *dates[:5], "2")[0] == 0
    assert told("antenna", "change", antenna, "--name", "Autre")[0] == 0
    assert "Autre" in told("antenna", "list")[1]
    assert "2 places libres sur 2" in told("antenna", "show", antenna)[1]
    ask = ("booking", "ask", antenna, "--starts-on", day, "--purpose", "Mieux.", "--company")
    reference = told(*ask, world.company())[1]
    assert Booking.objects.get().reference == reference
    assert told("booking", "wait", reference)[0] == 2
    assert told("booking", "confirm", reference)[1] == "Réservation confirmée."
    assert told("booking", "honour", reference)[0] == 0
    assert "honoured" in told("booking", "show", reference)[1]
    assert reference in told("booking", "list", "--json")[1]
    second = told(*ask, world.company("essai-2"))[1]
    assert told("booking", "cancel", second)[0] == 0
    third = told(*ask, "essai-2")[1]
    assert told("booking", "refuse", third, "--reason", "non")[0] == 0
    assert told("antenna", "close", antenna, "--reason", "fin")[0] == 0
    assert told("antenna", "show", "rien")[0] == 2
    assert told("booking", "show", "rien")[0] == 2
    assert told("siting", "show", "rien")[0] == 2
