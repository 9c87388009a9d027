"""Inviting: what a table does, once; what becomes of a link; what the journal keeps."""

import datetime as dt
import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from ancrage.inbox.models import Message
from ancrage.inbox.posting import letter
from ancrage.inbox.queries import shown_messages
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.rights import NATION, VISITOR
from ancrage.people.actions.identities import recognise
from ancrage.people.actions.invitations import (
    InvitationRefusedError,
    accept_invitation,
    cancel_invitation,
    invite,
    send_again,
)
from ancrage.people.invitation_links import key_of
from ancrage.people.invited_rows import read_rows
from ancrage.people.models import Invitation, Person, RoleHolding
from ancrage.people.queries import actor_of
from ancrage.people.queries.invitations import (
    InvitationState,
    Outcome,
    in_words,
    invitation_of,
    plan_of,
    visible_to,
)
from ancrage.people.signin.backend import Identity
from tests.people.country import country
from tests.people.test_invitations_table import GOOD, as_csv, changed, sheet
from tests.people.world import HOST, give, person, sign_in

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
LATER = NOW + dt.timedelta(days=31)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db):
    country()


OTHER = changed(
    email="paul@essai.example",
    given="Paul",
    family="Achard",
    role="chef de projet",
    until="31/12/2028",
)
THIRD = changed(
    email="claire@essai.example", role="chef de projet", scope="Roannais", organisation=""
)


def as_actor(somebody, on=TODAY):
    return actor_of(somebody, on=on)


def rows(*lines):
    found, problems = read_rows(sheet(as_csv(lines)), today=TODAY)
    assert problems == []
    return found


def invited(*lines, by=HOST, now=NOW):
    return invite(by=by, now=now, rows=rows(*lines), file="table.csv")


def claire():
    return Person.objects.get(email="claire@essai.example")


def key(somebody):
    held = somebody.invitations.get()
    return key_of(held.reference, held.sent_count)


def state(somebody, now=NOW):
    return in_words(somebody.invitations.all(), now=now)[0].state


# What a table does


def test_a_table_opens_accounts_gives_roles_sends_links_and_leaves_one_entry():
    before = JournalEntry.objects.count()
    made = invited(GOOD, OTHER, THIRD, by=as_actor(person("national")))
    assert (made.invited, made.given, made.held) == (2, 3, 0)
    held = {(h.role, h.scope_code) for h in claire().holdings.all()}
    assert held == {("elected_lead", "essai:t1"), ("project_manager", "essai:t2")}
    assert claire().holdings.first().organisation.name == "CC Cluses-Arve et Montagnes"
    paul = Person.objects.get(email="paul@essai.example")
    assert paul.holdings.get().until == dt.date(2028, 12, 31)
    assert state(claire()) == InvitationState.SENT
    entries = JournalEntry.objects.filter(number__gt=before + 2)
    assert [entry.command for entry in entries] == ["people.invite"]
    entry = entries.get()
    assert entry.kind == "invitation"
    assert len(entry.change["details"]["rows"]) == 3
    assert entry.change["details"]["people"] == sorted([claire().reference, paul.reference])
    assert entry.where["territory"] == ["essai:t1", "essai:t2"]


def test_the_entry_names_nobody_and_its_digests_can_be_checked_with_the_salt():
    invited(GOOD)
    entry = JournalEntry.objects.last()
    told = entry.says + entry.label + str(entry.change)
    for text in ("claire", "montagnier", "essai.example"):
        assert text not in told.lower()
    salt = entry.personal["rows_salt"]
    assert entry.change["details"]["rows"] == [row.digest(salt) for row in rows(GOOD)]


def test_the_same_table_again_changes_nothing():
    invited(GOOD, OTHER)
    kept = (Person.objects.count(), RoleHolding.objects.count(), Message.objects.count())
    entries = JournalEntry.objects.count()
    made = invited(GOOD, OTHER)
    assert (made.invited, made.given, made.held) == (0, 0, 2)
    assert kept == (Person.objects.count(), RoleHolding.objects.count(), Message.objects.count())
    assert JournalEntry.objects.count() == entries


