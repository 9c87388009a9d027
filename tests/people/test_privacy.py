"""Personal data: all of it exported, erased with the chain intact, kept no longer than told."""

import dataclasses
import datetime as dt
import json

import pytest
import yaml
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from ancrage.journal.checker import check
from ancrage.journal.export import export_lines
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import NATION
from ancrage.people import privacy
from ancrage.people.actions.access import request_access
from ancrage.people.actions.accounts import correct_person
from ancrage.people.actions.looking import look_as
from ancrage.people.actions.privacy import PrivacyRefusedError, apply_retention, erase_person
from ancrage.people.actions.roles import Term, stand_in
from ancrage.people.actions.tokens import create_token
from ancrage.people.models import AccessRequest, ApiToken, Invitation, Person, SecondFactor
from ancrage.people.privacy import register_personal_data, retention_rules
from ancrage.people.queries import actor_of
from ancrage.people.queries.privacy import entries_naming, export_of, overdue_counts
from tests.people.country import country
from tests.people.test_invitations import invited
from tests.people.test_invitations_table import GOOD, changed
from tests.people.world import HOST, give, person, sign_in

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=366)
SEALED = "scellé"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db):
    country()


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch):
    monkeypatch.setattr(privacy, "_held", {})


def as_actor(somebody, on=TODAY):
    return actor_of(somebody, on=on)


def attempted(username, at):
    """A sign-in that failed then."""
    made = AccessAttempt.objects.create(username=username, failures_since_start=1)
    AccessAttempt.objects.filter(pk=made.pk).update(attempt_time=at)


def busy(name="jeanne"):
    """Somebody of whom the site holds something of every kind."""
    somebody = person("elected_lead", code="essai:t1", name=name)
    correct_person(
        by=as_actor(somebody),
        now=NOW,
        person=somebody,
        given_name="Jeanne",
        family_name="d’Été",
        email=f"{name}@essai.example",
    )
    somebody.refresh_from_db()
    stand_in(
        by=as_actor(somebody),
        now=NOW,
        holding=somebody.holdings.get(),
        person=person(),
        term=Term(TODAY),
        is_delegation=False,
    )
    request_access(by=as_actor(somebody), now=NOW, role="national", scope=NATION, message="Moi.")
    create_token(
        by=as_actor(somebody),
        now=NOW,
        name="Jeton",
        expires_on=TODAY,
        may_write=False,
        roles=[],
    )
    SecondFactor.objects.create(person=somebody, secret=SEALED, enrolled_at=NOW)
    attempted(somebody.email, NOW)
    give(somebody, "project_manager", "essai:t1", term=Term(TODAY + 5 * DAY))
    look_as(by=as_actor(person("national")), now=NOW, person=somebody)
    return somebody


def erased(somebody, by=HOST, reason="À sa demande."):
    return erase_person(by=by, now=NOW, person=somebody, reason=reason)


def whole_journal():
    return list(export_lines(with_private=True, with_personal=True))


# Erasing


def test_only_the_reference_is_left_and_the_chain_verifies():
    somebody = busy()
    reference = somebody.reference
    head = json.loads(whole_journal()[0])["head"]
    assert check(whole_journal(), head)[2] == 0
    erased(somebody, by=as_actor(person("administrator")))
    held = Person.objects.get(reference=reference)
    assert (held.email, held.name, held.subject, held.is_active) == (
        *(None, "personne effacée", None, False),
    )
    assert held.erased_at == NOW
    lines = whole_journal()
    assert check(lines)[2] == 0
    for text in ("Jeanne", "Été", "jeanne@essai.example"):
        assert json.dumps(text)[1:-1] not in "".join(lines)
        assert text not in "".join(lines)
    assert reference in "".join(lines)


def test_what_hangs_on_the_account_goes_and_its_roles_end():
    somebody = busy()
    deputy = somebody.holdings.first().stand_ins.get()
    erased(somebody)
    assert not ApiToken.objects.exists()
    assert not AccessRequest.objects.exists()
    assert not SecondFactor.objects.exists()
    assert not AccessAttempt.objects.exists()
    held = somebody.holdings.get()
    deputy.refresh_from_db()
    assert (held.role, held.until, deputy.until) == ("elected_lead", TODAY, TODAY)


