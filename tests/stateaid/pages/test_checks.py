"""The pages of verdicts: what is read at once, by whom, and the letter that one allows."""

import html
import re
from dataclasses import replace

import pytest
from django.urls import reverse

from ancrage.funding.actions.entries import reverse_entry
from ancrage.funding.models import Entry
from ancrage.stateaid.models import Check
from ancrage.stateaid.rules.model import Counted
from tests.snapshots import main_of
from tests.stateaid.pages.world import (
    ALLOWED,
    HOLDER,
    REFUSED,
    UNKNOWN,
    aid,
    check,
    words_of,
    words_of_pdf,
)
from tests.stateaid.world import HOST, NOW, SIREN, TODAY, aided, at, declared, granted, link

pytestmark = pytest.mark.django_db
READERS = ("national", "referent", "company", "auditor")
OTHERS = ("stranger", "lead", "other_referent", "copilot", "")
SUMS = (
    "Plafond 300 000 €, déjà reçu 298 000 € par l’entreprise unique du 23 novembre 2023 au "
    "23 novembre 2026, reste 2 000 €, demandé 12 000 € : non. Accordez 2 000 € au plus."
)


def address(one: Check) -> str:
    return reverse("aid_check", args=[one.code])


class TestAVerdict:
    def test_says_the_answer_and_the_sums_before_all(self, client_of, snapshot):
        assert main_of(client_of("referent"), address(check())) == snapshot

    def test_that_is_unknown_says_what_is_missing_and_where_to_give_it(self, client_of, snapshot):
        assert main_of(client_of("referent"), address(check(UNKNOWN))) == snapshot

    def test_that_is_unknown_leads_to_the_conditions_of_its_regime(self, client_of):
        held, alone = aided(), check(UNKNOWN)
        of_dossier = check(UNKNOWN, dossier=held, number=2)
        client = client_of("referent")
        told = client.get(address(of_dossier)).content.decode()
        assert f'{reverse("aid_terms", args=[held.code])}?regime=de_minimis"' in told
        told = html.unescape(client.get(address(alone)).content.decode())
        again = re.search(rf'"({reverse("aid_check_new")}\?regime=[^"]+)"', told)
        assert "Montant envisagé, en euros" in words_of(client.get(again[1]))
        told = client_of("company").get(address(alone)).content.decode()
        assert "Répondre aux conditions" not in told

    def test_says_the_answer_in_words_with_the_sums(self, client_of):
        told = words_of(client_of("referent").get(address(check())))
        assert told.index("NON") < told.index(SUMS) < told.index("Pourquoi")

    def test_on_a_dossier_offers_what_may_be_granted_instead(self, client_of):
        one = check(dossier=aided())
        page = client_of("referent").get(address(one)).content.decode()
        assert f"?dossier={one.dossier.code}&amp;montant=2000" in page
        assert "montant=" not in client_of("auditor").get(address(one)).content.decode()

    def test_that_allows_leads_to_the_ledger(self, client_of):
        one = check(ALLOWED, dossier=aided())
        told = client_of("referent").get(address(one)).content.decode()
        step = re.search(rf'{reverse("dossier_post", args=[one.dossier.code])}[^"]+', told)
        form = client_of("referent").get(html.unescape(step[0])).content.decode()
        for filled in ('value="granted" selected', 'value="12000"', 'value="2026-11-23"'):
            assert filled in form
        Check.objects.update(granted_cents=100)
        told = client_of("referent").get(address(one)).content.decode()
        assert reverse("dossier_post", args=[one.dossier.code]) not in told

    def test_says_when_its_grant_was_undone(self, client_of):
        declared()
        one = aided()
        granted(one, 10_000_00)
        made = Check.objects.get()
        assert "annulé" not in words_of(client_of("referent").get(address(made)))
        entry = Entry.objects.get(stage="granted")
        reverse_entry(by=HOST, now=at(1), entry=entry, reason="Saisie deux fois.")
        told = words_of(client_of("referent").get(address(made)))
        assert "Accordé après ce verdict : 10 000 €. Cet octroi a été annulé le 24 nov" in told
        assert "parce que : Saisie deux fois." in told
        assert "accordé, puis annulé" in words_of(client_of("referent").get(reverse("aid_checks")))

    def test_that_was_revised_stays_as_it_was_and_leads_to_the_other(self, client_of):
        first = check(ALLOWED)
        last = check(REFUSED, number=2, revises=first, told="Un lien a été appris.", made_at=at(3))
        old = words_of(client_of("referent").get(address(first)))
        assert "Il a été revu le 26 novembre 2026 parce que : Un lien a été appris." in old
        assert f"Lire le verdict {last.code}" in old
        assert "OUI" in old.split("Pourquoi")[0]
        new = words_of(client_of("referent").get(address(last)))
        assert f"23 novembre 2026 : {first.code} , OUI" in new
        assert f"26 novembre 2026 : {last.code} , NON (cette page)" in new
        posted = client_of("referent").post(reverse("aid_check_again", args=[first.code]))
        assert "Un verdict plus récent remplace celui-ci" in words_of(posted, status=409)

    def test_tells_what_was_learnt_with_names(self, client_of):
        link(HOLDER, SIREN, holder_name="Tenue Inventée")
        first = check(ALLOWED)
        check(number=2, revises=first, told=f"{HOLDER} détient {SIREN}.", made_at=at(3))
        told = f"Tenue Inventée ({HOLDER}) détient Verrerie Inventée ({SIREN})."
        assert told in words_of(client_of("referent").get(address(first)))

    def test_says_of_an_aid_under_another_regime_that_it_does_not_count(self, client_of):
        other = aid("A-9", SIREN, TODAY, 50_000_00, regime="regional")
        looked = replace(REFUSED, counted=(Counted(other, "elle-même", in_window=True),))
        told = words_of(client_of("referent").get(address(check(looked))))
        assert "non, sous un régime qui ne compte pas ici" in told
        assert "oui, dans la fenêtre" not in told

    @pytest.mark.parametrize("who", READERS)
    def test_is_read_by_those_whom_it_concerns(self, client_of, who):
        one = check()
        assert client_of(who).get(address(one)).status_code == 200
        assert one.code in client_of(who).get(reverse("aid_checks")).content.decode()

    @pytest.mark.parametrize("who", OTHERS)
    def test_is_not_there_for_others(self, client_of, who):
        one, client = check(), client_of(who)
        assert client.get(address(one)).status_code in {302, 403, 404}
        assert one.code not in client.get(reverse("aid_checks"), follow=True).content.decode()
        letter = reverse("aid_certificate", args=[one.code, "pdf"])
        assert client.get(letter).status_code in {302, 403, 404}

    def test_that_is_made_up_says_so(self, client_of):
        one = check(is_demonstration=True)
        assert "Démonstration : ces entreprises" in words_of(
            client_of("referent").get(address(one))
        )