def test_a_table_that_grew_does_only_what_is_new():
    invited(GOOD)
    made = invited(GOOD, OTHER, THIRD)
    assert (made.invited, made.given, made.held) == (1, 2, 1)
    assert claire().invitations.count() == 1
    assert claire().invitations.get().holdings.count() == 2
    assert Message.objects.filter(reference=claire().reference).count() == 1


def test_who_has_an_account_is_given_the_role_and_no_link():
    somebody = person(name="claire")
    Person.objects.filter(pk=somebody.pk).update(
        email="claire@essai.example", last_login=NOW - dt.timedelta(days=3)
    )
    plan = plan_of(HOST, rows(GOOD), file="x")
    assert [planned.outcome for planned in plan.rows] == [Outcome.GIVEN]
    made = invited(GOOD, by=as_actor(person("national")))
    assert (made.invited, made.given) == (0, 1)
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


def test_a_region_invites_for_its_territories_alone_and_all_or_nothing():
    copilot = as_actor(person("copilot", code="28"))
    bresle = changed(scope="bresle", organisation="")
    before = Person.objects.count()
    with pytest.raises(InputRefused) as refusal:
        invited(bresle, OTHER, by=copilot)
    assert [problem.row for problem in refusal.value.problems] == [3]
    assert "pas le vôtre à donner" in str(refusal.value)
    assert (Person.objects.count(), RoleHolding.objects.count()) == (before, 1)
    assert invited(bresle, by=copilot).given == 1


@pytest.mark.parametrize(
    ("role", "code"), [("auditor", ""), ("elected_lead", "essai:t1"), ("copilot", "28"), ("", "")]
)
def test_who_may_not_invite_is_refused(role, code):
    with pytest.raises((NotAllowedError, InputRefused)):
        invited(GOOD, by=as_actor(person(role, code=code)))
    assert not Invitation.objects.exists()


def test_nobody_invites_himself_nor_a_closed_account():
    copilot = person("copilot", code="84")
    mine = changed(email=copilot.email)
    with pytest.raises(InputRefused, match="soi-même"):
        invited(mine, by=as_actor(copilot))
    Person.objects.filter(pk=person().pk).update(email="claire@essai.example", is_active=False)
    with pytest.raises(InputRefused, match="fermé"):
        invited(GOOD)


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_in_the_same_table_at_once_double_nothing():
    table, outcomes = rows(GOOD, OTHER), []

    def bring_in():
        try:
            made = invite(by=HOST, now=NOW, rows=table)
            outcomes.append(made.given)
        except Exception as fault:
            outcomes.append(type(fault).__name__)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=bring_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 2 in outcomes
    assert Person.objects.filter(email__contains="essai.example").count() == 2
    assert RoleHolding.objects.count() == 2
    assert Invitation.objects.count() == 2


# Links


def test_the_message_that_leaves_has_the_link_and_the_one_that_others_read_has_not(settings):
    settings.SITE_URL = "https://ancrage.example"
    invited(GOOD)
    message = Message.objects.get()
    address = f"https://ancrage.example/invitation/{key(claire())}/"
    assert address in letter(message).body
    assert address in letter(message).alternatives[0][0]
    assert "élu référent, Vallée de l’Arve" in letter(message).body
    shown = shown_messages([message])[0]
    for text in (message.text, message.html, shown.text, shown.html):
        assert key(claire()) not in text
    assert "connu de son seul destinataire" in shown.text
    settings.ANCRAGE_DEMO = True
    assert address in shown_messages([message])[0].text


def test_only_the_hash_of_the_key_is_kept():
    invited(GOOD)
    held = claire().invitations.get()
    assert re.fullmatch(r"[0-9a-f]{64}", held.key_hash)
    assert held.key_hash != key(claire())
    assert invitation_of(key(claire()), now=NOW) == held
    assert invitation_of("x" * 64, now=NOW) is None