def test_the_erasure_itself_is_in_the_journal_and_names_nobody():
    somebody = busy()
    count = len(entries_naming(somebody))
    erased(somebody, by=as_actor(person("administrator", name="denis")))
    entry = JournalEntry.objects.last()
    assert (entry.command, entry.reference) == ("people.erase_person", somebody.reference)
    assert entry.change["details"]["reason"] == "À sa demande."
    assert entry.change["details"]["entries"] == count > 5
    assert entry.personal["actor_name"] == "Denis Essai"


def test_the_entries_of_others_keep_their_names():
    other = person(name="autre")
    number = JournalEntry.objects.get(reference=other.reference).pk
    erased(busy())
    assert JournalEntry.objects.get(pk=number).personal["person_name"] == other.name


def test_an_entry_that_names_him_only_in_words_is_found_too():
    somebody = busy()
    entry = JournalEntry.objects.first()
    JournalEntry.objects.filter(pk=entry.pk).update(
        reference="x",
        change={"before": None, "after": None, "details": {}, "salt": ""},
        personal={"attendance": ["Paul Achard", "JEANNE d’Été"], "salt": ""},
    )
    assert entry.pk in entries_naming(somebody)


def test_a_first_name_alone_is_no_reason_to_empty_an_entry():
    somebody = person(name="Jeanne")
    Person.objects.filter(pk=somebody.pk).update(family_name="", given_name="Essai")
    somebody.refresh_from_db()
    other = person(name="autre")
    number = JournalEntry.objects.get(reference=other.reference).pk
    assert number not in entries_naming(somebody)


def test_an_invitation_in_bulk_keeps_its_digests_without_their_salt():
    invited(GOOD, changed(email="paul@essai.example", given="Paul", family="Achard"))
    claire = Person.objects.get(email="claire@essai.example")
    told = export_of(claire, now=NOW)["journal"]
    assert [entry["command"] for entry in told] == ["people.invite"]
    erased(claire)
    entry = JournalEntry.objects.get(command="people.invite")
    assert entry.personal is None
    assert len(entry.change["details"]["rows"]) == 2
    assert not Invitation.objects.filter(person__email="claire@essai.example").exists()
    assert check(whole_journal())[2] == 0


@pytest.mark.parametrize("role", ["national", "auditor", "copilot", ""])
def test_nobody_erases_but_an_administrator(role):
    somebody = busy()
    by = person(role, code="84" if role == "copilot" else "")
    with pytest.raises(NotAllowedError):
        erased(somebody, by=as_actor(by))
    with pytest.raises(NotAllowedError):
        erased(somebody, by=as_actor(somebody))


def test_the_last_administrator_stays():
    administrator = person("administrator")
    with pytest.raises(PrivacyRefusedError, match="dernier administrateur"):
        erased(administrator)
    other = person("administrator")
    with pytest.raises(PrivacyRefusedError, match="soi-même"):
        erased(other, by=as_actor(other))
    erased(administrator, by=as_actor(other))
    with pytest.raises(PrivacyRefusedError, match="dernier administrateur"):
        erased(other)


def test_an_erasure_has_a_reason_and_is_done_once():
    somebody = busy()
    with pytest.raises(PrivacyRefusedError, match="pourquoi"):
        erased(somebody, reason=" ")
    erased(somebody)
    with pytest.raises(PrivacyRefusedError, match="déjà"):
        erased(somebody)


def test_the_address_is_free_again():
    somebody = person(name="jeanne")
    email = somebody.email
    erased(somebody)
    again = person(name="autre")
    correct_person(by=HOST, now=NOW, person=again, given_name="A", family_name="B", email=email)
    again.refresh_from_db()
    assert again.email == email


def test_other_capabilities_export_and_erase_what_they_hold():
    gone = []

    def erase(*, reference, now):
        gone.append(reference)
        return 3

    register_personal_data("attendance", lambda reference: [{"of": reference}], erase)
    somebody = busy()
    assert export_of(somebody, now=NOW)["attendance"] == [{"of": somebody.reference}]
    erased(somebody)
    assert gone == [somebody.reference]
    assert JournalEntry.objects.last().change["details"]["emptied"] == {"attendance": 3}


# Exporting


