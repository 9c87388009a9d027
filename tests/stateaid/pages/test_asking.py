"""A grant asked about on screen: refused with the sums, granted in part, unknown and accepted."""

import pytest
from django.urls import reverse

from ancrage.stateaid.models import AidTerms, Check
from tests.stateaid.pages.world import REFUSED, UNKNOWN, check, words_of
from tests.stateaid.world import (
    BEFORE,
    DAY,
    OPERATOR,
    SIREN,
    aided,
    commitment,
    declared,
    dossier,
    received,
)

pytestmark = pytest.mark.django_db
ON = DAY.isoformat()
NEW = "aid_check_new"


def asked(client, code: str, cents: str):
    """A grant to a dossier, asked on screen."""
    return client.post(f"{reverse(NEW)}?dossier={code}", {"cents": cents, "on": ON})


class TestOfADossier:
    def test_is_refused_with_the_sums_then_granted_in_part(self, client_of):
        declared(SIREN, received(298_000_00))
        one, client = aided(), client_of("referent")
        made = asked(client, one.code, "12 000")
        page = client.get(made.url)
        told = words_of(page)
        assert "NON" in told
        assert "déjà reçu 298 000 € par l’entreprise unique" in told
        assert "reste 2 000 €, demandé 12 000 € : non. Accordez 2 000 € au plus." in told
        again = f"{reverse(NEW)}?dossier={one.code}&montant=2000"
        assert again.replace("&", "&amp;") in page.content.decode()
        assert 'value="2000"' in client.get(again).content.decode()
        allowed = asked(client, one.code, "2000")
        assert "OUI" in words_of(client.get(allowed.url))
        post = {"stage": "granted", "event_on": ON, "key": "a", "commitment": commitment("EJ-1").pk}
        address = reverse("dossier_post", args=[one.code])
        refused = client.post(address, post | {"cents": "12000"})
        assert "Accordez 2 000 € au plus" in words_of(refused, status=422)
        assert client.post(address, post | {"cents": "2000"}).status_code == 302
        assert "Accordé après ce verdict : 2 000 €." in words_of(client.get(allowed.url))

    @pytest.mark.parametrize("basis", ["", "sme"])
    def test_of_no_told_regime_asks_for_it_first(self, client_of, basis):
        one = dossier(aid_basis=basis)
        made = client_of("referent").get(reverse(NEW), {"dossier": one.code})
        assert made.url == reverse("aid_terms", args=[one.code])

    def test_whose_basis_is_no_regime_says_so_on_its_page(self, client_of):
        one = dossier(aid_basis="sme")
        page = client_of("referent").get(reverse("dossier", args=[one.code]))
        assert "Base juridique : aide aux PME. Elle ne dit pas sous quel régime" in words_of(page)
        assert "Dire le régime et les conditions" in words_of(page)
        assert f"{reverse(NEW)}?dossier=" not in page.content.decode()

    def test_proposes_what_is_in_instruction(self, client_of):
        one = aided(instruction_cents=4_000_50)
        shown = client_of("referent").get(reverse(NEW), {"dossier": one.code}).content.decode()
        assert 'value="4000,50"' in shown

    @pytest.mark.parametrize("cents", ["", "0", "beaucoup"])
    def test_needs_an_amount(self, client_of, cents):
        sent = asked(client_of("referent"), aided().code, cents)
        assert sent.status_code == 422
        assert Check.objects.count() == 0

    @pytest.mark.parametrize("who", ["other_referent", "auditor", "company", "copilot"])
    def test_is_not_for_others(self, client_of, who):
        one = aided()
        assert asked(client_of(who), one.code, "10").status_code in {403, 404}
        assert Check.objects.count() == 0

    def test_is_shown_on_its_page_to_those_whom_it_concerns(self, client_of):
        one = aided()
        check(REFUSED, dossier=one)
        address = reverse("dossier", args=[one.code])
        told = words_of(client_of("referent").get(address))
        assert "Dernier verdict : V-2026-000001 NON pour 12 000 €" in told
        assert "restait au plafond : 2 000 € ; possible au plus : 2 000 €" in told
        assert "Vérifier" in told
        own = words_of(client_of("company").get(address))
        assert "Dernier verdict" in own
        assert "Changer le régime" not in own
        for who in ("", "lead", "other_referent"):
            assert "Dernier verdict" not in words_of(client_of(who).get(address))