def test_the_invited_accepts_with_the_account_opened_for_him():
    invited(GOOD)
    used = key(claire())
    accept_invitation(by=as_actor(claire()), now=NOW, invitation=claire().invitations.get())
    assert state(claire()) == InvitationState.ACCEPTED
    assert invitation_of(used, now=NOW) is None
    assert as_actor(claire()).roles >= {"elected_lead"}
    with pytest.raises(InvitationRefusedError, match="déjà servi"):
        accept_invitation(by=as_actor(claire()), now=NOW, invitation=claire().invitations.get())


def test_who_signs_in_with_another_address_keeps_his_account_and_takes_the_roles():
    invited(GOOD, THIRD)
    opened = claire()
    identity = Identity("sub-1", "c.montagnier@autre.example", "Claire", "Montagnier", "")
    own = recognise(by=VISITOR, now=NOW, identity=identity)
    give(own, "copilot", "28")
    accept_invitation(by=as_actor(own), now=NOW, invitation=opened.invitations.get())
    assert {(h.role, h.scope_code) for h in own.holdings.all()} == {
        *(("elected_lead", "essai:t1"), ("project_manager", "essai:t2"), ("copilot", "28")),
    }
    opened.refresh_from_db()
    assert (opened.email, opened.name, opened.is_active) == (None, "personne effacée", False)
    assert not opened.holdings.exists()
    entry = JournalEntry.objects.last()
    assert entry.change["details"]["people"] == sorted([own.reference, opened.reference])


def test_a_role_that_is_held_already_is_not_doubled_by_accepting():
    invited(GOOD)
    own = person("elected_lead", code="essai:t1")
    accept_invitation(by=as_actor(own), now=NOW, invitation=claire_invitation())
    assert own.holdings.count() == 1


def claire_invitation():
    return Invitation.objects.get(person__email="claire@essai.example")


def test_a_link_does_not_take_over_an_account_that_somebody_uses():
    invited(GOOD)
    Person.objects.filter(email="claire@essai.example").update(last_login=NOW)
    with pytest.raises(InvitationRefusedError, match="autre personne"):
        accept_invitation(by=as_actor(person()), now=NOW, invitation=claire_invitation())
    assert claire().holdings.count() == 1


def test_nobody_accepts_the_invitation_that_he_sent():
    copilot = person("copilot", code="84")
    invited(GOOD, by=as_actor(copilot))
    with pytest.raises(InvitationRefusedError, match="qu’il a envoyée"):
        accept_invitation(by=as_actor(copilot), now=NOW, invitation=claire_invitation())
    assert claire().holdings.count() == 1


def test_the_link_is_shown_to_be_handed_only_where_no_mail_leaves(client, settings):
    invite(by=HOST, now=timezone.now(), rows=rows(GOOD))
    address = f"/invitation/{key(claire())}/"

    def shown(role, code=""):
        sign_in(client, person(role, code=code))
        return address in client.get("/invitations/").content.decode()

    settings.MAIL_LEAVES = False
    assert (shown("administrator"), shown("national"), shown("copilot", "84")) == (
        *(True, False, False),
    )
    settings.MAIL_LEAVES = True
    assert not shown("administrator")
    settings.ANCRAGE_DEMO = True
    assert shown("copilot", "84")


def test_an_invited_person_may_choose_a_password_for_the_account_opened_for_him(client, settings):
    invite(by=HOST, now=timezone.now(), rows=rows(GOOD))
    path = f"/invitation/{key(claire())}/"
    assert f"/connexion/mot-de-passe/{claire().reference}/" in client.get(path).content.decode()
    settings.LOCAL_ACCOUNTS = False
    assert "mot-de-passe" not in client.get(path).content.decode()