def test_the_export_holds_everything_and_only_his():
    somebody = busy()
    told = export_of(somebody, now=NOW)
    json.dumps(told)
    assert told["person"]["email"] == "jeanne@essai.example"
    assert told["person"]["second_factor_enrolled_at"] == "2026-03-02T09:00:00.000000Z"
    assert {role["role"] for role in told["roles"]} == {"elected_lead", "project_manager"}
    assert told["access_requests"][0]["message"] == "Moi."
    assert told["tokens"][0]["name"] == "Jeton"
    commands = {entry["command"] for entry in told["journal"]}
    assert commands >= {"people.correct_person", "people.look_as", "people.create_token"}
    text = json.dumps(told, ensure_ascii=False)
    assert "secret_hash" not in text
    assert SEALED not in text
    assert "National Essai" not in text
    assert "Sans Rôle" not in text


def test_everybody_takes_his_own_and_an_administrator_another_s(client):
    somebody = busy()
    sign_in(client, somebody)
    answer = client.get("/donnees-personnelles/moi.json")
    assert answer.json()["person"]["reference"] == somebody.reference
    assert answer["Cache-Control"] == "no-store"
    path = f"/personnes/{somebody.reference}/donnees.json"
    assert client.get(path).status_code == 200
    for role, status in (("administrator", 200), ("national", 404), ("auditor", 404)):
        sign_in(client, person(role))
        assert client.get(path).status_code == status


# Keeping no longer than told


def test_every_rule_says_what_why_on_what_ground_how_long_and_then():
    for rule in retention_rules(on=TODAY):
        told = (rule.label, rule.holds, rule.purpose, rule.basis, rule.then)
        assert all(text.strip() for text in told), rule.code
        assert (rule.days is None) == (rule.after == ""), rule.code


@pytest.mark.parametrize(
    ("days", "said"),
    [
        *((None, ""), (0, ""), (1, "1 jour"), (30, "30 jours"), (365, "1 an"), (366, "1 an")),
        *((400, "400 jours"), (1826, "5 ans"), (3650, "10 ans")),
    ],
)
def test_how_long_is_said_as_people_count(days, said):
    rule = retention_rules(on=TODAY)[0]
    assert dataclasses.replace(rule, days=days).kept == said


def test_a_newer_rule_takes_the_place_of_the_one_before(monkeypatch):
    older, *_rest = privacy._told()
    newer = {name: getattr(older, name) for name in older.__slots__} | {
        "valid_from": dt.date(2026, 1, 1),
        "days": 30,
    }
    monkeypatch.setattr(privacy, "_told", lambda: (privacy.RetentionRule(**newer), older))
    assert [rule.days for rule in retention_rules(on=dt.date(2025, 12, 31))] == [365]
    assert [rule.days for rule in retention_rules(on=dt.date(2026, 1, 1))] == [30]
    assert retention_rules(on=dt.date(2018, 1, 1)) == []


def left(name, *, days, role=True):
    """Somebody whose role ended, and who last came, so many days ago."""
    somebody = person(name=name)
    day = TODAY - dt.timedelta(days=days)
    if role:
        give(somebody, "elected_lead", "essai:t1", term=Term(day - DAY, day))
    at = NOW - dt.timedelta(days=days)
    Person.objects.filter(pk=somebody.pk).update(created_at=at - YEAR, last_login=at)
    return somebody


def test_an_account_is_erased_a_year_after_its_last_role_and_its_last_use():
    gone = left("parti", days=370)
    kept = [
        left("récent", days=300),
        person("elected_lead", code="essai:t1", name="en fonction"),
    ]
    coming = left("revient", days=400)
    give(coming, "project_manager", "essai:t1", term=Term(TODAY + 30 * DAY))
    asleep = left("inscrit, jamais venu", days=370, role=False)
    Person.objects.filter(pk=kept[1].pk).update(created_at=NOW - 5 * YEAR)
    assert overdue_counts(now=NOW)["account"] == 2
    assert apply_retention(by=HOST, now=NOW)["account"] == 2
    erased_ones = set(Person.objects.filter(erased_at=NOW))
    assert erased_ones == {gone, asleep}
    assert apply_retention(by=HOST, now=NOW) == {}


