"""Accounts and organisations: opened once, checked, corrected."""

import datetime as dt

import pytest

from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import host
from ancrage.people.actions.accounts import (
    AccountRefusedError,
    add_organisation,
    correct_person,
    open_account,
)
from ancrage.people.models import Organisation, Person
from ancrage.people.queries import actor_of
from tests.people.country import country
from tests.people.world import actor, person

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOST = host()
pytestmark = pytest.mark.django_db

# A number that holds by the common rule (Luhn); two of La Poste's: one by both rules, one that
# only La Poste's own rule accepts (its digits add up to a multiple of five).
COMMON = "78012998700068"
LA_POSTE = "35600000000048"
LA_POSTE_ALONE = "35600000049837"


def opened(email="Jeanne@Essai.Example", given="Jeanne", family="Martin"):
    return open_account(by=HOST, now=NOW, email=email, given_name=given, family_name=family)


def organisation(by=HOST, kind="company", name="Atelier", **more):
    return add_organisation(by=by, now=NOW, kind=kind, name=name, **more)


def test_an_address_is_kept_clean_and_opened_once():
    first = opened("  Jeanne@Essai.Example ")
    assert first.email == "jeanne@essai.example"
    assert opened().pk == first.pk
    assert JournalEntry.objects.filter(command="people.open_account").count() == 1
    assert "jeanne" not in JournalEntry.objects.get().says.lower()


@pytest.mark.parametrize("email", ["", "jeanne", "jeanne@", "@essai.example", "a b@essai.example"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(AccountRefusedError, match="adresse électronique"):
        opened(email)
    assert not Person.objects.exists()


def test_a_name_is_on_one_line_and_not_endless():
    assert opened(given="  Marie \n Ève ").given_name == "Marie Ève"
    with pytest.raises(AccountRefusedError, match="cent caractères"):
        opened("b@essai.example", family="x" * 101)


def test_everybody_corrects_his_own_name():
    somebody = person()
    correct_person(
        by=actor_of(somebody, on=NOW.date()),
        now=NOW,
        person=somebody,
        given_name="Ève",
        family_name="Durand",
        email="eve@essai.example",
    )
    somebody.refresh_from_db()
    assert (somebody.name, somebody.email) == ("Ève Durand", "eve@essai.example")
    entry = JournalEntry.objects.last()
    assert entry.personal["email"] == "eve@essai.example"
    assert "eve@" not in str(entry.change)


def test_nobody_corrects_another_s_name_but_an_administrator():
    somebody = person()
    new = {"given_name": "Ève", "family_name": "Durand", "email": "eve@essai.example"}
    for role in ("national", "auditor", ""):
        with pytest.raises(NotAllowedError):
            correct_person(by=actor(role), now=NOW, person=somebody, **new)
    correct_person(by=actor("administrator"), now=NOW, person=somebody, **new)


def test_another_s_address_is_not_taken():
    first, second = person(), person()
    with pytest.raises(AccountRefusedError, match="déjà cette adresse"):
        correct_person(
            by=HOST, now=NOW, person=second, given_name="", family_name="", email=first.email
        )


def test_nothing_corrected_leaves_no_entry():
    somebody = opened()
    correct_person(
        by=HOST,
        now=NOW,
        person=somebody,
        given_name="Jeanne",
        family_name="Martin",
        email=somebody.email,
    )
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (COMMON, COMMON),
        ("780 129 987 00068", COMMON),
        (LA_POSTE, LA_POSTE),
        (LA_POSTE_ALONE, LA_POSTE_ALONE),
    ],
)
def test_a_company_is_known_by_its_siret(typed, kept):
    made = organisation(siret=typed)
    assert (made.siret, made.code) == (kept, kept)
    assert organisation(name="Un autre nom", siret=kept).pk == made.pk


@pytest.mark.parametrize(
    "typed",
    [
        "78012998700069",  # the last digit changed
        "7801299870006",  # thirteen digits
        "780129987",  # a SIREN
        "35600000049838",  # La Poste's, by neither rule
        "78012998700068x",
        "٧٨٠١٢٩٩٨٧٠٠٠٦٨",
    ],
)
def test_a_false_siret_is_refused(typed):
    with pytest.raises(AccountRefusedError, match="SIRET"):
        organisation(siret=typed)
    assert not Organisation.objects.exists()


def test_a_company_without_siret_is_refused_save_in_the_demonstration():
    with pytest.raises(AccountRefusedError, match="Donnez le SIRET"):
        organisation()
    made = organisation(code="demo-atelier", is_demonstration=True)
    assert made.code == "demo-atelier"


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        ("club", "x", "inconnue"),
        ("region", "99", "région"),
        ("prefecture", "", "région"),
        ("intercommunality", "123456789", "intercommunalité"),
        ("operator", "Bpi France", "lettres minuscules"),
        ("state", "", "lettres minuscules"),
    ],
)
def test_an_organisation_that_is_nobody_is_refused(kind, code, said):
    with pytest.raises(AccountRefusedError, match=said):
        organisation(kind=kind, code=code)


def test_official_codes_are_looked_for():
    country()
    assert organisation(kind="region", code="84").code == "84"
    assert organisation(kind="intercommunality", code="200033116").code == "200033116"
    assert organisation(kind="operator", code="ademe").code == "ademe"
    with pytest.raises(AccountRefusedError, match="nom"):
        organisation(kind="operator", code="autre", name="  ")


def test_who_may_add_an_organisation():
    for role, code in (("elected_lead", "t1"), ("state_region", "84"), ("auditor", ""), ("", "")):
        with pytest.raises(NotAllowedError):
            organisation(by=actor(role, code=code), siret=COMMON)
    assert organisation(by=actor("copilot", code="84"), siret=COMMON).pk
    assert organisation(by=actor("national"), siret=LA_POSTE).pk