def test_an_expired_link_opens_nothing_until_it_is_sent_again():
    invited(GOOD)
    first = key(claire())
    assert state(claire(), LATER) == InvitationState.EXPIRED
    assert invitation_of(first, now=LATER) is None
    with pytest.raises(InvitationRefusedError):
        accept_invitation(by=as_actor(claire()), now=LATER, invitation=claire_invitation())
    send_again(by=HOST, now=LATER, invitation=claire_invitation())
    assert state(claire(), LATER) == InvitationState.SENT_AGAIN
    assert invitation_of(first, now=LATER) is None
    assert invitation_of(key(claire()), now=LATER)
    assert Message.objects.count() == 2


def test_inviting_again_after_it_expired_sends_a_new_link():
    invited(GOOD)
    made = invited(GOOD, THIRD, now=LATER)
    assert (made.invited, made.given) == (1, 1)
    assert claire().invitations.get().sent_count == 2


def test_cancelled_the_link_is_closed_and_the_roles_are_taken_back():
    invited(GOOD, changed(email="claire@essai.example", role="chef de projet", since="2027-01-01"))
    used = key(claire())
    cancel_invitation(by=HOST, now=NOW, invitation=claire_invitation())
    assert state(claire()) == InvitationState.CANCELLED
    assert invitation_of(used, now=NOW) is None
    assert not claire().holdings.exists()
    details = JournalEntry.objects.last().change["details"]
    assert details["roles"] == [
        *("elected_lead territory:essai:t1", "project_manager territory:essai:t1"),
    ]
    for act in (cancel_invitation, send_again):
        with pytest.raises(InvitationRefusedError, match="annulée"):
            act(by=HOST, now=NOW, invitation=claire_invitation())
    assert invited(GOOD).invited == 1


def test_who_came_is_not_uninvited():
    invited(GOOD)
    Person.objects.filter(email="claire@essai.example").update(last_login=NOW)
    assert state(claire()) == InvitationState.ACCEPTED
    for act in (cancel_invitation, send_again):
        with pytest.raises(InvitationRefusedError, match="déjà venue"):
            act(by=HOST, now=NOW, invitation=claire_invitation())


@pytest.mark.parametrize(
    ("role", "code", "sees", "acts"),
    [
        ("national", "", True, True),
        ("administrator", "", True, True),
        ("copilot", "84", True, True),
        ("auditor", "", True, False),
        ("copilot", "28", False, False),
        ("state_region", "84", False, False),
        ("elected_lead", "essai:t1", False, False),
        ("", "", False, False),
    ],
)
def test_who_sees_an_invitation_and_who_may_change_it(role, code, sees, acts):
    invited(GOOD)
    by = as_actor(person(role, code=code))
    assert visible_to(by).exists() is sees
    if acts:
        send_again(by=by, now=NOW, invitation=claire_invitation())
        cancel_invitation(by=by, now=NOW, invitation=claire_invitation())
    else:
        for act in (cancel_invitation, send_again):
            with pytest.raises(NotAllowedError):
                act(by=by, now=NOW, invitation=claire_invitation())


# On the pages


def upload(client, *lines, name="table.csv"):
    file = SimpleUploadedFile(name, as_csv(lines))
    return client.post("/invitations/tableau/", {"file": file})


def test_a_table_is_previewed_then_done_then_told(client):
    sign_in(client, person("copilot", code="84"))
    preview = upload(client, GOOD, OTHER)
    html = preview.content.decode()
    assert "Rien n’est encore fait" in html
    assert "Claire Montagnier" in html
    assert html.count("rôle donné, invitation envoyée") == 2
    assert not Invitation.objects.exists()
    kept = re.search(r'name="kept" value="([^"]+)"', html)[1]
    done = client.post("/invitations/tableau/", {"kept": kept}).content.decode()
    assert "2 rôles donnés" in done
    assert "2 personnes reçoivent un lien" in done
    assert "Claire Montagnier" in client.get("/invitations/").content.decode()
    again = upload(client, GOOD, OTHER).content.decode()
    assert "déjà fait" in again
    assert "Inviter ces personnes" not in again


