"""The ways of seeing a list that somebody names: one thing for all lists, each person's own."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils.timezone import localdate
from typer.testing import CliRunner

from ancrage.journal import acting
from ancrage.journal.models import JournalEntry
from ancrage.people import middleware
from ancrage.people.actions.privacy import erase_person
from ancrage.people.actions.saved import MOST, ViewRefusedError, save_view
from ancrage.people.models import Person, SavedView
from ancrage.people.queries import actor_of
from ancrage.people.queries.saved import views_about, views_of
from ancrage.project.cli import app
from tests.people.world import person, sign_in

pytestmark = pytest.mark.django_db
LIST, ROOT = "/sollicitations/", "/api/v1/views"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _tokens(monkeypatch):
    """A person's reference is his token."""

    def read(request, now):
        reference = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = Person.objects.filter(reference=reference).first()
        return found and actor_of(found, on=localdate(now))

    monkeypatch.setattr(middleware, "_token_readers", [read])
    yield
    acting.act_for("")


@pytest.fixture
def held():
    return person("national"), person("auditor")


def test_a_view_is_kept_named_shown_and_forgotten(held):
    mine, other = map(signed_in, held)
    told = {"page": "requests", "name": "Mes accords", "query": "etat=granted&page=3&format=csv"}
    kept = mine.post("/vues/garder/", told)
    view = SavedView.objects.get()
    assert (view.page, view.query) == ("requests", "etat=granted")
    assert mine.get(kept.url).url == f"{LIST}?etat=granted"
    assert "Mes accords" in mine.get(LIST).content.decode()
    assert "Mes accords" not in other.get(LIST).content.decode()
    assert other.get(kept.url).status_code == 404
    assert other.post(f"/vues/{view.reference}/effacer/").status_code == 404
    assert mine.post(f"/vues/{view.reference}/effacer/").url == LIST
    assert not SavedView.objects.exists()


def test_the_same_name_on_another_list_is_another_view(held):
    for page in ("requests", "sheets", "requests"):
        save(held[0], page=page, name="Retards")
    assert SavedView.objects.count() == 2
    assert [view.page for view in views_of(actor(held[0]), "sheets")] == ["sheets"]
    assert JournalEntry.objects.filter(command="people.save_view").count() == 3


def test_what_cannot_be_kept_is_refused_and_shown_again(held):
    answer = signed_in(held[0]).post(
        "/vues/garder/", {"page": "requests", "name": " ", "query": "q=fours"}
    )
    assert answer.status_code == 409
    assert "q=fours" in answer.content.decode()
    assert signed_in(held[0]).post("/vues/garder/", {"page": "home"}).status_code == 404
    with pytest.raises(ViewRefusedError, match="ne garde pas"):
        save(held[0], page="home", name="Accueil")
    for rank in range(MOST):
        save(held[0], page="sheets", name=str(rank))
    with pytest.raises(ViewRefusedError, match="effacez"):
        save(held[0], page="sheets", name="Une de trop")


def test_views_go_with_their_person(held):
    save(held[0], page="sheets", name="Mes fiches")
    assert views_about(held[0].reference)[0]["name"] == "Mes fiches"
    by = actor_of(person("administrator"), on=NOW.date())
    erase_person(by=by, now=NOW, person=held[0], reason="Essai")
    assert not SavedView.objects.exists()


def test_views_on_the_command_line_and_the_api(held):
    def run(*told, by, code=0):
        done = CliRunner().invoke(app, ["--by", by.email, "people", *told])
        assert done.exit_code == code, done.output
        return done.output.strip()

    reference = run("save-view", "sheets", "Retards", "suivi=retard", by=held[0])
    assert "Retards" in run("views", "sheets", by=held[0])
    run("drop-view", reference, by=held[1], code=2)
    run("drop-view", reference, by=held[0])
    token = {"Authorization": f"Bearer {held[0].reference}"}
    told = json.dumps({"page": "sheets", "name": "v"})
    made = Client().post(ROOT, told, content_type="application/json", headers=token).json()
    assert Client().get(f"{ROOT}?page=sheets", headers=token).json() == [made]
    assert Client().get(f"{ROOT}?page=requests", headers=token).json() == []
    path = f"{ROOT}/{made['reference']}"
    assert Client().delete(path, headers=token).status_code == 204


def actor(who):
    return actor_of(who, on=NOW.date())


def save(who, *, page, name):
    return save_view(by=actor(who), now=NOW, page=page, name=name, query="")


def signed_in(who) -> Client:
    return sign_in(Client(), who)
