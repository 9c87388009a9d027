"""Asking for access: who is told, who answers, what becomes of it."""

import datetime as dt

import pytest

from ancrage.inbox.models import Item
from ancrage.inbox.queries import inbox_of
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import NATION, Scope, ScopeKind, host
from ancrage.people.actions.access import (
    AccessRefusedError,
    grant_access,
    refuse_access,
    request_access,
    withdraw_request,
)
from ancrage.people.actions.roles import RoleRefusedError, Term
from ancrage.people.models import AccessRequest
from ancrage.people.queries import actor_of
from ancrage.people.queries.access import find_request, requests_of
from ancrage.people.queries.organisations import OrganisationChoice
from tests.people.country import ARVE, country
from tests.people.world import person, sign_in

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
AURA = Scope(ScopeKind.REGION, "84")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    country()


def as_actor(somebody):
    return actor_of(somebody, on=TODAY)


def asked(somebody, role="elected_lead", scope=ARVE, **more):
    return request_access(by=as_actor(somebody), now=NOW, role=role, scope=scope, **more)


def given(by, request, **more):
    return grant_access(by=by, now=NOW, request=request, term=Term(TODAY), **more)


def refused(by, request, reason="Pas de mandat."):
    return refuse_access(by=by, now=NOW, request=request, reason=reason)


def waiting_for(somebody):
    return [one.item.title for one in inbox_of(as_actor(somebody), now=NOW).waiting]


def told_to(somebody):
    return [one.item.title for one in inbox_of(as_actor(somebody), now=NOW).unread]


@pytest.mark.parametrize(
    ("role", "scope", "goes_to"),
    [
        ("elected_lead", ARVE, {"copilot"}),
        ("secretariat", AURA, {"copilot"}),
        ("copilot", AURA, {"national", "administrator"}),
        ("state_region", AURA, {"national", "administrator"}),
        ("referent", Scope(ScopeKind.OPERATOR, "bpifrance"), {"national", "administrator"}),
        ("administrator", NATION, {"administrator"}),
    ],
)
def test_a_request_goes_to_those_who_may_give_the_role(role, scope, goes_to):
    people = {
        "copilot": person("copilot", code="84"),
        "other copilot": person("copilot", code="28"),
        "national": person("national"),
        "administrator": person("administrator"),
        "auditor": person("auditor"),
    }
    asked(person(), role, scope)
    assert {name for name, one in people.items() if waiting_for(one)} == goes_to


def test_without_a_copilot_the_national_team_answers():
    national = person("national")
    asked(person())
    assert len(waiting_for(national)) == 1


def test_what_is_asked_names_nobody_where_others_read_it():
    somebody = person(name="Jeanne")
    made = asked(somebody, message="Je suis Jeanne, élue.")
    item, entry = Item.objects.get(), JournalEntry.objects.last()
    for text in (item.title, item.why, entry.says, str(entry.change)):
        assert "Jeanne" not in text
    assert entry.personal["person_name"] == somebody.name
    assert entry.change["details"]["person"] == somebody.reference
    assert entry.where == {"region": ["84"], "territory": ["essai:t1"]}
    assert made.message == "Je suis Jeanne, élue."


def test_the_same_request_is_made_once():
    somebody = person()
    assert asked(somebody).pk == asked(somebody).pk
    assert JournalEntry.objects.filter(command="people.request_access").count() == 1


@pytest.mark.parametrize(
    ("role", "scope"), [("roi", NATION), ("copilot", NATION), ("national", AURA)]
)
def test_a_role_that_makes_no_sense_is_not_asked_for(role, scope):
    with pytest.raises(AccessRefusedError, match="ne se tient pas"):
        asked(person(), role, scope)


def test_a_role_that_is_held_is_not_asked_for():
    with pytest.raises(AccessRefusedError, match="déjà"):
        asked(person("elected_lead", code="essai:t1"))


def test_a_visitor_and_the_machine_ask_for_nothing():
    with pytest.raises(NotAllowedError):
        request_access(by=host(), now=NOW, role="national", scope=NATION)


def test_granted_the_role_is_held_and_both_know_it():
    copilot, somebody = person("copilot", code="84"), person()
    held = asked(somebody)
    choice = OrganisationChoice("intercommunality", "200033116", "CC Cluses-Arve et Montagnes")
    given(as_actor(copilot), held, organisation=choice, reason="Bienvenue.")
    holding = somebody.holdings.get()
    assert (holding.role, holding.scope_code) == ("elected_lead", "essai:t1")
    assert holding.organisation.code == "200033116"
    assert waiting_for(copilot) == []
    assert told_to(somebody) == ["Accès accordé\u00a0: élu référent (Vallée de l’Arve)"]
    entry = JournalEntry.objects.last()
    assert (entry.command, entry.role) == ("people.grant_access", "copilot")
    assert [part["command"] for part in entry.change["details"]["parts"]] == [
        "people.add_organisation",
        "people.grant_role",
    ]


def test_refused_the_reason_is_read_by_who_asked():
    copilot, somebody = person("copilot", code="84"), person()
    held = asked(somebody)
    refused(as_actor(copilot), held)
    held.refresh_from_db()
    assert (held.state, held.reason, held.decided_by) == (
        AccessRequest.REFUSED,
        "Pas de mandat.",
        copilot.reference,
    )
    assert not somebody.holdings.exists()
    assert len(told_to(somebody)) == 1
    with pytest.raises(AccessRefusedError, match="déjà sa réponse"):
        given(as_actor(copilot), held)
    assert asked(somebody).pk != held.pk


