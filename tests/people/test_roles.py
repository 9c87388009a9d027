"""Giving roles and ending them: who may, on what, between which days, and what the journal says."""

import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import NATION, Scope, ScopeKind, host
from ancrage.people.actions.roles import RoleRefusedError, Term, end_role, grant_role, stand_in
from ancrage.people.giving import givable, may_give, where_of
from ancrage.people.models import Organisation, RoleHolding
from ancrage.people.queries import actor_of
from ancrage.people.roles import role_kinds
from tests.people.country import ARVE, BRESLE, country
from tests.people.world import LONG_AGO, give, person

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
AURA = Scope(ScopeKind.REGION, "84")
NORMANDY = Scope(ScopeKind.REGION, "28")
HOST = host()


@pytest.fixture
def _country(db):
    country()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_country")]


def as_actor(somebody):
    return actor_of(somebody, on=TODAY)


def granted(by, somebody, role="elected_lead", scope=ARVE, since=TODAY, until=None, **more):
    term = Term(since, until)
    return grant_role(by=by, now=NOW, person=somebody, role=role, scope=scope, term=term, **more)


def ended(by, holding, last_day=TODAY, reason="Fin de mandat."):
    return end_role(by=by, now=NOW, holding=holding, last_day=last_day, reason=reason)


def replaced(by, holding, somebody, *, since=TODAY, until=None, delegation=False):
    return stand_in(
        by=by,
        now=NOW,
        holding=holding,
        person=somebody,
        term=Term(since, until),
        is_delegation=delegation,
    )


# Giving


def test_a_region_gives_the_roles_of_its_territories_and_the_journal_tells_it():
    copilot, lead = person("copilot", code="84"), person()
    held = granted(as_actor(copilot), lead)
    assert as_actor(lead).codes(ScopeKind.TERRITORY, role="elected_lead") == {"essai:t1"}
    entry = JournalEntry.objects.last()
    assert (entry.command, entry.actor, entry.role) == (
        "people.grant_role",
        copilot.reference,
        "copilot",
    )
    assert entry.reference == lead.reference
    assert entry.change["after"]["scope"] == "territory:essai:t1"
    assert entry.where == {"region": ["84"], "territory": ["essai:t1"]}
    assert lead.name not in entry.says
    assert entry.personal["person_name"] == lead.name
    assert held.reference


@pytest.mark.parametrize(
    ("role", "code", "given", "scope", "error"),
    [
        ("copilot", "28", "elected_lead", ARVE, NotAllowedError),
        ("copilot", "84", "elected_lead", Scope(ScopeKind.TERRITORY, "x:y"), NotAllowedError),
        ("copilot", "84", "copilot", AURA, RoleRefusedError),
        ("copilot", "84", "state_region", AURA, RoleRefusedError),
        ("copilot", "84", "national", NATION, NotAllowedError),
        ("national", "", "administrator", NATION, RoleRefusedError),
        ("elected_lead", "essai:t1", "project_manager", ARVE, NotAllowedError),
        ("auditor", "", "elected_lead", ARVE, NotAllowedError),
        ("", "", "elected_lead", ARVE, NotAllowedError),
    ],
)
def test_nobody_gives_what_is_not_his_to_give(role, code, given, scope, error):
    by, somebody = person(role, code=code), person()
    with pytest.raises(error):
        granted(as_actor(by), somebody, given, scope)
    assert not somebody.holdings.exists()


@pytest.mark.parametrize(
    ("role", "code", "given", "scope"),
    [
        ("copilot", "84", "secretariat", AURA),
        ("copilot", "28", "project_manager", BRESLE),
        ("copilot", "32", "project_manager", BRESLE),
        ("national", "", "auditor", NATION),
        ("national", "", "copilot", NORMANDY),
        ("administrator", "", "administrator", NATION),
        ("administrator", "", "referent", Scope(ScopeKind.OPERATOR, "bpifrance")),
    ],
)
def test_who_may_give(role, code, given, scope):
    somebody = person()
    granted(as_actor(person(role, code=code)), somebody, given, scope)
    assert as_actor(somebody).roles >= {given}


