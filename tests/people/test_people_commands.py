"""`ancrage people …`: the same commands, for the machine or for the person of `--by`."""

import json

import pytest
from django.utils import timezone

from ancrage.journal.acting import act_for
from ancrage.journal.models import JournalEntry
from ancrage.people.actions.access import request_access
from ancrage.people.models import AccessRequest, ApiToken, Invitation, Organisation, Person
from ancrage.people.queries import actor_of
from ancrage.people.queries.tokens import token_of
from ancrage.project.cli import run
from tests.people.country import ARVE, country
from tests.people.test_accounts import COMMON
from tests.people.test_invitations_table import GOOD, as_csv, as_xlsx, changed
from tests.people.world import person

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    country()
    yield
    act_for("")


def ancrage(*words, by=None):
    act_for(by.email if by else "")
    return run(["people", *words])


def told(capsys):
    return capsys.readouterr().out.strip().replace("\u00a0", " ")


def test_a_role_is_given_shown_and_ended(capsys):
    somebody = person(name="jeanne")
    words = ("grant", somebody.email, "elected_lead", "--on", "arve", "--for", "200033116")
    assert ancrage(*words) == 0
    assert ancrage("list") == 0
    assert "Jeanne Essai\télu référent\tVallée de l’Arve" in capsys.readouterr().out
    held = somebody.holdings.get()
    assert ancrage("show", somebody.email) == 0
    assert held.reference in capsys.readouterr().out
    assert ancrage("end", held.reference, "--reason", "Fin.", "--last-day", str(TODAY)) == 0
    held.refresh_from_db()
    assert held.until == TODAY
    assert JournalEntry.objects.last().role == "host"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant", "x@y.example", "national"), "Aucun compte"),
        (("grant", "{}", "roi"), "n’existe pas"),
        (("grant", "{}", "elected_lead", "--on", "Vallée"), "Plusieurs répondent"),
        (("end", "0" * 32, "--reason", "x"), "Aucun rôle"),
        (("stand-in", "0" * 32, "{}"), "Aucun rôle"),
        (("revoke-token", "x"), "Aucun jeton"),
        (("send-invitation-again", "x"), "Aucune invitation"),
        (("refuse-access", "x", "--reason", "y"), "Aucune demande"),
        (("add", "pas une adresse", "--name", "A B"), "adresse électronique"),
        (("add-organisation", "company", "Forges", "--siret", "12"), "SIRET"),
        (("invite", "/absent.csv"), "illisible"),
        (("erase", "{}", "--reason", " "), "pourquoi"),
    ],
)
def test_a_refusal_is_a_sentence_and_code_two(capsys, words, said):
    somebody = person()
    assert ancrage(*(word.format(somebody.email) for word in words)) == 2
    assert said in capsys.readouterr().err


def test_a_person_does_only_what_he_may(capsys):
    lead = person("elected_lead", code="essai:t3")
    copilot = person("copilot", code="84")
    assert ancrage("show", lead.email, by=copilot) == 2
    assert ancrage("grant", copilot.email, "national", by=copilot) == 2
    assert ancrage("list", "--json", by=lead) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {row["person"]["reference"] for row in shown} == {lead.reference}


def test_a_table_is_tried_then_done_then_done_no_more(capsys, tmp_path):
    file = tmp_path / "table.xlsx"
    file.write_bytes(as_xlsx([GOOD]))
    assert ancrage("invite", str(file), "--dry-run") == 0
    assert "invitation envoyée" in capsys.readouterr().out
    assert not Invitation.objects.exists()
    assert ancrage("invite", str(file)) == 0
    assert told(capsys) == "Rôles donnés : 1 ; liens envoyés : 1 ; déjà faits : 0."
    assert ancrage("invite", str(file)) == 0
    assert told(capsys) == "Rôles donnés : 0 ; liens envoyés : 0 ; déjà faits : 1."
    held = Invitation.objects.get()
    assert ancrage("send-invitation-again", held.reference) == 0
    assert ancrage("invitations") == 0
    assert "renvoyée" in capsys.readouterr().out
    assert ancrage("cancel-invitation", held.reference) == 0