class TestTheList:
    def test_is_narrowed_to_what_waits(self, client_of):
        waits, granted = check(UNKNOWN), check(UNKNOWN, number=2, granted_cents=100)
        refused = check(number=3)
        client = client_of("referent")
        told = client.get(reverse("aid_checks"), {"etat": "attend"}).content.decode()
        assert waits.code in told
        assert granted.code not in told
        assert refused.code not in told
        told = client.get(reverse("aid_checks"), {"reponse": "no"}).content.decode()
        assert (refused.code in told, waits.code in told) == (True, False)

    def test_that_is_empty_says_what_to_do(self, client_of):
        told = words_of(client_of("referent").get(reverse("aid_checks")))
        assert "la première se fait avant le prochain octroi" in told


class TestTheLetter:
    def test_tells_the_company_the_amount_and_the_regulation(self, client_of):
        one = check(ALLOWED, granted_cents=12_000_00)
        told = words_of_pdf(
            client_of("company").get(reverse("aid_certificate", args=[one.code, "pdf"]))
        )
        assert "Bpifrance vous accorde une aide de 12 000 €" in told
        assert "règlement (UE) 2023/2831 de la Commission du 13 décembre 2023" in told
        assert "JO L, 2023/2831, 15 décembre 2023" in told
        assert "298 000 €" in told

    def test_of_what_is_not_granted_yet_says_so(self, client_of):
        one = check(ALLOWED)
        told = words_of_pdf(
            client_of("referent").get(reverse("aid_certificate", args=[one.code, "pdf"]))
        )
        assert "envisage de vous accorder" in told

    def test_of_a_verdict_that_another_replaced_is_of_what_was_granted_alone(self, client_of):
        held, client = check(ALLOWED), client_of("referent")
        check(REFUSED, number=2, revises=held)
        letter = reverse("aid_certificate", args=[held.code, "docx"])
        assert client.get(letter).status_code == 404
        Check.objects.filter(pk=held.pk).update(granted_cents=held.amount_cents)
        assert client.get(letter).status_code == 200

    @pytest.mark.parametrize(
        ("verdict", "changes", "status"),
        [
            (REFUSED, {}, 404),
            (UNKNOWN, {}, 404),
            (UNKNOWN, {"accepted_at": NOW}, 200),
            (ALLOWED, {"regime": "training"}, 404),
        ],
    )
    def test_is_there_only_when_it_may_be_sent(self, client_of, verdict, changes, status):
        one = check(verdict, **changes)
        letter = reverse("aid_certificate", args=[one.code, "docx"])
        client = client_of("referent")
        assert client.get(letter).status_code == status
        assert (letter in client.get(address(one)).content.decode()) == (status == 200)


def test_a_company_reads_its_own_verdicts_alone(client_of):
    own, other = check(), check(number=2, siren="552100554", name="Autre")
    told = client_of("company").get(reverse("aid_checks")).content.decode()
    assert own.siren == SIREN
    assert (own.code in told, other.code in told) == (True, False)