def test_nobody_gives_himself_a_role():
    administrator = person("administrator")
    with pytest.raises(RoleRefusedError, match="soi-même"):
        granted(as_actor(administrator), administrator, "auditor", NATION)


def test_who_looks_as_another_gives_nothing():
    administrator = person("administrator")
    seen = actor_of(administrator, on=TODAY, seen_by="x")
    assert givable(seen) == []
    with pytest.raises(NotAllowedError):
        granted(seen, person())


def test_what_each_may_give_is_what_the_table_lets_him_give():
    given = [kind.code for kind in givable(as_actor(person("copilot", code="84")))]
    assert given == ["secretariat", "elected_lead", "industrial_lead", "project_manager"]
    assert [k.code for k in givable(HOST)] == list(role_kinds())
    assert givable(as_actor(person("auditor"))) == []
    both = as_actor(person("copilot", code="84"))
    assert may_give(both, "elected_lead", where_of(ARVE))
    assert not may_give(both, "elected_lead", where_of(BRESLE))


@pytest.mark.parametrize(
    ("role", "scope", "term", "told"),
    [
        ("roi", NATION, (TODAY, None), "n’existe pas"),
        ("national", AURA, (TODAY, None), "ne se tient pas sur ce périmètre"),
        ("copilot", NATION, (TODAY, None), "ne se tient pas sur ce périmètre"),
        ("copilot", Scope(ScopeKind.REGION, ""), (TODAY, None), "ne se tient pas"),
        ("copilot", AURA, (TODAY, TODAY - dt.timedelta(days=1)), "La fin précède"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(role, scope, term, told):
    with pytest.raises(RoleRefusedError, match=told):
        granted(HOST, person(), role, scope, *term)


def test_a_role_is_held_for_a_fitting_organisation():
    operator = Organisation.objects.get(code="bpifrance")
    with pytest.raises(RoleRefusedError, match="au nom de"):
        granted(HOST, person(), "elected_lead", ARVE, organisation=operator)


@pytest.mark.parametrize(
    ("since", "until", "again"),
    [
        (dt.date(2026, 1, 1), None, False),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 1), True),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 2), False),
        (dt.date(2026, 5, 1), None, False),
    ],
)
def test_the_same_role_is_not_held_twice_at_once(since, until, again):
    somebody = person()
    granted(HOST, somebody, since=since, until=until)
    if again:
        granted(HOST, somebody)
    else:
        with pytest.raises(RoleRefusedError, match="déjà"):
            granted(HOST, somebody)


def test_a_closed_account_is_given_nothing():
    somebody = person()
    somebody.is_active = False
    somebody.save()
    with pytest.raises(RoleRefusedError, match="fermé"):
        granted(HOST, somebody)


# Ending


def test_a_role_ends_on_a_day_with_a_reason_and_its_stand_ins_with_it():
    copilot, lead, deputy = person("copilot", code="84"), person(), person()
    held = granted(HOST, lead, since=LONG_AGO)
    second = replaced(as_actor(lead), held, deputy)
    ended(as_actor(copilot), held)
    second.refresh_from_db()
    assert second.until == TODAY
    tomorrow = TODAY + dt.timedelta(days=1)
    assert actor_of(lead, on=TODAY).holdings
    assert not actor_of(lead, on=tomorrow).holdings
    assert not actor_of(deputy, on=tomorrow).holdings
    change = JournalEntry.objects.last().change
    assert change["details"]["reason"] == "Fin de mandat."
    assert change["details"]["stand_ins"] == [deputy.reference]
    assert (change["before"]["until"], change["after"]["until"]) == (None, "2026-03-02")


def test_everybody_ends_his_own_roles_and_the_deputies_that_he_named():
    lead, deputy = person("elected_lead", code="essai:t1"), person()
    held = lead.holdings.get()
    second = replaced(as_actor(lead), held, deputy)
    ended(as_actor(lead), second)
    ended(as_actor(lead), held)
    held.refresh_from_db()
    assert held.until == TODAY


