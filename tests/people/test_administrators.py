"""The first administrator, by one command; and a link again for who lost his."""

import re

import pytest
from django.utils import timezone

from ancrage.journal.models import JournalEntry
from ancrage.people.actions.administrators import AdministratorRefusedError, create_administrator
from ancrage.people.models import Person
from ancrage.project import cli
from tests.people.local import give_password, with_factor
from tests.people.test_local import FAST
from tests.people.test_passwords import OTHER, choose
from tests.people.world import HOST, actor, person

pytestmark = pytest.mark.django_db
CREATE = ["people", "create-administrator", "--email", "Lucie@Org.example", "--name"]
LINK = re.compile(r"http://127\.0\.0\.1:8000(/connexion/mot-de-passe/\S+)")


@pytest.fixture(autouse=True)
def _fast(settings):
    settings.PASSWORD_HASHERS = FAST


def test_one_command_makes_the_first_administrator(client, capsys):
    assert cli.run([*CREATE, "Lucie de la Tour"]) == 0
    out = capsys.readouterr().out
    made = Person.objects.get(email="lucie@org.example")
    assert (made.given_name, made.family_name) == ("Lucie", "de la Tour")
    assert [holding.role for holding in made.holdings.all()] == ["administrator"]
    path = LINK.search(out)[1]
    assert choose(client, path, OTHER)["Location"] == "/connexion/code/"
    entry = JournalEntry.objects.get(command="people.create_administrator")
    assert (entry.actor, entry.reference) == ("host", made.reference)
    assert [part["command"] for part in entry.change["details"]["parts"]] == [
        "people.open_account",
        "people.grant_role",
    ]


def test_a_second_one_has_to_be_meant(capsys):
    cli.run([*CREATE, "Lucie Durand"])
    again = ["people", "create-administrator", "--email", "b@org.example", "--name", "Bob Petit"]
    assert cli.run(again) == 2
    assert "a déjà un administrateur" in capsys.readouterr().err
    assert not Person.objects.filter(email="b@org.example").exists()
    assert cli.run([*again, "--another"]) == 0
    assert cli.run([*again, "--another"]) == 2
    assert "administre déjà" in capsys.readouterr().err


def test_made_up_and_closed_administrators_do_not_count():
    person("administrator", demonstration=True)
    Person.objects.filter(pk=person("administrator").pk).update(is_active=False)
    assert cli.run([*CREATE, "Lucie Durand"]) == 0


def test_who_has_an_account_keeps_his_way_of_signing_in(capsys):
    held, _codes = with_factor("auditor")
    command = ["people", "create-administrator", "--email", held.email, "--name", "Autre Nom"]
    assert cli.run(command) == 0
    assert "déjà de quoi se connecter" in capsys.readouterr().out
    held.refresh_from_db()
    assert held.has_usable_password()
    assert held.given_name != "Autre"


@pytest.mark.parametrize("email", ["pas une adresse", ""])
def test_a_wrong_address_is_refused_in_words(capsys, email):
    assert cli.run(["people", "create-administrator", "--email", email, "--name", "A B"]) == 2
    assert "adresse électronique" in capsys.readouterr().err
    assert not Person.objects.exists()


def test_nobody_but_the_host_does_it():
    for by in (actor("administrator"), actor("national")):
        with pytest.raises(PermissionError):
            create_administrator(
                by=by,
                now=timezone.now(),
                email="x@org.example",
                given_name="X",
                family_name="Y",
                today=timezone.localdate(),
                another=True,
            )
    with pytest.raises(AdministratorRefusedError):
        create_administrator(
            by=HOST,
            now=timezone.now(),
            email="x@org.example",
            given_name="X",
            family_name="Y",
            today=timezone.localdate(),
        )


def test_the_host_gives_a_link_again(client, capsys):
    held, _codes = with_factor()
    assert cli.run(["people", "sign-in-link", held.email, "--reason", "Téléphone perdu"]) == 0
    path = LINK.search(capsys.readouterr().out)[1]
    assert give_password(client, held.email).status_code == 200
    assert choose(client, path, OTHER)["Location"] == "/connexion/code/"
    assert cli.run(["people", "sign-in-link", "x@nulle.example", "--reason", "x"]) == 2
    assert cli.run(["people", "sign-in-link", held.email, "--reason", " "]) == 2