class TestOfACompany:
    CHOICE = {"siren": "780 129 987", "financer": OPERATOR, "regime": "de_minimis", "on": ON}

    def test_asks_the_questions_of_the_regime_and_answers(self, client_of):
        declared(SIREN, as_of=BEFORE)
        client = client_of("referent")
        shown = client.get(reverse(NEW), self.CHOICE)
        assert "condition_not_excluded" in shown.content.decode()
        address = shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"]
        told = {"cents": "8 000", "condition_not_excluded": "oui", "commune": "1001"}
        made = client.post(address, told)
        one = Check.objects.get()
        assert made.url == reverse("aid_check", args=[one.code])
        assert (one.answer, one.financer, one.asked["commune"]) == ("yes", OPERATOR, "01001")
        client.post(address, told | {"condition_not_excluded": ""})
        assert Check.objects.first().answer == "unknown"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"siren": "780129988"}, "Ce SIREN est faux"),
            ({"regime": "rien"}, "Sélectionnez un choix valide"),
            ({"on": "hier"}, "date valide"),
            ({"financer": "ademe"}, "Sélectionnez un choix valide"),
        ],
    )
    def test_says_what_is_wrong_in_the_first_step(self, client_of, changes, said):
        assert said in words_of(client_of("referent").get(reverse(NEW), self.CHOICE | changes))

    def test_says_what_is_wrong_in_the_second(self, client_of):
        client = client_of("referent")
        address = client.get(reverse(NEW), self.CHOICE).request
        url = f"{address['PATH_INFO']}?{address['QUERY_STRING']}"
        told = words_of(client.post(url, {"cents": "8000", "commune": "xyz"}), status=422)
        assert "Ce code INSEE est faux" in told
        assert Check.objects.count() == 0

    def test_is_not_for_who_pays_nobody(self, client_of):
        for who in ("company", "auditor", "lead"):
            assert client_of(who).get(reverse(NEW)).status_code in {403, 404}


class TestAnUnknown:
    def test_is_accepted_with_a_reason(self, client_of):
        one, client = check(UNKNOWN), client_of("referent")
        address = reverse("aid_check_accept", args=[one.code])
        assert client.post(address, {"reason": " "}).status_code == 422
        assert client.post(address, {"reason": "Vu au Kbis"}).status_code == 302
        told = words_of(client.get(reverse("aid_check", args=[one.code])))
        assert "Accepté le 23 novembre 2026 bien que le verdict soit inconnu" in told
        assert "Vu au Kbis" in told
        assert "Lettre à l’entreprise" in told

    def test_is_the_only_one_that_is_accepted(self, client_of):
        one = check(REFUSED)
        sent = client_of("referent").post(
            reverse("aid_check_accept", args=[one.code]), {"reason": "Tant pis"}
        )
        assert "Seul un verdict inconnu s’accepte" in words_of(sent, status=422)

    @pytest.mark.parametrize("who", ["company", "auditor", "other_referent"])
    def test_is_not_accepted_by_others(self, client_of, who):
        one = check(UNKNOWN)
        for name in ("aid_check_accept", "aid_check_again"):
            sent = client_of(who).post(reverse(name, args=[one.code]), {"reason": "x"})
            assert sent.status_code in {403, 404}
        assert Check.objects.get().accepted_at is None


class TestAgain:
    def test_says_that_nothing_changed(self, client_of):
        one, client = aided(), client_of("referent")
        made = asked(client, one.code, "10")
        told = words_of(client.post(f"{made.url}revoir/"))
        assert "Rien de ce qui est connu n’a changé" in told

    def test_gives_another_verdict_once_something_is_learnt(self, client_of):
        one, client = aided(), client_of("referent")
        first = asked(client, one.code, "10")
        assert "INCONNU" in words_of(client.get(first.url))
        declared(SIREN)
        told = words_of(client.get(first.url))
        assert "Ce verdict est gardé tel qu’il fut donné" in told
        assert Check.objects.first().answer == "yes"


class TestTerms:
    LOAN = {
        "instrument": "loan",
        "eligible": "50 000",
        "repayments": "01/03/2028 6 000,00\n2029-03-01 4000",
        "rate_percent": "1,5",
        "method": "reference",
        "rating": "good",
        "collateral": "normal",
        "has_history": "oui",
        "condition_not_excluded": "oui",
    }

    def test_of_a_loan_are_kept_and_shown_again(self, client_of):
        one, client = dossier(), client_of("referent")
        address = f"{reverse('aid_terms', args=[one.code])}?regime=de_minimis"
        assert client.post(address, self.LOAN).url == reverse("dossier", args=[one.code])
        kept = AidTerms.objects.get()
        assert kept.dossier.aid_basis == "de_minimis"
        assert kept.terms["repayments"] == [["2028-03-01", 6_000_00], ["2029-03-01", 4_000_00]]
        assert kept.terms["rate_percent"] == "1.5"
        assert kept.conditions == {"not_excluded": True}
        shown = client.get(address).content.decode()
        assert "01/03/2028 6000" in shown
        assert '<option value="good" selected>' in shown

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"repayments": "demain 100"}, "« demain 100 »"),
            ({"repayments": "01/03/2028"}, "« 01/03/2028 »"),
            ({"rate_percent": "200"}, "100"),
            ({"benefited": "1"}, "Ce SIREN est faux"),
        ],
    )
    def test_refuse_what_cannot_be(self, client_of, changes, said):
        one = dossier()
        address = f"{reverse('aid_terms', args=[one.code])}?regime=de_minimis"
        sent = client_of("referent").post(address, self.LOAN | changes)
        assert said in words_of(sent, status=422)
        assert AidTerms.objects.count() == 0

    def test_begin_by_the_regime(self, client_of):
        one, client = dossier(), client_of("referent")
        address = reverse("aid_terms", args=[one.code])
        assert "Continuer" in words_of(client.get(address))
        assert "choix valide" in words_of(client.get(address, {"regime": "rien"}))
        assert client_of("other_referent").get(address).status_code == 404