def test_the_faults_are_in_a_table_and_nothing_is_done(client):
    sign_in(client, person("copilot", code="84"))
    answer = upload(client, changed(email="faux", scope="Brest"), changed(scope="bresle"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "3 fautes à corriger" in html
    assert "Rien n’a été fait" in html
    assert not Invitation.objects.exists()


def test_another_s_preview_and_a_forged_one_are_refused(client):
    sign_in(client, person("copilot", code="84"))
    html = upload(client, GOOD).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', html)[1]
    sign_in(client, person("national"))
    for told in (kept, "forged", ""):
        answer = client.post("/invitations/tableau/", {"kept": told})
        assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_one_person_is_invited_by_a_form(client):
    sign_in(client, person("copilot", code="84"))
    assert "référent d’opérateur" not in client.get("/invitations/nouvelle/").content.decode()
    form = {
        "role": "elected_lead",
        "email": "claire@essai.example",
        "given_name": "Claire",
        "family_name": "Montagnier",
        "scope": "bresle",
        "organisation": "",
        "since": "2026-03-02",
    }
    answer = client.post("/invitations/nouvelle/", form)
    assert answer.status_code == 422
    assert "Rien ne s’appelle" in answer.content.decode()
    answer = client.post("/invitations/nouvelle/", form | {"scope": "arve"})
    assert "1 rôle donné" in answer.content.decode()
    assert claire().holdings.get().scope_code == "essai:t1"


def test_a_link_is_opened_by_a_visitor_and_accepted_once_signed_in(client):
    invite(by=HOST, now=timezone.now(), rows=rows(GOOD))
    path = f"/invitation/{key(claire())}/"
    page = client.get(path)
    html = page.content.decode()
    assert "Claire Montagnier" in html
    assert "/connexion/?next=" in html
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    assert client.post(f"{path}accepter/").status_code == 302
    somebody = person(name="une autre")
    sign_in(client, somebody)
    assert "Vous êtes connecté comme Une Autre Essai" in client.get(path).content.decode()
    answer = client.post(f"{path}accepter/")
    assert (answer.status_code, answer["Location"]) == (302, "/mes-roles/")
    assert somebody.holdings.get().role == "elected_lead"
    gone = client.get(path)
    assert gone.status_code == 404
    assert "Ce lien ne sert plus" in gone.content.decode()


def test_who_is_new_here_and_came_by_a_link_is_led_back_to_it(client):
    """An unknown person lands on « Demander un accès » after signing in."""
    invite(by=HOST, now=timezone.now(), rows=rows(GOOD))
    path = f"/invitation/{key(claire())}/"
    client.get(path)
    sign_in(client, person())
    answer = client.get("/acces/demander/")
    assert (answer.status_code, answer["Location"]) == (302, path)


def test_sending_again_and_cancelling_on_the_page(client):
    copilot = person("copilot", code="84")
    invite(by=as_actor(copilot), now=timezone.now(), rows=rows(GOOD))
    sign_in(client, copilot)
    held = claire_invitation()
    assert client.post(f"/invitations/{held.reference}/renvoyer/").status_code == 302
    assert "renvoyée" in client.get("/invitations/").content.decode()
    assert client.post(f"/invitations/{held.reference}/annuler/").status_code == 302
    assert "annulée" in client.get("/invitations/").content.decode()
    sign_in(client, person("national"))
    answer = client.post(f"/invitations/{held.reference}/annuler/")
    assert answer.status_code == 409
    assert "invitez à nouveau" in answer.content.decode()
    sign_in(client, person("copilot", code="28"))
    assert client.post(f"/invitations/{held.reference}/renvoyer/").status_code == 404


def test_a_national_role_is_invited_too():
    line = changed(role="équipe nationale", scope="", organisation="")
    assert invited(line).given == 1
    assert claire().holdings.get().scope_kind == NATION.kind
