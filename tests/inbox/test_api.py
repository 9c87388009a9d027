"""The API: one's own list, marks, choices and messages; nothing of the others'."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ancrage.inbox.models import Mailbox, Message, ReadMark
from ancrage.people import middleware
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from tests.inbox.moments import asked, informed, paris, send
from tests.people.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """In these tests a person's reference is his token."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=timezone.localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    with time_machine.travel(paris("2026-03-12 12:00"), tick=False):
        yield


@pytest.fixture
def copilot():
    return person("copilot", code="84")


def call(who: Person | None, method: str, path: str, data: object = None, status: int = 200):
    token = {"Authorization": f"Bearer {who.reference}"} if who else {}
    with CaptureQueriesContext(connection) as queries:
        response = getattr(Client(), method)(
            f"/api/v1/inbox{path}", data, content_type="application/json", headers=token
        )
    assert response.status_code == status, response.content
    assert method != "get" or len(queries) <= 15
    return response.json() if response.content else None


def test_the_list(copilot):
    asked("a", due=paris("2026-03-10 09:00"))
    informed("b", at="2026-03-11 09:00")
    told = call(copilot, "get", "")
    (waiting,) = told["waiting"]
    assert waiting["cause"] == "a"
    assert waiting["is_late"]
    assert waiting["page"] == "/territoires/"
    assert (waiting["since"], waiting["due"]) == ("2026-03-02", "2026-03-10")
    assert [one["cause"] for one in told["unread"]] == ["b"]
    assert told["done"] == told["read"] == []


def test_a_visitor_is_asked_for_a_token():
    for method, path in (("get", ""), ("get", "/messages"), ("put", "/preferences")):
        call(None, method, path, status=401)


def test_marks(copilot):
    informed("b", at="2026-03-11 09:00")
    call(copilot, "post", "/read", {"cause": "b"}, 204)
    assert [one["cause"] for one in call(copilot, "get", "")["read"]] == ["b"]
    call(copilot, "post", "/unread", {"cause": "b"}, 204)
    assert not ReadMark.objects.exists()
    call(copilot, "post", "/read", {"cause": "c"}, 404)
    call(person("copilot", code="28"), "post", "/read", {"cause": "b"}, 404)
    call(copilot, "post", "/read", {}, 422)


def test_choices(copilot):
    assert call(copilot, "get", "/preferences") == {"digest": "daily", "urgent_at_once": True}
    wanted = {"digest": "weekly", "urgent_at_once": False}
    assert call(copilot, "put", "/preferences", wanted) == wanted
    assert call(copilot, "get", "/preferences") == wanted
    call(copilot, "put", "/preferences", {"digest": "hourly", "urgent_at_once": True}, 422)
    assert Mailbox.objects.get().digest == "weekly"


def test_messages(copilot):
    asked("a", urgent=True)
    asked("b", urgent=True, role="national")
    national = person("national")
    send("2026-03-02 09:05")
    told = call(copilot, "get", "/messages")
    assert [one["causes"] for one in told["items"]] == [["a"]]
    assert call(national, "get", "/messages")["count"] == 2
    mine = told["items"][0]["identifier"]
    assert "Décider (a)" in call(copilot, "get", f"/messages/{mine}")["text"]
    (other,) = Message.objects.exclude(identifier=mine)
    call(copilot, "get", f"/messages/{other.identifier}", status=404)


def test_sending_again(copilot):
    asked("a", urgent=True)
    send("2026-03-02 09:05")
    message = Message.objects.get()
    path = f"/messages/{message.identifier}/resend"
    administrator = person("administrator")
    call(administrator, "post", path, status=409)
    Message.objects.update(state=Message.FAILED)
    call(copilot, "post", path, status=404)
    assert call(administrator, "post", path)["state"] == "waiting"
    call(administrator, "post", f"/messages/{'0' * 32}/resend", status=404)