def test_every_fault_of_a_table_is_told(capsys, tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(as_csv([changed(email="faux", scope="Brest"), GOOD], encoding="cp1252"))
    assert ancrage("invite", str(file)) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert [line.split(" :")[0].replace("\u00a0", " ") for line in told] == [
        "table.csv, ligne 2, colonne Adresse électronique",
        "table.csv, ligne 2, colonne Territoire, région ou opérateur",
    ]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_model_is_written(tmp_path, suffix):
    out = tmp_path / f"modele.{suffix}"
    assert ancrage("invitation-model", "--out", str(out)) == 0
    assert out.read_bytes()[:2] in {b"\xef\xbb", b"PK"}


def test_access_is_asked_for_and_answered(capsys):
    somebody, copilot = person(), person("copilot", code="84")
    assert ancrage("request-access", "elected_lead", "--on", "arve", by=somebody) == 0
    held = AccessRequest.objects.get()
    assert ancrage("access-requests", by=copilot) == 0
    assert held.reference in capsys.readouterr().out
    assert ancrage("grant-access", held.reference, by=somebody) == 2
    assert ancrage("grant-access", held.reference, by=copilot) == 0
    assert somebody.holdings.get().scope_code == "essai:t1"
    other = person()
    for answer in (("refuse-access", "{}", "--reason", "Non."), ("withdraw-access-request", "{}")):
        made = request_access(
            by=actor_of(other, on=TODAY), now=timezone.now(), role="elected_lead", scope=ARVE
        )
        by = copilot if answer[0] == "refuse-access" else other
        assert ancrage(*(word.format(made.reference) for word in answer), by=by) == 0
    assert ancrage("request-access", "national") == 2


def test_a_key_is_made_for_the_person_of_by_and_revoked(capsys):
    somebody = person("copilot", code="84")
    assert ancrage("create-token", "tableur", "--until", str(TODAY), by=somebody) == 0
    key = capsys.readouterr().out.strip()
    assert token_of(key, on=TODAY) == ApiToken.objects.get()
    assert ancrage("tokens", by=somebody) == 0
    assert "tableur" in capsys.readouterr().out
    assert ancrage("create-token", "tableur", "--until", str(TODAY)) == 2
    assert ancrage("revoke-token", ApiToken.objects.get().reference) == 0
    assert token_of(key, on=TODAY) is None


def test_a_person_is_added_corrected_replaced_exported_and_erased(capsys):
    assert ancrage("add", "claire@essai.example", "--name", "Claire Montagnier") == 0
    claire = Person.objects.get(email="claire@essai.example")
    words = ("--given-name", "Claire", "--family-name", "M.")
    assert ancrage("correct", claire.email, *words) == 0
    lead = person("elected_lead", code="essai:t1")
    reference = lead.holdings.get().reference
    assert ancrage("stand-in", reference, claire.email, "--deputy") == 0
    assert ancrage("stand-in", reference, claire.email) == 2
    capsys.readouterr()
    assert ancrage("export", claire.email) == 0
    assert json.loads(capsys.readouterr().out)["person"]["family_name"] == "M."
    assert ancrage("erase", claire.email, "--reason", "À sa demande.") == 0
    claire.refresh_from_db()
    assert claire.erased_at is not None


def test_organisations_are_added_and_listed(capsys):
    assert ancrage("add-organisation", "company", "Forges", "--siret", COMMON) == 0
    assert Organisation.objects.get(siret=COMMON).code == COMMON
    assert ancrage("organisations", "--json") == 0
    assert COMMON in capsys.readouterr().out


def test_rights_and_retention_are_written(capsys):
    assert ancrage("rights", "--role", "auditor") == 0
    told = capsys.readouterr().out
    assert "journal.read\tLire le journal\taperçu" in told
    assert "people.grant_role" not in told
    assert ancrage("rights", "--json") == 0
    assert json.loads(capsys.readouterr().out)
    assert ancrage("retention") == 0
    assert "Compte\t1 an" in capsys.readouterr().out
    assert ancrage("apply-retention") == 0
    assert "Rien à traiter" in capsys.readouterr().out