@pytest.mark.parametrize(
    ("role", "code", "ending", "error"),
    [
        ("copilot", "28", ("elected_lead", "essai:t1"), NotAllowedError),
        ("copilot", "84", ("state_region", "84"), RoleRefusedError),
        ("elected_lead", "essai:t1", ("industrial_lead", "essai:t1"), NotAllowedError),
        ("auditor", "", ("elected_lead", "essai:t1"), NotAllowedError),
    ],
)
def test_nobody_ends_what_is_not_his_to_end(role, code, ending, error):
    held = person(ending[0], code=ending[1]).holdings.get()
    with pytest.raises(error):
        ended(as_actor(person(role, code=code)), held)
    held.refresh_from_db()
    assert held.until is None


def test_a_role_does_not_end_anyhow():
    held = granted(HOST, person(), since=TODAY, until=TODAY + dt.timedelta(days=9))
    for day, reason, said in (
        (TODAY, "  ", "pourquoi"),
        (TODAY - dt.timedelta(days=1), "Erreur.", "commencé"),
        (TODAY + dt.timedelta(days=10), "Prolongation.", "finit déjà"),
    ):
        with pytest.raises(RoleRefusedError, match=said):
            ended(HOST, held, day, reason)


def test_the_last_administrator_stays_unless_the_machine_says_otherwise():
    first, second = person("administrator"), person("administrator")
    until = TODAY + dt.timedelta(days=30)
    ended(HOST, second.holdings.get(), until)
    national = as_actor(person("national"))
    with pytest.raises(RoleRefusedError, match="pas le vôtre"):
        ended(national, first.holdings.get())
    with pytest.raises(RoleRefusedError, match="dernier administrateur"):
        ended(as_actor(first), first.holdings.get(), until)
    ended(as_actor(first), first.holdings.get(), TODAY)
    with pytest.raises(RoleRefusedError, match="dernier administrateur"):
        ended(as_actor(second), second.holdings.get(), TODAY)
    ended(HOST, second.holdings.get(), TODAY)


# Standing in


def test_a_delegate_acts_until_the_end_of_the_delegation():
    lead, delegate = person("elected_lead", code="essai:t1"), person()
    end = TODAY + dt.timedelta(days=5)
    replaced(as_actor(lead), lead.holdings.get(), delegate, until=end, delegation=True)
    assert actor_of(delegate, on=end).roles >= {"elected_lead"}
    assert actor_of(delegate, on=end).holdings[0].stands_in_for == lead.reference
    assert "elected_lead" not in actor_of(delegate, on=end + dt.timedelta(days=1)).roles


def test_a_stand_in_does_not_do_more_than_it_is():
    lead, other = person("elected_lead", code="essai:t1"), person()
    held = lead.holdings.get()
    second = replaced(as_actor(lead), held, other)
    for holding, somebody, term, said in (
        (held, other, {"delegation": True}, "a une fin"),
        (held, lead, {}, "elle-même"),
        (held, other, {}, "déjà"),
        (second, person(), {}, "à son tour"),
        (held, person(), {"since": LONG_AGO - dt.timedelta(days=1)}, "sortirait"),
        (held, person(), {"until": TODAY - dt.timedelta(days=1)}, "La fin précède"),
    ):
        with pytest.raises(RoleRefusedError, match=said):
            replaced(HOST, holding, somebody, **term)


def test_only_the_holder_or_an_administrator_has_himself_replaced():
    held = person("elected_lead", code="essai:t1").holdings.get()
    for role, code in (("copilot", "84"), ("national", ""), ("", "")):
        with pytest.raises(NotAllowedError):
            replaced(as_actor(person(role, code=code)), held, person())
    assert replaced(as_actor(person("administrator")), held, person()).pk


@pytest.mark.django_db(transaction=True)
def test_two_who_give_the_same_role_at_once_give_it_once():
    somebody, outcomes = person(), []

    def give_it():
        try:
            granted(HOST, somebody, "national", NATION)
            outcomes.append("given")
        except RoleRefusedError:
            outcomes.append("refused")
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=give_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused"]
    assert RoleHolding.objects.filter(person=somebody).count() == 1


def test_the_world_of_the_tests_gives_through_the_same_door():
    somebody = person()
    give(somebody, "copilot", "84")
    assert JournalEntry.objects.last().command == "people.grant_role"
    assert timezone.is_aware(JournalEntry.objects.last().at)