def test_a_refusal_says_why():
    with pytest.raises(AccessRefusedError, match="pourquoi"):
        refused(as_actor(person("copilot", code="84")), asked(person()), "  ")


@pytest.mark.parametrize(
    ("role", "code", "error"),
    [
        ("copilot", "28", NotAllowedError),
        ("elected_lead", "essai:t1", NotAllowedError),
        ("auditor", "", NotAllowedError),
        ("", "", NotAllowedError),
    ],
)
def test_nobody_answers_what_is_not_his_to_answer(role, code, error):
    held = asked(person())
    by = as_actor(person(role, code=code))
    for answer in (given, refused):
        with pytest.raises(error):
            answer(by, held)
    held.refresh_from_db()
    assert held.state == AccessRequest.WAITING


def test_a_copilot_does_not_make_another_copilot():
    held = asked(person(), "copilot", AURA)
    with pytest.raises(AccessRefusedError, match="pas le vôtre"):
        given(as_actor(person("copilot", code="84")), held)


def test_nobody_answers_his_own_request():
    administrator = person("administrator")
    held = asked(administrator, "national", NATION)
    for answer in (given, refused):
        with pytest.raises(AccessRefusedError, match="propre demande"):
            answer(as_actor(administrator), held)


def test_taken_back_it_waits_for_nobody():
    copilot, somebody = person("copilot", code="84"), person()
    held = asked(somebody)
    with pytest.raises(NotAllowedError):
        withdraw_request(by=as_actor(copilot), now=NOW, request=held)
    withdraw_request(by=as_actor(somebody), now=NOW, request=held)
    assert waiting_for(copilot) == []
    with pytest.raises(AccessRefusedError):
        withdraw_request(by=as_actor(somebody), now=NOW, request=held)


def test_a_grant_that_fails_leaves_the_request_waiting():
    copilot, somebody = person("copilot", code="84"), person()
    held = asked(somebody)
    past = Term(TODAY, TODAY - dt.timedelta(days=1))
    with pytest.raises(RoleRefusedError):
        grant_access(by=as_actor(copilot), now=NOW, request=held, term=past)
    held.refresh_from_db()
    assert held.state == AccessRequest.WAITING
    assert len(waiting_for(copilot)) == 1


def test_each_sees_his_own_requests_and_those_that_he_answers():
    asker = person()
    held = asked(asker)
    sees = {
        person("copilot", code="84"): True,
        person("copilot", code="28"): False,
        person("national"): True,
        person("auditor"): True,
        person("elected_lead", code="essai:t1"): False,
        person(): False,
        asker: True,
    }
    for somebody, seen in sees.items():
        actor = as_actor(somebody)
        assert bool(requests_of(actor)) is seen, somebody
        assert (find_request(actor, held.reference) is not None) is seen, somebody


# On the pages


def test_somebody_asks_and_the_region_grants_on_the_pages(client):
    somebody, copilot = person(name="jeanne"), person("copilot", code="84")
    sign_in(client, somebody)
    assert "Quel rôle demandez-vous" in client.get("/acces/demander/").content.decode()
    form = {"role": "elected_lead", "scope": "arve", "organisation": "CC Cluses-Arve et Montagnes"}
    answer = client.post("/acces/demander/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/acces/")
    held = AccessRequest.objects.get()
    sign_in(client, copilot)
    assert "Jeanne Essai" in client.get("/acces/").content.decode()
    page = client.get(f"/acces/{held.reference}/").content.decode()
    assert "CC Cluses-Arve et Montagnes" in page
    path = f"/acces/{held.reference}/accorder/"
    faulty = client.post(path, {"accord-organisation": "Club", "accord-since": "hier"})
    assert faulty.status_code == 422
    assert "Écrivez la date" in faulty.content.decode()
    answer = client.post(path, {"accord-organisation": "200033116", "accord-since": "2026-03-02"})
    assert answer.status_code == 302
    assert somebody.holdings.get().organisation.name == "CC Cluses-Arve et Montagnes"


@pytest.mark.parametrize(
    ("scope", "said"),
    [("", "obligatoire"), ("Brest", "Rien ne s’appelle"), ("Vallée", "Plusieurs répondent")],
)
def test_a_place_that_is_not_clear_is_told(client, scope, said):
    sign_in(client, person())
    form = {"role": "elected_lead", "scope": scope, "organisation": "CC"}
    answer = client.post("/acces/demander/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AccessRequest.objects.exists()


def test_a_refusal_on_the_page_asks_for_its_reason(client):
    held = asked(person())
    sign_in(client, person("copilot", code="84"))
    path = f"/acces/{held.reference}/refuser/"
    assert client.post(path, {"refus-reason": ""}).status_code == 422
    assert client.post(path, {"refus-reason": "Pas de mandat."}).status_code == 302


def test_another_region_finds_nothing_there(client):
    held = asked(person())
    sign_in(client, person("copilot", code="28"))
    for path in ("", "accorder/", "refuser/"):
        there = client.post if path else client.get
        assert there(f"/acces/{held.reference}/{path}").status_code == 404


def test_who_asked_takes_it_back_on_the_page(client):
    somebody = person()
    held = asked(somebody)
    sign_in(client, somebody)
    assert "Retirer ma demande" in client.get(f"/acces/{held.reference}/").content.decode()
    client.post(f"/acces/{held.reference}/retirer/")
    held.refresh_from_db()
    assert held.state == AccessRequest.WITHDRAWN