def test_what_is_old_goes_and_what_is_not_stays():
    somebody = person("national")
    for days in (400, 300):
        at = NOW - dt.timedelta(days=days)
        AccessRequest.objects.create(
            person=somebody, role="auditor", scope_kind="nation", state="refused",
            asked_at=at, decided_at=at,
        )  # fmt: skip
        Invitation.objects.create(
            person=somebody, batch="b", invited_by="x", invited_at=at, sent_at=at,
            expires_at=at, accepted_at=at,
        )  # fmt: skip
        ApiToken.objects.create(
            reference=f"r{days}", name="n", person=somebody, secret_hash=SEALED, created_at=at,
            expires_on=at.date(),
        )  # fmt: skip
        attempted("x", at)
    attempted("x", NOW - 3 * DAY)
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + DAY)
    AccessRequest.objects.create(
        person=somebody, role="expert", scope_kind="nation", asked_at=NOW - 5 * YEAR
    )
    Person.objects.filter(pk=somebody.pk).update(last_login=NOW)
    done = apply_retention(by=HOST, now=NOW)
    assert done == {"access_request": 1, "invitation": 1, "token": 1, "attempt": 2, "session": 1}
    assert AccessRequest.objects.count() == 2
    assert ApiToken.objects.get().reference == "r300"
    assert Session.objects.get().session_key == "new"


def test_names_leave_the_journal_after_ten_years_and_the_chain_verifies():
    person(name="jeanne")
    later = NOW + 11 * YEAR
    told = overdue_counts(now=later)
    assert told["journal"] == JournalEntry.objects.exclude(personal=None).count() > 0
    apply_retention(by=HOST, now=later)
    old = JournalEntry.objects.filter(at__lt=later - 10 * YEAR)
    assert not old.exclude(personal=None).exists()
    assert check(whole_journal())[2] == 0


def test_a_registered_kind_expires_by_its_own_rule(monkeypatch):
    asked = []

    def expire(*, before):
        asked.append(before)
        return 7

    register_personal_data("invitation", lambda r: [], lambda **told: 0, expire)
    assert apply_retention(by=HOST, now=NOW)["invitation"] == 7
    assert asked == [NOW - dt.timedelta(days=365)]


def test_applying_leaves_one_entry_and_nothing_when_nothing_is_due():
    entries = JournalEntry.objects.count()
    assert apply_retention(by=HOST, now=NOW) == {}
    assert JournalEntry.objects.count() == entries
    left("parti", days=370)
    entries = JournalEntry.objects.count()
    apply_retention(by=as_actor(person("administrator")), now=NOW)
    entry = JournalEntry.objects.last()
    assert entry.command == "people.apply_retention"
    assert entry.change["details"]["done"] == {"account": 1}
    assert [part["command"] for part in entry.change["details"]["parts"]] == ["people.erase_person"]


@pytest.mark.parametrize("role", ["national", "auditor", ""])
def test_only_an_administrator_or_the_machine_applies_them(role):
    with pytest.raises(NotAllowedError):
        apply_retention(by=as_actor(person(role)), now=NOW)


# On the pages


def test_the_page_is_open_to_all_and_says_every_rule(client):
    html = client.get("/donnees-personnelles/").content.decode()
    for rule in retention_rules(on=TODAY):
        assert rule.label in html
    assert "À traiter" not in html
    sign_in(client, person("administrator"))
    page = client.get("/donnees-personnelles/").content.decode()
    assert "Appliquer ces durées maintenant" in page
    done = client.post("/donnees-personnelles/durees/").content.decode()
    assert "Rien n’était à traiter" in done


def test_erasing_on_the_page_asks_for_a_reason_and_to_be_sure(client):
    somebody = busy()
    sign_in(client, person("administrator"))
    path = f"/personnes/{somebody.reference}/effacer/"
    assert "Effacer définitivement" in client.get(path).content.decode()
    assert client.post(path, {"reason": "À sa demande."}).status_code == 422
    assert client.post(path, {"reason": "À sa demande.", "sure": "on"}).status_code == 302
    somebody.refresh_from_db()
    assert somebody.erased_at is not None
    assert client.get(f"/personnes/{somebody.reference}/").status_code == 404


def test_the_rules_are_plain_data():
    text = (privacy.files("ancrage.people") / "data" / "retention.yaml").read_text()
    told = yaml.safe_load(text)
    assert {one["code"] for one in told} >= {"account", "journal", "session", "message"}
    assert all(isinstance(one["valid_from"], dt.date) for one in told)
