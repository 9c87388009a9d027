"""The page of a company: what is known, searched, described, linked, declared."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ancrage.stateaid.models import CompanyLink, Declaration, ReceivedAid, Undertaking
from tests.snapshots import main_of
from tests.stateaid.pages.world import sent_by_a_browser, words_of, words_of_pdf
from tests.stateaid.world import (
    PARENT,
    SIREN,
    SISTER,
    aided,
    declared,
    dossier,
    link,
    received,
)

pytestmark = pytest.mark.django_db
CHANCE = [(r"\b[0-9a-f]{32}\b", "…")]
READERS = ("national", "referent", "company", "auditor")
OTHERS = ("stranger", "lead", "other_referent", "copilot", "")


@pytest.fixture
def known():
    """A company that OPERATOR aids, held by another, and its declaration."""
    aided()
    link(PARENT, SIREN, kind="votes", holder_name="Tenue Inventée")
    declared(SIREN, received(200_000_00))


def page(name: str, *args: str) -> str:
    return reverse(name, args=args or [SIREN])


@pytest.mark.usefixtures("known")
class TestThePage:
    def test_says_what_was_received_and_what_is_left(self, client_of, snapshot):
        assert main_of(client_of("referent"), page("aid_company"), CHANCE) == snapshot

    def test_as_at_a_day_before_the_link_has_no_group(self, client_of):
        client = client_of("referent")
        assert (
            "Tenue Inventée" in words_of(client.get(page("aid_company"))).split("Liens connus")[0]
        )
        old = words_of(client.get(page("aid_company"), {"date": "2019-12-31"}))
        assert "Tenue Inventée" not in old.split("Liens connus")[0]

    @pytest.mark.parametrize("who", READERS)
    def test_is_read_by_those_whom_it_concerns(self, client_of, who):
        told = words_of(client_of(who).get(page("aid_company")))
        assert "200 000,00" in told
        assert ("Ajouter un lien" in told) == (who in {"national", "referent"})

    @pytest.mark.parametrize("who", OTHERS)
    def test_is_not_there_for_others(self, client_of, who):
        client = client_of(who)
        for name in ("aid_company", "aid_company_edit", "aid_link_new", "aid_declare"):
            assert client.get(page(name)).status_code in {302, 403, 404}, name
        form = page("aid_declaration_form", SIREN, "pdf")
        assert client.get(form).status_code in {302, 403, 404}

    def test_of_no_siren_is_not_there(self, client_of):
        for text in ("780129988", "rien", "0" * 40):
            assert client_of("national").get(page("aid_company", text)).status_code == 404

    def test_as_a_form_for_the_company_prints_what_is_known(self, client_of):
        address = page("aid_declaration_form", SIREN, "pdf")
        told = words_of_pdf(client_of("company").get(address))
        for words in ("Verrerie Inventée", PARENT, "200 000 €", "art. 7", "Signature"):
            assert words in told
        docx = client_of("referent").get(page("aid_declaration_form", SIREN, "docx"))
        assert docx.content.startswith(b"PK")
        other = page("aid_declaration_form", SIREN, "odt")
        assert client_of("referent").get(other).status_code == 404


@pytest.mark.usefixtures("known")
class TestTheSearch:
    @pytest.mark.parametrize("text", ["verrerie", "Inventée", SIREN, "780 129 987"])
    def test_finds_by_name_and_by_siren(self, client_of, text):
        told = client_of("referent").get(reverse("state_aid"), {"q": text}).content.decode()
        assert page("aid_company") in told

    @pytest.mark.parametrize("who", ["other_referent", "copilot"])
    def test_finds_nothing_of_others(self, client_of, who):
        for text in ("verrerie", SIREN):
            told = client_of(who).get(reverse("state_aid"), {"q": text}).content.decode()
            assert page("aid_company") not in told
        assert f"?siren={SIREN}" in told

    def test_is_not_offered_to_visitors_who_read_what_is_missing(self, client_of):
        told = words_of(client_of().get(reverse("state_aid"), {"q": "verrerie"}))
        assert "Verrerie Inventée" not in told
        assert "Taux de référence manque" in told


class TestDescribing:
    TOLD = {
        "revision": "0",
        "name": "Verrerie",
        "size": "small",
        "year_end": "31/3",
        "road_freight": "non",
        "source": "Kbis du 2 mai",
    }

    @pytest.fixture(autouse=True)
    def _known(self):
        aided()

    def test_keeps_what_is_told(self, client_of):
        made = client_of("referent").post(page("aid_company_edit"), self.TOLD)
        assert made.url == page("aid_company")
        row = Undertaking.objects.get()
        assert (row.size, row.year_end, row.road_freight) == ("small", "03-31", False)
        shown = client_of("referent").get(page("aid_company_edit")).content.decode()
        assert 'value="31/03"' in shown
        assert "31 mars" in words_of(client_of("referent").get(page("aid_company")))

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"year_end": "mars"}, "Écrivez le jour puis le mois"),
            ({"year_end": "31/02"}, "vérifiez-la"),
            ({"source": ""}, "obligatoire"),
            ({"revision": "7"}, "a changé entre-temps"),
        ],
    )
    def test_refuses_what_cannot_be(self, client_of, changes, said):
        sent = client_of("referent").post(page("aid_company_edit"), self.TOLD | changes)
        assert said in words_of(sent, status=422)
        assert Undertaking.objects.count() == 0


class TestLinking:
    TOLD = {
        "side": "est-controlee",
        "other": "552 100 554",
        "other_name": "Tenue Inventée",
        "kind": "votes",
        "since": "2020-01-01",
        "source": "Kbis",
    }

    @pytest.fixture(autouse=True)
    def _known(self):
        aided()

    def test_adds_ends_and_withdraws(self, client_of):
        client = client_of("referent")
        client.post(page("aid_link_new"), self.TOLD)
        row = CompanyLink.objects.get()
        assert (row.holder, row.held, row.holder_name) == (PARENT, SIREN, "Tenue Inventée")
        ended = client.post(
            f"{page('aid_link_end', row.reference)}?depuis={SIREN}",
            {"until": "2024-12-31", "reason": "Vendue"},
        )
        assert ended.url == page("aid_company")
        last = CompanyLink.objects.get(withdrawn_at=None)
        assert str(last.until) == "2024-12-31"
        client.post(page("aid_link_withdraw", last.reference), {"reason": "Erreur"})
        assert not CompanyLink.objects.filter(withdrawn_at=None).exists()
        assert "Retiré le 23 novembre 2026 : Erreur" in words_of(client.get(page("aid_company")))
        assert client.get(page("aid_link_withdraw", last.reference)).status_code == 404

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"other": "552100555"}, "Ce SIREN est faux"),
            ({"other": SIREN}, "ne se contrôle pas elle-même"),
            ({"since": "2030-01-01"}, "à venir"),
            ({"holder_equity": "10"}, "Donnez les deux"),
        ],
    )
    def test_refuses_what_cannot_be(self, client_of, changes, said):
        sent = client_of("referent").post(page("aid_link_new"), self.TOLD | changes)
        assert said in words_of(sent, status=422)
        assert CompanyLink.objects.count() == 0

    @pytest.mark.parametrize("who", ["auditor", "company", "other_referent"])
    def test_is_not_for_others(self, client_of, who):
        row = link(PARENT, SIREN, kind="votes")
        for name, told in (
            ("aid_link_end", {"until": "2024-12-31", "reason": "x"}),
            ("aid_link_withdraw", {"reason": "x"}),
        ):
            sent = client_of(who).post(page(name, row.reference), told)
            assert sent.status_code in {403, 404}
        assert CompanyLink.objects.get().withdrawn_at is None


def lines(prefix: str, *rows: dict[str, str]) -> dict[str, str]:
    """Lines as the form sends them."""
    told = {f"{prefix}-TOTAL_FORMS": str(len(rows) + 1), f"{prefix}-INITIAL_FORMS": "0"}
    for rank, row in enumerate(rows):
        told |= {f"{prefix}-{rank}-{name}": value for name, value in row.items()}
    return told


class TestDeclaring:
    TOLD = {"name": "Verrerie", "as_of": "2026-11-20", "signed_by": "Anne Essai, gérante"}
    AID = {"granted_on": "2025-05-02", "cents": "12 500,50", "financer": "Région", "regime": ""}
    LINK = {"holder": PARENT, "name": "Tenue", "kind": "votes", "since": "2020-01-01"}

    @pytest.fixture(autouse=True)
    def _known(self):
        aided()

    def sent(self, client, *aids: dict[str, str], links=(), **changes):
        told = self.TOLD | lines("aides", *aids) | lines("liens", *links) | changes
        return client.post(page("aid_declare"), told)

    def test_keeps_aids_links_and_the_document(self, client_of):
        paper = SimpleUploadedFile("declaration.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
        client, sister = client_of("referent"), self.AID | {"siren": SISTER, "cents": ""}
        made = self.sent(client, self.AID, sister, links=[self.LINK], document=paper)
        assert made.url == page("aid_company")
        kept = Declaration.objects.get()
        own, other = ReceivedAid.objects.order_by("pk")
        assert (own.siren, own.cents, other.siren, other.cents) == (SIREN, 12_500_50, SISTER, None)
        assert CompanyLink.objects.get().holder == PARENT
        file = client.get(page("aid_declaration_file", kept.reference))
        assert file.content.startswith(b"%PDF")
        assert client_of("company").get(file.request["PATH_INFO"]).status_code == 200
        assert client_of("other_referent").get(file.request["PATH_INFO"]).status_code == 404

    def test_that_nothing_was_received_is_an_answer(self, client_of):
        assert self.sent(client_of("referent")).status_code == 302
        assert Declaration.objects.get().aids.count() == 0

    @pytest.mark.parametrize(
        ("aid", "changes", "said"),
        [
            ({"granted_on": ""}, {}, "obligatoire"),
            ({"siren": "123"}, {}, "Ce SIREN est faux"),
            ({"cents": "beaucoup"}, {}, "Écrivez un montant"),
            ({"granted_on": "2026-11-21"}, {}, "Ligne 1 (aide) : Cette aide est postérieure"),
            ({}, {"as_of": "2027-01-01"}, "pas encore passée"),
            ({}, {"signed_by": ""}, "obligatoire"),
        ],
    )
    def test_refuses_what_cannot_be_and_keeps_what_was_typed(self, client_of, aid, changes, said):
        sent = self.sent(client_of("referent"), self.AID | aid, **changes)
        assert said in words_of(sent, status=422)
        assert 'value="Région"' in sent.content.decode()
        assert (Declaration.objects.count(), ReceivedAid.objects.count()) == (0, 0)

    def test_has_as_many_lines_as_one_asks(self, client_of):
        client = client_of("referent")
        for asked, count in (("", 13), ("20", 20), ("9999", 13), ("999", 60), ("x", 13)):
            told = client.get(page("aid_declare"), {"lignes": asked}).content.decode()
            assert told.count("<legend>Aide ") == count, asked

    def test_is_sent_as_it_is_shown_with_its_other_lines_left_blank(self, client_of):
        client = client_of("referent")
        shown = sent_by_a_browser(client.get(page("aid_declare")))
        aid = {f"aides-0-{name}": value for name, value in self.AID.items()}
        assert client.post(page("aid_declare"), shown | self.TOLD | aid).status_code == 302
        assert (ReceivedAid.objects.count(), CompanyLink.objects.count()) == (1, 0)
        linked = shown | self.TOLD | {"liens-0-holder": PARENT, "liens-0-since": "2020-01-01"}
        assert "obligatoire" in words_of(client.post(page("aid_declare"), linked), status=422)

    def test_unfolds_what_was_typed_under_a_fold(self, client_of):
        client, fold = client_of("referent"), '<details class="a-fold" open'
        assert fold not in client.get(page("aid_declare")).content.decode()
        own = self.sent(client, self.AID | {"project": "Four"}, signed_by="")
        assert own.content.decode().count(fold) == 1
        later = self.sent(client, {}, {}, {}, self.AID, signed_by="")
        assert later.content.decode().count(fold) == 1

    def test_is_taken_back_with_its_reason(self, client_of):
        kept, client = declared(SIREN, received(10_00)), client_of("referent")
        address = page("aid_declaration_withdraw", kept.reference)
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "Doublon"}).url == page("aid_company")
        assert "Retirée le 23 novembre 2026 : Doublon" in words_of(client.get(page("aid_company")))
        assert client.get(address).status_code == 404


def test_a_company_links_to_the_page_of_another_only_for_who_reads_it(client_of):
    aided()
    link(PARENT, SIREN, kind="votes")
    told = client_of("referent").get(page("aid_company")).content.decode()
    assert page("aid_company", PARENT) not in told
    told = client_of("national").get(page("aid_company")).content.decode()
    assert page("aid_company", PARENT) in told


def test_a_company_known_by_made_up_dossiers_alone_is_told_to_be_made_up(client_of):
    dossier(is_demonstration=True)
    told = words_of(client_of("referent").get(page("aid_company")))
    assert "Démonstration : ces entreprises" in told


def test_a_company_finds_its_page_and_declares_for_itself(client_of):
    aided()
    client = client_of("company")
    assert page("aid_company") in client.get(reverse("state_aid")).content.decode()
    told = TestDeclaring.TOLD | lines("aides", TestDeclaring.AID) | lines("liens")
    assert client.post(page("aid_declare"), told).status_code == 302
    assert ReceivedAid.objects.get().cents == 12_500_50
    assert "Votre entreprise" not in words_of(client_of("referent").get(reverse("state_aid")))
    assert "Déclarer vos aides et vos liens" in words_of(client.get(page("aid_company")))
    theirs = words_of(client_of("referent").get(page("aid_company")))
    assert "Enregistrer sa déclaration" in theirs
